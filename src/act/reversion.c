#include "mtacon/act/reversion.h"

#include <stdlib.h>
#include <string.h>

#include "action_private.h"
#include "mtacon/act/policy_change.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_undo.h"

enum { SEARCHED = 200 };

struct reversion {
    struct action action;
    bool only; /* what that revision changed, not all that came since */
    int64_t number, saved;
    char *hash;
    char planned_on[SHA256_HEX_SIZE]; /* the current revision that the plan is about */
};

/* ---- back to all that a revision says ---- */

static bool load_old(struct reversion *reversion, struct policy_change *change, struct error *error)
{
    struct policy_revision revision;
    struct policy old;
    bool done = revision_load(reversion->action.act.store, reversion->number, reversion->hash, &old,
                              &revision, error);
    if (done) {
        policy_clear(&change->after);
        policy_copy(&change->after, &old);
        reversion->number = revision.number;
    }
    policy_clear(&old);
    return done;
}

/* ---- without what it changed ---- */

/* A revision, and the policy before it. */
struct step {
    struct policy_revision revision;
    struct policy before, after;
};

static void clear_step(struct step *step)
{
    policy_clear(&step->before);
    policy_clear(&step->after);
}

static bool load_step(struct reversion *reversion, struct step *step, struct error *error)
{
    struct store *store = reversion->action.act.store;
    struct policy_revision parent;
    *step = (struct step){.revision = {.number = 0}};
    if (!revision_load(store, reversion->number, reversion->hash, &step->after, &step->revision,
                       error))
        return false;
    reversion->number = step->revision.number;
    if (!*step->revision.parent)
        policy_init(&step->before);
    else if (!revision_known(store, step->revision.parent))
        return error_set(error, ERROR_REFUSED,
                         "what revision %lld changed is not known here: it came from another "
                         "console",
                         (long long)reversion->number);
    else
        return revision_load(store, 0, step->revision.parent, &step->before, &parent, error);
    return true;
}

static void add_conflict(void *argument, const char *text)
{
    buffer_printf(argument, "%s%s", ((struct buffer *)argument)->length ? ", " : "", text);
}

/* The first revision after it on top of which it cannot be taken back, in the next SEARCHED ones:
 * each is a whole document to be read. */
static bool find_conflict(const struct reversion *reversion, const struct step *step, int64_t head,
                          struct policy_revision *found)
{
    int64_t last = head < reversion->number + SEARCHED ? head : reversion->number + SEARCHED;
    bool conflicts = false;
    for (int64_t number = reversion->number + 1; number <= last && !conflicts; number++) {
        struct policy later;
        if (revision_load(reversion->action.act.store, number, NULL, &later, found, NULL))
            conflicts = policy_undo(&later, &step->before, &step->after, NULL, NULL) > 0;
        policy_clear(&later);
    }
    return conflicts;
}

static bool refuse(const struct reversion *reversion, const struct step *step, int64_t head,
                   const char *what, struct error *error)
{
    struct policy_revision later;
    if (!find_conflict(reversion, step, head, &later))
        return error_set(error, ERROR_REFUSED, "%s: changed since", what);
    return error_set(error, ERROR_REFUSED,
                     "changed again by revision %lld (%s): undo that first, or edit it: %s",
                     (long long)later.number, later.author, what);
}

static bool load_undone(struct reversion *reversion, struct policy_change *change,
                        struct error *error)
{
    struct step step;
    struct buffer what = {0};
    bool done = load_step(reversion, &step, error);
    if (done && policy_undo(&change->after, &step.before, &step.after, add_conflict, &what) > 0)
        done = refuse(reversion, &step, change->head.number, buffer_text(&what), error);
    buffer_clear(&what);
    clear_step(&step);
    return done;
}

/* ---- both ---- */

static void add_ended(void *argument, const struct policy_domain *domain)
{
    char when[32];
    buffer_printf(argument, "%s: its event was over at %s: it comes back as ended\n", domain->name,
                  clock_rfc3339(when, sizeof when, domain->until));
}

