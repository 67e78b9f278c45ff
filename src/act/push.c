#include "mtacon/act/push.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/revision.h"

/* ---- which nodes ---- */

static int64_t find_node(const struct store_node *nodes, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(nodes[i].name, name) == 0)
            return nodes[i].id;
    return 0;
}

/* No nodes: all are meant. */
static bool is_meant(const int64_t *nodes, size_t count, int64_t node)
{
    for (size_t i = 0; i < count; i++)
        if (nodes[i] == node)
            return true;
    return count == 0;
}

int64_t *push_nodes_named(struct store *store, const char *names, size_t *count,
                          struct error *error)
{
    struct store_node *nodes = NULL;
    size_t node_count = 0;
    int64_t *ids = NULL, id = 1;
    char *list = memory_string(names), *rest = NULL;
    bool good = store_node_list(store, &nodes, &node_count, error);
    *count = 0;
    for (char *name = strtok_r(list, ",", &rest); good && name; name = strtok_r(NULL, ",", &rest)) {
        id = find_node(nodes, node_count, name);
        if (!id)
            good = store_node_unknown(store, name, error);
        if (*count && is_meant(ids, *count, id))
            continue;
        ids = memory_grow(ids, *count, sizeof *ids);
        ids[(*count)++] = id;
    }
    if (good && !*count)
        good = error_set(error, ERROR_USAGE, "'%s' names no node: give A,B", names);
    store_node_list_free(nodes, node_count);
    free(list);
    if (good)
        return ids;
    free(ids);
    return NULL;
}

/* ---- the plan ---- */

static void add_line(void *argument, const char *text)
{
    buffer_printf(argument, "%s\n", text);
}

/* False when what it carries is no revision of this store. */
static bool compare(const struct act *act, const struct model *model, const struct store_node *node,
                    struct push_target *target)
{
    struct policy carried;
    struct policy_revision revision;
    struct buffer lines = {0};
    bool known = revision_load(act->store, 0, node->policy_hash, &carried, &revision, NULL);
    if (known && policy_diff(&carried, &model->policy, add_line, &lines)) {
        free(target->difference);
        target->difference = buffer_take(&lines);
    }
    if (known)
        target->text =
            memory_printf("carries revision %lld; this would change:", (long long)revision.number);
    buffer_clear(&lines);
    policy_clear(&carried);
    return known;
}

static void describe_carried(const struct act *act, const struct model *model,
                             const struct model_node *node, struct push_target *target)
{
    const struct store_node *stored = &node->stored;
    const char *text;
    target->node = stored->id;
    target->name = memory_string(stored->name);
    target->difference = memory_string("");
    target->sync = node->sync;
    target->included = node->sync != SYNC_NOT_ENROLLED || !stored->policy_seen;
    target->changes =
        node->sync == SYNC_BEHIND || node->sync == SYNC_DRIFTED || node->sync == SYNC_FOREIGN;
    if (node->sync == SYNC_NOT_ENROLLED && target->included) {
        target->changes = true;
        text = "was never read: if it is enrolled, it gets all of it";
    } else if (node->sync == SYNC_NOT_ENROLLED) {
        text = "not enrolled: it gets nothing";
    } else if (node->sync == SYNC_DRIFTED) {
        target->text = memory_printf("carries it, but has drifted: %s", node->sync_text);
        return;
    } else if (node->sync == SYNC_CURRENT) {
        text = "carries it already";
    } else if (!*stored->policy_hash) {
        text = "carries nothing yet; all of it would be new";
    } else if (compare(act, model, stored, target)) {
        return;
    } else {
        target->text = memory_printf("carries revision %lld by %s, unknown here: a conflict",
                                     (long long)stored->policy_number, stored->policy_author);
        return;
    }
    target->text = memory_string(text);
}

/* What it cannot do belongs to what it would get. */
static void add_cannot(const struct store_node *node, struct push_target *target)
{
    if (!*model_node_cannot(node))
        return;
    char *text = memory_printf("cannot do all: %s; %s", model_node_cannot(node), target->text);
    free(target->text);
    target->text = text;
}

static void describe(const struct act *act, const struct model *model,
                     const struct model_node *node, struct push_target *target)
{
    describe_carried(act, model, node, target);
    add_cannot(&node->stored, target);
    if (node->stored.state != STORE_NODE_DOWN || !target->included)
        return;
    char *text = memory_printf("out of reach, gets it when it returns; %s", target->text);
    free(target->text);
    target->text = text;
}

static void add_targets(const struct act *act, const struct model *model, const int64_t *nodes,
                        size_t count, struct push_plan *plan)
{
    plan->targets = memory_new(model->node_count, sizeof *plan->targets);
    for (size_t i = 0; i < model->node_count; i++) {
        if (!is_meant(nodes, count, model->nodes[i].stored.id))
            continue;
        struct push_target *target = &plan->targets[plan->count++];
        describe(act, model, &model->nodes[i], target);
        plan->included += target->included;
        plan->changes += target->changes;
    }
}

