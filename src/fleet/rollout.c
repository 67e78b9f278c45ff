/* Brings a revision to the nodes: one first, then several at a time, late ones when they return. */
#include <stdlib.h>
#include <string.h>

#include "rollout.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/lease.h"
#include "mtacon/store/revision.h"
#include "mtacon/store/rollout.h"

enum { PARALLEL = 8 };

/* ---- the end of a continuity event ---- */

/* Every console on a jump host of its own makes the very same revision of it, so that they do not
 * meet as a conflict: its author and time are those of the event, not of the process. */
static bool end_events(struct rollout_drive *drive, int64_t now)
{
    struct policy policy;
    struct policy_revision head, saved;
    struct error error;
    bool ended = false;
    int64_t number = revision_current_number(drive->roster->store);
    if (number == drive->looked_at_revision && (!drive->next_end || now < drive->next_end))
        return false;
    if (!revision_load_current(drive->roster->store, &policy, &head, &error)) {
        policy_clear(&policy);
        return false;
    }
    const struct policy_domain *over = policy_ended(&policy, now);
    if (over) {
        int64_t at = over->until;
        char *reason = memory_printf("continuity event of %s is over", over->name);
        policy_end_event(policy_add(&policy, over->name));
        ended = revision_save(drive->roster->store, &policy, head.hash, "mtacon", reason, at,
                              &saved, &error) == REVISION_SAVED;
        if (ended)
            rollout_begin(drive->roster->store, &saved, NULL, 0, true, now, NULL);
        free(reason);
    }
    drive->next_end = policy_next_end(&policy);
    /* One that could not be saved is tried again. */
    drive->looked_at_revision = ended ? saved.number : over ? -1 : number;
    policy_clear(&policy);
    return ended;
}

/* ---- driving ---- */

struct target {
    struct rollout_node *node;
    struct fleet_live *live;
};

/* The same order in every console, whatever it calls its nodes. */
static int compare_targets(const void *left, const void *right)
{
    const struct target *one = left, *other = right;
    if (!one->live || !other->live)
        return (one->live == NULL) - (other->live == NULL);
    int order = strcmp(one->live->seen.place, other->live->seen.place);
    return order ? order : strcmp(one->live->name, other->live->name);
}

static void set_node(struct rollout_drive *drive, struct rollout_node *node,
                     enum rollout_node_state state, const char *detail, int64_t now)
{
    struct error error;
    if (node->state == state && (state == ROLLOUT_LATE || strcmp(node->detail, detail) == 0))
        return;
    node->state = state;
    roster_note_store(
        drive->roster,
        rollout_set_node(drive->roster->store, node->node, state, detail, now, &error), &error);
}

static char *foreign_text(const struct policy_carried *policy)
{
    char when[32];
    return memory_printf("carries revision %lld by %s of %s, which this store does not know: adopt "
                         "it, or override it with a reason",
                         (long long)policy->number, policy->author,
                         clock_rfc3339(when, sizeof when, policy->at));
}

/* ---- what nodes answer ---- */

static struct rollout_node load_node(struct rollout_drive *drive, int64_t id)
{
    struct rollout_node *nodes = NULL, found = {0};
    size_t count = 0;
    rollout_node_list(drive->roster->store, &nodes, &count, NULL);
    for (size_t i = 0; i < count; i++)
        if (nodes[i].node == id)
            found = nodes[i];
    free(nodes);
    return found;
}

static void push_begins_step(void *argument, int64_t id, const char *step)
{
    struct rollout_drive *drive = argument;
    struct rollout_node node = load_node(drive, id);
    if (node.state == ROLLOUT_PUSHING)
        set_node(drive, &node, ROLLOUT_PUSHING, step, drive->roster->now());
}

/* How it ended on a node, and that in the trail. */
static void end_push(struct rollout_drive *drive, const char *name, const struct rollout_node *node,
                     enum rollout_node_state state, const char *detail, int64_t at)
{
    struct store *store = drive->roster->store;
    struct error error;
    char *text =
        memory_printf("%s%s%s", rollout_node_state_name(state), *detail ? ": " : "", detail);
    bool done = store_begin(store, &error) &&
                rollout_set_node(store, node->node, state, detail, at, &error) &&
                audit_add(store, at, "pushed", name, text, &error) && store_commit(store, &error);
    if (!done)
        store_rollback(store);
    roster_note_store(drive->roster, done, &error);
    free(text);
}

