#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/core/window.h"
#include "mtacon/tui/graph.h"

enum {
    MOST_COLUMNS = 16,
    LEAST_LIST = 6,
    SHORT_LIST = 4,
    LEAST_WITH_DETAIL = 3,
    BESIDE_FROM = 150
};

/* ---- rows ---- */

void table_add(struct view *view, const void *row)
{
    struct list *list = &view->list;
    list->rows = memory_grow(list->rows, (size_t)list->count, sizeof *list->rows);
    list->rows[list->count++] = row;
}

void table_put(struct table_cell *cell, enum style style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cell->text, sizeof cell->text, format, arguments);
    va_end(arguments);
    cell->style = style;
}

static struct table_cell write_cell(const struct app *app, const struct view *view, int column,
                                    const void *row)
{
    struct table_cell cell = {.style = STYLE_NORMAL};
    if (!view->screen->table->columns[column].bars)
        view->screen->table->write(app, row, column, &cell);
    return cell;
}

static void identify(const struct table *table, const void *row, struct identity *identity)
{
    *identity = (struct identity){0};
    if (table->name_of)
        snprintf(identity->name, sizeof identity->name, "%s", table->name_of(row));
    else
        memcpy(&identity->number, (const char *)row + table->number_at, sizeof identity->number);
}

static bool passes(const struct app *app, const struct view *view, const void *row)
{
    const struct table *table = view->screen->table;
    for (int i = 0; i < table->column_count; i++)
        if (table->columns[i].searched &&
            strcasestr(write_cell(app, view, i, row).text, view->filter))
            return true;
    return false;
}

static bool is_same(const struct table *table, const void *row, const struct identity *identity)
{
    struct identity own;
    identify(table, row, &own);
    return own.number == identity->number && strcmp(own.name, identity->name) == 0;
}

struct sorting {
    const struct table *table;
    const struct order *order;
};

/* Rows that compare equal keep an order of their own: by what they are. */
static int compare(const void *left, const void *right, void *argument)
{
    const struct sorting *sorting = argument;
    const void *one = *(const void *const *)left, *other = *(const void *const *)right;
    int result = sorting->order->compare(one, other);
    if (result)
        return result;
    struct identity first, second;
    identify(sorting->table, one, &first);
    identify(sorting->table, other, &second);
    if (first.number != second.number)
        return first.number < second.number ? -1 : 1;
    return strcmp(first.name, second.name);
}

/* Makes the rows those of now. */
static void gather(struct app *app, struct view *view)
{
    const struct table *table = view->screen->table;
    struct list *list = &view->list;
    int kept = 0;
    view_load(app, view);
    list->count = 0;
    if (table->gather)
        table->gather(app, view);
    const struct table_rows *loaded = table->gather ? NULL : view->state;
    for (size_t i = 0; loaded && i < loaded->count; i++)
        table_add(view, (const char *)loaded->rows + i * table->row_size);
    if (view->filter[0]) {
        for (int i = 0; i < list->count; i++)
            if (passes(app, view, list->rows[i]))
                list->rows[kept++] = list->rows[i];
        list->count = kept;
    }
    struct sorting sorting = {table, table->order_count ? &table->orders[list->order] : NULL};
    if (sorting.order && sorting.order->compare && list->count)
        qsort_r(list->rows, (size_t)list->count, sizeof *list->rows, compare, &sorting);
}

/* ---- the selection ---- */

static void select_row(struct view *view, int index)
{
    struct list *list = &view->list;
    if (index >= list->count)
        index = list->count - 1;
    if (index < 0)
        index = 0;
    list->index = index;
    list->placed = list->count > 0;
    list->selected = (struct identity){0};
    if (list->placed)
        identify(view->screen->table, list->rows[index], &list->selected);
}

/* Where the selected row stands now; -1: it is gone. */
static int find_selected(const struct view *view)
{
    const struct list *list = &view->list;
    /* In its place first: two lines of a log may be the same. */
    if (list->placed && list->index < list->count &&
        is_same(view->screen->table, list->rows[list->index], &list->selected))
        return list->index;
    for (int i = 0; i < list->count && list->placed; i++)
        if (is_same(view->screen->table, list->rows[i], &list->selected))
            return i;
    return -1;
}

static void place(struct view *view)
{
    int found = view->list.away ? find_selected(view) : 0;
    select_row(view, found >= 0 ? found : view->list.index);
}

void table_place(struct app *app)
{
    gather(app, app_view(app));
    place(app_view(app));
}

const void *table_selected(struct app *app)
{
    struct view *view = app_view(app);
    gather(app, view);
    if (!view->list.drawn && !view->list.placed)
        place(view);
    int found = find_selected(view);
    return found >= 0 ? view->list.rows[found] : NULL;
}

/* ---- where things stand ---- */

struct layout {
    struct area head, list, detail; /* `list` with the heading; no rows: it is not shown */
    int page;                       /* rows of the list that fit */
};

static struct layout lay_out(const struct table *table, struct area area, int count)
{
    struct layout out = {.head = area_part(area, 0, 0, table->head_rows, area.columns)};
    bool beside = table->beside && area.columns >= BESIDE_FROM;
    area = area_part(area, table->head_rows, 0, area.rows - table->head_rows, area.columns);
    out.page = area.rows - 1;
    out.list = beside ? area_part(area, 0, 0, area.rows, table->beside) : area;
    int least = table->detail_grows ? LEAST_LIST : LEAST_WITH_DETAIL;
    int below = beside || !table->detail ? 0 : area.rows - 2 - least;
    if (beside) {
        out.detail = area_part(area, 0, table->beside + 2, area.rows, area.columns);
    } else if (below >= table->detail_rows || (table->detail_grows && below >= 4)) {
        out.page = area.rows - 2 - table->detail_rows;
        if (out.page < least)
            out.page = least;
        if (table->detail_grows && out.page > count)
            out.page = count > SHORT_LIST ? count : SHORT_LIST;
        out.detail = area_part(area, out.page + 2, 1, area.rows - out.page - 2, area.columns - 1);
        return out;
    }
    /* Without a blank row below, the position takes one of the list's where not all fit. */
    if (count > out.page && out.page > 1)
        out.page--;
    return out;
}

