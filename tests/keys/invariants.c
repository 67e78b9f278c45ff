#include "invariants.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "boxes.h"
#include "form.h"
#include "layer.h"
#include "mtacon/base/text.h"
#include "screens.h"
#include "stage.h"
#include "table.h"

static char broken[512];

static const char *say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static const char *say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(broken, sizeof broken, format, arguments);
    va_end(arguments);
    return broken;
}

/* ---- the state ---- */

static const char *of_input(const char *label, const struct input *input)
{
    if (input->length < 0 || input->length >= INPUT_SIZE ||
        (int)strlen(input->text) != input->length)
        return say("field '%s': %d bytes are said to be typed", label, input->length);
    if (input->cursor < 0 || input->cursor > input->length ||
        ((unsigned char)input->text[input->cursor] & 0xc0) == 0x80)
        return say("field '%s': the cursor is at %d of %d", label, input->cursor, input->length);
    return NULL;
}

static const char *of_form(const struct form *form)
{
    if (form->field_count < 1 || form->field_count > FORM_FIELDS)
        return say("form '%s' has %d fields", form->title, form->field_count);
    if (form->current < 0 || form->current >= form->field_count)
        return say("form '%s': focus on field %d of %d", form->title, form->current,
                   form->field_count);
    for (int i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const char *wrong = of_input(field->label, &field->input);
        if (wrong)
            return wrong;
        if (field->choice_count && (field->chosen < 0 || field->chosen >= field->choice_count))
            return say("field '%s': choice %d of %d", field->label, field->chosen,
                       field->choice_count);
        if (field->item < 0 || field->item > field->item_count)
            return say("field '%s': item %d of %d", field->label, field->item, field->item_count);
    }
    return NULL;
}

static const char *of_view(const struct view *view)
{
    const struct list *list = &view->list;
    if (!view->screen)
        return say("a view shows no screen");
    if (list->count < 0 || list->index < 0 || list->top < 0)
        return say("%s: row %d from %d, of %d", view->screen->name, list->index, list->top,
                   list->count);
    if (view->screen->table && view->screen->table->order_count &&
        (list->order < 0 || list->order >= view->screen->table->order_count))
        return say("%s: order %d", view->screen->name, list->order);
    if (view->screen->scrolls && view->top < 0)
        return say("%s: scrolled to line %d", view->screen->name, view->top);
    return NULL;
}

static const char *of_message(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        uint32_t character = 0;
        size_t size = text_decode(text + i, length - i, &character);
        /* The last character may be cut. */
        if (size ? !text_is_printable(character) : length < sizeof((struct app *)0)->message - 1)
            return say("the message has byte %02x: %s", (unsigned char)text[i], text);
        i += size ? size : 1;
    }
    return NULL;
}

const char *invariants_of_state(const struct app *app)
{
    if (app->depth < 0 || app->depth >= APP_DEPTH)
        return say("%d screens are open", app->depth + 1);
    if (app->layer_count < 1 || app->layer_count > APP_LAYERS)
        return say("%d layers are open", app->layer_count);
    for (int i = 0; i <= app->depth; i++) {
        const char *wrong = of_view(&app->views[i]);
        if (wrong)
            return wrong;
    }
    const struct form *form = form_find(app);
    const char *wrong = form ? of_form(form) : NULL;
    return wrong ? wrong : of_message(app->message);
}

/* ---- the screen ---- */

static const char *of_cells(const struct cells *cells)
{
    for (int i = 0; i < cells->rows * cells->columns; i++) {
        int row = i / cells->columns, column = i % cells->columns;
        uint32_t character = cells->cells[i].character;
        uint32_t before = column ? cells->cells[i - 1].character : ' ';
        bool is_second = before && text_character_width(before) == 2;
        if (cells->cells[i].style >= STYLE_COUNT)
            return say("row %d, column %d: style %d", row, column, cells->cells[i].style);
        if ((character == 0) != is_second)
            return say("row %d, column %d: half of a wide character", row, column);
        if (character && !text_is_printable(character))
            return say("row %d, column %d: character %x", row, column, character);
        if (character && text_character_width(character) == 2 && column + 1 == cells->columns)
            return say("row %d: a wide character stands over the edge", row);
    }
    return NULL;
}