static void push_ended(void *argument, const struct job_result *result)
{
    struct rollout_drive *drive = argument;
    struct fleet_live *live = roster_find(drive->roster, result->node);
    static const enum rollout_node_state states[] = {
        [JOB_DONE] = ROLLOUT_IN_FORCE,
        [JOB_FAILED] = ROLLOUT_FAILED,
        [JOB_CONFLICT] = ROLLOUT_CONFLICT,
        [JOB_LOST] = ROLLOUT_LATE,
    };
    struct rollout_node node = load_node(drive, result->node);
    struct rollout rollout;
    char *detail = memory_string(result->text);
    if (!live || !node.node || !rollout_load(drive->roster->store, &rollout, NULL)) {
        free(detail);
        return;
    }
    if (result->outcome == JOB_CONFLICT) {
        live->seen.policy = *result->policy;
        live->seen.policy.enrolled = true;
        free(detail);
        detail = revision_known(drive->roster->store, result->policy->hash)
                     ? memory_string("")
                     : foreign_text(result->policy);
    } else if (result->outcome == JOB_DONE) {
        memcpy(live->seen.policy.hash, result->policy->hash, sizeof live->seen.policy.hash);
        memory_replace(&detail, "verified");
    }
    enum rollout_node_state state = states[result->outcome];
    /* Another rollout began meanwhile: this was the answer to an earlier one. */
    if (node.state != ROLLOUT_PUSHING ||
        (result->outcome == JOB_DONE && strcmp(result->policy->hash, rollout.hash) != 0)) {
        free(detail);
        return;
    }
    /* It carries another revision of ours than when we looked: on from there. */
    if (result->outcome == JOB_CONFLICT && !*detail)
        state = ROLLOUT_WAITING;
    if (state == ROLLOUT_LATE || state == ROLLOUT_WAITING)
        set_node(drive, &node, state, detail, result->at);
    else
        end_push(drive, live->name, &node, state, detail, result->at);
    free(detail);
}

/* ---- pushing ---- */

static void push_to(struct rollout_drive *drive, const struct target *target,
                    const struct policy *policy, const struct policy_revision *revision,
                    const char *document, int64_t now)
{
    const struct fleet_live *live = target->live;
    static const struct job pushing = {
        .name = "changing the node", .deadline_ms = 180000, .changes = true};
    static const struct job_listener listener = {push_begins_step, push_ended};
    struct buffer text = {0}, bundle = {0};
    if (!live->seen.policy.enrolled) {
        set_node(drive, target->node, ROLLOUT_FAILED, "not enrolled: mtacon nodes enrol", now);
        return;
    }
    if (*live->seen.policy.hash && !revision_known(drive->roster->store, live->seen.policy.hash)) {
        char *why = foreign_text(&live->seen.policy);
        set_node(drive, target->node, ROLLOUT_CONFLICT, why, now);
        free(why);
        return;
    }
    live->driver->push(&text, &bundle, live->node_dir, live->seen.policy.hash, policy, revision,
                       document);
    set_node(drive, target->node, ROLLOUT_PUSHING, "sent", now);
    roster_ask(drive->roster, live->node, &pushing, buffer_text(&text), buffer_text(&bundle),
               &listener, drive);
    buffer_clear(&text);
    buffer_clear(&bundle);
}

static bool stands_in_the_way(enum rollout_node_state state)
{
    return state == ROLLOUT_FAILED || state == ROLLOUT_CONFLICT;
}

static bool waits(enum rollout_node_state state)
{
    return state == ROLLOUT_WAITING || state == ROLLOUT_LATE;
}