/* The current policy, and what it shall become. An event that is over would end as soon as it is
 * saved, by a rollout to all nodes that nobody agreed to: it comes back as ended. `notes` (may be
 * NULL) gets a line for each. */
static bool load(struct reversion *reversion, struct policy_change *change, struct buffer *notes,
                 struct error *error)
{
    bool done = policy_change_begin(&reversion->action.act, NULL, change, error) &&
                (reversion->only ? load_undone : load_old)(reversion, change, error);
    if (done)
        policy_undo_end_events(&change->after, &change->before, reversion->action.now,
                               notes ? add_ended : NULL, notes);
    return done;
}

static void add_line(void *argument, const char *text)
{
    buffer_printf(argument, "%s\n", text);
}

/* `head` is the current revision: what came after the old one is taken back with it. */
static void name_action(struct reversion *reversion, int64_t head)
{
    long long after = head - reversion->number;
    struct action *action = &reversion->action;
    long long number = reversion->number;
    if (reversion->only) {
        action_set_title(action, "undo revision %lld alone", number);
        action_set_question(action, "Save a new revision without what revision %lld changed?",
                            number);
    } else {
        action_set_title(action, "revert to revision %lld", number);
        action_set_question(
            action, "Save a new revision equal to revision %lld, without the %lld after it?",
            number, after);
    }
}

static void say_nothing_changes(struct reversion *reversion, int64_t head,
                                const struct buffer *notes)
{
    action_done(&reversion->action,
                reversion->only ? "nothing to change: the current revision %lld has nothing of "
                                  "what revision %lld changed%s%.*s"
                                : "nothing to change: the current revision %lld says what revision "
                                  "%lld says%s%.*s",
                (long long)head, (long long)reversion->number, notes->length ? "; " : "",
                (int)strcspn(buffer_text(notes), "\n"), buffer_text(notes));
}

static void ask(struct action *action)
{
    struct reversion *reversion = (struct reversion *)action;
    struct policy_change change = {.name = ""};
    struct buffer plan = {0}, notes = {0};
    struct error error;
    if (!load(reversion, &change, &notes, &error)) {
        action_fail(action, error.kind, "%s", error.text);
    } else if (!policy_change_difference(&change, add_line, &plan)) {
        say_nothing_changes(reversion, change.head.number, &notes);
    } else {
        name_action(reversion, change.head.number);
        memcpy(reversion->planned_on, change.head.hash, sizeof reversion->planned_on);
        buffer_append_text(&plan, buffer_text(&notes));
        action_take_plan(action, &plan);
    }
    buffer_clear(&plan);
    buffer_clear(&notes);
    policy_change_clear(&change);
}

static void run(struct action *action)
{
    struct reversion *reversion = (struct reversion *)action;
    struct policy_change change = {.name = ""};
    struct policy_revision saved;
    struct error error = {0};
    char *reason =
        memory_printf("%s revision %lld%s%s", reversion->only ? "undo of" : "back to",
                      (long long)reversion->number, *action->reason ? ": " : "", action->reason);
    bool done = load(reversion, &change, NULL, &error);
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

static struct action *begin(const struct act *act, int64_t number, const char *hash, int64_t now,
                            bool only)
{
    struct reversion *reversion = action_new(sizeof *reversion, &kind, act, 0, "");
    reversion->action.now = now;
    reversion->number = number;
    reversion->hash = memory_string(hash);
    reversion->only = only;
    if (reversion->action.state == ACTION_ASKING)
        ask(&reversion->action);
    return &reversion->action;
}

struct action *reversion_new(const struct act *act, int64_t number, const char *hash, int64_t now)
{
    return begin(act, number, hash, now, false);
}

struct action *reversion_new_only(const struct act *act, int64_t number, const char *hash,
                                  int64_t now)
{
    return begin(act, number, hash, now, true);
}

int64_t reversion_saved(const struct action *action)
{
    return ((const struct reversion *)action)->saved;
}
