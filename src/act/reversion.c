#include "mtacon/act/reversion.h"

#include <stdlib.h>
#include <string.h>

#include "action_private.h"
#include "mtacon/act/policy_change.h"
#include "mtacon/base/memory.h"

struct reversion {
    struct action action;
    int64_t number, saved;
    char *hash;
    char planned_on[SHA256_HEX_SIZE]; /* the current revision that the plan is about */
};

/* The current policy, and the old one as what it shall become. */
static bool load(struct reversion *reversion, struct policy_change *change, struct error *error)
{
    struct policy_revision revision;
    struct policy old;
    bool done = revision_load(reversion->action.act.store, reversion->number, reversion->hash, &old,
                              &revision, error) &&
                policy_change_begin(&reversion->action.act, NULL, change, error);
    if (done) {
        policy_clear(&change->after);
        policy_copy(&change->after, &old);
        reversion->number = revision.number;
    }
    policy_clear(&old);
    return done;
}

static void add_line(void *argument, const char *text)
{
    buffer_printf(argument, "%s\n", text);
}

static void ask(struct action *action)
{
    struct reversion *reversion = (struct reversion *)action;
    struct policy_change change = {.name = ""};
    struct buffer plan = {0};
    struct error error;
    if (!load(reversion, &change, &error)) {
        action_fail(action, error.kind, "%s", error.text);
    } else if (!policy_change_difference(&change, add_line, &plan)) {
        action_done(action,
                    "nothing to change: the current revision %lld says what revision %lld "
                    "says",
                    (long long)change.head.number, (long long)reversion->number);
    } else {
        action_set_title(action, "revert to revision %lld", (long long)reversion->number);
        action_set_question(action, "Save a new revision equal to revision %lld?",
                            (long long)reversion->number);
        memcpy(reversion->planned_on, change.head.hash, sizeof reversion->planned_on);
        action_take_plan(action, &plan);
    }
    buffer_clear(&plan);
    policy_change_clear(&change);
}

static void run(struct action *action)
{
    struct reversion *reversion = (struct reversion *)action;
    struct policy_change change = {.name = ""};
    struct policy_revision saved;
    struct error error = {0};
    char *reason = memory_printf("back to revision %lld%s%s", (long long)reversion->number,
                                 *action->reason ? ": " : "", action->reason);
    bool done = load(reversion, &change, &error);
    if (done && strcmp(change.head.hash, reversion->planned_on) != 0)
        done = error_set(&error, ERROR_REFUSED,
                         "revision %lld by %s was saved meanwhile: look at it first",
                         (long long)change.head.number, change.head.author);
    if (done && policy_change_save(&action->act, &change, reason, action->now, &saved, &error) ==
                    REVISION_SAVED) {
        reversion->saved = saved.number;
        action_done(action, "saved as revision %lld, to be pushed", (long long)saved.number);
    } else {
        action_fail(action, error.kind, "%s", error.text);
    }
    free(reason);
    policy_change_clear(&change);
}

static void clear(struct action *action)
{
    free(((struct reversion *)action)->hash);
}

static const struct action_kind kind = {
    .asking = "comparing", .takes_reason = true, .ask = ask, .run = run, .clear = clear};

struct action *reversion_new(const struct act *act, int64_t number, const char *hash)
{
    struct reversion *reversion = action_new(sizeof *reversion, &kind, act, 0, "");
    reversion->number = number;
    reversion->hash = memory_string(hash);
    if (reversion->action.state == ACTION_ASKING)
        ask(&reversion->action);
    return &reversion->action;
}

int64_t reversion_saved(const struct action *action)
{
    return ((const struct reversion *)action)->saved;
}