static void push_more(struct rollout_drive *drive, const struct rollout *rollout,
                      struct target *targets, size_t count, int64_t now)
{
    struct policy policy;
    struct policy_revision revision;
    int under_way = 0, in_force = 0;
    for (size_t i = 0; i < count; i++) {
        under_way += targets[i].node->state == ROLLOUT_PUSHING;
        in_force += targets[i].node->state == ROLLOUT_IN_FORCE;
    }
    bool good = revision_load(drive->roster->store, 0, rollout->hash, &policy, &revision, NULL);
    char *document = good ? revision_document(drive->roster->store, rollout->hash, NULL) : NULL;
    /* The canary goes alone. */
    int limit = in_force ? PARALLEL : 1;
    for (size_t i = 0; document && i < count && under_way < limit; i++) {
        struct fleet_live *live = targets[i].live;
        if (!waits(targets[i].node->state) || !live)
            continue;
        if (live->state == FLEET_UP && live->seen.policy_read) {
            push_to(drive, &targets[i], &policy, &revision, document, now);
            under_way += targets[i].node->state == ROLLOUT_PUSHING;
            if (stands_in_the_way(targets[i].node->state) && !rollout->keep_going)
                break;
        } else if (live->failed && live->state != FLEET_UP) {
            set_node(drive, targets[i].node, ROLLOUT_LATE, live->text, now);
        } else if (!in_force && !under_way) {
            break; /* it may be the canary: wait for it */
        }
    }
    free(document);
    policy_clear(&policy);
}

/* Of a driver that is gone, nobody waits for an answer any more. */
static void forget_pushing(struct rollout_drive *drive, struct rollout_node *nodes, size_t count,
                           int64_t now)
{
    for (size_t i = 0; i < count; i++)
        if (nodes[i].state == ROLLOUT_PUSHING)
            set_node(drive, &nodes[i], ROLLOUT_WAITING, "", now);
}

/* Late nodes that are still away are nothing to do: the store is left alone meanwhile. */
static bool anything_to_do(const struct rollout_drive *drive, const struct rollout_node *nodes,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct fleet_live *live = roster_find(drive->roster, nodes[i].node);
        if (nodes[i].state == ROLLOUT_WAITING || nodes[i].state == ROLLOUT_PUSHING)
            return true;
        if (nodes[i].state == ROLLOUT_LATE && live && live->state == FLEET_UP)
            return true;
    }
    return false;
}

static void drive_on(struct rollout_drive *drive, const struct rollout *rollout,
                     struct rollout_node *nodes, size_t count, int64_t now)
{
    bool stop = false, waiting = false;
    if (!drive->driving)
        forget_pushing(drive, nodes, count, now);
    drive->driving = true;
    struct target *targets = memory_new(count, sizeof *targets);
    for (size_t i = 0; i < count; i++) {
        targets[i] = (struct target){&nodes[i], roster_find(drive->roster, nodes[i].node)};
        stop = stop || stands_in_the_way(nodes[i].state);
        waiting = waiting || waits(nodes[i].state);
    }
    if (count)
        qsort(targets, count, sizeof *targets, compare_targets);
    if (waiting && (!stop || rollout->keep_going))
        push_more(drive, rollout, targets, count, now);
    else if (waiting && stop)
        rollout_set_state(drive->roster->store, ROLLOUT_STOPPED, NULL);
    free(targets);
}

bool rollout_step(struct rollout_drive *drive, int64_t now)
{
    struct rollout rollout;
    struct rollout_node *nodes = NULL;
    size_t count = 0;
    int64_t clock = clock_monotonic_ms();
    if (clock - drive->stepped_at < 100)
        return false;
    drive->stepped_at = clock;
    bool changed = end_events(drive, now);
    if (!rollout_load(drive->roster->store, &rollout, NULL) || !*rollout.hash ||
        rollout.state != ROLLOUT_RUNNING)
        return changed;
    if (!rollout_node_list(drive->roster->store, &nodes, &count, NULL) ||
        !anything_to_do(drive, nodes, count) ||
        !lease_take(drive->roster->store, "rollout", drive->roster->holder, LEASE_CONSOLE, now))
        drive->driving = false;
    else
        drive_on(drive, &rollout, nodes, count, now);
    free(nodes);
    return changed;
}

void rollout_stop(struct rollout_drive *drive)
{
    lease_release(drive->roster->store, "rollout", drive->roster->holder);
}
