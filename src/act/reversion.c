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

/* What the clerk is asked for, and what came of it. */
struct reverting {
    bool only;
    int64_t number, now;
    char *hash, *reason;
    char planned_on[SHA256_HEX_SIZE];
    bool done;
    struct policy_revision head, revision;
    struct buffer plan, notes;
    struct error error;
};

/* ---- back to all that a revision says ---- */

static bool load_old(struct reverting *reverting, struct store *store, struct policy_change *change)
{
    struct policy_revision revision;
    struct policy old;
    bool done = revision_load(store, reverting->number, reverting->hash, &old, &revision,
                              &reverting->error);
    if (done) {
        policy_clear(&change->after);
        policy_copy(&change->after, &old);
        reverting->number = revision.number;
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

static bool load_step(struct reverting *reverting, struct store *store, struct step *step)
{
    struct policy_revision parent;
    *step = (struct step){.revision = {.number = 0}};
    if (!revision_load(store, reverting->number, reverting->hash, &step->after, &step->revision,
                       &reverting->error))
        return false;
    reverting->number = step->revision.number;
    if (!*step->revision.parent)
        policy_init(&step->before);
    else if (!revision_known(store, step->revision.parent))
        return error_set(&reverting->error, ERROR_REFUSED,
                         "what revision %lld changed is not known here: it came from another "
                         "console",
                         (long long)reverting->number);
    else
        return revision_load(store, 0, step->revision.parent, &step->before, &parent,
                             &reverting->error);
    return true;
}

static void add_conflict(void *argument, const char *text)
{
    buffer_printf(argument, "%s%s", ((struct buffer *)argument)->length ? ", " : "", text);
}

/* The first revision after it on top of which it cannot be taken back, in the next SEARCHED ones:
 * each is a whole document to be read. */
static bool find_conflict(const struct reverting *reverting, struct store *store,
                          const struct step *step, int64_t head, struct policy_revision *found)
{
    int64_t last = head < reverting->number + SEARCHED ? head : reverting->number + SEARCHED;
    bool conflicts = false;
    for (int64_t number = reverting->number + 1; number <= last && !conflicts; number++) {
        struct policy later;
        if (revision_load(store, number, NULL, &later, found, NULL))
            conflicts = policy_undo(&later, &step->before, &step->after, NULL, NULL) > 0;
        policy_clear(&later);
    }
    return conflicts;
}

static bool refuse(struct reverting *reverting, struct store *store, const struct step *step,
                   int64_t head, const char *what)
{
    struct policy_revision later;
    if (!find_conflict(reverting, store, step, head, &later))
        return error_set(&reverting->error, ERROR_REFUSED, "%s: changed since", what);
    return error_set(&reverting->error, ERROR_REFUSED,
                     "changed again by revision %lld (%s): undo that first, or edit it: %s",
                     (long long)later.number, later.author, what);
}

static bool load_undone(struct reverting *reverting, struct store *store,
                        struct policy_change *change)
{
    struct step step;
    struct buffer what = {0};
    bool done = load_step(reverting, store, &step);
    if (done && policy_undo(&change->after, &step.before, &step.after, add_conflict, &what) > 0)
        done = refuse(reverting, store, &step, change->head.number, buffer_text(&what));
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
 * saved, by a rollout to all nodes that nobody agreed to: it comes back as ended, and is noted. */
static bool load(struct reverting *reverting, struct store *store, struct policy_change *change)
{
    const struct act act = {.store = store};
    bool done = policy_change_begin(&act, NULL, change, &reverting->error) &&
                (reverting->only ? load_undone : load_old)(reverting, store, change);
    if (done)
        policy_undo_end_events(&change->after, &change->before, reverting->now, add_ended,
                               &reverting->notes);
    reverting->head = change->head;
    return done;
}

static void add_line(void *argument, const char *text)
{
    buffer_printf(argument, "%s\n", text);
}

static void run_compare(void *work, struct store *store)
{
    struct reverting *reverting = work;
    struct policy_change change = {.name = ""};
    reverting->done = load(reverting, store, &change);
    if (reverting->done)
        policy_change_difference(&change, add_line, &reverting->plan);
    policy_change_clear(&change);
}

static void run_save(void *work, struct store *store)
{
    struct reverting *reverting = work;
    const struct act act = {.store = store};
    struct policy_change change = {.name = ""};
    bool done = load(reverting, store, &change);
    if (done && strcmp(change.head.hash, reverting->planned_on) != 0)
        done = error_set(&reverting->error, ERROR_REFUSED,
                         "revision %lld by %s was saved meanwhile: look at it first",
                         (long long)change.head.number, change.head.author);
    reverting->done =
        done && policy_change_save(&act, &change, reverting->reason, reverting->now,
                                   &reverting->revision, &reverting->error) == REVISION_SAVED;
    policy_change_clear(&change);
}

static void clear_reverting(void *work)
{
    struct reverting *reverting = work;
    buffer_clear(&reverting->plan);
    buffer_clear(&reverting->notes);
    free(reverting->hash);
    free(reverting->reason);
    free(reverting);
}

static struct reverting *reverting_new(const struct reversion *reversion)
{
    struct reverting *reverting = memory_new(1, sizeof *reverting);
    reverting->only = reversion->only;
    reverting->number = reversion->number;
    reverting->now = reversion->action.now;
    reverting->hash = memory_string(reversion->hash);
    memcpy(reverting->planned_on, reversion->planned_on, sizeof reverting->planned_on);
    return reverting;
}

/* `head` is the current revision: what came after the old one is taken back with it. */
static void name_action(struct reversion *reversion, int64_t head)
{
    struct action *action = &reversion->action;
    long long number = reversion->number, after = head - reversion->number;
    action_set_title(
        action, reversion->only ? "undo revision %lld alone" : "revert to revision %lld", number);
    if (reversion->only)
        action_set_question(action, "Save a new revision without what revision %lld changed?",
                            number);
    else
        action_set_question(
            action, "Save a new revision equal to revision %lld, without the %lld after it?",
            number, after);
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

static void compared(struct action *action, void *work)
{
    struct reversion *reversion = (struct reversion *)action;
    struct reverting *reverting = work;
    reversion->number = reverting->number;
    if (!reverting->done) {
        action_fail(action, reverting->error.kind, "%s", reverting->error.text);
    } else if (!reverting->plan.length) {
        say_nothing_changes(reversion, reverting->head.number, &reverting->notes);
    } else {
        name_action(reversion, reverting->head.number);
        memcpy(reversion->planned_on, reverting->head.hash, sizeof reversion->planned_on);
        buffer_append_text(&reverting->plan, buffer_text(&reverting->notes));
        action_take_plan(action, &reverting->plan);
    }
}

static void ask(struct action *action)
{
    static const struct action_errand comparing = {run_compare, compared, clear_reverting};
    action_send(action, &comparing, reverting_new((struct reversion *)action));
}

static void saved(struct action *action, void *work)
{
    const struct reverting *reverting = work;
    if (reverting->done) {
        ((struct reversion *)action)->saved = reverting->revision.number;
        action_done(action, "saved as revision %lld, to be pushed",
                    (long long)reverting->revision.number);
    } else {
        action_fail(action, reverting->error.kind, "%s", reverting->error.text);
    }
}

static void run(struct action *action)
{
    static const struct action_errand saving = {run_save, saved, clear_reverting};
    const struct reversion *reversion = (struct reversion *)action;
    struct reverting *reverting = reverting_new(reversion);
    reverting->reason =
        memory_printf("%s revision %lld%s%s", reversion->only ? "undo of" : "back to",
                      (long long)reversion->number, *action->reason ? ": " : "", action->reason);
    action_send(action, &saving, reverting);
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
    struct action *action = &reversion->action;
    action->now = now;
    reversion->number = number;
    reversion->hash = memory_string(hash);
    reversion->only = only;
    name_action(reversion, number);
    action->asked = true;
    if (action->state == ACTION_ASKING)
        ask(action);
    return action;
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
