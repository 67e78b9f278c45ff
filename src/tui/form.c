#include "form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

enum { LABEL_WIDTH = 14 };

struct form *form_new(const struct form_kind *kind, const char *title)
{
    struct form *form = memory_new(1, sizeof *form);
    form->kind = kind;
    snprintf(form->title, sizeof form->title, "%s", title);
    return form;
}

static void form_free(void *state)
{
    struct form *form = state;
    if (form->kind->clear)
        form->kind->clear(form);
    for (int i = 0; i < form->field_count; i++) {
        for (int k = 0; k < form->fields[i].item_count; k++)
            free(form->fields[i].items[k]);
        free(form->fields[i].items);
    }
    free(form);
}

struct field *form_add(struct form *form, enum field_kind kind, const char *label,
                       const struct choice *choices, int choice_count)
{
    struct field *field = &form->fields[form->field_count++];
    field->kind = kind;
    field->label = label;
    field->choices = choices;
    field->choice_count = choice_count;
    return field;
}

void form_add_item(struct field *field, const char *text)
{
    field->items = memory_grow(field->items, (size_t)field->item_count, sizeof *field->items);
    field->items[field->item_count++] = memory_string(text);
    field->item = field->item_count;
}

bool form_refuse(struct form *form, struct field *field, const char *why)
{
    snprintf(field->error, sizeof field->error, "%s", why);
    form->current = (int)(field - form->fields);
    return false;
}

/* ---- drawing ---- */

/* The hint of choices stands beside the first one where that has no explanation of its own. */
static bool hint_is_beside(const struct field *field)
{
    return field->kind == FIELD_CHOICE && !field->error[0] && !*field->choices[0].explanation;
}

/* What is to be said about a field, from there on; returns the next free row. */
static int draw_remark(struct area area, int row, int column, const struct field *field)
{
    const char *remark = field->error[0] ? field->error : field->hint;
    enum style style = field->error[0] ? STYLE_BAD : STYLE_DIM;
    /* Beside the field where it fits, else below. */
    if (column > 1 && column + text_width(remark) > area.columns)
        row++, column = 1;
    int next = area_wrap(area, row, column, style, remark);
    return next > row ? next : column > 1 ? row + 1 : row;
}

/* Each of these draws a field and returns the next free row. */

static int draw_text(struct area area, int row, const struct field *field, bool active)
{
    area_text(area, row, 0, active ? STYLE_STRONG : STYLE_NORMAL, field->label);
    input_draw(&field->input, area, row, LABEL_WIDTH, 30, active, false);
    return draw_remark(area, row, LABEL_WIDTH + 31, field);
}

static int draw_choices(struct area area, int row, const struct field *field, bool active)
{
    area_text(area, row++, 0, STYLE_HEADING, field->label);
    for (int i = 0; i < field->choice_count; i++, row++) {
        bool chosen = field->chosen == i;
        enum style style = chosen && active ? STYLE_SELECTED : STYLE_NORMAL;
        int column =
            area_printf(area, row, 1, style, "(%c) %s", chosen ? 'x' : ' ', field->choices[i].name);
        area_text(area, row, column < 32 ? 32 : column + 2, chosen ? STYLE_NORMAL : STYLE_DIM,
                  i == 0 && hint_is_beside(field) ? field->hint : field->choices[i].explanation);
    }
    return hint_is_beside(field) ? row : draw_remark(area, row, 1, field);
}

static int draw_row(struct area area, int row, const struct field *field, bool active)
{
    bool buttons = field->kind == FIELD_BUTTONS;
    int left = buttons ? 0 : LABEL_WIDTH, column = left;
    area_text(area, row, 0, active ? STYLE_STRONG : STYLE_NORMAL, field->label);
    for (int i = 0; i < field->choice_count; i++) {
        bool chosen = field->chosen == i;
        enum style style = chosen && active ? STYLE_SELECTED : STYLE_NORMAL;
        if (column + text_width(field->choices[i].name) + 4 > area.columns)
            row++, column = left;
        const char *name = field->choices[i].name;
        column = 2 + (buttons ? area_printf(area, row, column, style, "[ %s ]", name)
                              : area_printf(area, row, column, style, "(%c) %s", chosen ? 'x' : ' ',
                                            name));
    }
    return draw_remark(area, row, column + 1, field);
}

