#include "form_draw.h"

#include <string.h>

#include "mtacon/base/text.h"

enum { LABEL_WIDTH = 14, NOTE_MOST = 100 };

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

/* Where what is said about a choice begins. */
static int explanation_column(int column)
{
    return column < 32 ? 32 : column + 2;
}

/* Whether there is room for all of it beside the choices. */
static bool explanations_fit(const struct field *field, int columns)
{
    for (int i = 0; i < field->choice_count; i++)
        if (explanation_column(5 + text_width(field->choices[i].name)) +
                text_width(field->choices[i].explanation) >
            columns)
            return false;
    return true;
}

static int draw_choices(struct area area, int row, const struct field *field, bool active)
{
    bool fit = explanations_fit(field, area.columns);
    area_text(area, row++, 0, STYLE_HEADING, field->label);
    for (int i = 0; i < field->choice_count; i++, row++) {
        bool chosen = field->chosen == i, hint = i == 0 && hint_is_beside(field);
        enum style style = chosen && active ? STYLE_SELECTED : STYLE_NORMAL;
        int column =
            area_printf(area, row, 1, style, "(%c) %s", chosen ? 'x' : ' ', field->choices[i].name);
        if (fit || hint)
            area_text(area, row, explanation_column(column), chosen ? STYLE_NORMAL : STYLE_DIM,
                      hint ? field->hint : field->choices[i].explanation);
    }
    if (!fit)
        row = area_wrap(area, row, 5, STYLE_DIM, field->choices[field->chosen].explanation);
    return hint_is_beside(field) ? row : draw_remark(area, row, 1, field);
}

static int draw_row(struct area area, int row, const struct field *field, bool active)
{
    bool buttons = field->kind == FIELD_BUTTONS;
    int left = *field->label ? LABEL_WIDTH : 0, column = left;
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

/* The rows that the note takes, were there as many as it needs. */
static int whole_note(struct area area, const char *note)
{
    area.rows = NOTE_MOST;
    return area_wrapped(area, note);
}

/* What is below the fields gives way to them where that makes them fit, down to a third of the
 * room; else to half of it. */
static int rows_for_note(struct area area, int field_rows, const char *note)
{
    int wanted = whole_note(area, note), room = area.rows - 1 - field_rows;
    if (room < area.rows / 3)
        room = area.rows / 2;
    return wanted < room ? wanted : room;
}

/* What does not fit is gone to by PgDn, and that is said in a row of its own. */
static void draw_note(struct area area, struct form *form, const char *note)
{
    int wanted = whole_note(area, note), room = area.rows - (wanted > area.rows);
    int last = wanted - room;
    if (form->note_top > last)
        form->note_top = last;
    area_wrap(area_part(area, 0, 0, room, area.columns), -form->note_top, 0, STYLE_NORMAL, note);
    if (last > 0)
        area_right(area, room, area.columns, STYLE_DIM,
                   form->note_top < last ? "PgDn: more of this" : "PgUp: more of this");
}

static void draw_key_line(struct area area)
{
    int row = area.rows - 1;
    area_fill(area, row, STYLE_BAR);
    area_text(area, row, 1, STYLE_BAR,
              area.columns < 80
                  ? "Tab next  arrows choose  Enter go on  Esc leave"
                  : "Tab next   arrows or a first letter choose   Enter go on, press   Esc leave");
}

/* Scrolls so that the operator's place is there: its field's beginning too, where that fits. */
static void place_fields(struct form *form, const int starts[FORM_FIELDS], int rows, int room)
{
    int start = starts[form->current];
    int here = start + inner_row(&form->fields[form->current]);
    if (form->top > start)
        form->top = start;
    if (form->top < here - room + 1)
        form->top = here - room + 1;
    if (form->top > rows - room)
        form->top = rows > room ? rows - room : 0;
}

/* What is left out is said in a row of its own. */
static void draw_fields(struct area area, struct form *form, const int starts[FORM_FIELDS],
                        int rows)
{
    struct area body = area;
    if (rows > area.rows)
        body.rows--;
    place_fields(form, starts, rows, body.rows);
    for (int i = 0; i < form->field_count; i++)
        draw_field(body, starts[i] - form->top, &form->fields[i], i == form->current);
    if (rows > body.rows)
        area_right(area, body.rows, area.columns, STYLE_DIM,
                   form->top + body.rows < rows ? "more below" : "more above");
}

void form_draw(struct app *app, void *state, struct area area)
{
    struct form *form = state;
    struct buffer note = {0};
    int starts[FORM_FIELDS];
    if (form->kind->look)
        form->kind->look(app, form);
    if (form->kind->note)
        form->kind->note(app, form, &note);
    for (int row = 2; row < area.rows - 2; row++)
        area_fill(area, row, STYLE_NORMAL);
    draw_key_line(area);
    area = area_part(area, 2, 1, area.rows - 4, area.columns - 2);
    area_text(area, 0, 0, STYLE_STRONG, form->title);
    int rows = layout(form, area.columns, starts);
    int note_rows = rows_for_note(area, rows, buffer_text(&note));
    draw_fields(area_part(area, 1, 0, area.rows - 1 - note_rows, area.columns), form, starts, rows);
    draw_note(area_part(area, area.rows - note_rows, 0, note_rows, area.columns), form,
              buffer_text(&note));
    buffer_clear(&note);
}
