#include "mtacon/act/adoption.h"

#include <stdlib.h>
#include <string.h>

#include "action_private.h"
#include "mtacon/act/check.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/revision.h"

struct adoption {
    struct action action;
    bool keep_ours;
    char *document;                   /* theirs, as the node has it */
    char planned_on[SHA256_HEX_SIZE]; /* our current revision of that moment */
};

/* What the clerk is asked for, and what came of it. */
struct adopting {
    bool keep_ours;
    char *document, *node, *reason; /* `node`: its name */
    int64_t now;
    char planned_on[SHA256_HEX_SIZE];
    bool done, current;                          /* current: it is what we have */
    struct policy_revision head, adopted, saved; /* `adopted`: theirs */
    struct buffer plan;
    struct error error;
};

/* Takes the document along. */
static struct adopting *adopting_new(struct adoption *adoption)
{
    struct adopting *adopting = memory_new(1, sizeof *adopting);
    adopting->keep_ours = adoption->keep_ours;
    adopting->document = adoption->document;
    adoption->document = NULL;
    adopting->node = memory_string(adoption->action.name);
    adopting->reason = memory_string(adoption->action.reason);
    adopting->now = adoption->action.now;
    memcpy(adopting->planned_on, adoption->planned_on, sizeof adopting->planned_on);
    return adopting;
}

static void clear_adopting(void *work)
{
    struct adopting *adopting = work;
    buffer_clear(&adopting->plan);
    free(adopting->document);
    free(adopting->node);
    free(adopting->reason);
    free(adopting);
}

/* ---- the plan ---- */

static void add_line(void *argument, const char *text)
{
    buffer_printf(argument, "  %s\n", text);
}

static void compare(struct adopting *adopting, const struct policy *ours,
                    const struct policy *theirs)
{
    const struct policy_revision *head = &adopting->head, *revision = &adopting->adopted;
    struct buffer *plan = &adopting->plan;
    buffer_printf(plan, "%s carries revision %lld (%.12s) by %s: %s\n", adopting->node,
                  (long long)revision->number, revision->hash, revision->author, revision->reason);
    buffer_printf(plan, "Against ours, revision %lld (%.12s):\n", (long long)head->number,
                  head->hash);
    if (!policy_diff(ours, theirs, add_line, plan))
        buffer_append_text(plan, "  no difference in what it says\n");
    if (adopting->keep_ours)
        buffer_append_text(plan, "Ours is made current again on top of it: the next push "
                                 "overrides theirs.\n");
}

static void run_compare(void *work, struct store *store)
{
    struct adopting *adopting = work;
    struct policy ours = {.count = 0}, theirs;
    adopting->done =
        policy_document_read(adopting->document, &theirs, &adopting->adopted, &adopting->error);
    if (!adopting->done) {
        char *text = memory_printf("%s: %s", adopting->node, adopting->error.text);
        error_set(&adopting->error, adopting->error.kind, "%s", text);
        free(text);
    } else {
        adopting->done = revision_load_current(store, &ours, &adopting->head, &adopting->error);
        adopting->current = strcmp(adopting->head.hash, adopting->adopted.hash) == 0;
    }
    if (adopting->done && !adopting->current)
        compare(adopting, &ours, &theirs);
    policy_clear(&ours);
    policy_clear(&theirs);
}

static void compared(struct action *action, void *work)
{
    struct adoption *adoption = (struct adoption *)action;
    struct adopting *adopting = work;
    adoption->document = adopting->document;
    adopting->document = NULL;
    memcpy(adoption->planned_on, adopting->head.hash, sizeof adoption->planned_on);
    if (!adopting->done)
        action_fail(action, adopting->error.kind, "%s", adopting->error.text);
    else if (adopting->current)
        action_done(action, "nothing to change: %s carries revision %lld, the current one",
                    action->name, (long long)adopting->head.number);
    else
        action_take_plan(action, &adopting->plan);
}

/* Lines of an answer, joined: a document is one long line, in pieces. */
static char *join(const struct job_result *result)
{
    struct buffer text = {0};
    for (size_t i = 0; i < result->count; i++)
        buffer_append_text(&text, result->lines[i]);
    buffer_append_char(&text, '\n');
    return buffer_take(&text);
}