static int draw_check(struct area area, int row, const struct field *field, bool active)
{
    int column = area_printf(area, row, 0, active ? STYLE_SELECTED : STYLE_NORMAL, "[%c] %s",
                             field->checked ? 'x' : ' ', field->label);
    return draw_remark(area, row, column + 2, field);
}

static int draw_list(struct area area, int row, const struct field *field, bool active)
{
    int button = area.columns < 63 ? area.columns - 11 : 52;
    area_text(area, row++, 0, STYLE_HEADING, field->label);
    for (int i = 0; i < field->item_count; i++, row++) {
        bool here = active && field->item == i;
        area_text(area_part(area, row, 1, 1, button - 2), 0, 0, STYLE_NORMAL, field->items[i]);
        area_text(area, row, button, here ? STYLE_SELECTED : STYLE_NORMAL, "[ Remove ]");
    }
    bool typing = active && field->item == field->item_count;
    area_text(area, row, 1, typing ? STYLE_STRONG : STYLE_NORMAL, "add");
    input_draw(&field->input, area, row, 5, button - 7, typing, false);
    area_text(area, row, button, STYLE_DIM, "Enter adds");
    return draw_remark(area, row + 1, 1, field);
}

static int draw_field(struct area area, int row, const struct field *field, bool active)
{
    static int (*const draw[])(struct area, int, const struct field *, bool) = {
        [FIELD_TEXT] = draw_text,   [FIELD_CHOICE] = draw_choices, [FIELD_ROW] = draw_row,
        [FIELD_CHECK] = draw_check, [FIELD_LIST] = draw_list,      [FIELD_BUTTONS] = draw_row};
    return draw[field->kind](area, row, field, active);
}

/* The row inside a field on which the operator is. */
static int inner_row(const struct field *field)
{
    return field->kind == FIELD_CHOICE ? field->chosen + 1
           : field->kind == FIELD_LIST ? field->item + 1
                                       : 0;
}

/* Where fields begin: measured by drawing them where nobody looks. Returns the rows in all. */
static int layout(const struct form *form, int columns, int starts[FORM_FIELDS])
{
    enum { MARGIN = 32 };
    int row = 0;
    for (int i = 0; i < form->field_count; i++) {
        struct cells scratch = {0};
        cells_resize(&scratch, form->fields[i].item_count + MARGIN, columns);
        starts[i] = row;
        row += draw_field(cells_area(&scratch), 0, &form->fields[i], false);
        cells_clear(&scratch);
    }
    return row;
}

/* All but the title, the summary and the message line of the console. */
static void form_draw(struct app *app, void *state, struct area area)
{
    struct form *form = state;
    struct buffer note = {0};
    int starts[FORM_FIELDS], rows = layout(form, area.columns - 2, starts);
    for (int row = 2; row < area.rows - 2; row++)
        area_fill(area, row, STYLE_NORMAL);
    area_fill(area, area.rows - 1, STYLE_BAR);
    area_text(
        area, area.rows - 1, 1, STYLE_BAR,
        area.columns < 80
            ? "Tab next  arrows choose  Enter go on  Esc leave"
            : "Tab next   arrows choose   Space tick   Enter go on, press a button   Esc leave");
    area = area_part(area, 2, 1, area.rows - 4, area.columns - 2);
    area_text(area, 0, 0, STYLE_STRONG, form->title);
    if (form->kind->note)
        form->kind->note(app, form, &note);
    int note_rows = area_wrapped(area, buffer_text(&note));
    struct area body = area_part(area, 1, 0, area.rows - 1 - note_rows, area.columns);
    /* What is left out is said in a row of its own. */
    if (rows > body.rows)
        body.rows--;
    int here = starts[form->current] + inner_row(&form->fields[form->current]);
    if (form->top > starts[form->current])
        form->top = starts[form->current];
    if (form->top < here - body.rows + 1)
        form->top = here - body.rows + 1;
    if (rows <= body.rows)
        form->top = 0;
    for (int i = 0; i < form->field_count; i++)
        draw_field(body, starts[i] - form->top, &form->fields[i], i == form->current);
    if (form->top + body.rows < rows)
        area_right(area, 1 + body.rows, area.columns, STYLE_DIM, "more below");
    area_wrap(area_part(area, area.rows - note_rows, 0, note_rows, area.columns), 0, 0,
              STYLE_NORMAL, buffer_text(&note));
    buffer_clear(&note);
}

