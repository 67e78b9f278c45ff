/* The end of continuity events: a revision of its own, which goes to the nodes by itself. */
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "rollout_private.h"

/* One look at the policy: what is over in it ends. */
struct rollout_ending {
    struct rollout_drive *drive; /* NULL: it is gone */
    int64_t now;
    bool loaded, over, ended;
    int64_t next_end, number; /* `number`: the revision that was looked at */
};

/* Whether the model has the policy of that revision, and nothing in it is over: the document need
 * not be parsed again. */
static bool model_says_none(struct rollout_drive *drive, int64_t number, int64_t now)
{
    const struct model *model = drive->model;
    if (!model || model->revision.number != number || policy_ended(&model->policy, now))
        return false;
    drive->next_end = policy_next_end(&model->policy);
    drive->looked_at_revision = number;
    return true;
}

static bool ending_has_to_wait(const struct rollout *rollout)
{
    return rollout->state == ROLLOUT_RUNNING && rollout_is_watched(rollout);
}

/* Every console on a jump host of its own makes the very same revision of it, so that they do not
 * meet as a conflict: its author and time are those of the event, not of the process. */
static bool ending_save(struct rollout_ending *ending, struct store *store, struct policy *policy,
                        const struct policy_revision *head, struct policy_revision *saved)
{
    const struct policy_domain *over = policy_ended(policy, ending->now);
    if (!over)
        return false;
    int64_t at = over->until;
    char *reason = memory_printf("continuity event of %s is over", over->name);
    ending->over = true;
    policy_end_event(policy_add(policy, over->name));
    bool done = revision_save(store, policy, head->hash, "mtacon", reason, at, saved, NULL) ==
                REVISION_SAVED;
    free(reason);
    return done;
}

/* On top of what did harm it is only saved: that goes nowhere without the operator. So is it where
 * no node is enrolled, which is refused. */
static bool ending_push(const struct rollout_ending *ending, struct store *store,
                        const struct rollout *rollout, const struct policy_revision *head,
                        const struct policy_revision *saved)
{
    if (rollout->state == ROLLOUT_RETURNING ||
        (rollout_was_taken_back(rollout) && strcmp(rollout->hash, head->hash) == 0))
        return true;
    struct error error;
    return rollout_begin(store, saved, NULL, 0, &(struct rollout_manner){.keep_going = true},
                         ending->now, &error) ||
           error.kind == ERROR_REFUSED;
}

/* In one transaction: what is saved and not begun would go nowhere. */
static void ending_run(void *argument, struct store *store)
{
    struct rollout_ending *ending = argument;
    struct policy policy = {.count = 0};
    struct policy_revision head, saved;
    struct rollout rollout;
    if (!store_begin(store, NULL))
        return;
    if (rollout_load(store, &rollout, NULL) && !ending_has_to_wait(&rollout))
        ending->loaded = revision_load_current(store, &policy, &head, NULL);
    ending->ended = ending->loaded && ending_save(ending, store, &policy, &head, &saved) &&
                    ending_push(ending, store, &rollout, &head, &saved) &&
                    store_commit(store, NULL);
    if (!ending->ended)
        store_rollback(store);
    if (ending->loaded) {
        ending->number = ending->ended ? saved.number : head.number;
        ending->next_end = policy_next_end(&policy);
    }
    policy_clear(&policy);
}

static void ending_done(void *argument)
{
    struct rollout_ending *ending = argument;
    struct rollout_drive *drive = ending->drive;
    if (drive) {
        drive->ending = NULL;
        drive->ended = drive->ended || ending->ended;
    }
    if (drive && ending->loaded) {
        drive->next_end = ending->next_end;
        /* One that could not be saved is tried again. */
        drive->looked_at_revision = ending->over && !ending->ended ? -1 : ending->number;
    }
    free(ending);
}

/* Whether the policy is to be looked at. */
static bool ending_is_due(struct rollout_drive *drive, const struct rollout *rollout, int64_t now)
{
    int64_t number = revision_current_number(drive->roster->store);
    if (drive->ending ||
        (number == drive->looked_at_revision && (!drive->next_end || now < drive->next_end)))
        return false;
    /* Not past the gate of what is being watched: afterwards. */
    if (ending_has_to_wait(rollout))
        return false;
    /* It is being read elsewhere: not here once more. */
    if (drive->model && drive->model->archive && drive->model->revision.number != number)
        return false;
    return !model_says_none(drive, number, now);
}

static void ending_begin(struct rollout_drive *drive, int64_t now)
{
    static const struct clerk_task task = {ending_run, ending_done};
    struct rollout_ending *ending = memory_new(1, sizeof *ending);
    *ending = (struct rollout_ending){.drive = drive, .now = now};
    drive->ending = ending;
    if (drive->clerk) {
        clerk_do(drive->clerk, &task, ending);
    } else {
        ending_run(ending, drive->roster->store);
        ending_done(ending);
    }
}

bool rollout_end_events(struct rollout_drive *drive, const struct rollout *rollout, int64_t now)
{
    if (ending_is_due(drive, rollout, now))
        ending_begin(drive, now);
    bool ended = drive->ended;
    drive->ended = false;
    return ended;
}

void rollout_end_forget(struct rollout_drive *drive)
{
    if (drive->ending)
        drive->ending->drive = NULL;
    drive->ending = NULL;
}
