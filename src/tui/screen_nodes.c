/* Nodes: which of them can be read, what waits on each, what fails. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "details.h"
#include "dialog.h"
#include "form_node.h"
#include "mtacon/act/adoption.h"
#include "mtacon/act/enrolment.h"
#include "mtacon/act/node.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "parts.h"
#include "screens.h"
#include "table.h"

enum { STALE = 60 }; /* seconds */
enum {
    NAME,
    STATE,
    ACTIVE,
    DEFERRED,
    HOLD,
    OLDEST,
    EXPIRING,
    HOUR,
    DAY,
    SEEN,
    TREND,
    WRONG,
    COLUMNS
};

static void gather(struct app *app, struct view *view)
{
    for (size_t i = 0; i < app->model.node_count; i++)
        table_add(view, &app->model.nodes[i]);
}

static const char *name_of(const void *row)
{
    return ((const struct model_node *)row)->stored.name;
}

static int64_t number_of(const struct model_node *node, int column)
{
    const struct queue_listing *queue = &node->stored.queue;
    switch (column) {
    case ACTIVE:
        return queue->sizes[QUEUE_INCOMING] + queue->sizes[QUEUE_ACTIVE];
    case DEFERRED:
        return queue->sizes[QUEUE_DEFERRED];
    case HOLD:
        return queue->sizes[QUEUE_HOLD];
    case EXPIRING:
        return queue->expiring_6h;
    case HOUR:
        return node->failures.last_hour;
    default:
        return node->failures.last_day;
    }
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct model_node *node = row;
    const struct queue_listing *queue = &node->stored.queue;
    const char *why;
    enum style style;
    const char *state = part_node_state(app, node, &style, &why);
    char text[32];
    int64_t silent = app->now - node->stored.last_contact;
    enum style numbers = silent > STALE ? STYLE_DIM : STYLE_NORMAL;
    if (column == NAME)
        table_put(cell, STYLE_STRONG, "%s", node->stored.name);
    else if (column == STATE)
        table_put(cell, style, "%s", state);
    else if (column == OLDEST)
        table_put(cell, numbers, "%s",
                  queue->oldest ? text_age(text, sizeof text, app->now - queue->oldest) : "-");
    else if (column == SEEN)
        table_put(cell, silent > STALE ? STYLE_NEAR : numbers, "%s",
                  node->stored.last_contact ? text_age(text, sizeof text, silent) : "never");
    else if (column == WRONG)
        table_put(cell, style, "%s", why);
    else if (!node->stored.last_contact)
        table_put(cell, numbers, "-");
    else
        table_put(cell, column == EXPIRING && queue->expiring_6h ? STYLE_NEAR : numbers, "%s",
                  text_count(text, sizeof text, number_of(node, column)));
}

static const int64_t *bars(const void *row)
{
    return ((const struct model_node *)row)->failures.minutes;
}

static int compare(int64_t one, int64_t other)
{
    return one > other ? -1 : one < other;
}

static int by_state(const void *one, const void *other)
{
    return (int)((const struct model_node *)other)->stored.state -
           (int)((const struct model_node *)one)->stored.state;
}

static int by_queue(const void *one, const void *other)
{
    return compare(((const struct model_node *)one)->queued,
                   ((const struct model_node *)other)->queued);
}

static int by_hour(const void *one, const void *other)
{
    return compare(((const struct model_node *)one)->failures.last_hour,
                   ((const struct model_node *)other)->failures.last_hour);
}

static void detail(struct app *app, struct area area, const void *data)
{
    const struct model_node *node = data;
    const char *why;
    enum style style;
    const char *state = part_node_state(app, node, &style, &why);
    int row = 1, after;
    after = area_printf(area, 0, 0, STYLE_STRONG, "%s  ", node->stored.name);
    int end = area_printf(area, 0, after, STYLE_NORMAL, "%s  %s", node->stored.version, state) + 2;
    after = end > after + 24 ? end : after + 24;
    if (node->stored.enrolled && *node->stored.policy_hash)
        area_printf(area, 0, after, STYLE_NORMAL, "policy: revision %lld by %s",
                    (long long)node->stored.policy_number, node->stored.policy_author);
    else if (node->stored.policy_seen && !node->stored.enrolled)
        area_text(area, 0, after, STYLE_DIM, "not enrolled (E)");
    if (*node->sync_text)
        row = area_wrap(area_part(area, 0, 0, 4, area.columns), 1, 0, STYLE_NEAR, node->sync_text);
    if (*why)
        row = area_wrap(area_part(area, 0, 0, 6, area.columns), row, 0, style, why);
    if (!node->stored.last_contact)
        area_text(area, row, 0, STYLE_NEAR, PART_NEVER_READ);
    if (area.rows - row < 6 || !node->stored.last_contact)
        return;
    int left = area.columns >= 100 ? 70 : area.columns >= 76 ? 46 : area.columns;
    int height = area.rows - row < 15 ? area.rows - row : 15;
    part_graph(app, area_part(area, row, 0, height, left), app->graph, &node->failures,
               (struct thresholds){0, 0});
    struct area right = area_part(area, row, left + 2, area.rows - row, area.columns - left - 2);
    if (right.columns > 20)
        part_reasons(app, right, part_codes(right, 0, &node->failures) + 1);
}

