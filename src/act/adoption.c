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

/* ---- the plan ---- */

static void add_line(void *argument, const char *text)
{
    buffer_printf(argument, "  %s\n", text);
}

static void compare(struct adoption *adoption, const struct policy *theirs,
                    const struct policy_revision *revision)
{
    struct action *action = &adoption->action;
    struct policy ours;
    struct policy_revision head;
    struct error error;
    struct buffer plan = {0};
    if (!revision_load_current(action->act.store, &ours, &head, &error)) {
        action_fail(action, error.kind, "%s", error.text);
    } else if (strcmp(head.hash, revision->hash) == 0) {
        action_done(action, "nothing to change: %s carries revision %lld, the current one",
                    action->name, (long long)head.number);
    } else {
        memcpy(adoption->planned_on, head.hash, sizeof adoption->planned_on);
        buffer_printf(&plan, "%s carries revision %lld (%.12s) by %s: %s\n", action->name,
                      (long long)revision->number, revision->hash, revision->author,
                      revision->reason);
        buffer_printf(&plan, "Against ours, revision %lld (%.12s):\n", (long long)head.number,
                      head.hash);
        if (!policy_diff(&ours, theirs, add_line, &plan))
            buffer_append_text(&plan, "  no difference in what it says\n");
        if (adoption->keep_ours)
            buffer_append_text(&plan, "Ours is made current again on top of it: the next push "
                                      "overrides theirs.\n");
        action_take_plan(action, &plan);
    }
    buffer_clear(&plan);
    policy_clear(&ours);
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
    struct adoption *adoption = argument;
    struct action *action = &adoption->action;
    struct policy theirs;
    struct policy_revision revision;
    struct error error;
    action->ticket = 0;
    if (result->outcome != JOB_DONE) {
        action_fail(action, ERROR_NODE, "%s: %s", action->name,
                    *result->text ? result->text : "it carries no policy");
        return;
    }
    free(adoption->document);
    adoption->document = join(result);
    if (policy_document_read(adoption->document, &theirs, &revision, &error))
        compare(adoption, &theirs, &revision);
    else
        action_fail(action, error.kind, "%s: %s", action->name, error.text);
    policy_clear(&theirs);
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

static bool save_ours(struct adoption *adoption, const struct policy *ours,
                      const struct policy_revision *adopted, struct policy_revision *saved,
                      struct error *error)
{
    const struct action *action = &adoption->action;
    struct buffer reason = {0};
    const char *wrong = check_reason(action->reason, &reason);
    enum revision_result result = REVISION_FAILED;
    if (wrong)
        error_set(error, ERROR_USAGE, "%s", wrong);
    else
        result = revision_save(action->act.store, ours, adopted->hash, NULL, buffer_text(&reason),
                               action->now, saved, error);
    buffer_clear(&reason);
    return result == REVISION_SAVED || result == REVISION_UNCHANGED;
}

/* In one transaction. */
static bool adopt(struct adoption *adoption, struct policy_revision *adopted,
                  struct policy_revision *saved, struct error *error)
{
    const struct action *action = &adoption->action;
    struct policy ours;
    struct policy_revision head;
    bool done = revision_load_current(action->act.store, &ours, &head, error);
    if (done && strcmp(head.hash, adoption->planned_on) != 0)
        done = error_set(error, ERROR_REFUSED,
                         "revision %lld by %s was saved meanwhile: look at it first",
                         (long long)head.number, head.author);
    done = done && revision_adopt(action->act.store, adoption->document, action->name, action->now,
                                  adopted, error);
    if (done && adoption->keep_ours)
        done = save_ours(adoption, &ours, adopted, saved, error);
    policy_clear(&ours);
    return done;
}

static void run(struct action *action)
{
    struct adoption *adoption = (struct adoption *)action;
    struct store *store = action->act.store;
    struct policy_revision adopted = {0}, saved = {0};
    struct error error = {0};
    bool done = store_begin(store, &error) && adopt(adoption, &adopted, &saved, &error) &&
                store_commit(store, &error);
    if (!done) {
        store_rollback(store);
        action_fail(action, error.kind, "%s", error.text);
    } else if (adoption->keep_ours) {
        action_done(action,
                    "revision %lld by %s was taken over, and our policy is current again, as "
                    "revision %lld",
                    (long long)adopted.number, adopted.author, (long long)saved.number);
    } else {
        action_done(action, "revision %lld by %s is current now: %s", (long long)adopted.number,
                    adopted.author, adopted.reason);
    }
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
