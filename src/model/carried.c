#include "carried.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/revision.h"

/* What was known of them before. */
struct former {
    struct model_carried *carried;
    size_t count;
};

static struct model_carried *find(struct model_carried *carried, size_t count, const char *hash)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(carried[i].hash, hash) == 0)
            return &carried[i];
    return NULL;
}

/* A revision never changes: what was read once goes on, also where it was the current one. */
static bool take_former(struct store *store, struct model *model, struct former *former,
                        struct model_carried *carried)
{
    struct model_carried *old = find(former->carried, former->count, carried->hash);
    struct model_index *index = model->index;
    if (old && old->knowledge == MODEL_KNOWN && old->policy.count) {
        carried->policy = old->policy;
        old->policy = (struct policy){.count = 0};
        return true;
    }
    if (!index->former.count || strcmp(index->former_hash, carried->hash) != 0 ||
        !revision_known(store, carried->hash))
        return false;
    carried->policy = index->former;
    index->former = (struct policy){.count = 0};
    return true;
}

/* Another console's stays unknown until a revision is saved or taken over here. */
static bool is_still_strange(const struct model_reading *reading, const struct model_carried *old)
{
    return old && !reading->revision_changed &&
           (old->knowledge == MODEL_ALIEN || old->knowledge == MODEL_UNREADABLE);
}

static enum model_knowledge look_up(struct model_reading *reading, struct model_carried *carried)
{
    static const enum model_knowledge known[] = {[ARCHIVE_HERE] = MODEL_KNOWN,
                                                 [ARCHIVE_WAITS] = MODEL_BEING_READ,
                                                 [ARCHIVE_MISSING] = MODEL_ALIEN,
                                                 [ARCHIVE_FAILED] = MODEL_UNREADABLE};
    struct policy_revision revision;
    if (reading->model->archive)
        return known[archive_take(reading->model->archive, carried->hash, &carried->policy,
                                  &revision, NULL)];
    if (revision_load(reading->store, 0, carried->hash, &carried->policy, &revision, NULL))
        return MODEL_KNOWN;
    policy_clear(&carried->policy);
    return revision_known(reading->store, carried->hash) ? MODEL_UNREADABLE : MODEL_ALIEN;
}

static void read(struct model_reading *reading, struct former *former,
                 struct model_carried *carried)
{
    const struct model_carried *old = find(former->carried, former->count, carried->hash);
    carried->knowledge = MODEL_KNOWN;
    if (carried->current || !*carried->hash ||
        take_former(reading->store, reading->model, former, carried))
        return;
    carried->knowledge =
        is_still_strange(reading, old) ? old->knowledge : look_up(reading, carried);
}

