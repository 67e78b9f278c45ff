/* Push: what would change where; then each node, how far it is. */
#include <string.h>

#include "mtacon/act/push.h"
#include "mtacon/base/text.h"
#include "app.h"
#include "layer.h"
#include "screens.h"

/* Whether a node that the rollout brought to the revision has been seen without it since: enrolled
 * anew, or set back. */
static bool lost_it(const struct model *model)
{
    for (size_t i = 0; i < model->node_count; i++) {
        const struct store_node *stored = &model->nodes[i].stored;
        const struct rollout_node *node = model->nodes[i].rollout;
        if (stored->enrolled && (!node || node->state == ROLLOUT_IN_FORCE) &&
            (!node || stored->policy_seen > node->at) &&
            strcmp(stored->policy_hash, model->revision.hash) != 0)
            return true;
    }
    return false;
}

/* The rollout is of the current revision, and not over with something left to do: it is what this
 * screen is about. Else it is the plan of the next one. */
static bool begun(const struct model *model)
{
    struct push_counts counts = push_count(model->rollout_nodes, model->rollout_node_count);
    bool over = !counts.under_way && !counts.late && !counts.failed;
    return *model->revision.hash && strcmp(model->rollout.hash, model->revision.hash) == 0 &&
           !(over && lost_it(model));
}

/* ---- the plan ---- */

/* A plan that changed is another one: it is agreed to once it was drawn. */
static void load(struct app *app, struct view *view)
{
    struct push_plan *plan = view->state;
    struct act act = app_act(app);
    bool changed = begun(&app->model) ? plan->count > 0 : push_plan_renew(&act, &app->model, plan);
    if (begun(&app->model))
        push_plan_clear(plan);
    if (changed)
        layer_changed(app, NULL);
}

static void clear(struct view *view)
{
    push_plan_clear(view->state);
}

/* Nodes that carry the same get the same difference: shown once. */
static int write_plan(struct app *app, struct area area)
{
    const struct push_plan *plan = app_view(app)->state;
    const char *last = NULL;
    int row = 0;
    if (plan->replaces)
        row = area_wrap_printf(area, row, 0, STYLE_BAD,
                               "Revision %lld is on its way in waves, %d of %d passed: Enter ends "
                               "them, and nobody watches what came of it.",
                               (long long)plan->replaces, app->model.rollout.wave,
                               waves_count(app->model.rollout.manner.waves));
    if (!plan->included)
        row = area_wrap(
            area, row, 0, STYLE_NORMAL,
            "No node is enrolled yet, so policy reaches none: press 2, choose a node, and E.");
    for (size_t i = 0; i < plan->count; i++) {
        const struct push_target *target = &plan->targets[i];
        bool again = *target->difference && last == target->difference;
        enum style style = target->sync == SYNC_FOREIGN ? STYLE_BAD
                           : target->included           ? STYLE_NORMAL
                                                        : STYLE_DIM;
        int column = area_printf(area, row, 0, STYLE_STRONG, "%-16s ", target->name);
        row = area_wrap_printf(area, row, column, style, "%s%s", target->text,
                               again ? " the same" : "");
        if (!*target->difference || again)
            continue;
        row = area_wrap(area, row, 4, STYLE_NORMAL, target->difference);
        last = target->difference;
    }
    return row;
}

/* ---- progress ---- */

/* How long the wave is still watched: the gate may be over while a log is waited for. */
static int write_gate(const struct app *app, struct area area, int row)
{
    const struct model *model = &app->model;
    int64_t left =
        rollout_gate_end(&model->rollout, model->rollout_nodes, model->rollout_node_count) -
        app->now;
    char age[16];
    if (left <= 0)
        return row;
    return area_wrap_printf(
        area, row, 0, STYLE_NORMAL, "Wave %d is watched for %s more; where it does no harm, %s.",
        model->rollout.wave + 1, text_age(age, sizeof age, left),
        model->rollout.wave + 1 < waves_count(model->rollout.manner.waves) ? "the next begins"
                                                                           : "all is done");
}

