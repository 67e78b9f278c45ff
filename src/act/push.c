#include "mtacon/act/push.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/model/in_force.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/revision.h"

/* Who looks at a plan on a screen reads no more lines of a difference; a command shows all. */
enum { SHOWN = 1000 };

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

/* From what is saved, as the model has it, to what would be pushed. */
struct planning {
    const struct act *act;
    const struct model *model;
    const struct policy *proposed;
    struct push_plan *plan;
    int most;                        /* lines of a difference; 0: all */
    const struct store_node *cannot; /* the last of which it was told what it cannot do */
};

struct lines {
    struct buffer text;
    int count, most;
};

static void add_line(void *argument, const char *text)
{
    struct lines *lines = argument;
    if (++lines->count <= lines->most || !lines->most)
        buffer_printf(&lines->text, "%s\n", text);
}

static void free_difference(struct push_difference *difference)
{
    free(difference->lines);
    free(difference);
}

static void keep(struct push_plan *plan, struct push_difference *difference)
{
    plan->differences =
        memory_grow(plan->differences, plan->difference_count, sizeof *plan->differences);
    plan->differences[plan->difference_count++] = difference;
    map_add_name(&plan->by_hash, difference->hash, difference);
}

/* Each revision that nodes carry is compared once: many nodes carry the same. */
static const struct push_difference *compare(const struct planning *planning,
                                             const struct model_carried *carried)
{
    struct push_difference *difference = map_find_name(&planning->plan->by_hash, carried->hash);
    struct lines lines = {.most = planning->most};
    if (difference)
        return difference;
    difference = memory_new(1, sizeof *difference);
    snprintf(difference->hash, sizeof difference->hash, "%s", carried->hash);
    difference->number = revision_number_of(planning->act->store, carried->hash);
    policy_diff(carried->current ? &planning->model->policy : &carried->policy, planning->proposed,
                add_line, &lines);
    if (lines.most && lines.count > lines.most)
        buffer_printf(&lines.text, "... and %d more: 'mtacon diff' shows all\n",
                      lines.count - lines.most);
    difference->lines = memory_string(buffer_text(&lines.text));
    buffer_clear(&lines.text);
    keep(planning->plan, difference);
    return difference;
}

static void describe_carried(const struct planning *planning, const struct model_node *node,
                             enum model_sync sync, struct push_target *target)
{
    const struct store_node *stored = &node->stored;
    const char *text;
    target->node = stored->id;
    target->name = memory_string(stored->name);
    target->difference = "";
    target->sync = sync;
    target->included = sync != SYNC_NOT_ENROLLED || !stored->policy_seen;
    target->changes = sync == SYNC_BEHIND || sync == SYNC_DRIFTED || sync == SYNC_FOREIGN;
    if (sync == SYNC_NOT_ENROLLED && target->included) {
        target->changes = true;
        text = "was never read: if it is enrolled, it gets all of it";
    } else if (sync == SYNC_NOT_ENROLLED) {
        text = "not enrolled: it gets nothing";
    } else if (sync == SYNC_DRIFTED) {
        target->text = memory_printf("carries it, but has drifted: %s", node->sync_text);
        return;
    } else if (sync == SYNC_CURRENT) {
        text = "carries it already";
    } else if (!*stored->policy_hash) {
        text = "carries nothing yet; all of it would be new";
    } else if (node->carried->knowledge == MODEL_KNOWN) {
        const struct push_difference *difference = compare(planning, node->carried);
        target->difference = difference->lines;
        target->text = memory_printf("carries revision %lld; this would change:",
                                     (long long)difference->number);
        return;
    } else if (node->carried->knowledge == MODEL_BEING_READ) {
        text = "carries another revision, which is being looked up";
    } else {
        target->text = memory_printf("carries revision %lld by %s, unknown here: a conflict",
                                     (long long)stored->policy_number, stored->policy_author);
        return;
    }
    target->text = memory_string(text);
}

/* What it cannot do belongs to what it would get. */
static void add_cannot(struct planning *planning, const struct store_node *node,
                       struct push_target *target)
{
    const char *cannot = model_node_cannot(node);
    const struct store_node *before = planning->cannot;
    if (!*cannot)
        return;
    bool again = before && strcmp(model_node_cannot(before), cannot) == 0;
    char *text = again ? memory_printf("cannot do all, as %s; %s", before->name, target->text)
                       : memory_printf("cannot do all: %s; %s", cannot, target->text);
    free(target->text);
    target->text = text;
    planning->cannot = again ? before : node;
}

static void describe(struct planning *planning, const struct model_node *node,
                     struct push_target *target)
{
    enum model_sync sync = node->sync;
    /* What is current now would be no longer. */
    if (planning->proposed != &planning->model->policy &&
        (sync == SYNC_CURRENT || sync == SYNC_DRIFTED))
        sync = SYNC_BEHIND;
    describe_carried(planning, node, sync, target);
    add_cannot(planning, &node->stored, target);
    if (node->stored.state != STORE_NODE_DOWN || !target->included)
        return;
    char *text = memory_printf("out of reach, gets it when it returns; %s", target->text);
    free(target->text);
    target->text = text;
}

static void add_targets(struct planning *planning, const int64_t *nodes, size_t count)
{
    const struct model *model = planning->model;
    struct push_plan *plan = planning->plan;
    plan->replaces = model_other_waves(model) ? model->rollout.number : 0;
    plan->targets = memory_new(model->node_count, sizeof *plan->targets);
    for (size_t i = 0; i < model->node_count; i++) {
        if (!is_meant(nodes, count, model->nodes[i].stored.id))
            continue;
        struct push_target *target = &plan->targets[plan->count++];
        describe(planning, &model->nodes[i], target);
        plan->included += target->included;
        plan->changes += target->changes;
    }
}

