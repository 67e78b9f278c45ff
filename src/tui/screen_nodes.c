/* Nodes: which of them can be read, what waits on each, what fails. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console_private.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/tui/graph.h"

enum { SORT_NAME, SORT_STATE, SORT_QUEUE, SORT_HOUR, SORT_COUNT };
static const char *const sort_names[SORT_COUNT] = {"name", "state", "queue", "last hour"};

struct rows {
    const struct model_node **nodes;
    int count;
};

static int sorting; /* qsort hands no argument on */

static int compare(const void *left, const void *right)
{
    const struct model_node *one = *(const struct model_node *const *)left;
    const struct model_node *other = *(const struct model_node *const *)right;
    int64_t difference = 0;
    if (sorting == SORT_STATE)
        return strcmp(one->stored.state, other->stored.state);
    if (sorting == SORT_QUEUE)
        difference = other->queued - one->queued;
    else if (sorting == SORT_HOUR)
        difference = other->failures.last_hour - one->failures.last_hour;
    if (difference)
        return difference < 0 ? -1 : 1;
    return strcmp(one->stored.name, other->stored.name);
}

static struct rows rows_of(const struct console *console, int sort)
{
    const struct model *model = &console->model;
    struct rows rows = {memory_new(model->node_count, sizeof *rows.nodes), 0};
    for (size_t i = 0; i < model->node_count; i++)
        if (view_matches(console, model->nodes[i].stored.name))
            rows.nodes[rows.count++] = &model->nodes[i];
    sorting = sort;
    if (sort != SORT_NAME && rows.count)
        qsort(rows.nodes, (size_t)rows.count, sizeof *rows.nodes, compare);
    return rows;
}

static const char *name_of(void *argument, int index)
{
    return ((struct rows *)argument)->nodes[index]->stored.name;
}

static void draw_row(const struct console *console, struct area area, int row,
                     const struct model_node *node, bool selected)
{
    const struct queue_listing *queue = &node->stored.queue;
    const char *why;
    enum style style, numbers = STYLE_NORMAL;
    const char *state = console_node_state(console, node, &style, &why);
    char text[32], age[16] = "never";
    int64_t silent = console->now - node->stored.last_contact;
    if (silent > 60)
        numbers = STYLE_DIM;
    area_text(area_part(area, row, 0, 1, 14), 0, 1, STYLE_STRONG, node->stored.name);
    area_text(area_part(area, row, 15, 1, 10), 0, 0, style, state);
    const int64_t sizes[] = {queue->sizes[QUEUE_INCOMING] + queue->sizes[QUEUE_ACTIVE],
                             queue->sizes[QUEUE_DEFERRED], queue->sizes[QUEUE_HOLD]};
    const int ends[] = {31, 39, 44};
    for (int i = 0; i < 3; i++)
        area_right(area, row, ends[i], numbers, text_count(text, sizeof text, sizes[i]));
    area_right(area, row, 49, numbers,
               queue->oldest ? text_age(text, sizeof text, console->now - queue->oldest) : "-");
    area_right(area, row, 55, queue->expiring_6h ? STYLE_NEAR : numbers,
               text_count(text, sizeof text, queue->expiring_6h));
    area_right(area, row, 62, numbers, text_count(text, sizeof text, node->failures.last_hour));
    area_right(area, row, 69, numbers, text_count(text, sizeof text, node->failures.last_day));
    if (node->stored.last_contact)
        text_age(age, sizeof age, silent);
    area_right(area, row, 75, silent > 60 ? STYLE_NEAR : numbers, age);
    if (selected)
        area_restyle(area, row, STYLE_SELECTED);
    graph_spark(area, row, 76, area.columns >= 100 ? 20 : 4,
                selected ? STYLE_SELECTED : STYLE_GRAPH, node->failures.minutes, WINDOW_MINUTES);
    if (area.columns >= 120 && *why)
        area_text(area, row, 98, style, why);
}

static void draw_heading(struct area area, const struct view *view)
{
    area_printf(area, 0, 1, STYLE_HEADING, "Node (%s)", sort_names[view->sort]);
    area_text(area, 0, 15, STYLE_HEADING, "state");
    area_right(area, 0, 31, STYLE_HEADING, "active");
    area_right(area, 0, 39, STYLE_HEADING, "defer");
    area_right(area, 0, 44, STYLE_HEADING, "hold");
    area_right(area, 0, 49, STYLE_HEADING, "old");
    area_right(area, 0, 55, STYLE_HEADING, "exp6h");
    area_right(area, 0, 62, STYLE_HEADING, "last h");
    area_right(area, 0, 69, STYLE_HEADING, "24 h");
    area_right(area, 0, 75, STYLE_HEADING, "seen");
    area_text(area, 0, 76, STYLE_HEADING, area.columns >= 100 ? "last 60 min" : "60m");
    if (area.columns >= 120)
        area_text(area, 0, 98, STYLE_HEADING, "what is wrong");
}

