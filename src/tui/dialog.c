#include "dialog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "layer.h"
#include "mtacon/base/memory.h"
#include "parts.h"

struct confirm {
    dialog_act *yes;
    char title[64], subject[DOMAIN_NAME_SIZE];
    char *text; /* owned */
    bool with_reason;
    struct input reason;
};

static struct confirm *confirm_new(const char *title, const char *subject, const char *text,
                                   bool with_reason, dialog_act *yes)
{
    struct confirm *confirm = memory_new(1, sizeof *confirm);
    confirm->yes = yes;
    confirm->with_reason = with_reason;
    confirm->text = memory_string(text);
    snprintf(confirm->title, sizeof confirm->title, "%s", title);
    snprintf(confirm->subject, sizeof confirm->subject, "%s", subject);
    return confirm;
}

static void confirm_free(void *state)
{
    struct confirm *confirm = state;
    if (confirm)
        free(confirm->text);
    free(confirm);
}

static void draw(struct app *app, void *state, struct area area)
{
    const struct confirm *confirm = state;
    (void)app;
    int width = area.columns < 80 ? area.columns - 4 : 76;
    int lines = area_wrapped(area_part(area, 0, 0, area.rows, width), confirm->text);
    struct area box = part_box(area, lines + (confirm->with_reason ? 4 : 2), 76, confirm->title);
    struct area inside = area_part(box, 0, 0, box.rows - 2, box.columns);
    int row = area_wrap(inside, 0, 0, STYLE_NORMAL, confirm->text);
    if (!confirm->with_reason) {
        area_text(box, box.rows - 1, 0, STYLE_STRONG, "y do it   n leave it");
        return;
    }
    row = row < box.rows - 3 ? row + 1 : box.rows - 2;
    area_text(box, row, 0, STYLE_NORMAL, "Reason");
    input_draw(&confirm->reason, box, row, 8, 50, true, false);
    area_text(box, box.rows - 1, 0, STYLE_STRONG, "Enter do it   Esc leave it");
}

static bool key(struct app *app, void *state, int key)
{
    struct confirm *confirm = state;
    if (input_is_leave(key) || (key == 'n' && !confirm->with_reason)) {
        layer_drop(app, confirm);
        return true;
    }
    if (confirm->with_reason ? key != KEY_CODE_ENTER || !confirm->reason.length : key != 'y')
        return confirm->with_reason && input_key(&confirm->reason, key);
    /* Off before it acts: the act may open the next question. */
    dialog_act *yes = confirm->yes;
    char subject[DOMAIN_NAME_SIZE], reason[INPUT_SIZE];
    memcpy(subject, confirm->subject, sizeof subject);
    memcpy(reason, confirm->reason.text, sizeof reason);
    layer_drop(app, confirm);
    yes(app, subject, reason);
    return true;
}

static const struct layer_kind kind = {
    .modal = true, .draw = draw, .key = key, .close = confirm_free};

void dialog_confirm(struct app *app, const char *title, const char *subject, const char *text,
                    bool with_reason, dialog_act *yes)
{
    if (!app_refuses_change(app))
        layer_push(app, &kind, confirm_new(title, subject, text, with_reason, yes));
}

void dialog_offer(struct app *app, const char *title, const char *subject, const char *text,
                  dialog_act *yes)
{
    if (app_refuses_change(app))
        return;
    confirm_free(app->offered);
    app->offered = confirm_new(title, subject, text, false, yes);
}

const char *dialog_offered(const struct app *app, char *out, size_t size)
{
    *out = '\0';
    if (app->offered)
        snprintf(out, size, "%s: %s", app->offered->subject, app->offered->title);
    return out;
}

bool dialog_open_offered(struct app *app)
{
    if (!app->offered)
        return false;
    layer_push(app, &kind, app->offered);
    app->offered = NULL;
    return true;
}

void dialog_clear(struct app *app)
{
    confirm_free(app->offered);
    app->offered = NULL;
}