/* The waves, and what came of them. */
static int write_waves(const struct app *app, struct area area)
{
    const struct rollout *rollout = &app->model.rollout;
    int row = 0, waves = waves_count(rollout->manner.waves);
    bool back = rollout->state != ROLLOUT_RUNNING;
    if (!*rollout->manner.waves)
        return 0;
    row = area_wrap_printf(area, row, 0, STYLE_NORMAL,
                           "In waves of %s nodes, each watched for %lld s: %d of %d have passed.",
                           rollout->manner.waves, (long long)rollout->manner.gate, rollout->wave,
                           waves);
    if (!back && rollout->watched_from && rollout_is_watched(rollout))
        row = write_gate(app, area, row);
    if (*rollout->why)
        row = area_wrap_printf(area, row, 0, back ? STYLE_BAD : STYLE_NEAR, "%s%s",
                               back ? "It did harm, and is taken back: " : "", rollout->why);
    return row;
}

/* What came of it there; of a node that has it, also what it cannot do of it. */
static int write_outcome(struct area area, int row, const struct model_node *node)
{
    const char *detail = *node->rollout->detail ? node->rollout->detail : "-";
    const char *cannot = model_node_cannot(&node->stored);
    if (node->rollout->state != ROLLOUT_IN_FORCE || !*cannot)
        return area_wrap(area, row, 37, STYLE_NORMAL, detail);
    return area_wrap_printf(area, row, 37, STYLE_NORMAL, "%s; cannot do all: %s", detail, cannot);
}

static int write_progress(struct app *app, struct area area)
{
    const struct model *model = &app->model;
    int row = write_waves(app, area);
    for (size_t i = 0; i < model->node_count; i++) {
        const struct rollout_node *node = model->nodes[i].rollout;
        char when[16];
        if (!node)
            continue;
        enum style style = node->state == ROLLOUT_IN_FORCE ? STYLE_GOOD
                           : node->state == ROLLOUT_FAILED || node->state == ROLLOUT_CONFLICT ||
                                   node->state == ROLLOUT_RETURNED
                               ? STYLE_BAD
                               : STYLE_NEAR;
        area_text(area, row, 0, style, rollout_node_state_name(node->state));
        area_text(area_part(area, row, 10, 1, 16), 0, 0, STYLE_STRONG, model->nodes[i].stored.name);
        area_text(area, row, 27, STYLE_NORMAL,
                  app_time(app, when, sizeof when, "%H:%M:%S", node->at));
        row = write_outcome(area, row, &model->nodes[i]);
    }
    return row;
}

/* How far it is, and what may be done. */
static void draw_sum(const struct model *model, struct area area)
{
    struct push_counts counts = push_count(model->rollout_nodes, model->rollout_node_count);
    const char *next = "";
    enum style style = STYLE_BAD;
    int column =
        area_printf(area, 0, 0, STYLE_STRONG, "%d in force  %d under way  %d late  %d failed",
                    counts.in_force, counts.under_way, counts.late, counts.failed);
    if (model->rollout.state == ROLLOUT_RETURNING)
        next = "it did harm: being taken back";
    else if (counts.returned)
        next = "it did harm: taken back. r tries again";
    else if (model->rollout.state == ROLLOUT_STOPPED)
        next = "stopped: the others are as before. r tries again";
    else if (counts.failed)
        next = "r tries again";
    else if (rollout_is_watched(&model->rollout))
        next = "watched between waves", style = STYLE_NEAR;
    else if (!counts.under_way && !counts.late)
        next = "done", style = STYLE_GOOD;
    else if (!counts.under_way)
        next = "late nodes get it when they return", style = STYLE_NEAR;
    /* What may be done is worth more than the counts, which the rows show. */
    if (column + 2 + text_width(next) > area.columns) {
        area_fill(area, 0, STYLE_NORMAL);
        column = -2;
    }
    area_text(area, 0, column + 2, style, next);
}