bool push_plan_load(const struct act *act, const int64_t *nodes, size_t count, int64_t now,
                    struct push_plan *plan, struct error *error)
{
    struct model model;
    *plan = (struct push_plan){.count = 0};
    if (!model_load(act->store, now, &model, error))
        return false;
    plan->revision = model.revision;
    bool any = *model.revision.hash != '\0';
    if (any)
        add_targets(&(struct planning){act, &model, &model.policy, plan, 0, NULL}, nodes, count);
    else
        error_set(error, ERROR_REFUSED,
                  "nothing was saved yet, so there is nothing to push: 'mtacon domains add "
                  "DOMAIN' begins");
    model_clear(&model);
    return any;
}

bool push_plan_preview(const struct act *act, const struct policy *proposed, int64_t now,
                       struct push_plan *plan, struct error *error)
{
    struct model model;
    *plan = (struct push_plan){.count = 0};
    if (!model_load(act->store, now, &model, error))
        return false;
    plan->revision = model.revision;
    plan->revision.number++;
    add_targets(&(struct planning){act, &model, proposed, plan, 0, NULL}, NULL, 0);
    model_clear(&model);
    return true;
}

/* ---- a plan that is looked at while the world goes on ---- */

static void free_targets(struct push_target *targets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(targets[i].name);
        free(targets[i].text);
    }
    free(targets);
}

static void clear_differences(struct push_plan *plan)
{
    map_clear(&plan->by_hash);
    for (size_t i = 0; i < plan->difference_count; i++)
        free_difference(plan->differences[i]);
    free(plan->differences);
    plan->differences = NULL;
    plan->difference_count = 0;
}

/* Both of one revision, with the same differences: the same lines are the same text. */
static bool is_same(const struct push_plan *one, const struct push_plan *other)
{
    bool same = one->count == other->count && one->replaces == other->replaces;
    for (size_t i = 0; same && i < one->count; i++) {
        const struct push_target *left = &one->targets[i], *right = &other->targets[i];
        same = left->node == right->node && left->difference == right->difference &&
               strcmp(left->text, right->text) == 0;
    }
    return same;
}

bool push_plan_renew(const struct act *act, const struct model *model, struct push_plan *plan)
{
    struct push_plan former = *plan;
    bool same_revision = strcmp(plan->revision.hash, model->revision.hash) == 0;
    if (!same_revision)
        clear_differences(plan);
    plan->revision = model->revision;
    plan->targets = NULL;
    plan->count = plan->included = plan->changes = 0;
    if (*model->revision.hash)
        add_targets(&(struct planning){act, model, &model->policy, plan, SHOWN, NULL}, NULL, 0);
    bool same = same_revision && is_same(&former, plan);
    free_targets(former.targets, former.count);
    return !same;
}

void push_plan_clear(struct push_plan *plan)
{
    free_targets(plan->targets, plan->count);
    clear_differences(plan);
    *plan = (struct push_plan){.count = 0};
}

/* ---- the begin ---- */

static bool begin(const struct act *act, const struct policy_revision *planned,
                  const int64_t *nodes, size_t count, const struct rollout_manner *manner,
                  int64_t now, struct error *error)
{
    struct policy_revision head;
    bool done = revision_load_head(act->store, &head, error);
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

static bool note_change(const struct act *act, const char *what, int64_t now, struct error *error)
{
    struct rollout rollout;
    char subject[40];
    if (!rollout_load(act->store, &rollout, error))
        return false;
    snprintf(subject, sizeof subject, "revision %lld", (long long)rollout.number);
    return audit_add(act->store, now, "push", subject, what, error);
}

bool push_retry(const struct act *act, int64_t now, struct error *error)
{
    bool done = act_allowed(act, error) && store_begin(act->store, error) &&
                rollout_retry(act->store, now, error) &&
                note_change(act, "tried again", now, error) && store_commit(act->store, error);
    if (!done)
        store_rollback(act->store);
    return done;
}

/* ---- the end by hand ---- */

bool push_can_stop(const struct rollout *rollout, const struct rollout_node *nodes, size_t count)
{
    struct push_counts counts = push_count(nodes, count);
    return rollout->state == ROLLOUT_RUNNING &&
           (counts.under_way || counts.late || rollout_is_watched(rollout));
}

static bool stop(const struct act *act, int64_t now, struct error *error)
{
    struct rollout rollout;
    struct rollout_node *nodes = NULL;
    size_t count = 0;
    bool done = rollout_load(act->store, &rollout, error) &&
                rollout_node_list(act->store, &nodes, &count, error);
    if (done && rollout.state == ROLLOUT_RETURNING)
        done = error_set(error, ERROR_REFUSED, "it did harm and is being taken back: let it");
    else if (done && (!*rollout.hash || !push_can_stop(&rollout, nodes, count)))
        done = error_set(error, ERROR_REFUSED, "nothing is being pushed");
    free(nodes);
    return done && rollout_set_state(act->store, ROLLOUT_STOPPED, "", error) &&
           note_change(act, "stopped", now, error);
}

bool push_stop(const struct act *act, int64_t now, struct error *error)
{
    bool done = act_allowed(act, error) && store_begin(act->store, error) &&
                stop(act, now, error) && store_commit(act->store, error);
    if (!done)
        store_rollback(act->store);
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