static void read_document(void *argument, const struct job_result *result)
{
    static const struct action_errand comparing = {run_compare, compared, clear_adopting};
    struct adoption *adoption = argument;
    struct action *action = &adoption->action;
    action->ticket = 0;
    if (result->outcome != JOB_DONE) {
        action_fail(action, ERROR_NODE, "%s: %s", action->name,
                    *result->text ? result->text : "it carries no policy");
        return;
    }
    free(adoption->document);
    adoption->document = join(result);
    action_send(action, &comparing, adopting_new(adoption));
}

static void ask(struct action *action)
{
    static const struct job job = {
        .name = "reading the policy document", .deadline_ms = 180000, .document = true};
    static const struct job_listener listener = {.done = read_document};
    const struct fleet_live *live = action_live(action);
    struct buffer command = {0};
    if (live && (!live->driver || !live->driver->policy_read)) {
        action_fail(action, ERROR_REFUSED, "%s: its MTA carries no policy", action->name);
        return;
    }
    if (live)
        live->driver->policy_read(&command, live->node_dir);
    action_ask_node(action, &job, buffer_text(&command), &listener);
    buffer_clear(&command);
}

/* ---- taking over ---- */

static bool save_ours(struct adopting *adopting, struct store *store, const struct policy *ours)
{
    struct buffer reason = {0};
    const char *wrong = check_reason(adopting->reason, &reason);
    enum revision_result result = REVISION_FAILED;
    if (wrong)
        error_set(&adopting->error, ERROR_USAGE, "%s", wrong);
    else
        result = revision_save(store, ours, adopting->adopted.hash, NULL, buffer_text(&reason),
                               adopting->now, &adopting->saved, &adopting->error);
    buffer_clear(&reason);
    return result == REVISION_SAVED || result == REVISION_UNCHANGED;
}

static bool adopt(struct adopting *adopting, struct store *store)
{
    struct policy ours;
    struct error *error = &adopting->error;
    bool done = revision_load_current(store, &ours, &adopting->head, error);
    if (done && strcmp(adopting->head.hash, adopting->planned_on) != 0)
        done = error_set(error, ERROR_REFUSED,
                         "revision %lld by %s was saved meanwhile: look at it first",
                         (long long)adopting->head.number, adopting->head.author);
    done = done && revision_adopt(store, adopting->document, adopting->node, adopting->now,
                                  &adopting->adopted, error);
    if (done && adopting->keep_ours)
        done = save_ours(adopting, store, &ours);
    policy_clear(&ours);
    return done;
}

/* In one transaction. */
static void run_adopt(void *work, struct store *store)
{
    struct adopting *adopting = work;
    adopting->done = store_begin(store, &adopting->error) && adopt(adopting, store) &&
                     store_commit(store, &adopting->error);
    if (!adopting->done)
        store_rollback(store);
}

static void adopted(struct action *action, void *work)
{
    const struct adopting *adopting = work;
    const struct policy_revision *theirs = &adopting->adopted;
    if (!adopting->done)
        action_fail(action, adopting->error.kind, "%s", adopting->error.text);
    else if (adopting->keep_ours)
        action_done(action,
                    "revision %lld by %s was taken over, and our policy is current again, as "
                    "revision %lld",
                    (long long)theirs->number, theirs->author, (long long)adopting->saved.number);
    else
        action_done(action, "revision %lld by %s is current now: %s", (long long)theirs->number,
                    theirs->author, theirs->reason);
}

static void run(struct action *action)
{
    static const struct action_errand taking = {run_adopt, adopted, clear_adopting};
    action_send(action, &taking, adopting_new((struct adoption *)action));
}

static void clear(struct action *action)
{
    free(((struct adoption *)action)->document);
}

static const struct action_kind adopting = {.asking = "reading what it carries ...",
                                            .asks_node = true,
                                            .ask = ask,
                                            .run = run,
                                            .clear = clear};

static const struct action_kind overriding = {.asking = "reading what it carries ...",
                                              .needs_reason = true,
                                              .asks_node = true,
                                              .ask = ask,
                                              .run = run,
                                              .clear = clear};

struct action *adoption_new(const struct act *act, int64_t node, bool keep_ours)
{
    struct adoption *adoption =
        action_new(sizeof *adoption, keep_ours ? &overriding : &adopting, act, node, NULL);
    struct action *action = &adoption->action;
    adoption->keep_ours = keep_ours;
    action_set_title(action, "%s the revision of %s", keep_ours ? "override" : "adopt",
                     action->name);
    action_set_question(action, keep_ours ? "Override it with ours?" : "Take it over?");
    return action;
}