static void draw_offer(const struct app *app, const struct push_plan *plan, struct area last)
{
    const struct rollout_manner *manner = &app->options->manner;
    int column = area_printf(last, 0, 0, STYLE_STRONG, "Enter pushes revision %lld to %zu nodes",
                             (long long)plan->revision.number, plan->included);
    if (*manner->waves)
        area_printf(last, 0, column, STYLE_STRONG, ", in waves of %s, each watched for %lld s",
                    manner->waves, (long long)manner->gate);
}

static void draw(struct app *app, struct area area)
{
    const struct model *model = &app->model;
    const struct push_plan *plan = app_view(app)->state;
    area = area_part(area, 0, 1, area.rows, area.columns - 2);
    if (!*model->revision.hash) {
        area_text(area, 0, 0, STYLE_NORMAL, "Nothing was saved yet: there is nothing to push.");
        return;
    }
    area_printf(area, 0, 0, STYLE_STRONG, "%s revision %lld by %s: %s",
                begun(model) ? "Push of" : "Push", (long long)model->revision.number,
                model->revision.author, model->revision.reason);
    view_text(app, app_view(app), area_part(area, 1, 0, area.rows - 2, area.columns),
              begun(model) ? write_progress : write_plan);
    struct area last = area_part(area, area.rows - 1, 0, 1, area.columns);
    if (begun(model))
        draw_sum(model, last);
    else
        draw_offer(app, plan, last);
}

static void stop(struct app *app)
{
    struct act act = app_act(app);
    struct error error;
    if (layer_was_read(app, NULL, "S")) {
        bool done = push_stop(&act, app->now, &error);
        app_say(app, "%s", done ? "stopped: nodes that wait stay as they are" : error.text);
    }
    app_reload(app);
}

static bool request(struct app *app, enum request request, const void *row)
{
    (void)row;
    const struct push_plan *plan = app_view(app)->state;
    struct act act = app_act(app);
    struct error error;
    bool first = !begun(&app->model), again = request == REQUEST_CONNECT && !first;
    if (request == REQUEST_STOP) {
        stop(app);
        return true;
    }
    if (request != REQUEST_OPEN && !again)
        return false;
    if (!first && !again) {
        app_say(app, "it has begun; r tries again where it failed");
        return true;
    }
    struct push_counts counts = push_count(app->model.rollout_nodes, app->model.rollout_node_count);
    /* Nothing failed: r is what it is elsewhere, and pushes nothing. Late nodes get it by
     * themselves.
     */
    if (again && !counts.failed && app->model.rollout.state != ROLLOUT_STOPPED)
        return false;
    if (!layer_was_read(app, NULL, first ? "Enter" : "r"))
        return true;
    if (again && app->fleet)
        fleet_retry(app->fleet, 0);
    /* What stands on the screen is what was agreed to. */
    if (!(first
              ? push_begin(&act, &plan->revision, NULL, 0, &app->options->manner, app->now, &error)
              : push_retry(&act, app->now, &error)))
        app_say(app, "NOT begun: %s", error.text);
    app_reload(app);
    return true;
}

const struct screen screen_push = {
    .name = "Push",
    .help =
        "The current revision and the nodes: first what would change on each; Enter begins, one "
        "node alone first (the canary), then several at a time. A failure stops it; nodes out "
        "of reach get it when they return; S stops it. In waves (a setting), what the changed "
        "nodes do is "
        "watched before more get it: where they do worse than the others, it is taken back.",
    .menu = "bring the current revision to the nodes",
    .requests = {REQUEST_OPEN, REQUEST_CONNECT, REQUEST_STOP, REQUEST_NODES, REQUEST_HISTORY,
                 REQUEST_HELP, REQUEST_BACK},
    .writes = {REQUEST_OPEN, REQUEST_CONNECT, REQUEST_STOP},
    .enter = "begin",
    .scrolls = true,
    .draw = draw,
    .request = request,
    .state_size = sizeof(struct push_plan),
    .load = load,
    .close = clear,
};