static void draw_detail(struct console *console, struct area area, const struct model_node *node)
{
    const char *why;
    enum style style;
    const char *state = console_node_state(console, node, &style, &why);
    int row = 1, after;
    if (area.rows < 5)
        return;
    after = area_printf(area, 0, 0, STYLE_STRONG, "%s  ", node->stored.name);
    area_printf(area, 0, after, STYLE_NORMAL, "%s  %s", node->stored.version, state);
    if (node->stored.enrolled)
        area_printf(area, 0, after + 24, STYLE_NORMAL, "policy: revision %lld by %s",
                    (long long)node->stored.policy_number, node->stored.policy_author);
    else if (node->stored.policy_seen)
        area_text(area, 0, after + 24, STYLE_DIM, "not enrolled (E)");
    if (*node->sync_text)
        row = area_wrap(area_part(area, 0, 0, 4, area.columns), 1, 0, STYLE_NEAR, node->sync_text);
    if (*why)
        row = area_wrap(area_part(area, 0, 0, 6, area.columns), row, 0, style, why);
    if (area.rows - row < 6)
        return;
    int left = area.columns >= 100 ? 70 : area.columns >= 78 ? 46 : area.columns;
    int height = area.rows - row < 15 ? area.rows - row : 15;
    part_graph(console, area_part(area, row, 0, height, left), console->graph, node->stored.id,
               NULL, &node->failures, (struct thresholds){0, 0});
    struct area right = area_part(area, row, left + 2, area.rows - row, area.columns - left - 2);
    if (right.columns > 20)
        part_reasons(console, right, part_codes(right, 0, &node->failures) + 1, node->stored.id,
                     NULL);
}

static void draw(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    struct rows rows = rows_of(console, view->sort);
    int page = area.rows - 12;
    if (page < 6)
        page = area.rows >= 16 ? 6 : area.rows - 1;
    if (page > rows.count)
        page = rows.count > 4 ? rows.count : 4;
    view_place(view, rows.count, page, name_of, &rows);
    draw_heading(area, view);
    for (int i = 0; i < page && view->top + i < rows.count; i++)
        draw_row(console, area, i + 1, rows.nodes[view->top + i], view->top + i == view->index);
    if (rows.count)
        draw_detail(console, area_part(area, page + 2, 1, area.rows - page - 2, area.columns - 1),
                    rows.nodes[view->index]);
    else
        area_wrap(area, 1, 1, STYLE_NORMAL,
                  console->filter[0] ? "Nothing matches the filter. Esc drops it."
                                     : "No nodes yet: press n to add one.");
    free(rows.nodes);
}

static void remove_node(struct console *console, const char *name)
{
    struct error error;
    if (store_node_remove(console->options->store, name, &error))
        console_say(console, "%s removed", name);
    else
        console_say(console, "%s", error.text);
    if (console->fleet)
        fleet_sync(console->fleet, NULL);
    console_reload(console);
}

static bool request(struct console *console, enum request request)
{
    struct view *view = console_view(console);
    struct rows rows = rows_of(console, view->sort);
    const struct model_node *node = view->index < rows.count ? rows.nodes[view->index] : NULL;
    bool done = true;
    free(rows.nodes);
    if (request == REQUEST_OPEN && node) {
        console_open(console, &screen_node, node->stored.name);
    } else if (request == REQUEST_SORT) {
        view->sort = (view->sort + 1) % SORT_COUNT;
    } else if (request == REQUEST_ADD) {
        if (console->options->read_only)
            console_say(console, "--read-only: nodes are not changed");
        else
            form_node_open(console);
    } else if (request == REQUEST_REMOVE && node) {
        char *text = memory_printf("Forget %s with all its history in this store?\nNothing on the "
                                   "node itself is touched.",
                                   node->stored.name);
        dialog_confirm(console, "Remove a node", node->stored.name, text, false, remove_node);
        free(text);
    } else if (request == REQUEST_ENROL && node) {
        enrol_begin(console, node);
    } else if (request == REQUEST_ADOPT && node) {
        adopt_begin(console, node);
    } else {
        done = false;
    }
    return done;
}

const struct screen screen_nodes = {
    .name = "Nodes",
    .help = "Every node: whether it can be read and why not, what waits in its queues, what failed "
            "there. Numbers older than a minute are dim, with their age in 'seen'. E lets policy "
            "take effect on a node, A takes over what another console pushed.",
    .requests = {REQUEST_OPEN, REQUEST_ADD, REQUEST_REMOVE, REQUEST_ENROL, REQUEST_CONNECT,
                 REQUEST_GRAPH, REQUEST_FILTER, REQUEST_HELP, REQUEST_QUIT},
    .draw = draw,
    .request = request,
};
