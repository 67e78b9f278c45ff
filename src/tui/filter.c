#include "filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "layer.h"
#include "mtacon/base/memory.h"
#include "table.h"

struct filter {
    struct input input;
    bool works; /* the screen has a filter */
};

static bool has_filter(const struct screen *screen)
{
    for (int i = 0; screen->table && i < screen->table->column_count; i++)
        if (screen->table->columns[i].searched)
            return true;
    return false;
}

static void draw(struct app *app, void *state, struct area area)
{
    const struct filter *filter = state;
    int row = area.rows - 1;
    area_fill(area, row, STYLE_BAR);
    if (filter->works) {
        area_text(area, row, 1, STYLE_BAR, "Filter:");
        input_draw(&filter->input, area, row, 9, 34, true, false);
        area_text(area, row, 45, STYLE_BAR, "Enter keeps it   Esc drops it");
    } else {
        area_printf(area, row, 1, STYLE_BAR, "%s has no filter: Esc goes on",
                    app_view(app)->screen->name);
    }
}

/* Moving in the list that the filter leaves is for the screen. */
static bool key(struct app *app, void *state, int key)
{
    struct filter *filter = state;
    struct view *view = app_view(app);
    if (key == KEY_CODE_ENTER || input_is_leave(key)) {
        if (key != KEY_CODE_ENTER)
            view->filter[0] = '\0';
        layer_drop(app, filter);
    } else if (key == KEY_CODE_UP || key == KEY_CODE_DOWN || key == KEY_CODE_PAGE_UP ||
               key == KEY_CODE_PAGE_DOWN) {
        return !view->screen->table;
    } else if (!filter->works || !input_key(&filter->input, key)) {
        return true;
    } else {
        snprintf(view->filter, sizeof view->filter, "%.*s", (int)sizeof view->filter - 1,
                 filter->input.text);
    }
    if (view->screen->table)
        table_place(app);
    return true;
}

static const struct layer_kind kind = {.draw = draw, .key = key, .close = free};

void filter_open(struct app *app)
{
    struct filter *filter = memory_new(1, sizeof *filter);
    filter->works = has_filter(app_view(app)->screen);
    input_set(&filter->input, app_view(app)->filter);
    layer_push(app, &kind, filter);
}
