#include "sheet.h"

#include <stdio.h>
#include <stdlib.h>

#include "input.h"
#include "layer.h"
#include "mtacon/base/memory.h"

struct sheet {
    char title[DOMAIN_NAME_SIZE + 64];
    char *subject;
    void (*write)(struct app *app, const char *subject, struct buffer *out); /* NULL: it stays */
    struct buffer text;                                                      /* what it shows */
    struct view view; /* where in the text; what is written anew is loaded by it */
};

static const struct layer_kind kind;

static int write_text(struct app *app, struct area area)
{
    const struct sheet *sheet = layer_find(app, &kind);
    return area_wrap(area, 0, 0, STYLE_NORMAL, buffer_text(&sheet->text));
}

static void load(struct app *app, struct view *view)
{
    struct sheet *sheet = layer_find(app, &kind);
    (void)view;
    buffer_reset(&sheet->text);
    sheet->write(app, sheet->subject, &sheet->text);
}

static const struct screen live = {.name = "live", .load = load};

static void prepare(struct app *app, void *state)
{
    struct sheet *sheet = state;
    if (sheet->write)
        view_load(app, &sheet->view);
}

/* All but the title, the summary and the message line of the console. */
static void draw(struct app *app, void *state, struct area area)
{
    struct sheet *sheet = state;
    for (int row = 2; row < area.rows - 2; row++)
        area_fill(area, row, STYLE_NORMAL);
    area_fill(area, area.rows - 1, STYLE_BAR);
    area_text(area, area.rows - 1, 1, STYLE_BAR, "j k down and up   Space page   Esc back");
    area = area_part(area, 2, 1, area.rows - 4, area.columns - 2);
    view_text(app, &sheet->view, area, write_text);
    area_text(area, 0, 0, STYLE_STRONG, sheet->title);
}

static bool key(struct app *app, void *state, int key)
{
    struct sheet *sheet = state;
    enum request request = request_of_key(key);
    if (input_is_leave(key) || request == REQUEST_BACK || request == REQUEST_QUIT ||
        key == KEY_CODE_ENTER)
        layer_drop(app, sheet);
    else if (!view_scroll(&sheet->view, request))
        app_say(app, "no such key here: Esc goes back");
    return true;
}

static void close_sheet(void *state)
{
    struct sheet *sheet = state;
    buffer_clear(&sheet->text);
    free(sheet->subject);
    free(sheet);
}

static const struct layer_kind kind = {
    .modal = true, .prepare = prepare, .draw = draw, .key = key, .close = close_sheet};

void sheet_open(struct app *app, const char *title, char *text)
{
    struct sheet *sheet = memory_new(1, sizeof *sheet);
    snprintf(sheet->title, sizeof sheet->title, "%s", title);
    buffer_append_text(&sheet->text, text);
    free(text);
    layer_push(app, &kind, sheet);
}

void sheet_open_live(struct app *app, const char *title, const char *subject,
                     void (*write)(struct app *app, const char *subject, struct buffer *out))
{
    struct sheet *sheet = memory_new(1, sizeof *sheet);
    snprintf(sheet->title, sizeof sheet->title, "%s", title);
    sheet->subject = memory_string(subject);
    sheet->write = write;
    sheet->view.screen = &live;
    if (layer_push(app, &kind, sheet))
        view_load(app, &sheet->view);
}
