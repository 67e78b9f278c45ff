/* Brings a revision to the nodes: one first, then several at a time, late ones when they return. In
 * waves, where that was asked for, and back again where it does harm. */
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/lease.h"
#include "rollout_private.h"

enum { PARALLEL = 8 };

/* The same order in every console, whatever it calls its nodes. */
static int compare_targets(const void *left, const void *right)
{
    const struct target *one = left, *other = right;
    if (!one->live || !other->live)
        return (one->live == NULL) - (other->live == NULL);
    int order = strcmp(one->live->seen.place, other->live->seen.place);
    return order ? order : strcmp(one->live->name, other->live->name);
}

static bool stands_in_the_way(enum rollout_node_state state)
{
    return state == ROLLOUT_FAILED || state == ROLLOUT_CONFLICT;
}

static bool waits(enum rollout_node_state state)
{
    return state == ROLLOUT_WAITING || state == ROLLOUT_LATE;
}

/* How many nodes may have it by now. Without waves the canary goes alone, then all. */
static size_t rollout_limit(const struct rollout *rollout, size_t count, size_t in_force)
{
    if (rollout_is_watched(rollout))
        return waves_reach(rollout->manner.waves, rollout->wave, count);
    return in_force ? count : 1;
}

/* Whether nodes that may come any moment are still without it. */
static bool is_awaited(const struct target *targets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (targets[i].node->state == ROLLOUT_WAITING && targets[i].live)
            return true;
    return false;
}

/* It was sent there, and nobody knows how that ended: it counts as one that has it. */
static bool may_have_it(const struct rollout_node *node)
{
    return node->sent && node->state != ROLLOUT_IN_FORCE && !push_is_under_way(node->state);
}

/* Sends it to as many more as may have it now; true when nothing is left of this wave. */
static bool push_more(struct rollout_drive *drive, const struct rollout *rollout,
                      struct target *targets, size_t count, int64_t now)
{
    size_t under_way = 0, in_force = 0, unheard = 0;
    for (size_t i = 0; i < count; i++) {
        under_way += push_is_under_way(targets[i].node->state);
        in_force += targets[i].node->state == ROLLOUT_IN_FORCE;
        unheard += may_have_it(targets[i].node);
    }
    size_t limit = rollout_limit(rollout, count, in_force), parallel = in_force ? PARALLEL : 1;
    for (size_t i = 0; i < count && under_way < parallel && in_force + under_way + unheard < limit;
         i++) {
        struct fleet_live *live = targets[i].live;
        if (!waits(targets[i].node->state) || targets[i].node->sent || !live)
            continue;
        if (live->state == FLEET_UP && live->seen.policy_read) {
            if (push_to(drive, &targets[i], rollout->hash, ROLLOUT_PUSHING, now) != PUSH_BEGUN)
                break;
            under_way += push_is_under_way(targets[i].node->state);
            if (stands_in_the_way(targets[i].node->state) && !rollout->manner.keep_going)
                break;
        } else if (live->failed && live->state != FLEET_UP) {
            push_set_node(drive, targets[i].node, ROLLOUT_LATE, live->text, now);
        } else if (!in_force && !under_way) {
            break; /* it may be the canary: wait for it */
        }
    }
    return !under_way && !unheard && (in_force >= limit || !is_awaited(targets, count));
}

/* Brings nodes that have it back to what they had. One that had nothing keeps it. */
static void return_more(struct rollout_drive *drive, struct target *targets, size_t count,
                        int64_t now)
{
    size_t under_way = 0, left = 0;
    for (size_t i = 0; i < count; i++)
        under_way += push_is_under_way(targets[i].node->state);
    for (size_t i = 0; i < count && under_way < PARALLEL; i++) {
        const struct fleet_live *live = targets[i].live;
        struct rollout_node *node = targets[i].node;
        left += may_have_it(node) && live;
        if (node->state != ROLLOUT_IN_FORCE)
            continue;
        left++;
        if (!live || live->state != FLEET_UP || !live->seen.policy_read)
            continue;
        if (push_to(drive, &targets[i], node->before, ROLLOUT_NODE_RETURNING, now) ==
            PUSH_UNREADABLE)
            push_set_node(drive, node, ROLLOUT_FAILED,
                          *node->before ? "not brought back: what it had cannot be read"
                                        : "not brought back: it carried nothing before",
                          now);
        under_way += push_is_under_way(node->state);
    }
    if (!under_way && !left)
        rollout_set_state(drive->roster->store, ROLLOUT_STOPPED, NULL, NULL);
}

/* Of a node that comes back after a push whose end nobody heard: what it carries tells it. */
static void hear(struct rollout_drive *drive, const struct rollout *rollout,
                 const struct target *target, int64_t now)
{
    const struct fleet_live *live = target->live;
    if (!may_have_it(target->node) || !live || live->state != FLEET_UP || !live->seen.policy_read)
        return;
    if (strcmp(live->seen.policy.hash, rollout->hash) == 0) {
        push_set_node(drive, target->node, ROLLOUT_IN_FORCE, "carries it", now);
    } else if (rollout_set_heard(drive->roster->store, target->node->node, NULL)) {
        target->node->sent = false;
    }
}

/* What nobody here waits for is not under way: its driver is gone, it was sent for a rollout that
 * another process began one in place of, or its answer could not be saved. What the node carries
 * tells (hear). */
