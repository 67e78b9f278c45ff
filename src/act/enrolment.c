#include "mtacon/act/enrolment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action_private.h"
#include "mtacon/act/check.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"

/* How long the node's state may take to be read once more, after the change. */
enum { LOOK_MS = 15000 };

struct enrolment {
    struct action action;
    bool enrol;
    char *publish;
    int64_t look_until; /* monotonic ms; 0: not changed yet */
};

/* The lines that it has in the audit trail. */
static const char *verb(const struct enrolment *enrolment)
{
    return enrolment->enrol ? "enrol" : "unenrol";
}

static const char *state_words(bool enrolled)
{
    return enrolled ? "enrolled" : "not enrolled";
}

/* ---- the plan ---- */

/* The two lines that name the files, and when. */
static bool is_head(const char *line)
{
    return strncmp(line, "--- ", 4) == 0 || strncmp(line, "+++ ", 4) == 0;
}

static const char *skip_head(const char *difference)
{
    for (int i = 0; i < 2 && is_head(difference); i++) {
        const char *end = strchr(difference, '\n');
        difference = end ? end + 1 : difference + strlen(difference);
    }
    return difference;
}

bool enrolment_same_difference(const char *one, const char *other)
{
    return strcmp(skip_head(one), skip_head(other)) == 0;
}

static void nothing_to_change(struct enrolment *enrolment)
{
    action_done(&enrolment->action, "nothing to change: %s is %s already (by another console?)",
                enrolment->action.name, state_words(enrolment->enrol));
}

static void planned(void *argument, const struct job_result *result)
{
    struct enrolment *enrolment = argument;
    struct action *action = &enrolment->action;
    struct buffer plan = {0};
    action->ticket = 0;
    if (result->outcome != JOB_DONE) {
        action_fail(action, result->outcome == JOB_LOST ? ERROR_NODE : ERROR_REFUSED, "%s: %s",
                    action->name, result->text);
        return;
    }
    if (!result->count) {
        nothing_to_change(enrolment);
        return;
    }
    for (size_t i = 0; i < result->count; i++)
        buffer_printf(&plan, "%s\n", result->lines[i]);
    /* So that one that says the same is the same. */
    if (action->agreed && enrolment_same_difference(buffer_text(&plan), action_plan(action))) {
        buffer_clear(&plan);
        buffer_append_text(&plan, action_plan(action));
    }
    action_take_plan(action, &plan);
}

static bool can_policy(const struct fleet_live *live, struct action *action)
{
    const char *why =
        live->driver ? mta_driver_lacks(live->driver, MTA_CAN_POLICY) : "unknown kind of MTA";
    if (why)
        action_fail(action, ERROR_REFUSED, "%s cannot be enrolled: %s", action->name, why);
    return !why;
}

/* The node itself says whether there is anything to change: what the console knows may be of before
 * another one changed it. */
static void ask(struct action *action)
{
    static const struct job job = {
        .name = "asking what enrolment changes", .deadline_ms = 60000, .changes = true};
    static const struct job_listener listener = {.done = planned};
    struct enrolment *enrolment = (struct enrolment *)action;
    const struct fleet_live *live = action_live(action);
    struct buffer command = {0};
    if (live && !can_policy(live, action))
        return;
    if (live)
        live->driver->enrol_plan(&command, live->node_dir, enrolment->enrol, enrolment->publish);
    action_ask_node(action, &job, buffer_text(&command), &listener);
    buffer_clear(&command);
}

/* ---- the change ---- */

static void changed(void *argument, const struct job_result *result)
{
    struct enrolment *enrolment = argument;
    struct action *action = &enrolment->action;
    action->ticket = 0;
    action->changing = false;
    if (result->outcome == JOB_DONE) {
        action_say(action, "%s is %s; %s", action->name,
                   enrolment->enrol ? "enrolled" : "no longer enrolled", result->text);
        action_audit(action, result->at, verb(enrolment), action->name, result->text);
        enrolment->look_until = clock_monotonic_ms() + LOOK_MS;
        return;
    }
    bool lost = result->outcome == JOB_LOST;
    char *why =
        memory_printf("%s: %s", lost ? "not known whether it was done" : "failed", result->text);
    action_fail(action, lost ? ERROR_NODE : ERROR_REFUSED, "%s: %s%s", action->name, result->text,
                lost ? ": not known whether it was done: look at it again" : "");
    action_audit(action, result->at, verb(enrolment), action->name, why);
    free(why);
}

static void run(struct action *action)
{
    static const struct job job = {
        .name = "changing the node", .deadline_ms = 180000, .changes = true};
    static const struct job_listener listener = {.done = changed};
    struct enrolment *enrolment = (struct enrolment *)action;
    const struct fleet_live *live = action_live(action);
    struct buffer command = {0};
    if (live && enrolment->enrol)
        live->driver->enrol(&command, live->node_dir, enrolment->publish);
    else if (live)
        live->driver->unenrol(&command, live->node_dir);
    action_say(action, "changing %s ...", action->name);
    action->changing = action_ask_node(action, &job, buffer_text(&command), &listener);
    buffer_clear(&command);
}

/* Done is when the node's state was read again: what comes next may be a push, to enrolled nodes.
 */
static void step(struct action *action)
{
    const struct enrolment *enrolment = (struct enrolment *)action;
    const struct fleet_live *live = action_live(action);
    if (!enrolment->look_until)
        return;
    if (!live || live->state != FLEET_UP || live->seen.policy.enrolled == enrolment->enrol ||
        clock_monotonic_ms() >= enrolment->look_until)
        action->state = ACTION_DONE;
}

static void clear(struct action *action)
{
    struct enrolment *enrolment = (struct enrolment *)action;
    /* Nobody will hear how it ended. */
    if (action->changing)
        action_audit(action, action->now, verb(enrolment), action->name,
                     "begun; its end was not waited for");
    free(enrolment->publish);
}

static const struct action_kind kind = {.asking = "asking what would change ...",
                                        .asks_node = true,
                                        .ask = ask,
                                        .run = run,
                                        .step = step,
                                        .clear = clear};

struct action *enrolment_new(const struct act *act, int64_t node, bool enrol, const char *publish)
{
    struct enrolment *enrolment = action_new(sizeof *enrolment, &kind, act, node, NULL);
    struct action *action = &enrolment->action;
    const char *wrong = publish ? check_whole_path(publish) : NULL;
    enrolment->enrol = enrol;
    enrolment->publish = memory_string(publish);
    action_set_title(action, "%s %s", verb(enrolment), action->name);
    action_set_question(action,
                        enrol ? "Change the configuration of %s so?"
                              : "Policy ends on %s: no mode, no bounce policy. Go on?",
                        action->name);
    if (action->state == ACTION_ASKING && wrong)
        action_fail(action, ERROR_USAGE, "'%s': %s", publish, wrong);
    return action;
}
