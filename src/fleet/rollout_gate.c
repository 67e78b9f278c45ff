/* Between two waves of a rollout: what came of the change where it is in force. */
#include <stdio.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/core/gate.h"
#include "mtacon/store/audit.h"
#include "rollout_private.h"

enum { GATE_PATIENCE_MS = 30000 };

/* Notes it with the rollout and in the trail: state, wave and audit hang together. */
static void gate_note(struct rollout_drive *drive, const struct rollout *rollout, bool harm,
                      int wave, const char *text, int64_t now)
{
    struct store *store = drive->roster->store;
    struct error error;
    char subject[40];
    snprintf(subject, sizeof subject, "revision %lld",
             (long long)revision_number_of(store, rollout->hash));
    bool done = store_begin(store, &error) &&
                (harm ? rollout_set_state(store, ROLLOUT_RETURNING, text, &error)
                      : rollout_set_wave(store, wave, &error)) &&
                audit_add(store, now, harm ? "taken back" : "wave", subject, text, &error) &&
                store_commit(store, &error);
    if (!done)
        store_rollback(store);
    roster_note_store(drive->roster, done, &error);
}

/* The next wave that reaches more nodes than have it: in a small fleet several reach as many. */
static int gate_next_wave(const struct rollout *rollout, size_t in_force, size_t count)
{
    int waves = waves_count(rollout->manner.waves), wave = rollout->wave + 1;
    while (wave < waves && waves_reach(rollout->manner.waves, wave, count) <= in_force)
        wave++;
    return wave;
}

static void gate_pass(struct rollout_drive *drive, const struct rollout *rollout, size_t in_force,
                      size_t count, int64_t now)
{
    char text[128];
    snprintf(text, sizeof text, "no harm seen on %zu of %zu nodes in %lld s", in_force, count,
             (long long)rollout->manner.gate);
    gate_note(drive, rollout, false, gate_next_wave(rollout, in_force, count), text, now);
}

/* Whether a node that is read has not told yet what it saw by then. */
static bool gate_is_unheard(const struct target *target, int64_t at)
{
    const struct fleet_live *live = target->live;
    return live && live->state == FLEET_UP && *live->seen.log && live->seen.log_at <= at;
}

/* Whether harm was seen at each look until all nodes were read once more: what befalls all is told
 * by one of them first. Who is up and does not tell is not waited for forever. */
static bool gate_harm_stays(struct rollout_drive *drive, const struct target *targets, size_t count,
                            int64_t now)
{
    if (!drive->harm_at) {
        drive->harm_at = now;
        drive->harm_since = drive->judged_at;
    }
    bool stays = true;
    if (drive->judged_at - drive->harm_since < GATE_PATIENCE_MS)
        for (size_t i = 0; i < count; i++)
            stays = stays && !gate_is_unheard(&targets[i], drive->harm_at);
    return stays;
}

/* Of the nodes that have it: how many, since when the last one, and how many were not read to the
 * end of their logs when the gate was over; one of these. */
struct gate_nodes {
    size_t in_force;
    int64_t end;
    int unseen;
    const char *unseen_name;
};

static bool gate_is_unseen(const struct target *target, int64_t end)
{
    const struct fleet_live *live = target->live;
    return target->node->state == ROLLOUT_IN_FORCE &&
           (!live || live->state != FLEET_UP || live->seen.log_at < end);
}

static struct gate_nodes gate_count(const struct rollout *rollout, const struct target *targets,
                                    size_t count)
{
    struct gate_nodes nodes = {.end = rollout_gate_end(rollout, NULL, 0), .unseen_name = "a node"};
    for (size_t i = 0; i < count; i++) {
        int64_t end = rollout_gate_end(rollout, targets[i].node, 1);
        nodes.in_force += targets[i].node->state == ROLLOUT_IN_FORCE;
        nodes.end = end > nodes.end ? end : nodes.end;
    }
    for (size_t i = 0; i < count; i++) {
        if (!gate_is_unseen(&targets[i], nodes.end))
            continue;
        if (!nodes.unseen++ && targets[i].live)
            nodes.unseen_name = targets[i].live->name;
    }
    return nodes;
}

/* A node that has the change and whose log was not read since is no proof of anything. */
static void gate_wait(struct rollout_drive *drive, const struct rollout *rollout,
                      const struct gate_nodes *nodes)
{
    char why[sizeof rollout->why], more[32] = "";
    if (nodes->unseen > 1)
        snprintf(more, sizeof more, " and %d more", nodes->unseen - 1);
    snprintf(
        why, sizeof why,
        "waits for the log of %s%s: not read since the change, so nobody knows whether it does "
        "harm there",
        nodes->unseen_name, more);
    if (strcmp(why, rollout->why) != 0)
        rollout_set_state(drive->roster->store, rollout->state, why, NULL);
}

static void gate_begin(struct rollout_drive *drive, int64_t now)
{
    struct store *store = drive->roster->store;
    struct error error;
    bool done = store_begin(store, &error) && rollout_watch(store, now, &error) &&
                store_commit(store, &error);
    if (!done)
        store_rollback(store);
    roster_note_store(drive->roster, done, &error);
}

/* Nothing was seen for as long as it was to be watched. */
static void gate_over(struct rollout_drive *drive, const struct rollout *rollout,
                      const struct gate_nodes *nodes, size_t count, enum gate_wave wave,
                      int64_t now)
{
    if (nodes->unseen)
        gate_wait(drive, rollout, nodes);
    else if (wave == GATE_BLOCKED)
        rollout_set_state(drive->roster->store, ROLLOUT_STOPPED, "", NULL);
    else
        gate_pass(drive, rollout, nodes->in_force, count, now);
}

void gate_step(struct rollout_drive *drive, const struct rollout *rollout,
               const struct target *targets, size_t count, enum gate_wave wave, int64_t now)
{
    struct gate_figures figures;
    char text[400];
    int64_t clock = clock_monotonic_ms();
    if (!rollout->watched_from) {
        gate_begin(drive, now);
        return;
    }
    /* What was seen of another wave, or by who drove before, counts for nothing. */
    if (drive->harm_wave != rollout->watched_from)
        drive->harm_at = 0;
    drive->harm_wave = rollout->watched_from;
    struct gate_nodes nodes = gate_count(rollout, targets, count);
    if (!nodes.in_force || clock - drive->judged_at < drive->look)
        return;
    drive->judged_at = clock;
    if (!rollout_figures(drive->roster->store, rollout, now, &figures, NULL))
        return;
    if (!gate_harm(&figures, text, sizeof text)) {
        drive->harm_at = 0;
        if (wave != GATE_OPEN && now >= nodes.end)
            gate_over(drive, rollout, &nodes, count, wave, now);
    } else if (gate_harm_stays(drive, targets, count, now)) {
        drive->harm_at = 0;
        gate_note(drive, rollout, true, 0, text, now);
    }
}