static void add(struct model_reading *reading, struct former *former, const char *hash)
{
    struct model *model = reading->model;
    const struct model_carried *old = find(former->carried, former->count, hash);
    bool was_same = old && old->same;
    bool was_known = old && !reading->revision_changed && old->knowledge != MODEL_BEING_READ;
    model->carried = memory_grow(model->carried, model->carried_count, sizeof *model->carried);
    struct model_carried *carried = &model->carried[model->carried_count++];
    *carried = (struct model_carried){.nodes = 0};
    snprintf(carried->hash, sizeof carried->hash, "%s", hash);
    carried->current = *hash && strcmp(hash, model->revision.hash) == 0;
    read(reading, former, carried);
    carried->same = carried->current ||
                    (was_known ? was_same
                               : carried->knowledge == MODEL_KNOWN && carried->policy.count &&
                                     !policy_differs_on_nodes(&carried->policy, &model->policy));
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
            [MODEL_BEING_READ] = "carries revision %lld by %s of %s: that is being looked up",
            [MODEL_UNREADABLE] = "carries revision %lld by %s of %s, which this store has and "
                                 "cannot read",
            [MODEL_ALIEN] = "carries revision %lld by %s of %s, which this store does not know: "
                            "adopt or override it"};
        enum model_knowledge knowledge = node->carried->knowledge;
        bool same = knowledge == MODEL_KNOWN && node->carried->same;
        snprintf(node->sync_text, sizeof node->sync_text,
                 same ? "carries revision %lld by %s of %s: to nodes the current one says the same"
                      : texts[knowledge],
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

static void compare_nodes(struct model *model, bool all)
{
    int foreign = 0;
    model->enrolled = 0;
    for (size_t i = 0; i < model->node_count; i++) {
        struct model_node *node = &model->nodes[i];
        if (all || node->is_new) {
            *node->sync_text = '\0';
            node->sync = sync_of(model, node);
        }
        node->is_new = false;
        model->enrolled += node->sync != SYNC_NOT_ENROLLED;
        foreign += node->sync == SYNC_FOREIGN;
    }
    model->split = foreign > 0 && foreign < model->enrolled;
}

/* Each hash once: the nodes find theirs by it. */
static void collect(struct model_reading *reading, struct former *former)
{
    struct model *model = reading->model;
    for (size_t i = 0; i < model->node_count; i++) {
        const struct store_node *stored = &model->nodes[i].stored;
        if (stored->enrolled && !find(model->carried, model->carried_count, stored->policy_hash))
            add(reading, former, stored->policy_hash);
    }
}

static void assign(struct model *model)
{
    model->lost = NULL;
    for (size_t i = 0; i < model->node_count; i++) {
        struct model_node *node = &model->nodes[i];
        node->carried = NULL;
        if (!node->stored.enrolled)
            continue;
        struct model_carried *carried =
            find(model->carried, model->carried_count, node->stored.policy_hash);
        carried->nodes += node->policy_read;
        node->carried = carried;
        if (!node->policy_read &&
            (!model->lost || node->stored.last_contact < model->lost->stored.last_contact))
            model->lost = node;
    }
}

static bool are_same(const struct former *former, const struct model *model)
{
    bool same = former->count == model->carried_count;
    for (size_t i = 0; same && i < former->count; i++)
        same = strcmp(former->carried[i].hash, model->carried[i].hash) == 0 &&
               former->carried[i].knowledge == model->carried[i].knowledge &&
               former->carried[i].current == model->carried[i].current;
    return same;
}

/* Whether any node carries a revision that names it. */
static bool is_carried(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->carried_count; i++)
        if (model->carried[i].policy.count && policy_find(&model->carried[i].policy, name))
            return true;
    return false;
}

/* Those that a revision names and the current one does not, both in order of their names. */
static void name_removed(struct model *model, const struct policy *carried)
{
    const struct policy *now = &model->policy;
    size_t at = 1;
    for (size_t i = 1; i < carried->count; i++) {
        int order = -1;
        while (at < now->count &&
               (order = strcmp(now->domains[at].name, carried->domains[i].name)) < 0)
            at++;
        if (at == now->count || order != 0)
            domains_get(model, carried->domains[i].name)->carried = true;
    }
}

/* What was removed here, and is in force there. No level changes by that: only who is neither named
 * nor carried any more may have to go. */
static void name_domains(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        struct model_domain *domain = model->domains[i];
        if (!domain->carried || (!domain->configured && is_carried(model, domain->name)))
            continue;
        domain->carried = false;
        domains_touch(model, domain);
    }
    for (size_t i = 0; i < model->carried_count; i++)
        name_removed(model, &model->carried[i].policy);
}

static void drop_policy(const struct model *model, struct policy *policy)
{
    if (model->archive && policy->count)
        archive_drop(model->archive, policy);
    else
        policy_clear(policy);
}

static void clear(const struct model *model, struct model_carried *carried, size_t count)
{
    for (size_t i = 0; i < count; i++)
        drop_policy(model, &carried[i].policy);
    free(carried);
}

void carried_read(struct model_reading *reading)
{
    struct model *model = reading->model;
    struct former former = {model->carried, model->carried_count};
    model->carried = NULL;
    model->carried_count = 0;
    collect(reading, &former);
    assign(model);
    bool same = are_same(&former, model);
    if (reading->revision_changed || !same)
        name_domains(model);
    compare_nodes(model, reading->revision_changed || !same);
    clear(model, former.carried, former.count);
    drop_policy(model, &model->index->former);
}

void carried_clear(struct model *model)
{
    clear(model, model->carried, model->carried_count);
    model->carried = NULL;
    model->carried_count = 0;
}
