#include "form.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form_draw.h"
#include "layer.h"
#include "mtacon/base/memory.h"

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

/* ---- checks ---- */

static void mark(struct field *field, const char *why)
{
    snprintf(field->error, sizeof field->error, "%.*s", (int)sizeof field->error - 1, why);
}

static const char *find_item(const struct field *field, const char *item)
{
    for (int i = 0; i < field->item_count; i++)
        if (strcmp(field->items[i], item) == 0)
            return "is in the list already";
    return NULL;
}

/* Adds what is typed to the list, or marks it. */
static void add_item(struct form *form, struct field *field)
{
    char item[INPUT_SIZE];
    const char *wrong = form->kind->check_item(field->input.text, item, sizeof item);
    if (!wrong)
        wrong = find_item(field, item);
    if (wrong) {
        mark(field, wrong);
        return;
    }
    form_add_item(field, item);
    input_set(&field->input, "");
    field->error[0] = '\0';
    form->changed = true;
}

/* As a field is left: an operator who typed an address and goes on means it. */
static void check_field(struct form *form, struct field *field)
{
    struct error error;
    if (field->kind == FIELD_LIST && field->input.length)
        add_item(form, field);
    else if (form->kind->check && form->kind->check(form, field, &error))
        field->error[0] = '\0';
    else if (form->kind->check)
        mark(field, error.text);
}

void form_focus(struct form *form, const struct field *field)
{
    form->current = (int)(field - form->fields);
    form->fields[form->current].item = field->item_count;
}

bool form_refuse(struct app *app, struct form *form, struct field *field, const char *why)
{
    mark(field, why);
    form_focus(form, field);
    app_say(app, "not saved: %s: %s", field->label, why);
    return false;
}

bool form_settle(struct app *app, struct form *form)
{
    struct field *first = NULL;
    int wrong = 0;
    for (int i = 0; i < form->field_count; i++) {
        struct field *field = &form->fields[i];
        check_field(form, field);
        if (field->error[0] && !wrong++)
            first = field;
    }
    if (!first)
        return true;
    form_focus(form, first);
    if (wrong > 1)
        app_say(app, "not saved: %s: %s; and %d more", first->label, first->error, wrong - 1);
    else
        app_say(app, "not saved: %s: %s", first->label, first->error);
    return false;
}

/* ---- keys ---- */

enum { NOTE_STEP = 4 };

/* Goes to the next field or the one before, checking the one that is left. Arrows come in at the
 * nearest item of a list; Tab where one types, as it stops there once. */
static void step(struct form *form, int by, bool arrow)
{
    check_field(form, &form->fields[form->current]);
    form->current = (form->current + form->field_count + by) % form->field_count;
    struct field *field = &form->fields[form->current];
    if (field->kind == FIELD_LIST)
        field->item = arrow && by > 0 ? 0 : field->item_count;
    else if (field->kind == FIELD_BUTTONS)
        field->chosen = 0; /* from wherever: the last one is Cancel */
}

/* Tab within a field that has several places; false: it leaves the field. */
static bool step_inside(struct field *field, int by)
{
    int *place = field->kind == FIELD_LIST ? &field->item : &field->chosen;
    int last = field->kind == FIELD_LIST ? field->item_count : field->choice_count - 1;
    if ((field->kind != FIELD_LIST && field->kind != FIELD_BUTTONS) || *place + by < 0 ||
        *place + by > last)
        return false;
    *place += by;
    return true;
}

static void choose(struct form *form, struct field *field, int chosen)
{
    field->chosen = chosen;
    field->error[0] = '\0';
    form->changed = form->changed || field->kind != FIELD_BUTTONS;
}

/* One further with an arrow; beyond the last of choices lies the next field. */
static void choose_next(struct form *form, struct field *field, int by)
{
    int chosen = field->chosen + by;
    if (chosen >= 0 && chosen < field->choice_count)
        choose(form, field, chosen);
    else if (field->kind == FIELD_CHOICE)
        step(form, by, true);
}

/* The next choice that begins with that letter. */
static void choose_letter(struct app *app, struct form *form, struct field *field, int key)
{
    for (int i = 1; i <= field->choice_count; i++) {
        int at = (field->chosen + i) % field->choice_count;
        if (tolower((unsigned char)field->choices[at].name[0]) != tolower(key))
            continue;
        choose(form, field, at);
        return;
    }
    app_say(app, "no choice begins with '%c'", key);
}

