/* Between two waves of a rollout: what came of the change where it is in force. */
#include <stdio.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/core/gate.h"
#include "mtacon/store/audit.h"
#include "rollout_private.h"

enum { GATE_EVERY_MS = 1000 };

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

/* A node that has the change and was not seen since is no proof of anything. */
static void gate_wait(struct rollout_drive *drive, const struct rollout *rollout, int unseen)
{
    char why[sizeof rollout->why];
    snprintf(why, sizeof why,
             "waits: %d of the nodes that have it were not read since, so nobody knows whether it "
             "does harm there",
             unseen);
    if (strcmp(why, rollout->why) != 0)
        rollout_set_state(drive->roster->store, rollout->state, why, NULL);
}

/* Whether harm was seen at each look for so long that the others were read as well: what befalls
 * all is told by one node first. */
static bool gate_harm_stays(struct rollout_drive *drive, bool harm)
{
    if (!harm)
        drive->harm_at = 0;
    else if (!drive->harm_at)
        drive->harm_at = drive->judged_at;
    bool stays = harm && drive->judged_at - drive->harm_at >= drive->confirm;
    if (stays)
        drive->harm_at = 0;
    return stays;
}

/* What was counted of the minute in which the last one got it, when it got it, is not its doing. */
static void gate_leave_out(struct rollout_drive *drive, int64_t since, struct gate_figures *figures)
{
    int64_t *const now[] = {&figures->changed.failed_since, &figures->changed.refused_since,
                            &figures->others.failed_since, &figures->others.refused_since};
    for (size_t i = 0; i < sizeof now / sizeof *now; i++) {
        if (drive->watched_since != since)
            drive->counted_before[i] = *now[i];
        *now[i] -= drive->counted_before[i] < *now[i] ? drive->counted_before[i] : *now[i];
    }
    drive->watched_since = since;
}

void gate_step(struct rollout_drive *drive, const struct rollout *rollout,
               const struct target *targets, size_t count, bool complete, int64_t now)
{
    struct gate_figures figures;
    char text[400];
    int64_t since = 0, clock = clock_monotonic_ms();
    size_t in_force = 0;
    int unseen = 0;
    for (size_t i = 0; i < count; i++) {
        if (targets[i].node->state != ROLLOUT_IN_FORCE)
            continue;
        in_force++;
        since = targets[i].node->at > since ? targets[i].node->at : since;
    }
    bool anew = since != drive->watched_since;
    if (!in_force || (!anew && clock - drive->judged_at < GATE_EVERY_MS))
        return;
    drive->judged_at = clock;
    int64_t end = since + rollout->manner.gate;
    if (!rollout_figures(drive->roster->store, since, end, now, &figures, &unseen, NULL))
        return;
    gate_leave_out(drive, since, &figures);
    bool harm = gate_harm(&figures, text, sizeof text);
    if (gate_harm_stays(drive, harm))
        gate_note(drive, rollout, true, 0, text, now);
    else if (harm || !complete || now < end)
        return;
    else if (unseen)
        gate_wait(drive, rollout, unseen);
    else
        gate_pass(drive, rollout, in_force, count, now);
}