static bool is_same(const struct table *table, const void *row, const struct identity *identity)
{
    int64_t number = 0;
    if (table->name_of &&
        strncmp(table->name_of(row), identity->name, sizeof identity->name - 1) != 0)
        return false;
    if (table->name_of && !table->by_both)
        return true;
    memcpy(&number, (const char *)row + table->number_at, sizeof number);
    return number == identity->number;
}

/* The selected row is there, and (where nothing covers it) is seen. */
static const char *of_list(struct app *app, const struct cells *cells)
{
    const struct view *view = app_view(app);
    const struct list *list = &view->list;
    if (list->placed != (list->count > 0))
        return say("%s: %d rows, selected: %d", view->screen->name, list->count, list->placed);
    if (!list->placed)
        return NULL;
    if (list->index >= list->count || list->top > list->index)
        return say("%s: row %d from %d, of %d", view->screen->name, list->index, list->top,
                   list->count);
    if (!is_same(view->screen->table, list->rows[list->index], &list->selected))
        return say("%s: row %d is not the one that is selected", view->screen->name, list->index);
    for (int i = 0; i < cells->rows * cells->columns; i++)
        if (cells->cells[i].style == STYLE_SELECTED)
            return NULL;
    return layer_is_busy(app) ? NULL : say("%s: no row is marked", view->screen->name);
}

/* The text of a row, a byte a column: what is not ASCII as '#'. */
static void row_text(const struct cells *cells, int row, char *out, size_t size)
{
    size_t length = 0;
    for (int column = 0; column < cells->columns && length + 1 < size; column++) {
        uint32_t character = cells->cells[row * cells->columns + column].character;
        out[length++] = character < 0x80 ? (char)character : '#';
    }
    out[length] = '\0';
}

/* The title: what it begins with, the clock at its end, nothing over it. */
static const char *of_title(const struct app *app, const struct cells *cells)
{
    char text[512];
    row_text(cells, 0, text, sizeof text);
    size_t length = strlen(text), clock = app->local_time ? 12 : 9;
    if (strncmp(text, " mtacon ", 8) != 0)
        return say("the title begins otherwise: %s", text);
    const char *when = text + length - 1 - clock;
    bool is_clock = isdigit((unsigned char)when[0]) && isdigit((unsigned char)when[1]) &&
                    when[2] == ':' && when[5] == ':' && isdigit((unsigned char)when[7]);
    if (!is_clock || when[-1] != ' ' || text[length - 1] != ' ')
        return say("the clock is covered: %s", text);
    if (strchr(text, '#'))
        return say("the title is cut: %s", text);
    return NULL;
}

static bool is_too_small(const struct app *app)
{
    return app->rows < STAGE_ROWS || app->columns < STAGE_COLUMNS;
}

const char *invariants_of_screen(struct app *app, const struct cells *cells)
{
    char text[128];
    const char *wrong = of_cells(cells);
    if (cells->cursor_row >= cells->rows || cells->cursor_column >= cells->columns)
        return say("the cursor is at %d, %d", cells->cursor_row, cells->cursor_column);
    if (!wrong && !is_too_small(app) && app_view(app)->screen->table)
        wrong = of_list(app, cells);
    if (!wrong && !is_too_small(app) && !layer_is_busy(app))
        wrong = of_title(app, cells);
    if (!wrong && !is_too_small(app) && !boxes_are_kept(app, text, sizeof text))
        wrong = say("%s", text);
    return wrong;
}

/* ---- keys ---- */

struct moment moment_of(struct app *app)
{
    const struct view *view = app_view(app);
    return (struct moment){.screen = view->screen,
                           .selected = view->list.selected,
                           .placed = view->list.placed,
                           .depth = app->depth,
                           .layer_count = app->layer_count,
                           .action_count = app->action_count,
                           .index = view->list.index,
                           .count = view->list.count,
                           .order = view->list.order,
                           .graph = app->graph,
                           .generation = app->model.generation,
                           .local_time = app->local_time,
                           .answered = app->unsaid,
                           .quit = app->quit};
}

static bool is_same_moment(const struct moment *before, struct app *app)
{
    struct moment now = moment_of(app);
    return now.screen == before->screen && now.depth == before->depth &&
           now.layer_count == before->layer_count && now.placed == before->placed &&
           now.selected.number == before->selected.number &&
           strcmp(now.selected.name, before->selected.name) == 0;
}