static void remove_item(struct form *form, struct field *field)
{
    free(field->items[field->item]);
    field->item_count--;
    memmove(field->items + field->item, field->items + field->item + 1,
            (size_t)(field->item_count - field->item) * sizeof *field->items);
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
static bool field_key(struct app *app, struct form *form, struct field *field, int key)
{
    bool vertical = field->kind == FIELD_CHOICE;
    bool row = field->kind == FIELD_ROW || field->kind == FIELD_BUTTONS;
    if ((vertical && key == KEY_CODE_UP) || (row && key == KEY_CODE_LEFT))
        choose_next(form, field, -1);
    else if ((vertical && key == KEY_CODE_DOWN) || (row && key == KEY_CODE_RIGHT))
        choose_next(form, field, 1);
    else if ((vertical || row) && key > ' ' && key < 127)
        choose_letter(app, form, field, key);
    else if (field->kind == FIELD_CHECK && key == ' ')
        form->changed = true, field->checked = !field->checked;
    else
        return field->kind == FIELD_LIST && list_key(form, field, key);
    return true;
}

static void press(struct app *app, struct form *form, struct field *field)
{
    if (field->press)
        field->press(app, form, field->chosen);
    else if (form->kind->submit(app, form, field->chosen))
        layer_drop(app, form);
}

static bool presses_button(const struct form *form, int key)
{
    return key == KEY_CODE_ENTER && form->fields[form->current].kind == FIELD_BUTTONS;
}

static bool presses_cancel(const struct form *form, int key)
{
    const struct field *field = &form->fields[form->current];
    return presses_button(form, key) && strcmp(field->choices[field->chosen].name, "Cancel") == 0;
}

static void leave(struct app *app, struct form *form, bool again)
{
    if (again || !form->changed) {
        layer_drop(app, form);
        return;
    }
    form->leaving = true;
    app_say(app, "Leave without saving? The same key again leaves, any other goes on.");
}

static void type(struct app *app, struct form *form, struct field *field, int key)
{
    if (field->kind == FIELD_CHECK)
        app_say(app, "no such key here: Space ticks");
    if ((field->kind != FIELD_TEXT && field->kind != FIELD_LIST) || !input_key(&field->input, key))
        return;
    field->item = field->item_count; /* what is typed on a list's item is a new one */
    field->error[0] = '\0';
    form->changed = true;
}

/* From field to field, or within the one; false: the key is for something else. */
static bool walk(struct form *form, struct field *field, int key)
{
    int by = key == '\t' || key == KEY_CODE_ENTER || key == KEY_CODE_DOWN ? 1
             : key == KEY_CODE_BACKTAB || key == KEY_CODE_UP              ? -1
                                                                          : 0;
    bool arrow = key == KEY_CODE_DOWN || key == KEY_CODE_UP;
    if (by && (arrow || !step_inside(field, by)))
        step(form, by, arrow);
    return by != 0;
}

/* What is below the fields, line by line; drawing knows where it ends. */
static bool scroll_note(struct form *form, int key)
{
    if (key != KEY_CODE_PAGE_DOWN && key != KEY_CODE_PAGE_UP)
        return false;
    form->note_top += key == KEY_CODE_PAGE_DOWN ? NOTE_STEP : -NOTE_STEP;
    if (form->note_top < 0)
        form->note_top = 0;
    return true;
}

static bool form_key(struct app *app, void *state, int key)
{
    struct form *form = state;
    struct field *field = &form->fields[form->current];
    bool leaving = form->leaving;
    if (form->waits) {
        app_say(app, "wait: what you asked for is being done");
        return true;
    }
    form->leaving = false;
    if (input_is_leave(key) || presses_cancel(form, key))
        leave(app, form, leaving);
    else if (leaving || scroll_note(form, key) || field_key(app, form, field, key))
        return true;
    else if (presses_button(form, key))
        press(app, form, field);
    else if (!walk(form, field, key))
        type(app, form, field, key);
    return true;
}

/* While something is being done no key does. */
static bool form_writes(const struct app *app, const void *state, int key)
{
    const struct form *form = state;
    (void)app;
    return presses_button(form, key) && !presses_cancel(form, key) && !form->waits;
}

static const struct layer_kind layer = {
    .modal = true, .draw = form_draw, .key = form_key, .writes = form_writes, .close = form_free};

void form_open(struct app *app, struct form *form)
{
    form->number = ++app->forms;
    layer_push(app, &layer, form);
}

struct form *form_of(const struct app *app, int64_t number)
{
    for (int i = 0; i < app->layer_count; i++) {
        struct form *form = app->layers[i].state;
        if (app->layers[i].kind == &layer && form->number == number)
            return form;
    }
    return NULL;
}

void form_wait(struct app *app, struct form *form, const char *what)
{
    form->waits = true;
    app_say(app, "%s ...", what);
}

struct form *form_go_on(struct app *app, int64_t number)
{
    struct form *form = form_of(app, number);
    if (form)
        form->waits = false;
    return form;
}

void form_close(struct app *app, struct form *form)
{
    layer_drop(app, form);
}

const struct form *form_find(const struct app *app)
{
    return layer_find(app, &layer);
}
