/* Who was not told that his mail failed, as the bounce policy held the report back: read from the
 * nodes when the screen is opened. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "details.h"
#include "screens.h"
#include "table.h"

enum { NODE, TIME, SENDER, RECIPIENT, REPLY, COLUMNS };
enum { DAY = 86400 };

static const struct mta_withheld *withheld_of(const void *row)
{
    return &((const struct fleet_detail *)row)->withheld;
}

static const char *name_of(const void *row)
{
    return withheld_of(row)->recipient;
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct mta_withheld *withheld = withheld_of(row);
    char when[32];
    const char *texts[COLUMNS] = {((const struct fleet_detail *)row)->name,
                                  app_time(app, when, sizeof when, "%H:%M:%S", withheld->at),
                                  *withheld->sender ? withheld->sender : "<>", withheld->recipient,
                                  *withheld->reply ? withheld->reply : "no reply"};
    table_put(cell, column == TIME ? STYLE_DIM : STYLE_NORMAL, "%s", texts[column]);
}

static int by_oldest(const void *one, const void *other)
{
    int64_t first = withheld_of(one)->at, second = withheld_of(other)->at;
    return first < second ? -1 : first > second;
}

static int by_newest(const void *one, const void *other)
{
    return by_oldest(other, one);
}

static int by_sender(const void *one, const void *other)
{
    return strcasecmp(withheld_of(one)->sender, withheld_of(other)->sender);
}

static int by_recipient(const void *one, const void *other)
{
    return strcasecmp(withheld_of(one)->recipient, withheld_of(other)->recipient);
}

static const struct order orders[] = {
    {"newest first", TIME, false, by_newest},
    {"oldest first", TIME, true, by_oldest},
    {"sender", SENDER, true, by_sender},
    {"recipient", RECIPIENT, true, by_recipient},
};

static void detail(struct app *app, struct area area, const void *row)
{
    const struct mta_withheld *withheld = withheld_of(row);
    char when[40];
    int next = details_field(area, 0, "sender", withheld->sender);
    next = details_field(area, next, "mail to", withheld->recipient);
    next = details_field(area, next, "answered", withheld->reply);
    next = details_field(area, next, "at",
                         app_time(app, when, sizeof when, "%Y-%m-%d %H:%M:%S", withheld->at));
    details_field(area, next, "report", withheld->id);
}

static void open_withheld(struct app *app, struct view *view)
{
    struct details *details = view->state;
    (void)app;
    details->asking.kind = FLEET_WITHHELD;
    details->asking.seconds = DAY;
}

static bool request(struct app *app, enum request request, const void *row)
{
    (void)row;
    if (request != REQUEST_WITHHELD)
        return false;
    details_ask_again(app); /* the same again: read anew */
    return true;
}

static const struct column columns[COLUMNS] = {
    [NODE] = {"node", 6, 20, .priority = 2, .searched = true},
    [TIME] = {"time", 8, .priority = 1, .searched = true},
    [SENDER] = {"not told", 20, 44, .searched = true},
    [RECIPIENT] = {"that mail failed to", 20, 44, .searched = true},
    [REPLY] = {"as was answered", 12, TABLE_REST, .priority = 3, .searched = true},
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
    .detail_rows = 6,
    .detail = detail,
};

const struct screen screen_withheld = {
    .name = "Withheld",
    .help = "External senders whose reports the bounce policy held back in the last 24 hours, so "
            "that they can be told afterwards: a row for each recipient. Read from the nodes now; "
            "w reads them anew, 'mtacon withheld' writes a list.",
    .requests = {REQUEST_WITHHELD, REQUEST_SORT, REQUEST_FILTER, REQUEST_UP, REQUEST_DOWN,
                 REQUEST_LOCAL_TIME, REQUEST_HELP, REQUEST_BACK},
    .table = &table,
    .request = request,
    .state_size = sizeof(struct details),
    .open = open_withheld,
};
