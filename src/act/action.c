#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action_private.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/audit.h"

static const char *const state_names[] = {
    [ACTION_ASKING] = "asking", [ACTION_PLANNED] = "planned", [ACTION_RUNNING] = "running",
    [ACTION_DONE] = "done",     [ACTION_FAILED] = "failed",
};

const char *action_state_name(enum action_state state)
{
    return state_names[state];
}

/* ---- for those that act ---- */

static void replace(char **where, const char *format, va_list values)
{
    char text[1024];
    vsnprintf(text, sizeof text, format, values);
    memory_replace(where, text);
}

void action_set_title(struct action *action, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    replace(&action->title, format, values);
    va_end(values);
}

void action_set_question(struct action *action, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    replace(&action->question, format, values);
    va_end(values);
}

void action_say(struct action *action, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    replace(&action->text, format, values);
    va_end(values);
}

void action_done(struct action *action, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    replace(&action->text, format, values);
    va_end(values);
    action->state = ACTION_DONE;
}

void action_fail(struct action *action, enum error_kind kind, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    replace(&action->text, format, values);
    va_end(values);
    error_set(&action->error, kind, "%s", action->text);
    action->state = ACTION_FAILED;
}

const struct fleet_live *action_live(const struct action *action)
{
    return action->act.fleet && action->node ? fleet_live(action->act.fleet, action->node) : NULL;
}

void *action_new(size_t size, const struct action_kind *kind, const struct act *act, int64_t node,
                 const char *name)
{
    struct action *action = memory_new(1, size);
    struct error error;
    action->kind = kind;
    action->act = *act;
    action->node = node;
    action->title = memory_string("");
    action->question = memory_string("");
    action->reason = memory_string("");
    const struct fleet_live *live = action_live(action);
    action->name = memory_string(name ? name : live ? live->name : "");
    action_say(action, "%s", kind->asking);
    if (!act_allowed(act, &error))
        action_fail(action, error.kind, "%s", error.text);
    else if (kind->asks_node && !live)
        action_fail(action, ERROR_REFUSED, "this node is not there: see 'mtacon nodes list'");
    return action;
}

void action_take_plan(struct action *action, struct buffer *plan)
{
    bool same = strcmp(buffer_text(plan), buffer_text(&action->plan)) == 0;
    bool agreed = action->agreed;
    action->agreed = false;
    action->changed = agreed && !same;
    buffer_clear(&action->plan);
    action->plan = *plan;
    *plan = (struct buffer){0};
    if (agreed && same) {
        action->kind->run(action);
        return;
    }
    action->state = ACTION_PLANNED;
    action_say(action,
               agreed ? "%s: it changed meanwhile: look at it again" : "%s: ready to look at",
               action->title);
}

bool action_ask_node(struct action *action, const struct job *job, const char *command,
                     const struct job_listener *listener)
{
    if (!action_live(action)) {
        action_fail(action, ERROR_NODE, "%s was removed meanwhile", action->name);
        return false;
    }
    action->ticket =
        fleet_ask(action->act.fleet, action->node, job, command, NULL, listener, action);
    return true;
}

void action_audit(struct action *action, int64_t at, const char *word, const char *subject,
                  const char *detail)
{
    struct error error;
    if (audit_add(action->act.store, at, word, subject, detail, &error))
        return;
    char *before = action->text;
    action->text = memory_printf("%s (not in the audit trail: %s)", before, error.text);
    free(before);
}

/* ---- for those that ask ---- */

/* Asks as soon as the node is up and its policy is known. */
static void ask_when_up(struct action *action)
{
    const struct fleet_live *live = action_live(action);
    if (action->kind->asks_node && !live) {
        action_fail(action, ERROR_NODE, "%s was removed meanwhile", action->name);
    } else if (live && live->state == FLEET_DOWN) {
        action_fail(action, ERROR_NODE, "%s", live->text);
    } else if (!live || (live->state == FLEET_UP && live->seen.policy_read)) {
        action->asked = true;
        action->kind->ask(action);
    }
}

bool action_step(struct action *action)
{
    if (action->state == ACTION_ASKING && !action->asked)
        ask_when_up(action);
    else if (action->state == ACTION_RUNNING && action->kind->step)
        action->kind->step(action);
    bool changed = action->state != action->told;
    action->told = action->state;
    return changed;
}

enum action_state action_state(const struct action *action)
{
    return action->state;
}

const char *action_title(const struct action *action)
{
    return action->title;
}

const char *action_text(const struct action *action)
{
    return action->text;
}

const char *action_plan(const struct action *action)
{
    return buffer_text(&action->plan);
}

const char *action_question(const struct action *action)
{
    return action->question;
}

bool action_takes_reason(const struct action *action)
{
    return action->kind->takes_reason || action->kind->needs_reason;
}

bool action_needs_reason(const struct action *action)
{
    return action->kind->needs_reason;
}

bool action_asks_node(const struct action *action)
{
    return action->kind->asks_node;
}

bool action_has_changed(const struct action *action)
{
    return action->state == ACTION_PLANNED && action->changed;
}

const struct error *action_error(const struct action *action)
{
    return &action->error;
}

void action_agree(struct action *action, const char *reason, int64_t now)
{
    if (action->state != ACTION_PLANNED)
        return;
    if (action->kind->needs_reason && !*reason) {
        action_say(action, "%s: say why", action->title);
        return;
    }
    memory_replace(&action->reason, reason);
    action->now = now;
    action->agreed = true;
    action->state = action->told = ACTION_RUNNING;
    action_say(action, "%s: asking whether that still holds", action->title);
    action->kind->ask(action);
}

void action_free(struct action *action)
{
    if (!action)
        return;
    if (action->act.fleet)
        fleet_forget(action->act.fleet, action->ticket);
    action_unsend(action);
    if (action->kind->clear)
        action->kind->clear(action);
    buffer_clear(&action->plan);
    free(action->name);
    free(action->title);
    free(action->text);
    free(action->question);
    free(action->reason);
    free(action);
}
