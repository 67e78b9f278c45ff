/* One node: how it is reached, its queues and their ages, its failures. */
#include <stdlib.h>
#include <string.h>

#include "mtacon/store/queue.h"
#include "mtacon/base/text.h"
#include "mtacon/core/queue.h"
#include "details.h"
#include "mtacon/tui/graph.h"
#include "parts.h"
#include "screens.h"

enum { QUEUE_ROWS = 10 };

static const char *lifetime_setting(const struct model_node *node)
{
    const struct mta_driver *driver = mta_driver_find(node->stored.mta);
    return driver && driver->lifetime ? driver->lifetime : "it to 5 days";
}

static int draw_state(const struct app *app, struct area area, const struct model_node *node)
{
    const char *why;
    enum style style;
    char age[16] = "never", when[40] = "";
    const char *state = part_node_state(app, node, &style, &why);
    int column = area_printf(area, 0, 0, STYLE_STRONG, "%s  ", node->stored.name);
    column = area_printf(area, 0, column, style, "%s  ", state);
    if (node->stored.last_contact)
        text_age(age, sizeof age, app->now - node->stored.last_contact);
    int row = area_wrap_printf(area, 0, column, STYLE_NORMAL, "%s   %s   last read %s%s",
                               node->stored.version, node->stored.destination, age,
                               node->stored.last_contact ? " ago" : "");
    if (*why)
        row = area_wrap(area_part(area, 0, 0, row + 3, area.columns), row, 0, style, why);
    const struct fleet_live *live = app->fleet ? fleet_live(app->fleet, node->stored.id) : NULL;
    if (live && *live->seen.log)
        row = area_wrap_printf(area, row, 0, STYLE_DIM, "log: %s", live->seen.log);
    if (live && *live->by)
        area_printf(area, row++, 0, STYLE_DIM, "reached by %s", live->by);
    if (node->stored.lifetime && node->stored.lifetime != QUEUE_LIFETIME)
        area_printf(area, row++, 0, STYLE_NEAR,
                    "queue lifetime is %lld h, the rule is 120 h: set %s",
                    (long long)node->stored.lifetime / 3600, lifetime_setting(node));
    if (*model_node_cannot(&node->stored))
        row = area_wrap_printf(area, row, 0, STYLE_NEAR, "policy cannot do all here: %s",
                               model_node_cannot(&node->stored));
    if (node->stored.gap_at)
        area_printf(area, row++, 0, STYLE_NEAR, "counts may be short, as seen at %s: %s",
                    app_time(app, when, sizeof when, "%d %b %H:%M", node->stored.gap_at),
                    *node->stored.gap ? node->stored.gap : "a part of the log was lost");
    if (node->stored.skipped)
        area_printf(area, row++, 0, STYLE_DIM, "%lld log lines made no sense and were skipped",
                    (long long)node->stored.skipped);
    return row;
}

/* Sizes are counted at each reading; ages come from a listing, which is made less often. */
static void draw_ages_heading(const struct app *app, struct area area,
                              const struct model_node *node)
{
    char when[32], age[16];
    int64_t at = node->stored.listed_at;
    if (!at)
        area_text(area, 0, 0, STYLE_HEADING, "age   messages: not listed yet");
    else
        area_printf(area, 0, 0, STYLE_HEADING, "age   %s %s (%s ago)",
                    node->stored.queue.truncated ? "500,000 first," : "messages as of",
                    app_time(app, when, sizeof when, "%H:%M:%S", at),
                    text_age(age, sizeof age, app->now - at));
}

/* Held mail is a state of its own: it has a line where there is any. */
static int queue_rows(const struct model_node *node)
{
    return QUEUE_ROWS + (node->stored.queue.sizes[QUEUE_HOLD] > 0);
}

static void draw_queues(const struct app *app, struct area area, const struct model_node *node)
{
    const struct queue_listing *queue = &node->stored.queue;
    char number[32], age[16];
    int64_t greatest = 1;
    area_text(area, 0, 0, STYLE_HEADING, "queue        now");
    for (int i = 0; i < QUEUE_COUNT; i++) {
        bool bad = i == QUEUE_CORRUPT && queue->sizes[i];
        area_text(area, i + 1, 0, bad ? STYLE_BAD : STYLE_NORMAL, queue_name((enum queue)i));
        area_right(area, i + 1, 16, bad ? STYLE_BAD : STYLE_NORMAL,
                   text_count(number, sizeof number, queue->sizes[i]));
    }
    area_printf(area, 7, 0, STYLE_NORMAL, "oldest %12s",
                queue->oldest ? text_age(age, sizeof age, app->now - queue->oldest) : "-");
    area_printf(area, 8, 0, queue->expiring_6h ? STYLE_NEAR : STYLE_NORMAL, "expires < 6 h %5lld",
                (long long)queue->expiring_6h);
    area_printf(area, 9, 0, STYLE_NORMAL, "expires < 24 h %4lld", (long long)queue->expiring_24h);
    if (queue->sizes[QUEUE_HOLD])
        area_printf(area, QUEUE_ROWS, 0, STYLE_NORMAL, "held %s, does not expire",
                    text_count(number, sizeof number, queue->sizes[QUEUE_HOLD]));
    struct area ages = area_part(area, 0, 22, area.rows, area.columns - 22);
    for (int i = 0; i < QUEUE_AGES; i++)
        greatest = queue->ages[i] > greatest ? queue->ages[i] : greatest;
    draw_ages_heading(app, ages, node);
    for (int i = 0; i < QUEUE_AGES; i++) {
        area_text(ages, i + 1, 0, STYLE_NORMAL, queue_age_name(i));
        area_right(ages, i + 1, 14, STYLE_NORMAL,
                   text_count(number, sizeof number, queue->ages[i]));
        int length = (int)(queue->ages[i] * 20 / greatest);
        for (int k = 0; k < length || (k == 0 && queue->ages[i]); k++)
            area_put(ages, i + 1, 16 + k, STYLE_GRAPH, graph_block(8));
    }
}

