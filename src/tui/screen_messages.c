/* What the numbers of a queue are made of: its messages, read from the nodes when the screen is
 * opened. */
#include <stddef.h>
#include <string.h>

#include "details.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/mta/reason.h"
#include "screens.h"
#include "table.h"

enum { NODE, ID, AGE, SENDER, RECIPIENT, REASON, COLUMNS };

static const struct mta_message *message_of(const void *row)
{
    return &((const struct fleet_detail *)row)->message;
}

/* Two nodes may have given the same queue id. */
static const char *name_of(const void *row)
{
    return message_of(row)->id;
}

static const char *sender_of(const void *row)
{
    const char *sender = message_of(row)->sender;
    return *sender ? sender : "<>";
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct mta_message *message = message_of(row);
    char age[16], reason[sizeof message->reason + 64];
    const char *texts[COLUMNS] = {((const struct fleet_detail *)row)->name,
                                  message->id,
                                  text_age(age, sizeof age, app->now - message->arrival),
                                  sender_of(row),
                                  message->recipient,
                                  mta_reason_turn(reason, sizeof reason, message->reason)};
    table_put(cell, column == SENDER ? STYLE_DIM : STYLE_NORMAL, "%s", texts[column]);
}

/* ---- orders ---- */

static int by_oldest(const void *one, const void *other)
{
    int64_t first = message_of(one)->arrival, second = message_of(other)->arrival;
    return first < second ? -1 : first > second;
}

static int by_newest(const void *one, const void *other)
{
    return by_oldest(other, one);
}

static int by_sender(const void *one, const void *other)
{
    return strcasecmp(sender_of(one), sender_of(other));
}

static int by_recipient(const void *one, const void *other)
{
    return strcasecmp(message_of(one)->recipient, message_of(other)->recipient);
}

/* As they are shown: equal ones of several hosts stand together. */
static int by_reason(const void *one, const void *other)
{
    char first[600], second[600];
    return strcasecmp(mta_reason_turn(first, sizeof first, message_of(one)->reason),
                      mta_reason_turn(second, sizeof second, message_of(other)->reason));
}

static const struct order orders[] = {
    {"oldest first", AGE, false, by_oldest},      {"newest first", AGE, true, by_newest},
    {"node", NODE, true, details_by_node},        {"sender", SENDER, true, by_sender},
    {"recipient", RECIPIENT, true, by_recipient}, {"reason", REASON, true, by_reason},
};

/* ---- the screen ---- */

static void detail(struct app *app, struct area area, const void *row)
{
    const struct mta_message *message = message_of(row);
    char size[32];
    (void)app;
    int next =
        area_wrap_printf(area, 0, 0, STYLE_NORMAL, "from %s, %s bytes, %d recipient%s, in %s",
                         sender_of(row), text_count(size, sizeof size, message->size),
                         message->recipients, message->recipients == 1 ? "" : "s", message->queue);
    area_wrap(area, next, 0, STYLE_NORMAL, message->reason);
}

static bool request(struct app *app, enum request request, const void *row)
{
    if (request == REQUEST_MESSAGES) /* the same again: read anew */
        details_ask_again(app);
    else if (request == REQUEST_OPEN && row)
        message_open(app, row);
    else
        return false;
    return true;
}

static const struct column columns[COLUMNS] = {
    [NODE] = {"node", 6, 20, .searched = true},
    [ID] = {"queue id", 11, .priority = 3, .searched = true},
    [AGE] = {"age", 4, .priority = 2, .right = true, .searched = true},
    [SENDER] = {"sender", 16, 40, .priority = 4, .searched = true},
    [RECIPIENT] = {"recipient", 16, 40, .searched = true},
    [REASON] = {"why it waits", 30, TABLE_REST, .priority = 1, .searched = true},
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

const struct screen screen_messages = {
    .name = "Messages",
    .help = "Queued messages with a recipient in the domain (or all of a node), read from the "
            "nodes now: of each the 200 oldest. Enter opens one, m reads them anew.",
    .requests = {REQUEST_OPEN, REQUEST_MESSAGES, REQUEST_SORT, REQUEST_FILTER, REQUEST_UP,
                 REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .table = &table,
    .request = request,
    .state_size = sizeof(struct details),
};