static void prepare(struct app *app, const void *row)
{
    about_node(app, ((const struct model_node *)row)->stored.id);
}

static void remove_node(struct app *app, const char *name, const char *reason)
{
    (void)reason;
    struct error error;
    struct act act = app_act(app);
    if (node_remove(&act, name, app->now, &error))
        app_say(app, "%s removed", name);
    else
        app_say(app, "%s", error.text);
    if (app->fleet)
        fleet_sync(app->fleet, NULL);
    app_reload(app);
}

static void ask_removal(struct app *app, const char *name)
{
    char *text = memory_printf("Forget %s with all its history in this store?\nNothing on the "
                               "node itself is touched.",
                               name);
    dialog_confirm(
        app, &(struct dialog){
                 .title = "Remove a node", .subject = name, .text = text, .yes = remove_node});
    free(text);
}

static void enrol(struct app *app, const struct model_node *node)
{
    struct act act = app_act(app);
    actions_begin(app, enrolment_new(&act, node->stored.id, !node->stored.enrolled, NULL));
}

static void adopt(struct app *app, const struct model_node *node)
{
    struct act act = app_act(app);
    if (node->sync == SYNC_FOREIGN)
        actions_begin(app, adoption_new(&act, node->stored.id, false));
    else
        app_say(app, "%s carries no revision that is unknown here", node->stored.name);
}

static bool request(struct app *app, enum request request, const void *row)
{
    const struct model_node *node = row;
    if (request == REQUEST_ADD) {
        if (!app_refuses_change(app))
            form_node_open(app);
        return true;
    }
    if (!node)
        return false;
    if (request == REQUEST_OPEN)
        app_open(app, &screen_node, node->stored.name);
    else if (request == REQUEST_REMOVE)
        ask_removal(app, node->stored.name);
    else if (request == REQUEST_ENROL)
        enrol(app, node);
    else if (request == REQUEST_ADOPT)
        adopt(app, node);
    else if (request == REQUEST_MESSAGES)
        details_open(app, &screen_messages, "", node);
    else if (request == REQUEST_LINES)
        details_open(app, &screen_lines, "", node);
    else
        return false;
    return true;
}

static const struct column columns[COLUMNS] = {
    [NAME] = {"Node", 13, 24, .searched = true},
    [STATE] = {"state", 8, .searched = true},
    [ACTIVE] = {"active", 6, .priority = 5, .right = true},
    [DEFERRED] = {"defer", 6, .priority = 1, .right = true},
    [HOLD] = {"hold", 4, .priority = 6, .right = true},
    [OLDEST] = {"old", 4, .priority = 4, .right = true},
    [EXPIRING] = {"exp6h", 5, .priority = 2, .right = true},
    [HOUR] = {"last h", 6, .priority = 1, .right = true},
    [DAY] = {"24 h", 6, .priority = 3, .right = true},
    [SEEN] = {"seen", 5, .right = true},
    [TREND] = {"60m", 4, 12, .priority = 7, .bars = bars},
    [WRONG] = {"what is wrong", 20, TABLE_REST, .priority = 8, .searched = true},
};

static const struct order orders[] = {
    {"name", NAME, true, NULL},
    {"state", STATE, true, by_state},
    {"queue", DEFERRED, false, by_queue},
    {"last hour", HOUR, false, by_hour},
};

static const struct table table = {
    .columns = columns,
    .column_count = COLUMNS,
    .orders = orders,
    .order_count = sizeof orders / sizeof *orders,
    .gather = gather,
    .name_of = name_of,
    .write = write,
    .empty = "No nodes yet: press n to add one.",
    .detail_rows = 10,
    .detail_grows = true,
    .detail = detail,
};

const struct screen screen_nodes = {
    .name = "Nodes",
    .help = "Every node: whether it can be read and why not, what waits in its queues, what failed "
            "there. Numbers older than a minute are dim, with their age in 'seen'. E lets policy "
            "take effect on a node, A takes over what another console pushed.",
    .requests = {REQUEST_OPEN, REQUEST_ADD, REQUEST_REMOVE, REQUEST_ENROL, REQUEST_MESSAGES,
                 REQUEST_LINES, REQUEST_CONNECT, REQUEST_HELP, REQUEST_QUIT, REQUEST_FILTER,
                 REQUEST_GRAPH},
    .table = &table,
    .prepare = prepare,
    .request = request,
};