/* Returns the rows it took. */
static int draw_domains(const struct app *app, struct area area)
{
    const struct about *about = &app->about;
    char number[32];
    area_text(area, 0, 0, STYLE_HEADING, "queued, by domain");
    for (size_t i = 0; i < about->queued_count && (int)i + 1 < area.rows; i++) {
        area_right(area, (int)i + 1, 7, STYLE_NORMAL,
                   text_count(number, sizeof number, about->queued[i].messages));
        area_text(area, (int)i + 1, 8, STYLE_NORMAL, about->queued[i].name);
    }
    if (about->queued_count == 0)
        area_text(area, 1, 0, STYLE_DIM, "the queue is empty");
    return (int)about->queued_count + 2;
}

/* Its queues, and what is known of them, side by side where there is room. */
static int write_parts(struct app *app, struct area area)
{
    const struct model_node *node = model_find_node(&app->model, app_view(app)->subject);
    int row = queue_rows(node) + 1;
    if (!node->stored.last_contact)
        return area_text(area, 0, 0, STYLE_NEAR, PART_NEVER_READ), 1;
    draw_queues(app, area_part(area, 0, 0, queue_rows(node), 62), node);
    if (area.columns < 99) {
        row = part_codes(area, row, &node->failures) + 1;
        return part_reasons(app, area, row);
    }
    struct area right = area_part(area, 0, 106, area.rows, area.columns - 106);
    int domains = draw_domains(app, area_part(area, 0, 64, area.rows, 40));
    int codes = right.columns > 20 ? part_codes(right, 0, &node->failures) : 0;
    row = part_reasons(app, area_part(area, 0, 0, area.rows, 62), row);
    row = domains > row ? domains : row;
    return codes > row ? codes : row;
}

static void draw(struct app *app, struct area area)
{
    const char *name = app_view(app)->subject;
    const struct model_node *node = model_find_node(&app->model, name);
    area = area_part(area, 0, 1, area.rows, area.columns - 1);
    if (!node) {
        area_printf(area, 0, 0, STYLE_NORMAL, "%s is no node any more.", name);
        return;
    }
    int row = draw_state(app, area, node) + 1;
    int height = area.rows - row - queue_rows(node) - 1;
    bool all = area.rows - row >= 44;
    if (height > 10 || all)
        height = 10;
    for (int which = 0; which < 3 && height >= 5; which++) {
        if (!all && which != app->graph)
            continue;
        part_graph(app, area_part(area, row, 0, height, area.columns), which, &node->failures,
                   (struct thresholds){0, 0});
        row += height + 1;
    }
    view_text(app, app_view(app), area_part(area, row - 1, 0, area.rows - row + 1, area.columns),
              write_parts);
}

static void prepare(struct app *app, const void *row)
{
    const struct model_node *node = model_find_node(&app->model, app_view(app)->subject);
    (void)row;
    if (node)
        about_node(app, node->stored.id);
}

static bool request(struct app *app, enum request request, const void *row)
{
    const struct model_node *node = model_find_node(&app->model, app_view(app)->subject);
    (void)row;
    if (request != REQUEST_MESSAGES && request != REQUEST_LINES)
        return false;
    if (node)
        details_open(app, request == REQUEST_MESSAGES ? &screen_messages : &screen_lines, "", node);
    else
        app_say(app, "%s was removed", app_view(app)->subject);
    return true;
}

const struct screen screen_node = {
    .name = "Node",
    .help = "One node: its queues, how old what waits is, its failures over time.",
    .requests = {REQUEST_GRAPH, REQUEST_MESSAGES, REQUEST_LINES, REQUEST_CONNECT,
                 REQUEST_LOCAL_TIME, REQUEST_HELP, REQUEST_BACK},
    .scrolls = true,
    .prepare = prepare,
    .draw = draw,
    .request = request,
};
