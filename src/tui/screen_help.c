/* Help: what the screen below shows, and all keys. */
#include "console_private.h"

static void draw(struct console *console, struct area area)
{
    const struct screen *below = console->views[console->depth ? console->depth - 1 : 0].screen;
    size_t count;
    const struct request_info *table = request_table(&count);
    struct view *view = console_view(console);
    area = area_part(area, 0, 1, area.rows, area.columns - 2);
    int row = area_wrap(area, 0, 0, STYLE_NORMAL, below->help) + 1;
    int columns = area.columns >= 120 ? 2 : 1, room = area.rows - row;
    int rows = ((int)count + columns - 1) / columns;
    view->count = rows > room ? rows - room + 1 : 1;
    view->page = room > 2 ? room - 1 : 1;
    if (view->index >= view->count)
        view->index = view->count - 1;
    for (int i = 0; i < (int)count; i++) {
        int at = i % rows - view->index, column = i / rows * 60;
        if (at < 0 || at >= room)
            continue;
        area_text(area, row + at, column, STYLE_STRONG, table[i].key_names);
        area_text(area, row + at, column + 13, STYLE_NORMAL, table[i].help);
    }
    if (view->count > 1)
        area_right(area, row - 1, area.columns, STYLE_DIM,
                   view->index + 1 < view->count ? "more below: j" : "more above: k");
}

const struct screen screen_help = {
    .name = "Help",
    .help = "All keys.",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_BACK},
    .draw = draw,
};
