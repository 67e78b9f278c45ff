#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "mtacon/base/memory.h"

/* Rows: a list with a detail that grows has at least 6, if it has as many, and never shrinks below
 * 4; one with a small detail has at least 3. A detail stands beside the list from 150 columns on.
 */
enum { LEAST_LIST = 6, SHORT_LIST = 4, LEAST_WITH_DETAIL = 3, LEAST_DETAIL = 4, BESIDE_FROM = 150 };

/* ---- rows ---- */

void table_add(struct view *view, const void *row)
{
    struct list *list = &view->list;
    list->rows = memory_grow(list->rows, (size_t)list->count, sizeof *list->rows);
    list->rows[list->count++] = row;
}

/* The half of an identity that is a number; 0: it is a name alone. */
static int64_t number_of(const struct table *table, const void *row)
{
    int64_t number = 0;
    if (!table->name_of || table->by_both)
        memcpy(&number, (const char *)row + table->number_at, sizeof number);
    return number;
}

static void identify(const struct table *table, const void *row, struct identity *identity)
{
    *identity = (struct identity){.number = number_of(table, row)};
    if (table->name_of)
        snprintf(identity->name, sizeof identity->name, "%s", table->name_of(row));
}

static bool passes(const struct app *app, const struct view *view, const void *row)
{
    const struct table *table = view->screen->table;
    for (int i = 0; i < table->column_count; i++)
        if (table->columns[i].searched &&
            strcasestr(columns_write(app, view, i, row).text, view->filter))
            return true;
    return false;
}

static bool is_same(const struct table *table, const void *row, const struct identity *identity)
{
    return number_of(table, row) == identity->number &&
           (!table->name_of ||
            strncmp(table->name_of(row), identity->name, sizeof identity->name - 1) == 0);
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
    int64_t first = number_of(sorting->table, one), second = number_of(sorting->table, other);
    if (first != second)
        return first < second ? -1 : 1;
    return sorting->table->name_of
               ? strcmp(sorting->table->name_of(one), sorting->table->name_of(other))
               : 0;
}

/* Whether the rows are those of now; and that they will be. */
static bool is_gathered(const struct app *app, struct view *view)
{
    struct list *list = &view->list;
    bool same = view->screen->table->of_model && list->gathered == app->model.generation &&
                list->gathered_order == list->order &&
                strcmp(list->gathered_filter, view->filter) == 0;
    list->gathered = app->model.generation;
    list->gathered_order = list->order;
    memcpy(list->gathered_filter, view->filter, sizeof list->gathered_filter);
    return same;
}

/* Makes the rows those of now. */
static void gather(struct app *app, struct view *view)
{
    const struct table *table = view->screen->table;
    struct list *list = &view->list;
    int kept = 0;
    view_load(app, view);
    if (is_gathered(app, view))
        return;
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

void table_select(struct app *app, const char *name)
{
    struct list *list = &app_view(app)->list;
    list->selected = (struct identity){.number = 0};
    snprintf(list->selected.name, sizeof list->selected.name, "%s", name);
    list->placed = list->away = true;
    table_place(app);
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

bool table_has_shifted(struct app *app)
{
    struct list *list = &app_view(app)->list;
    bool shifted = list->shifted && app->clock - list->shifted_at < TABLE_SHIFT_MS;
    list->shifted = false;
    return shifted;
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
    } else if (below >= table->detail_rows || (table->detail_grows && below >= LEAST_DETAIL)) {
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

/* ---- drawing ---- */

static void draw_list(const struct app *app, struct area area, struct view *view, int page)
{
    const struct list *list = &view->list;
    /* A mark before the rows takes the place of the margin. */
    int margin = view->screen->table->columns[0].tight ? 0 : 1;
    struct columns_widths widths = columns_measure(app, view, area.columns - margin, page);
    columns_draw_heading(area_part(area, 0, margin, 1, area.columns), view, &widths);
    for (int i = 0; i < page && list->top + i < list->count; i++) {
        struct area row = area_part(area, i + 1, 0, 1, area.columns);
        if (list->top + i == list->index)
            area_fill(row, 0, STYLE_SELECTED);
        columns_draw_row(app, area_part(row, 0, margin, 1, row.columns), view, &widths,
                         list->top + i);
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

const void *table_prepare(struct app *app)
{
    struct view *view = app_view(app);
    const struct table *table = view->screen->table;
    struct list *list = &view->list;
    struct identity before = list->selected;
    bool seen = list->drawn && list->placed;
    table_place(app);
    list->drawn = true;
    if (seen && list->placed && !is_same(table, list->rows[list->index], &before)) {
        list->shifted = true;
        list->shifted_at = app->clock;
    }
    return list->count ? list->rows[list->index] : NULL;
}

void table_draw(struct app *app, struct area area)
{
    struct view *view = app_view(app);
    const struct table *table = view->screen->table;
    struct list *list = &view->list;
    struct layout layout = lay_out(table, area, list->count);
    scroll(list, layout.page);
    if (table->head)
        table->head(app, layout.head);
    draw_list(app, layout.list, view, layout.page);
    if (list->count == 0)
        draw_empty(app, view, layout.list);
    else if (table->detail && layout.detail.rows > 0)
        table->detail(app, layout.detail, list->rows[list->index]);
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
    if (request < REQUEST_UP || request > REQUEST_LAST)
        return false;
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
    default:
        to = list->count - 1;
        break;
    }
    select_row(view, to);
    list->away = list->index > 0;
    list->shifted = false;
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