/* ---- keys ---- */

static void step(struct form *form, int by)
{
    form->current = (form->current + form->field_count + by) % form->field_count;
    struct field *field = &form->fields[form->current];
    if (field->kind == FIELD_LIST)
        field->item = by > 0 && field->item_count ? 0 : field->item_count;
}

static void choose(struct form *form, struct field *field, int by)
{
    int chosen = field->chosen + by;
    if (chosen < 0 || chosen >= field->choice_count) {
        if (field->kind == FIELD_CHOICE)
            step(form, by);
        return;
    }
    field->chosen = chosen;
    field->error[0] = '\0';
    form->changed = form->changed || field->kind != FIELD_BUTTONS;
}

static void remove_item(struct form *form, struct field *field)
{
    free(field->items[field->item]);
    field->item_count--;
    memmove(field->items + field->item, field->items + field->item + 1,
            (size_t)(field->item_count - field->item) * sizeof *field->items);
    form->changed = true;
}

static void add_item(struct form *form, struct field *field)
{
    char item[INPUT_SIZE];
    const char *wrong = form->kind->check_item(field->input.text, item, sizeof item);
    for (int i = 0; i < field->item_count && !wrong; i++)
        if (strcmp(field->items[i], item) == 0)
            wrong = "is in the list already";
    if (wrong) {
        form_refuse(form, field, wrong);
        return;
    }
    form_add_item(field, item);
    input_set(&field->input, "");
    field->error[0] = '\0';
    form->changed = true;
}

static bool list_key(struct form *form, struct field *field, int key)
{
    bool typing = field->item == field->item_count;
    if (key == KEY_CODE_UP && field->item > 0)
        field->item--;
    else if (key == KEY_CODE_DOWN && !typing)
        field->item++;
    else if (!typing && (key == KEY_CODE_ENTER || key == KEY_CODE_DELETE || key == ' '))
        remove_item(form, field);
    else if (typing && key == KEY_CODE_ENTER && field->input.length)
        add_item(form, field);
    else
        return false;
    return true;
}

/* What a key means inside the field; false: it goes to the form. */
static bool field_key(struct form *form, struct field *field, int key)
{
    bool vertical = field->kind == FIELD_CHOICE;
    bool row = field->kind == FIELD_ROW || field->kind == FIELD_BUTTONS;
    if ((vertical && key == KEY_CODE_UP) || (row && key == KEY_CODE_LEFT))
        choose(form, field, -1);
    else if ((vertical && key == KEY_CODE_DOWN) || (row && key == KEY_CODE_RIGHT))
        choose(form, field, 1);
    else if (field->kind == FIELD_CHECK && key == ' ')
        form->changed = true, field->checked = !field->checked;
    else
        return field->kind == FIELD_LIST && list_key(form, field, key);
    return true;
}

static void ask_leaving(struct app *app, struct form *form)
{
    form->leaving = true;
    app_say(app, "Leave without saving? Esc again leaves, any other key goes on.");
}

static bool form_key(struct app *app, void *state, int key)
{
    struct form *form = state;
    struct field *field = &form->fields[form->current];
    bool leaving = form->leaving;
    form->leaving = false;
    if (input_is_leave(key)) {
        if (leaving || !form->changed)
            layer_drop(app, form);
        else
            ask_leaving(app, form);
    } else if (leaving || field_key(form, field, key)) {
        return true;
    } else if (key == KEY_CODE_ENTER && field->kind == FIELD_BUTTONS) {
        if (form->kind->submit(app, form, field->chosen))
            layer_drop(app, form);
    } else if (key == '\t' || key == KEY_CODE_DOWN || key == KEY_CODE_ENTER) {
        step(form, 1);
    } else if (key == KEY_CODE_BACKTAB || key == KEY_CODE_UP) {
        step(form, -1);
    } else if ((field->kind == FIELD_TEXT || field->kind == FIELD_LIST) &&
               input_key(&field->input, key)) {
        field->item = field->item_count; /* what is typed on a list's item is a new one */
        field->error[0] = '\0';
        form->changed = true;
    }
    return true;
}

static const struct layer_kind layer = {
    .modal = true, .draw = form_draw, .key = form_key, .close = form_free};

void form_open(struct app *app, struct form *form)
{
    layer_push(app, &layer, form);
}
