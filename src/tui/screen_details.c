/* What the numbers of a domain are made of: its queued messages, its newest failing log lines;
 * both read from the nodes when the screen is opened. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console_private.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

enum { WHOLE_ROWS = 6 }; /* below the list: all of the one that is selected */

static const char *name_of(void *argument, int index)
{
    static char name[16]; /* only compared, at once */
    (void)argument;
    snprintf(name, sizeof name, "%d", index);
    return name;
}

static const char *node_name(const struct console *console, int64_t id)
{
    const struct fleet_live *live = fleet_live(console->fleet, id);
    return live ? live->name : "?";
}

static void draw_message(const struct console *console, struct area area, int row,
                         const struct fleet_detail *detail)
{
    const struct mta_message *message = &detail->message;
    char age[16];
    area_text(area_part(area, row, 0, 1, 11), 0, 1, STYLE_NORMAL, node_name(console, detail->node));
    area_text(area_part(area, row, 12, 1, 12), 0, 0, STYLE_NORMAL, message->id);
    area_right(area, row, 30, STYLE_NORMAL,
               text_age(age, sizeof age, console->now - message->arrival));
    area_text(area_part(area, row, 31, 1, area.columns >= 120 ? 40 : 22), 0, 0, STYLE_NORMAL,
              message->recipient);
    area_text(area, row, area.columns >= 120 ? 72 : 54, STYLE_DIM, message->reason);
}

/* The time, and from the reply on: what stands between is the same in all of them. */
static void draw_line(struct area area, int row, const char *line)
{
    const char *status = strstr(line, "status=");
    const char *recipient = strstr(line, "to=<");
    char head[40] = "";
    if (!status || !recipient) {
        area_text(area, row, 12, STYLE_NORMAL, line);
        return;
    }
    int stamp = line[0] >= '0' && line[0] <= '9' ? 19 : 15;
    snprintf(head, sizeof head, "%.*s", stamp, line);
    int column = area_text(area, row, 12, STYLE_DIM, head) + 1;
    char *address = memory_substring(recipient + 4, strcspn(recipient + 4, ">"));
    area_text(area_part(area, row, column, 1, 24), 0, 0, STYLE_NORMAL, address);
    area_text(area, row, column + 25, STYLE_NORMAL, status + strlen("status="));
    free(address);
}

static void draw(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    bool lines = view->screen == &screen_lines;
    size_t count = 0;
    const struct fleet_detail *details =
        console->fleet ? fleet_details(console->fleet, &count) : NULL;
    int page = area.rows - 3 - WHOLE_ROWS;
    view_place(view, (int)count, page, name_of, NULL);
    area_printf(area, 0, 1, STYLE_STRONG, "%s", view->subject);
    area_printf(area, 0, 34, STYLE_NORMAL, "%zu %s from %d of %d nodes", count,
                lines ? "log lines" : "messages",
                console->fleet ? fleet_details_answered(console->fleet) : 0, console->model.up);
    area_text(area, 1, 1, STYLE_HEADING,
              lines ? "node       failing lines, newest first, at most 200 a node"
                    : "node       queue id       age recipient              why it waits");
    for (int i = 0; i < page && view->top + i < (int)count; i++) {
        const struct fleet_detail *detail = &details[view->top + i];
        if (detail->is_line) {
            area_text(area_part(area, i + 2, 0, 1, 11), 0, 1, STYLE_NORMAL,
                      node_name(console, detail->node));
            draw_line(area, i + 2, detail->line);
        } else {
            draw_message(console, area, i + 2, detail);
        }
        if (view->top + i == view->index)
            area_restyle(area, i + 2, STYLE_SELECTED);
    }
    if (view->index < (int)count) {
        const struct fleet_detail *open = &details[view->index];
        char text[1200];
        snprintf(text, sizeof text, "from %s, %lld bytes, %d recipients, in %s: %s",
                 open->message.sender[0] ? open->message.sender : "<>",
                 (long long)open->message.size, open->message.recipients, open->message.queue,
                 open->message.reason);
        area_wrap(area, area.rows - WHOLE_ROWS, 1, STYLE_NORMAL, open->is_line ? open->line : text);
    } else {
        area_text(area, 3, 1, STYLE_DIM,
                  console->fleet && fleet_details_answered(console->fleet) >= console->model.up
                      ? "nothing there"
                      : "asking the nodes ...");
    }
}

static bool request(struct console *console, enum request request)
{
    struct view *view = console_view(console);
    bool lines = view->screen == &screen_lines;
    /* The same again: read anew. */
    if (request != (lines ? REQUEST_LINES : REQUEST_MESSAGES) || !console->fleet)
        return false;
    fleet_ask_details(console->fleet, view->subject, lines);
    return true;
}

const struct screen screen_messages = {
    .name = "Messages",
    .help =
        "Queued messages with a recipient in the domain, read from the nodes now; at most 200 a "
        "node. m reads them anew.",
    .requests = {REQUEST_MESSAGES, REQUEST_UP, REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .draw = draw,
    .request = request,
};

const struct screen screen_lines = {
    .name = "Log",
    .help = "The newest failing lines of the domain in the nodes' logs, read now. o reads them "
            "anew.",
    .requests = {REQUEST_LINES, REQUEST_UP, REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .draw = draw,
    .request = request,
};
