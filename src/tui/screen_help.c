/* Help: what the screen below shows, and all keys. */
#include "screens.h"
#include "app.h"

static int write(struct app *app, struct area area)
{
    size_t count;
    const struct request_info *table = request_table(&count);
    int columns = area.columns >= 140 ? 2 : 1, rows = ((int)count + columns - 1) / columns;
    (void)app;
    for (int i = 0; i < (int)count; i++) {
        int width = area.columns / columns;
        struct area part = area_part(area, 0, i / rows * width, rows, width - 1);
        area_text(part, i % rows, 0, STYLE_STRONG, table[i].key_names);
        area_text(part, i % rows, 13, STYLE_NORMAL, table[i].help);
    }
    return rows;
}

static void draw(struct app *app, struct area area)
{
    const struct screen *below = app->views[app->depth ? app->depth - 1 : 0].screen;
    area = area_part(area, 0, 1, area.rows, area.columns - 2);
    int row = area_wrap(area, 0, 0, STYLE_NORMAL, below->help);
    view_text(app, app_view(app), area_part(area, row, 0, area.rows - row, area.columns), write);
}

const struct screen screen_help = {
    .name = "Help",
    .help = "All keys.",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_BACK},
    .scrolls = true,
    .draw = draw,
};
