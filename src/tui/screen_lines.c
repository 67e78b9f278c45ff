/* What failures are made of: the newest failing lines of the nodes' logs, read when the screen is
 * opened. */
#include <stddef.h>
#include <string.h>

#include "details.h"
#include "mtacon/base/memory.h"
#include "mtacon/mta/reason.h"
#include "screens.h"
#include "table.h"

enum { NODE, TIME, ID, RECIPIENT, STATUS, REASON, COLUMNS };

static const struct mta_line *line_of(const void *row)
{
    return &((const struct fleet_detail *)row)->line;
}

static const char *name_of(const void *row)
{
    return line_of(row)->text;
}

/* Why; of a line that is none of the usual, all of it. */
static const char *reason_of(const struct mta_line *line, char *out, size_t size)
{
    return *line->reason ? mta_reason_turn(out, size, line->reason) : line->text;
}

static const char *time_of(const struct app *app, const struct mta_line *line, char *out,
                           size_t size)
{
    char day[16], now[16];
    bool today = strcmp(app_time(app, day, sizeof day, "%Y-%m-%d", line->at),
                        app_time(app, now, sizeof now, "%Y-%m-%d", app->now)) == 0;
    return line->at ? app_time(app, out, size, today ? "%H:%M:%S" : "%m-%d %H:%M", line->at) : "?";
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct mta_line *line = line_of(row);
    char when[32], reason[sizeof line->reason + 64];
    const char *texts[COLUMNS] = {((const struct fleet_detail *)row)->name,
                                  time_of(app, line, when, sizeof when),
                                  line->id,
                                  line->recipient,
                                  line->status,
                                  reason_of(line, reason, sizeof reason)};
    table_put(cell, column == TIME ? STYLE_DIM : STYLE_NORMAL, "%s", texts[column]);
}

/* ---- orders ---- */

static int by_oldest(const void *one, const void *other)
{
    int64_t first = line_of(one)->at, second = line_of(other)->at;
    return first < second ? -1 : first > second;
}

static int by_newest(const void *one, const void *other)
{
    return by_oldest(other, one);
}

static int by_recipient(const void *one, const void *other)
{
    return strcasecmp(line_of(one)->recipient, line_of(other)->recipient);
}

static int by_reason(const void *one, const void *other)
{
    char first[600], second[600];
    return strcasecmp(reason_of(line_of(one), first, sizeof first),
                      reason_of(line_of(other), second, sizeof second));
}

static const struct order orders[] = {
    {"newest first", TIME, false, by_newest}, {"oldest first", TIME, true, by_oldest},
    {"node", NODE, true, details_by_node},    {"recipient", RECIPIENT, true, by_recipient},
    {"reason", REASON, true, by_reason},
};

/* ---- the screen ---- */

static void detail(struct app *app, struct area area, const void *row)
{
    (void)app;
    area_wrap(area, 0, 0, STYLE_NORMAL, line_of(row)->text);
}

static void open_lines(struct app *app, struct view *view)
{
    (void)app;
    ((struct details *)view->state)->asking.kind = FLEET_LINES;
}

static bool request(struct app *app, enum request request, const void *row)
{
    if (request == REQUEST_LINES) /* the same again: read anew */
        details_ask_again(app);
    else if (request == REQUEST_OPEN && row)
        line_open(app, row);
    else
        return false;
    return true;
}

static const struct column columns[COLUMNS] = {
    [NODE] = {"node", 6, 20, .searched = true},
    [TIME] = {"time", 8, .priority = 2, .searched = true},
    [ID] = {"queue id", 11, .priority = 4, .searched = true},
    [RECIPIENT] = {"to", 14, 40, .priority = 1, .searched = true},
    [STATUS] = {"status", 8, .priority = 3, .searched = true},
    [REASON] = {"why it failed", 30, TABLE_REST, .searched = true},
};

static const struct table table = {
    .columns = columns,
    .column_count = COLUMNS,
    .orders = orders,
    .order_count = sizeof orders / sizeof *orders,
    .gather = details_gather,
    .name_of = name_of,
    .number_at = offsetof(struct fleet_detail, node),
    .by_both = true,
    .write = write,
    .explain = details_explain,
    .head_rows = DETAILS_HEAD_ROWS,
    .head = details_head,
    .detail_rows = 4,
    .detail = detail,
};

const struct screen screen_lines = {
    .name = "Log",
    .help = "The newest failing lines of the domain (or all of a node) in the nodes' logs, read "
            "now: at most 200 a node. Enter opens one, o reads them anew.",
    .requests = {REQUEST_OPEN, REQUEST_LINES, REQUEST_SORT, REQUEST_FILTER, REQUEST_UP,
                 REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .table = &table,
    .request = request,
    .state_size = sizeof(struct details),
    .open = open_lines,
};