static bool is_offered(const struct screen *screen, enum request request)
{
    for (int i = 0; i < VIEW_REQUESTS && screen->requests[i]; i++)
        if (screen->requests[i] == request)
            return true;
    return false;
}

/* Enter on a list opens the row that was selected, never another. */
static const char *of_opening(const struct moment *before, struct app *app, enum request request)
{
    bool named = before->screen == &screen_domains || before->screen == &screen_nodes;
    if (request != REQUEST_OPEN || !named || before->layer_count > 1 ||
        app->depth != before->depth + 1)
        return NULL;
    if (before->placed && strcmp(app_view(app)->subject, before->selected.name) != 0)
        return say("%s was selected, %s is opened", before->selected.name, app_view(app)->subject);
    return NULL;
}

/* A key that opens a form on a list of domains opens it for the selected one. */
static const char *of_form_for(const struct moment *before, struct app *app, enum request request)
{
    const struct form *form = form_find(app);
    char readable[DOMAIN_NAME_SIZE];
    bool about = request >= REQUEST_CONTINUITY && request <= REQUEST_POLICY;
    if (!about || !form || before->layer_count > 1 || before->screen != &screen_domains ||
        !before->placed)
        return NULL;
    return strstr(form->title, domain_name_readable(before->selected.name, readable))
               ? NULL
               : say("%s was selected, a form is '%s'", before->selected.name, form->title);
}

const char *invariants_of_key(const struct moment *before, struct app *app, int key)
{
    enum request request = request_of_key(key);
    if (is_too_small(app) && request != REQUEST_QUIT && request != REQUEST_HELP &&
        (!is_same_moment(before, app) || app->quit != before->quit || app->message[0]))
        return say("key %d does something on a screen that is too small", key);
    if (app->quit && !before->quit && request != REQUEST_QUIT && key != 'y')
        return say("key %d ends it without a question", key);
    if (app->quit && !before->quit && request == REQUEST_QUIT && before->layer_count > 1 &&
        !is_too_small(app))
        return say("q ends it while something is open");
    if (before->layer_count == 1 && is_offered(before->screen, request) &&
        strstr(app->message, "no such key"))
        return say("%s offers '%s', which does nothing there", before->screen->name,
                   request_info(request)->label);
    const char *wrong = is_too_small(app) ? NULL : of_opening(before, app, request);
    return wrong || is_too_small(app) ? wrong : of_form_for(before, app, request);
}

/* ---- what a key did ---- */

/* At the end of a list there is nowhere to go. */
static bool may_do_nothing(const struct moment *before, enum request request)
{
    switch (request) {
    case REQUEST_UP:
    case REQUEST_FIRST:
        return before->index == 0;
    case REQUEST_DOWN:
    case REQUEST_LAST:
        return before->index >= before->count - 1;
    case REQUEST_PAGE_UP:
    case REQUEST_PAGE_DOWN:
        return true;
    default:
        return before->answered;
    }
}

static bool has_told(const struct moment *before, struct app *app)
{
    struct moment now = moment_of(app);
    return app->message[0] || !is_same_moment(before, app) || now.quit != before->quit ||
           now.action_count != before->action_count || now.order != before->order ||
           now.graph != before->graph || now.generation != before->generation ||
           now.local_time != before->local_time;
}

/* Whether a drawing differs from one before; the row of the message, which each key clears, apart.
 */
static bool shows_other(struct app *app, const struct cells *seen)
{
    struct cells cells = {0};
    bool differs = false;
    cells_resize(&cells, seen->rows, seen->columns);
    stage_prepare(app);
    stage_draw(app, &cells);
    for (int i = 0; i < cells.rows * cells.columns; i++)
        differs = differs || (i / cells.columns != cells.rows - 2 &&
                              (cells.cells[i].character != seen->cells[i].character ||
                               cells.cells[i].style != seen->cells[i].style));
    cells_clear(&cells);
    return differs;
}

const char *invariants_of_effect(const struct moment *before, struct app *app, int key,
                                 const struct cells *seen)
{
    enum request request = request_of_key(key);
    if (is_too_small(app) || before->layer_count > 1 || !is_offered(before->screen, request) ||
        may_do_nothing(before, request) || has_told(before, app) || shows_other(app, seen))
        return NULL;
    return say("%s offers '%s', which does nothing that shows", before->screen->name,
               request_info(request)->label);
}
