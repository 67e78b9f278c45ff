#include "enrol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dialog.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/revision.h"

static void begin(struct app *app, const struct model_node *node, enum fleet_task_kind kind)
{
    const struct fleet_live *live = app->fleet ? fleet_live(app->fleet, node->stored.id) : NULL;
    if (app->options->read_only) {
        app_say(app, "--read-only: nothing is changed");
    } else if (!live || live->state != FLEET_UP || !live->seen.policy_read) {
        app_say(app, "%s is not connected: wait for it, or r reconnects", node->stored.name);
    } else {
        app->enrolling = live->node;
        app->enrol_results = live->results;
        fleet_ask_policy(app->fleet, live->node, kind, NULL);
        app_say(app, "asking %s ...", node->stored.name);
    }
}

void enrol_begin(struct app *app, const struct model_node *node)
{
    begin(app, node, TASK_ENROL_PLAN);
}

void adopt_begin(struct app *app, const struct model_node *node)
{
    if (node->sync == SYNC_FOREIGN)
        begin(app, node, TASK_POLICY_READ);
    else
        app_say(app, "%s carries no revision that is unknown here", node->stored.name);
}

/* The operator has agreed to what the plan said; the node may be another by now. */
static void change(struct app *app, const char *name, enum fleet_task_kind kind)
{
    const struct model_node *node = model_find_node(&app->model, name);
    const struct fleet_live *live = node ? fleet_live(app->fleet, node->stored.id) : NULL;
    if (!live || live->seen.policy.enrolled != (kind == TASK_UNENROL)) {
        app_say(app, "%s has changed meanwhile: look at it again (2, E)", name);
        return;
    }
    app->enrolling = live->node;
    app->enrol_results = live->results;
    fleet_ask_policy(app->fleet, live->node, kind, NULL);
    app_say(app, "changing %s ...", name);
}

static void enrol(struct app *app, const char *name, const char *reason)
{
    (void)reason;
    change(app, name, TASK_ENROL);
}

static void unenrol(struct app *app, const char *name, const char *reason)
{
    (void)reason;
    change(app, name, TASK_UNENROL);
}

static void adopt(struct app *app, const char *name, const char *reason)
{
    (void)reason;
    const struct model_node *node = model_find_node(&app->model, name);
    const struct fleet_live *live = node ? fleet_live(app->fleet, node->stored.id) : NULL;
    struct policy_revision adopted;
    struct error error;
    if (!live || live->result_kind != TASK_POLICY_READ)
        return;
    if (revision_adopt(app->options->store, live->result_lines, name, app->now, &adopted, &error))
        app_say(app, "revision %lld by %s is current now", (long long)adopted.number,
                adopted.author);
    else
        app_say(app, "%s", error.text);
    app_reload(app);
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

static void ask_adoption(struct app *app, const struct fleet_live *live)
{
    struct policy policy;
    struct policy_revision revision;
    struct error error;
    if (live->result != JOB_DONE ||
        !policy_document_read(live->result_lines, &policy, &revision, &error)) {
        app_say(app, "%s: %s", live->name,
                live->result == JOB_DONE ? error.text : live->result_text);
        return;
    }
    struct difference difference = {0};
    buffer_printf(&difference.lines, "%s carries revision %lld by %s: %s\nAgainst yours:\n",
                  live->name, (long long)revision.number, revision.author, revision.reason);
    if (!policy_diff(&app->model.policy, &policy, add_line, &difference))
        buffer_append_text(&difference.lines, "  no difference in what it says\n");
    if (difference.left_out)
        buffer_printf(&difference.lines, "  and %d more\n", difference.left_out);
    buffer_append_text(
        &difference.lines,
        "Take it over? Yours stays in the history: to override theirs, take it over, "
        "revert to yours with a reason (4, R), and push.");
    dialog_offer(app, "Adopt a revision", live->name, buffer_text(&difference.lines), adopt);
    buffer_clear(&difference.lines);
    policy_clear(&policy);
}

void enrol_look(struct app *app)
{
    const struct fleet_live *live =
        app->fleet && app->enrolling ? fleet_live(app->fleet, app->enrolling) : NULL;
    if (!live || live->results == app->enrol_results)
        return;
    app->enrolling = 0;
    if (live->result_kind == TASK_POLICY_READ) {
        ask_adoption(app, live);
    } else if (live->result != JOB_DONE) {
        app_say(app, "%s: %s", live->name, live->result_text);
    } else if (live->result_kind == TASK_ENROL_PLAN) {
        dialog_offer(app, live->seen.policy.enrolled ? "Take policy back" : "Enrol", live->name,
                     live->result_lines, live->seen.policy.enrolled ? unenrol : enrol);
    } else {
        bool enrolled = live->result_kind == TASK_ENROL;
        audit_add(app->options->store, app->now, enrolled ? "enrol" : "unenrol", live->name,
                  live->result_text, NULL);
        app_say(app, "%s is %s: %s", live->name, enrolled ? "enrolled" : "no longer enrolled",
                live->result_text);
    }
}