bool push_plan_make(const struct act *act, const struct model *model, const int64_t *nodes,
                    size_t count, struct push_plan *plan, struct error *error)
{
    *plan = (struct push_plan){.revision = model->revision};
    if (!*model->revision.hash)
        return error_set(error, ERROR_REFUSED,
                         "nothing was saved yet, so there is nothing to push: 'mtacon domains add "
                         "DOMAIN' begins");
    add_targets(act, model, nodes, count, plan);
    return true;
}

bool push_plan_load(const struct act *act, const int64_t *nodes, size_t count, int64_t now,
                    struct push_plan *plan, struct error *error)
{
    struct model model;
    *plan = (struct push_plan){.count = 0};
    if (!model_load(act->store, now, &model, error))
        return false;
    bool done = push_plan_make(act, &model, nodes, count, plan, error);
    model_clear(&model);
    return done;
}

bool push_plan_preview(const struct act *act, const struct policy *proposed, int64_t now,
                       struct push_plan *plan, struct error *error)
{
    struct model model;
    *plan = (struct push_plan){.count = 0};
    if (!model_load(act->store, now, &model, error))
        return false;
    policy_clear(&model.policy);
    policy_copy(&model.policy, proposed);
    plan->revision.number = model.revision.number + 1;
    /* What is current now would be no longer. */
    for (size_t i = 0; i < model.node_count; i++)
        if (model.nodes[i].sync == SYNC_CURRENT || model.nodes[i].sync == SYNC_DRIFTED)
            model.nodes[i].sync = SYNC_BEHIND;
    add_targets(act, &model, NULL, 0, plan);
    model_clear(&model);
    return true;
}

void push_plan_clear(struct push_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->targets[i].name);
        free(plan->targets[i].text);
        free(plan->targets[i].difference);
    }
    free(plan->targets);
    *plan = (struct push_plan){.count = 0};
}

/* ---- the begin ---- */

static bool begin(const struct act *act, const struct policy_revision *planned,
                  const int64_t *nodes, size_t count, const struct rollout_manner *manner,
                  int64_t now, struct error *error)
{
    struct policy policy;
    struct policy_revision head;
    bool done = revision_load_current(act->store, &policy, &head, error);
    policy_clear(&policy);
    if (done && planned && strcmp(planned->hash, head.hash) != 0)
        done = error_set(error, ERROR_REFUSED,
                         "revision %lld by %s was saved meanwhile: look at what it changes first",
                         (long long)head.number, head.author);
    return done && rollout_begin(act->store, &head, nodes, count, manner, now, error);
}

bool push_begin(const struct act *act, const struct policy_revision *planned, const int64_t *nodes,
                size_t count, const struct rollout_manner *manner, int64_t now, struct error *error)
{
    bool done = act_allowed(act, error) && store_begin(act->store, error) &&
                begin(act, planned, nodes, count, manner, now, error) &&
                store_commit(act->store, error);
    if (!done)
        store_rollback(act->store);
    return done;
}

static bool retry_failed(const struct act *act, const struct rollout *rollout, int64_t now,
                         struct error *error)
{
    char subject[40];
    snprintf(subject, sizeof subject, "revision %lld",
             (long long)revision_number_of(act->store, rollout->hash));
    bool done = store_begin(act->store, error) && rollout_retry(act->store, now, error) &&
                audit_add(act->store, now, "push", subject, "tried again", error) &&
                store_commit(act->store, error);
    if (!done)
        store_rollback(act->store);
    return done;
}

bool push_retry(const struct act *act, int64_t now, struct error *error)
{
    struct rollout rollout;
    struct rollout_node *nodes = NULL;
    size_t count = 0;
    bool done = act_allowed(act, error) && rollout_load(act->store, &rollout, error) &&
                rollout_node_list(act->store, &nodes, &count, error);
    if (done && (rollout.state == ROLLOUT_STOPPED || push_count(nodes, count).failed)) {
        done = retry_failed(act, &rollout, now, error);
    } else if (done) {
        rollout.manner.keep_going = false;
        done = push_begin(act, NULL, NULL, 0, &rollout.manner, now, error);
    }
    free(nodes);
    return done;
}

struct push_counts push_count(const struct rollout_node *nodes, size_t count)
{
    struct push_counts counts = {0};
    for (size_t i = 0; i < count; i++) {
        enum rollout_node_state state = nodes[i].state;
        counts.in_force += state == ROLLOUT_IN_FORCE;
        counts.under_way +=
            state == ROLLOUT_WAITING || state == ROLLOUT_PUSHING || state == ROLLOUT_NODE_RETURNING;
        counts.returned += state == ROLLOUT_RETURNED;
        counts.late += state == ROLLOUT_LATE;
        counts.failed += state == ROLLOUT_FAILED || state == ROLLOUT_CONFLICT;
    }
    return counts;
}