static void scroll(struct list *list, int page)
{
    if (list->top > list->index)
        list->top = list->index;
    if (list->top < list->index - page + 1)
        list->top = list->index - page + 1;
    if (list->top > list->count - page)
        list->top = list->count - page;
    if (list->top < 0)
        list->top = 0;
}

/* ---- columns ---- */

struct widths {
    bool shown[MOST_COLUMNS];
    int width[MOST_COLUMNS];
};

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
        int own = text_width(write_cell(app, view, index, list->rows[list->top + i]).text);
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
        int own = text_width(write_cell(app, view, index, list->rows[list->top + i]).text);
        width = own > width ? own : width;
    }
    return width < column->most ? width : column->most;
}

/* Chooses the columns that fit, by priority; the first that does not fit ends it. Returns the room
 * that is left. */
static int choose(const struct table *table, int room, struct widths *widths)
{
    for (int priority = 0; priority < MOST_COLUMNS; priority++) {
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

static struct widths measure(const struct app *app, const struct view *view, int columns, int page)
{
    const struct table *table = view->screen->table;
    struct widths widths = {0};
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

/* ---- drawing ---- */

static void draw_heading(struct area area, const struct view *view, const struct widths *widths)
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

static void draw_row(const struct app *app, struct area area, const struct view *view,
                     const struct widths *widths, int index)
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
        struct table_cell cell = write_cell(app, view, i, row);
        enum style style = selected ? STYLE_SELECTED : cell.style;
        if (one->right)
            area_right(part, 0, part.columns, style, cell.text);
        else
            area_text(part, 0, 0, style, cell.text);
    }
}

static void draw_list(const struct app *app, struct area area, struct view *view, int page)
{
    const struct list *list = &view->list;
    /* A mark before the rows takes the place of the margin. */
    int margin = view->screen->table->columns[0].tight ? 0 : 1;
    struct widths widths = measure(app, view, area.columns - margin, page);
    draw_heading(area_part(area, 0, margin, 1, area.columns), view, &widths);
    for (int i = 0; i < page && list->top + i < list->count; i++) {
        struct area row = area_part(area, i + 1, 0, 1, area.columns);
        if (list->top + i == list->index)
            area_fill(row, 0, STYLE_SELECTED);
        draw_row(app, area_part(row, 0, margin, 1, row.columns), view, &widths, list->top + i);
    }
    if (list->count > page) {
        char position[48];
        snprintf(position, sizeof position, "%d of %d", list->index + 1, list->count);
        area_right(area, page + 1, area.columns - 1, STYLE_DIM, position);
    }
}

static void draw_empty(const struct app *app, const struct view *view, struct area area)
{
    const struct table *table = view->screen->table;
    if (view->filter[0])
        area_printf(area, 1, 1, STYLE_NORMAL, "Nothing matches '%s'. Esc drops the filter.",
                    view->filter);
    else
        area_wrap(area, 1, 1, STYLE_NORMAL, table->explain ? table->explain(app) : table->empty);
}

void table_draw(struct app *app, struct area area)
{
    struct view *view = app_view(app);
    const struct table *table = view->screen->table;
    table_place(app);
    view->list.drawn = true;
    struct layout layout = lay_out(table, area, view->list.count);
    scroll(&view->list, layout.page);
    if (table->head)
        table->head(app, layout.head);
    draw_list(app, layout.list, view, layout.page);
    if (view->list.count == 0)
        draw_empty(app, view, layout.list);
    else if (table->detail && layout.detail.rows > 0)
        table->detail(app, layout.detail, view->list.rows[view->list.index]);
}

/* ---- keys ---- */

static int page_now(const struct app *app, const struct view *view)
{
    struct area area = {.rows = app->rows - 4, .columns = app->columns};
    return lay_out(view->screen->table, area, view->list.count).page;
}

static bool move(struct app *app, struct view *view, enum request request)
{
    struct list *list = &view->list;
    table_selected(app);
    int found = find_selected(view), page = page_now(app, view);
    int to = found >= 0 ? found : list->index;
    switch (request) {
    case REQUEST_UP:
        to--;
        break;
    case REQUEST_DOWN:
        to++;
        break;
    case REQUEST_PAGE_UP:
        to -= page;
        break;
    case REQUEST_PAGE_DOWN:
        to += page;
        break;
    case REQUEST_FIRST:
        to = 0;
        break;
    case REQUEST_LAST:
        to = list->count - 1;
        break;
    default:
        return false;
    }
    select_row(view, to);
    list->away = list->index > 0;
    return true;
}

bool table_request(struct app *app, enum request request)
{
    struct view *view = app_view(app);
    const struct table *table = view->screen->table;
    if (request == REQUEST_SORT && table->order_count > 1) {
        view->list.order = (view->list.order + 1) % table->order_count;
        app_say(app, "order: %s", table->orders[view->list.order].name);
        table_place(app);
        return true;
    }
    return move(app, view, request);
}
