#include "dialog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "layer.h"
#include "mtacon/base/memory.h"
#include "parts.h"

enum { WRITTEN_OUT_MS = 1500 };

struct confirm {
    dialog_act *yes, *no;
    char title[64], subject[DOMAIN_NAME_SIZE];
    char *text, *question; /* owned */
    struct view view;      /* where in the text, when it is long */
    bool with_reason, is_long;
    bool has_reason; /* it is typed: now it is asked */
    struct input reason;
};

static void confirm_free(void *state)
{
    struct confirm *confirm = state;
    free(confirm->text);
    free(confirm->question);
    free(confirm);
}

static const struct layer_kind kind;

static int write_text(struct app *app, struct area area)
{
    const struct confirm *confirm = layer_find(app, &kind);
    return area_wrap(area, 0, 0, STYLE_NORMAL, confirm->text);
}

/* Returns the next free row. */
static int draw_text(struct app *app, struct confirm *confirm, struct area area, int lines)
{
    confirm->is_long = lines > area.rows;
    if (!confirm->is_long)
        return area_wrap(area, 0, 0, STYLE_NORMAL, confirm->text);
    view_text(app, &confirm->view, area, write_text);
    return area.rows;
}

/* Whether letters go to the reason. */
static bool is_typing(const struct confirm *confirm)
{
    return confirm->with_reason && !confirm->has_reason;
}

static const char *key_line(const struct confirm *confirm)
{
    return is_typing(confirm)    ? "Enter go on   Esc leave it"
           : confirm->has_reason ? "y do it   n leave it   Backspace the reason again"
                                 : "y do it   n leave it";
}

static void draw(struct app *app, void *state, struct area area)
{
    struct confirm *confirm = state;
    int width = area.columns < 80 ? area.columns - 4 : 76, below = confirm->with_reason ? 4 : 2;
    int lines = area_wrapped(area_part(area, 0, 0, area.rows, width), confirm->text);
    struct area box = part_box(area, lines + below, 76, confirm->title);
    struct area inside = area_part(box, 0, 0, box.rows - below, box.columns);
    int row = draw_text(app, confirm, inside, lines);
    area_text(box, row, 0, STYLE_STRONG, confirm->question);
    if (confirm->with_reason) {
        area_text(box, row + 1, 0, STYLE_NORMAL, "Reason");
        input_draw(&confirm->reason, box, row + 1, 8, 50, !confirm->has_reason, false);
    }
    area_text(box, box.rows - 1, 0, STYLE_STRONG, key_line(confirm));
}

/* Off before it acts: the act may open the next question. */
static void act(struct app *app, struct confirm *confirm, dialog_act *what)
{
    char subject[DOMAIN_NAME_SIZE], reason[INPUT_SIZE];
    memcpy(subject, confirm->subject, sizeof subject);
    memcpy(reason, confirm->reason.text, sizeof reason);
    app->unsaid = what == confirm->yes ? "es\r" : NULL;
    app->unsaid_until = app->clock + WRITTEN_OUT_MS;
    layer_drop(app, confirm);
    if (what)
        what(app, subject, reason);
}

/* Letters are for the reason where one is typed. */
static bool scroll(struct confirm *confirm, int key)
{
    return confirm->is_long && (!is_typing(confirm) || key >= KEY_CODE_UP) &&
           view_scroll(&confirm->view, request_of_key(key));
}

/* Enter goes on to the question: what it agreed to would have been typed ahead. */
static void type_reason(struct app *app, struct confirm *confirm, int key)
{
    if (key != KEY_CODE_ENTER) {
        input_key(&confirm->reason, key);
    } else if (confirm->reason.length) {
        confirm->has_reason = true;
        layer_changed(app, confirm);
    } else {
        app_say(app, "say why first: an incident number");
    }
}

static bool key(struct app *app, void *state, int key)
{
    struct confirm *confirm = state;
    if (input_is_leave(key) || (key == 'n' && !is_typing(confirm)))
        act(app, confirm, confirm->no);
    else if (scroll(confirm, key))
        return true;
    else if (is_typing(confirm))
        type_reason(app, confirm, key);
    else if (key == KEY_CODE_BACKSPACE)
        confirm->has_reason = false;
    else if (key != 'y')
        app_say(app, "y does it, n leaves it");
    else if (layer_was_read(app, confirm, "y"))
        act(app, confirm, confirm->yes);
    return true;
}

static bool writes(const struct app *app, const void *state, int key)
{
    const struct confirm *confirm = state;
    (void)app;
    return key == 'y' && confirm->yes && !is_typing(confirm);
}

static const struct layer_kind kind = {
    .modal = true, .draw = draw, .key = key, .writes = writes, .close = confirm_free};

bool dialog_confirm(struct app *app, const struct dialog *dialog)
{
    if (!dialog->changes_nothing && app_refuses_change(app))
        return false;
    struct confirm *confirm = memory_new(1, sizeof *confirm);
    confirm->yes = dialog->yes;
    confirm->no = dialog->no;
    confirm->with_reason = dialog->with_reason;
    confirm->text = memory_string(dialog->text);
    confirm->question = memory_string(dialog->question ? dialog->question : "");
    snprintf(confirm->title, sizeof confirm->title, "%s", dialog->title);
    snprintf(confirm->subject, sizeof confirm->subject, "%s", dialog->subject);
    return layer_push(app, &kind, confirm);
}
