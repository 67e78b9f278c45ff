/* What the numbers of a domain are made of: its queued messages, its newest failing log lines;
 * both read from the nodes when the screen is opened. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "mtacon/base/text.h"
#include "screens.h"
#include "table.h"

enum { NODE, ID, AGE, RECIPIENT, REASON, MESSAGE_COLUMNS };
enum { LINE_NODE, LINE_TIME, LINE_RECIPIENT, LINE_REPLY, LINE_COLUMNS };

static void gather(struct app *app, struct view *view)
{
    size_t count = 0;
    const struct fleet_detail *details = app->fleet ? fleet_details(app->fleet, &count) : NULL;
    for (size_t i = 0; i < count; i++)
        table_add(view, &details[i]);
}

/* Details come and go as a whole, and each is unlike the others of its node by what it says: two
 * nodes may have given the same queue id. */
static const char *message_name(const void *row)
{
    return ((const struct fleet_detail *)row)->message.id;
}

static const char *line_name(const void *row)
{
    const struct fleet_detail *detail = row;
    return detail->line ? detail->line : "";
}

static const char *node_name(const struct app *app, int64_t id)
{
    const struct fleet_live *live = fleet_live(app->fleet, id);
    return live ? live->name : "?";
}

static void write_message(const struct app *app, const void *row, int column,
                          struct table_cell *cell)
{
    const struct fleet_detail *detail = row;
    const struct mta_message *message = &detail->message;
    char age[16];
    const char *texts[MESSAGE_COLUMNS] = {node_name(app, detail->node), message->id,
                                          text_age(age, sizeof age, app->now - message->arrival),
                                          message->recipient, message->reason};
    table_put(cell, column == REASON ? STYLE_DIM : STYLE_NORMAL, "%s", texts[column]);
}

/* The time, and from the reply on: what stands between is the same in all of them. */
static void write_line(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct fleet_detail *detail = row;
    const char *line = line_name(row), *status = strstr(line, "status=");
    const char *recipient = strstr(line, "to=<");
    bool known = status && recipient;
    if (column == LINE_NODE)
        table_put(cell, STYLE_NORMAL, "%s", node_name(app, detail->node));
    else if (column == LINE_TIME && known)
        table_put(cell, STYLE_DIM, "%.*s", line[0] >= '0' && line[0] <= '9' ? 19 : 15, line);
    else if (column == LINE_RECIPIENT && known)
        table_put(cell, STYLE_NORMAL, "%.*s", (int)strcspn(recipient + 4, ">"), recipient + 4);
    else if (column == LINE_REPLY)
        table_put(cell, STYLE_NORMAL, "%s", known ? status + strlen("status=") : line);
}

static void head(struct app *app, struct area area)
{
    size_t count = 0;
    if (app->fleet)
        fleet_details(app->fleet, &count);
    int column = area_text(area, 0, 1, STYLE_STRONG, app_view(app)->subject);
    area_printf(area, 0, column + 3, STYLE_NORMAL, "%zu from %d of %d nodes", count,
                app->fleet ? fleet_details_answered(app->fleet) : 0, app->model.up);
}

/* All of the one that is selected. */
static void detail(struct app *app, struct area area, const void *row)
{
    const struct fleet_detail *open = row;
    struct table_cell text;
    (void)app;
    table_put(&text, STYLE_NORMAL, "from %s, %lld bytes, %d recipients, in %s: %s",
              open->message.sender[0] ? open->message.sender : "<>", (long long)open->message.size,
              open->message.recipients, open->message.queue, open->message.reason);
    area_wrap(area, 0, 0, STYLE_NORMAL, open->is_line ? open->line : text.text);
}

static const char *explain(const struct app *app)
{
    return app->fleet && fleet_details_answered(app->fleet) >= app->model.up
               ? "nothing there"
               : "asking the nodes ...";
}

static void open_messages(struct app *app, struct view *view)
{
    if (app->fleet)
        fleet_ask_details(app->fleet, view->subject, false);
}

static void open_lines(struct app *app, struct view *view)
{
    if (app->fleet)
        fleet_ask_details(app->fleet, view->subject, true);
}

/* The same again: read anew. */
static bool request_messages(struct app *app, enum request request, const void *row)
{
    (void)row;
    if (request == REQUEST_MESSAGES)
        open_messages(app, app_view(app));
    return request == REQUEST_MESSAGES;
}

static bool request_lines(struct app *app, enum request request, const void *row)
{
    (void)row;
    if (request == REQUEST_LINES)
        open_lines(app, app_view(app));
    return request == REQUEST_LINES;
}

static const struct column message_columns[MESSAGE_COLUMNS] = {
    [NODE] = {"node", 8, 20, .searched = true},
    [ID] = {"queue id", 11, .priority = 3, .searched = true},
    [AGE] = {"age", 4, .priority = 2, .right = true},
    [RECIPIENT] = {"recipient", 16, 40, .searched = true},
    [REASON] = {"why it waits", 14, TABLE_REST, .priority = 1, .searched = true},
};

static const struct column line_columns[LINE_COLUMNS] = {
    [LINE_NODE] = {"node", 8, 20, .searched = true},
    [LINE_TIME] = {"time", 15, .priority = 2},
    [LINE_RECIPIENT] = {"to", 14, 40, .priority = 1, .searched = true},
    [LINE_REPLY] = {"newest first, at most 200 a node", 20, TABLE_REST, .searched = true},
};

static const struct table messages = {
    .columns = message_columns,
    .column_count = MESSAGE_COLUMNS,
    .gather = gather,
    .name_of = message_name,
    .number_at = offsetof(struct fleet_detail, node),
    .by_both = true,
    .write = write_message,
    .explain = explain,
    .head_rows = 1,
    .head = head,
    .detail_rows = 6,
    .detail = detail,
};

static const struct table lines = {
    .columns = line_columns,
    .column_count = LINE_COLUMNS,
    .gather = gather,
    .name_of = line_name,
    .number_at = offsetof(struct fleet_detail, node),
    .by_both = true,
    .write = write_line,
    .explain = explain,
    .head_rows = 1,
    .head = head,
    .detail_rows = 6,
    .detail = detail,
};

const struct screen screen_messages = {
    .name = "Messages",
    .help =
        "Queued messages with a recipient in the domain, read from the nodes now; at most 200 a "
        "node. m reads them anew.",
    .requests = {REQUEST_MESSAGES, REQUEST_UP, REQUEST_DOWN, REQUEST_FILTER, REQUEST_HELP,
                 REQUEST_BACK},
    .table = &messages,
    .request = request_messages,
    .open = open_messages,
};

const struct screen screen_lines = {
    .name = "Log",
    .help = "The newest failing lines of the domain in the nodes' logs, read now. o reads them "
            "anew.",
    .requests = {REQUEST_LINES, REQUEST_UP, REQUEST_DOWN, REQUEST_FILTER, REQUEST_HELP,
                 REQUEST_BACK},
    .table = &lines,
    .request = request_lines,
    .open = open_lines,
};
