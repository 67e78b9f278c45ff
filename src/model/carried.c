#include "carried.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/revision.h"

static struct model_carried *find(const struct model *model, const char *hash)
{
    for (size_t i = 0; model && i < model->carried_count; i++)
        if (strcmp(model->carried[i].hash, hash) == 0)
            return &model->carried[i];
    return NULL;
}

/* A revision never changes: what was read once is taken from there. */
static void read(struct store *store, const struct model *before, struct model_carried *carried)
{
    const struct model_carried *old = find(before, carried->hash);
    struct policy_revision revision;
    carried->knowledge = MODEL_KNOWN;
    if (carried->current || !*carried->hash)
        return;
    if (old && old->knowledge == MODEL_KNOWN && old->policy.count) {
        policy_copy(&carried->policy, &old->policy);
        return;
    }
    if (revision_load(store, 0, carried->hash, &carried->policy, &revision, NULL))
        return;
    policy_clear(&carried->policy);
    carried->knowledge = revision_known(store, carried->hash) ? MODEL_UNREADABLE : MODEL_ALIEN;
}

static struct model_carried *add(struct store *store, const struct model *before,
                                 struct model *model, const char *hash)
{
    struct model_carried *carried = &model->carried[model->carried_count++];
    snprintf(carried->hash, sizeof carried->hash, "%s", hash);
    carried->current = *hash && strcmp(hash, model->revision.hash) == 0;
    read(store, before, carried);
    carried->same =
        carried->current || (carried->knowledge == MODEL_KNOWN && carried->policy.count &&
                             !policy_differs_on_nodes(&carried->policy, &model->policy));
    return carried;
}

static enum model_sync sync_of(const struct model *model, struct model_node *node)
{
    const struct store_node *stored = &node->stored;
    char when[32];
    if (!stored->enrolled)
        return SYNC_NOT_ENROLLED;
    if (*stored->policy_hash && strcmp(stored->policy_hash, model->revision.hash) != 0) {
        static const char *const texts[] = {
            [MODEL_KNOWN] = "carries revision %lld by %s of %s, not the current one",
            [MODEL_UNREADABLE] = "carries revision %lld by %s of %s, which this store has and "
                                 "cannot read",
            [MODEL_ALIEN] = "carries revision %lld by %s of %s, which this store does not know: "
                            "adopt or override it"};
        enum model_knowledge knowledge = node->carried->knowledge;
        snprintf(node->sync_text, sizeof node->sync_text, texts[knowledge],
                 (long long)stored->policy_number, stored->policy_author,
                 clock_rfc3339(when, sizeof when, stored->policy_at));
        return knowledge == MODEL_ALIEN ? SYNC_FOREIGN : SYNC_BEHIND;
    }
    if (!*stored->policy_hash && *model->revision.hash) {
        snprintf(node->sync_text, sizeof node->sync_text, "carries no policy yet: push");
        return SYNC_BEHIND;
    }
    snprintf(node->sync_text, sizeof node->sync_text, "%.*s", (int)sizeof node->sync_text - 1,
             stored->drift);
    return *stored->drift ? SYNC_DRIFTED : SYNC_CURRENT;
}

static void compare_nodes(struct model *model)
{
    int foreign = 0;
    for (size_t i = 0; i < model->node_count; i++) {
        struct model_node *node = &model->nodes[i];
        node->sync = sync_of(model, node);
        model->enrolled += node->sync != SYNC_NOT_ENROLLED;
        model->current += node->sync == SYNC_CURRENT || node->sync == SYNC_DRIFTED;
        foreign += node->sync == SYNC_FOREIGN;
    }
    model->split = foreign > 0 && foreign < model->enrolled;
}

void carried_load(struct store *store, const struct model *before, struct model *model)
{
    model->carried = memory_new(model->node_count, sizeof *model->carried);
    for (size_t i = 0; i < model->node_count; i++) {
        struct model_node *node = &model->nodes[i];
        const char *hash = node->stored.policy_hash;
        if (!node->stored.enrolled)
            continue;
        struct model_carried *carried = find(model, hash);
        if (!carried)
            carried = add(store, before, model, hash);
        carried->nodes += node->policy_read;
        node->carried = carried;
        if (!node->policy_read &&
            (!model->lost || node->stored.last_contact < model->lost->stored.last_contact))
            model->lost = node;
    }
    compare_nodes(model);
}

void carried_clear(struct model *model)
{
    for (size_t i = 0; i < model->carried_count; i++)
        policy_clear(&model->carried[i].policy);
    free(model->carried);
    model->carried = NULL;
    model->carried_count = 0;
}
