/* What the console asks a node in two steps: first what would change, then, if the operator agrees,
 * the change. Enrolment and its undoing; taking over another console's revision. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console_private.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/revision.h"

static void begin(struct console *console, const struct model_node *node, enum fleet_task_kind kind)
{
    const struct fleet_live *live =
        console->fleet ? fleet_live(console->fleet, node->stored.id) : NULL;
    if (console->options->read_only) {
        console_say(console, "--read-only: nothing is changed");
    } else if (!live || live->state != FLEET_UP || !live->seen.policy_read) {
        console_say(console, "%s is not connected: wait for it, or r reconnects",
                    node->stored.name);
    } else {
        console->enrolling = live->node;
        console->enrol_results = live->results;
        fleet_ask_policy(console->fleet, live->node, kind, NULL);
        console_say(console, "asking %s ...", node->stored.name);
    }
}

void enrol_begin(struct console *console, const struct model_node *node)
{
    begin(console, node, TASK_ENROL_PLAN);
}

void adopt_begin(struct console *console, const struct model_node *node)
{
    if (node->sync == SYNC_FOREIGN)
        begin(console, node, TASK_POLICY_READ);
    else
        console_say(console, "%s carries no revision that is unknown here", node->stored.name);
}

static void change(struct console *console, const char *name)
{
    const struct model_node *node = model_find_node(&console->model, name);
    const struct fleet_live *live = node ? fleet_live(console->fleet, node->stored.id) : NULL;
    if (!live)
        return;
    console->enrolling = live->node;
    console->enrol_results = live->results;
    fleet_ask_policy(console->fleet, live->node,
                     live->seen.policy.enrolled ? TASK_UNENROL : TASK_ENROL, NULL);
    console_say(console, "changing %s ...", name);
}

static void adopt(struct console *console, const char *name)
{
    const struct model_node *node = model_find_node(&console->model, name);
    const struct fleet_live *live = node ? fleet_live(console->fleet, node->stored.id) : NULL;
    struct policy_revision adopted;
    struct error error;
    if (!live || live->result_kind != TASK_POLICY_READ)
        return;
    if (revision_adopt(console->options->store, live->result_lines, name, console->now, &adopted,
                       &error))
        console_say(console, "revision %lld by %s is current now", (long long)adopted.number,
                    adopted.author);
    else
        console_say(console, "%s", error.text);
    console_reload(console);
}

/* As many lines as a small screen has room for. */
struct difference {
    struct buffer lines;
    int count, left_out;
};

static void add_line(void *argument, const char *text)
{
    enum { MOST = 6 };
    struct difference *difference = argument;
    if (difference->count++ < MOST)
        buffer_printf(&difference->lines, "  %s\n", text);
    else
        difference->left_out++;
}

static void ask_adoption(struct console *console, const struct fleet_live *live)
{
    struct policy policy;
    struct policy_revision revision;
    struct error error;
    if (live->result != JOB_DONE ||
        !policy_document_read(live->result_lines, &policy, &revision, &error)) {
        console_say(console, "%s: %s", live->name,
                    live->result == JOB_DONE ? error.text : live->result_text);
        return;
    }
    struct difference difference = {0};
    buffer_printf(&difference.lines, "%s carries revision %lld by %s: %s\nAgainst yours:\n",
                  live->name, (long long)revision.number, revision.author, revision.reason);
    if (!policy_diff(&console->model.policy, &policy, add_line, &difference))
        buffer_append_text(&difference.lines, "  no difference in what it says\n");
    if (difference.left_out)
        buffer_printf(&difference.lines, "  and %d more\n", difference.left_out);
    buffer_append_text(
        &difference.lines,
        "Take it over? Yours stays in the history: to override theirs, take it over, "
        "revert to yours with a reason (4, R), and push.");
    dialog_confirm(console, "Adopt a revision", live->name, buffer_text(&difference.lines), false,
                   adopt);
    buffer_clear(&difference.lines);
    policy_clear(&policy);
}

void enrol_look(struct console *console)
{
    const struct fleet_live *live = console->fleet && console->enrolling
                                        ? fleet_live(console->fleet, console->enrolling)
                                        : NULL;
    if (!live || live->results == console->enrol_results)
        return;
    console->enrolling = 0;
    if (live->result_kind == TASK_POLICY_READ) {
        ask_adoption(console, live);
    } else if (live->result != JOB_DONE) {
        console_say(console, "%s: %s", live->name, live->result_text);
    } else if (live->result_kind == TASK_ENROL_PLAN) {
        dialog_confirm(console, live->seen.policy.enrolled ? "Take policy back from " : "Enrol",
                       live->name, live->result_lines, false, change);
    } else {
        bool enrolled = live->result_kind == TASK_ENROL;
        audit_add(console->options->store, console->now, enrolled ? "enrol" : "unenrol", live->name,
                  live->result_text, NULL);
        console_say(console, "%s is %s: %s", live->name,
                    enrolled ? "enrolled" : "no longer enrolled", live->result_text);
    }
}
