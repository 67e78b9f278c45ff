/* One failing line of a log: its parts, and all of it. */
#include "details.h"
#include "mtacon/base/memory.h"
#include "screens.h"

static int write(struct app *app, struct area area)
{
    const struct fleet_detail *detail = app_view(app)->state;
    const struct mta_line *line = &detail->line;
    char when[40] = "";
    if (line->at)
        app_time(app, when, sizeof when, "%Y-%m-%d %H:%M:%S", line->at);
    int row = details_field(area, 0, "node", detail->name);
    row = details_field(area, row, "time", when);
    row = details_field(area, row, "queue id", line->id);
    row = details_field(area, row, "recipient", line->recipient);
    row = details_field(area, row, "relay", line->relay);
    row = details_field(area, row, "status", line->status);
    row = details_field(area, row, "why", line->reason);
    return details_field(area, row + 1, "the line", line->text);
}

static void draw(struct app *app, struct area area)
{
    view_text(app, app_view(app), area_part(area, 0, 1, area.rows, area.columns - 2), write);
}

void line_open(struct app *app, const struct fleet_detail *detail)
{
    app_open(app, &screen_line, detail->line.id);
    if (app_view(app)->screen != &screen_line)
        return; /* too many are open */
    struct fleet_detail *own = app_view(app)->state;
    *own = *detail;
    own->name = memory_string(detail->name);
    own->line.text = memory_string(detail->line.text);
}

const struct screen screen_line = {
    .name = "Line",
    .help = "One failing line of a node's log: its parts, and below them all of it as it stands "
            "there; what could steer a terminal is shown as ^X or <XX>.",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_LOCAL_TIME, REQUEST_HELP, REQUEST_BACK},
    .scrolls = true,
    .draw = draw,
    .state_size = sizeof(struct fleet_detail),
    .close = details_close,
};
