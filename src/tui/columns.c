#include "columns.h"

#include <stdarg.h>
#include <stdio.h>

#include "mtacon/base/text.h"
#include "mtacon/core/window.h"
#include "mtacon/tui/graph.h"

void table_put(struct table_cell *cell, enum style style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cell->text, sizeof cell->text, format, arguments);
    va_end(arguments);
    cell->style = style;
}

struct table_cell columns_write(const struct app *app, const struct view *view, int column,
                                const void *row)
{
    struct table_cell cell = {.style = STYLE_NORMAL};
    if (!view->screen->table->columns[column].bars)
        view->screen->table->write(app, row, column, &cell);
    return cell;
}

static bool is_text(const struct column *column)
{
    return column->most > 0;
}

/* The least a column takes for the rows that are shown, with its heading. */
static int least_width(const struct app *app, const struct view *view, int index, int page)
{
    const struct table *table = view->screen->table;
    const struct column *column = &table->columns[index];
    const struct list *list = &view->list;
    bool marked = table->order_count && table->orders[list->order].column == index;
    int width = text_width(column->title) + (marked && !is_text(column) ? 1 : 0);
    if (width < column->width || is_text(column))
        width = column->width;
    for (int i = 0; i < page && list->top + i < list->count && !is_text(column); i++) {
        int own = text_width(columns_write(app, view, index, list->rows[list->top + i]).text);
        width = own > width ? own : width;
    }
    return width;
}

/* How wide a text would like to be. */
static int wanted_width(const struct app *app, const struct view *view, int index, int page)
{
    const struct column *column = &view->screen->table->columns[index];
    const struct list *list = &view->list;
    int width = column->bars ? column->most : column->width;
    for (int i = 0; i < page && list->top + i < list->count; i++) {
        int own = text_width(columns_write(app, view, index, list->rows[list->top + i]).text);
        width = own > width ? own : width;
    }
    return width < column->most ? width : column->most;
}

/* Chooses the columns that fit, by priority; the first that does not fit ends it. Returns the room
 * that is left. */
static int choose(const struct table *table, int room, struct columns_widths *widths)
{
    for (int priority = 0; priority < TABLE_COLUMNS; priority++) {
        for (int i = 0; i < table->column_count; i++) {
            const struct column *column = &table->columns[i];
            int width = widths->width[i] + (column->tight ? 0 : 1);
            if (column->priority != priority)
                continue;
            if (width > room + 1 && priority > 0)
                return room;
            widths->shown[i] = true;
            room -= width;
        }
    }
    return room;
}

struct columns_widths columns_measure(const struct app *app, const struct view *view, int columns,
                                      int page)
{
    const struct table *table = view->screen->table;
    struct columns_widths widths = {0};
    for (int i = 0; i < table->column_count; i++)
        widths.width[i] = least_width(app, view, i, page);
    int room = choose(table, columns, &widths) + 1; /* the last needs no blank behind it */
    /* What texts need first, then all that is left to those that take it. */
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < table->column_count && room != 0; i++) {
            const struct column *column = &table->columns[i];
            if (!widths.shown[i] || !is_text(column))
                continue;
            int most = pass == 0 ? wanted_width(app, view, i, page) : column->most;
            int more = most - widths.width[i];
            if (more > room || room < 0)
                more = room;
            /* Too narrow for what must stay: the texts give way, to a few letters. */
            if (more < 4 - widths.width[i])
                more = 4 - widths.width[i];
            if (room < 0 || more > 0) {
                widths.width[i] += more;
                room -= more;
            }
        }
    }
    return widths;
}

void columns_draw_heading(struct area area, const struct view *view,
                          const struct columns_widths *widths)
{
    const struct table *table = view->screen->table;
    const struct order *order = table->order_count ? &table->orders[view->list.order] : NULL;
    for (int i = 0, column = 0; i < table->column_count; i++) {
        const struct column *one = &table->columns[i];
        char title[64];
        if (!widths->shown[i])
            continue;
        snprintf(title, sizeof title, "%s%s", one->title,
                 !order || order->column != i ? ""
                 : order->rising              ? "↑"
                                              : "↓");
        struct area part = area_part(area, 0, column, 1, widths->width[i]);
        if (one->right)
            area_right(part, 0, part.columns, STYLE_HEADING, title);
        else
            area_text(part, 0, 0, STYLE_HEADING, title);
        column += widths->width[i] + (one->tight ? 0 : 1);
    }
}

void columns_draw_row(const struct app *app, struct area area, const struct view *view,
                      const struct columns_widths *widths, int index)
{
    const struct table *table = view->screen->table;
    const void *row = view->list.rows[index];
    bool selected = index == view->list.index;
    for (int i = 0, column = 0; i < table->column_count; i++) {
        const struct column *one = &table->columns[i];
        if (!widths->shown[i])
            continue;
        struct area part = area_part(area, 0, column, 1, widths->width[i]);
        column += widths->width[i] + (one->tight ? 0 : 1);
        if (one->bars) {
            graph_spark(part, 0, 0, part.columns, selected ? STYLE_SELECTED : STYLE_GRAPH,
                        one->bars(row), WINDOW_MINUTES);
            continue;
        }
        struct table_cell cell = columns_write(app, view, i, row);
        enum style style = selected ? STYLE_SELECTED : cell.style;
        if (one->right)
            area_right(part, 0, part.columns, style, cell.text);
        else
            area_text(part, 0, 0, style, cell.text);
    }
}
