#include "view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "mtacon/base/memory.h"

enum { MOST_LINES = 8192 };

void view_open(struct app *app, struct view *view, const struct screen *screen, const char *subject)
{
    *view = (struct view){.screen = screen};
    snprintf(view->subject, sizeof view->subject, "%s", subject);
    if (screen->state_size)
        view->state = memory_new(1, screen->state_size);
    if (screen->open)
        screen->open(app, view);
}

void view_close(struct view *view)
{
    if (view->screen && view->screen->close)
        view->screen->close(view);
    free(view->state);
    free(view->list.rows);
    *view = (struct view){0};
}

void view_load(struct app *app, struct view *view)
{
    if (!view->screen->load || view->loaded == app->model.generation)
        return;
    view->loaded = app->model.generation;
    view->screen->load(app, view);
}

static void copy(struct area to, const struct cells *from)
{
    for (int row = 0; row < to.rows; row++)
        for (int column = 0; column < to.columns; column++) {
            const struct cell *cell = &from->cells[row * from->columns + column];
            area_put(to, row, column, (enum style)cell->style, cell->character);
        }
}

/* Writes all of the text, of which the window has room for what is seen from line `top` on. */
static int write_window(struct app *app, struct cells *window, int rows, int columns, int top,
                        int (*write)(struct app *app, struct area area))
{
    cells_resize(window, rows, columns);
    return write(app, (struct area){window, -top, 0, MOST_LINES, columns});
}

void view_text(struct app *app, struct view *view, struct area area,
               int (*write)(struct app *app, struct area area))
{
    struct cells window = {0};
    struct area head = area_part(area, 0, 0, 1, area.columns);
    area = area_part(area, 1, 0, area.rows - 1, area.columns);
    if (area.rows < 1 || area.columns < 1)
        return;
    int wanted = view->top;
    view->lines = write_window(app, &window, area.rows, area.columns, wanted, write);
    view->page = area.rows;
    if (view->top > view->lines - area.rows)
        view->top = view->lines - area.rows;
    if (view->top < 0)
        view->top = 0;
    if (view->top != wanted)
        write_window(app, &window, area.rows, area.columns, view->top, write);
    copy(area, &window);
    cells_clear(&window);
    if (view->lines > area.rows)
        area_right(head, 0, head.columns, STYLE_DIM,
                   view->top + area.rows < view->lines ? "more below: j" : "more above: k");
}

bool view_scroll(struct view *view, enum request request)
{
    int page = view->page > 1 ? view->page - 1 : 1, last = view->lines - view->page;
    switch (request) {
    case REQUEST_UP:
        view->top--;
        break;
    case REQUEST_DOWN:
        view->top++;
        break;
    case REQUEST_PAGE_UP:
        view->top -= page;
        break;
    case REQUEST_PAGE_DOWN:
        view->top += page;
        break;
    case REQUEST_FIRST:
        view->top = 0;
        break;
    case REQUEST_LAST:
        view->top = last;
        break;
    default:
        return false;
    }
    if (view->top > last)
        view->top = last;
    if (view->top < 0)
        view->top = 0;
    return true;
}