static void forget_pushing(struct rollout_drive *drive, struct rollout_node *nodes, size_t count,
                           int64_t now)
{
    for (size_t i = 0; i < count; i++)
        if (push_is_under_way(nodes[i].state) &&
            !roster_is_asked(drive->roster, nodes[i].node, drive))
            push_set_node(drive, &nodes[i],
                          nodes[i].state == ROLLOUT_PUSHING ? ROLLOUT_WAITING : ROLLOUT_IN_FORCE,
                          "", now);
}

/* Late nodes that are still away are nothing to do: the store is left alone meanwhile. */
static bool anything_to_do(const struct rollout_drive *drive, const struct rollout *rollout,
                           const struct rollout_node *nodes, size_t count)
{
    if (rollout->state == ROLLOUT_RETURNING || rollout_is_watched(rollout))
        return true;
    for (size_t i = 0; i < count; i++) {
        const struct fleet_live *live = roster_find(drive->roster, nodes[i].node);
        if (nodes[i].state == ROLLOUT_WAITING || push_is_under_way(nodes[i].state))
            return true;
        if ((nodes[i].state == ROLLOUT_LATE || nodes[i].sent) && live && live->state == FLEET_UP)
            return true;
    }
    return false;
}

/* All have it: nothing is to do until the rollout changes. */
static bool is_over(const struct rollout *rollout, const struct rollout_node *nodes, size_t count)
{
    bool over = rollout->state == ROLLOUT_RUNNING && !rollout_is_watched(rollout);
    for (size_t i = 0; over && i < count; i++)
        over = nodes[i].state == ROLLOUT_IN_FORCE;
    return over;
}

static void drive_forth(struct rollout_drive *drive, const struct rollout *rollout,
                        struct target *targets, size_t count, int64_t now)
{
    bool stop = false, waiting = false, complete = true, watched = rollout_is_watched(rollout);
    size_t in_force = 0;
    for (size_t i = 0; i < count; i++) {
        stop = stop || (stands_in_the_way(targets[i].node->state) && !rollout->manner.keep_going);
        waiting = waiting || waits(targets[i].node->state);
        complete = complete && !push_is_under_way(targets[i].node->state);
        in_force += targets[i].node->state == ROLLOUT_IN_FORCE;
    }
    if (watched && !rollout->watched_from) {
        gate_step(drive, rollout, targets, count, GATE_OPEN, now);
        return;
    }
    /* Nobody else gets it, but those that have it are watched to the end. */
    if (stop && waiting && !(watched && in_force))
        rollout_set_state(drive->roster->store, ROLLOUT_STOPPED, "", NULL);
    else if (!stop && waiting)
        complete = push_more(drive, rollout, targets, count, now);
    if (watched)
        gate_step(drive, rollout, targets, count,
                  !complete ? GATE_OPEN
                  : stop    ? GATE_BLOCKED
                            : GATE_COMPLETE,
                  now);
}

static void drive_on(struct rollout_drive *drive, const struct rollout *rollout,
                     struct rollout_node *nodes, size_t count, int64_t now)
{
    forget_pushing(drive, nodes, count, now);
    struct target *targets = memory_new(count, sizeof *targets);
    for (size_t i = 0; i < count; i++)
        targets[i] = (struct target){&nodes[i], roster_find(drive->roster, nodes[i].node)};
    if (count)
        qsort(targets, count, sizeof *targets, compare_targets);
    for (size_t i = 0; i < count; i++)
        hear(drive, rollout, &targets[i], now);
    if (rollout->state == ROLLOUT_RETURNING)
        return_more(drive, targets, count, now);
    else
        drive_forth(drive, rollout, targets, count, now);
    free(targets);
}

/* In one transaction with what it is decided by: others stop it, or begin another one. */
static void rollout_drive_on(struct rollout_drive *drive, int64_t now)
{
    struct store *store = drive->roster->store;
    struct rollout rollout;
    struct rollout_node *nodes = NULL;
    size_t count = 0;
    struct error error;
    if (!store_begin(store, NULL))
        return;
    if (rollout_load(store, &rollout, NULL) && *rollout.hash && rollout.state != ROLLOUT_STOPPED &&
        rollout_node_list(store, &nodes, &count, NULL) &&
        lease_take(store, "rollout", drive->roster->holder, LEASE_CONSOLE, now))
        drive_on(drive, &rollout, nodes, count, now);
    free(nodes);
    if (store_has_begun(store) && !store_commit(store, &error)) {
        store_rollback(store);
        roster_note_store(drive->roster, false, &error);
    }
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
    bool any = rollout_load(drive->roster->store, &rollout, NULL);
    bool changed = rollout_end_events(drive, &rollout, now);
    if (changed)
        any = rollout_load(drive->roster->store, &rollout, NULL);
    if (!any || !*rollout.hash || rollout.state == ROLLOUT_STOPPED ||
        drive->idle == rollout.changed)
        return changed;
    if (!rollout_node_list(drive->roster->store, &nodes, &count, NULL) ||
        !anything_to_do(drive, &rollout, nodes, count))
        drive->idle = is_over(&rollout, nodes, count) ? rollout.changed : -1;
    else
        rollout_drive_on(drive, now);
    free(nodes);
    return changed;
}

void rollout_stop(struct rollout_drive *drive)
{
    push_sources_drop(drive);
    rollout_end_forget(drive);
    lease_release(drive->roster->store, "rollout", drive->roster->holder);
}
