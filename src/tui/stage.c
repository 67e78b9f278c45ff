#include "stage.h"

#include "actions.h"
#include "frame.h"
#include "held.h"
#include "layer.h"
#include "question.h"
#include "screens.h"
#include "tabs.h"

bool stage_begin(struct app *app, const struct console_options *options, int64_t now,
                 struct error *error)
{
    if (!app_begin(app, options, now, tabs[0], error))
        return false;
    tabs_begin(app);
    return true;
}

void stage_end(struct app *app)
{
    layer_drop_all(app);
    actions_end(app);
    question_look(app, NULL);
    app_end(app);
}

void stage_resize(struct app *app, int rows, int columns)
{
    app->rows = rows;
    app->columns = columns;
    app->quit_asked = QUIT_NOT_ASKED;
}

static bool is_too_small(const struct app *app)
{
    return app->rows < STAGE_ROWS || app->columns < STAGE_COLUMNS;
}

static void draw_too_small(struct app *app, struct area area)
{
    area_printf(area, 0, 0, STYLE_STRONG, "%dx%d is too small", app->columns, app->rows);
    area_text(area, 1, 0, STYLE_NORMAL,
              layer_is_busy(app) ? "80x24 shows all; q twice quits" : "80x24 shows all; q quits");
    area_wrap(area, 2, 0, STYLE_NORMAL, app->message);
    if (app->quit_asked == QUIT_ASKED)
        app->quit_asked = QUIT_READ;
}

/* Where something was being typed, a q may be the next letter of it, and so may a second one that
 * comes before the first was answered. */
static void quit_too_small(struct app *app, bool was_read)
{
    if (!layer_is_busy(app) || was_read) {
        app->quit = true;
        return;
    }
    app->quit_asked = QUIT_ASKED;
    app_say(app, "What is open would be lost: q again quits.");
}

/* Nothing that is typed blind means anything. */
static void key_too_small(struct app *app, int key)
{
    enum request request = request_of_key(key);
    bool was_read = app->quit_asked == QUIT_READ;
    app->quit_asked = QUIT_NOT_ASKED;
    if (request == REQUEST_QUIT)
        quit_too_small(app, was_read);
    else if (request == REQUEST_HELP)
        app_say(app, "What was open is kept. It needs %dx%d.", STAGE_COLUMNS, STAGE_ROWS);
}

void stage_prepare(struct app *app)
{
    if (!is_too_small(app))
        layer_prepare(app);
}

void stage_draw(struct app *app, struct cells *cells)
{
    struct area all = cells_area(cells);
    for (int row = 0; row < cells->rows; row++)
        area_fill(all, row, STYLE_NORMAL);
    cells->cursor_row = cells->cursor_column = -1;
    if (cells->rows != app->rows || cells->columns != app->columns)
        stage_resize(app, cells->rows, cells->columns);
    if (is_too_small(app)) {
        draw_too_small(app, all);
        return;
    }
    frame_draw(app, all);
    layer_draw(app, all);
}

/* Whoever writes 'yes' out has answered with its first letter; the others are for nobody. */
static bool is_rest_of_answer(struct app *app, int key)
{
    const char *next = app->unsaid;
    app->unsaid = NULL;
    if (!next || app->clock > app->unsaid_until ||
        key != (*next == '\r' ? KEY_CODE_ENTER : (int)*next))
        return false;
    app->unsaid = next[1] ? next + 1 : NULL;
    return true;
}

void stage_key(struct app *app, int key)
{
    if (is_rest_of_answer(app, key) || held_takes(app, key))
        return;
    app->message[0] = '\0';
    app->awaited = NULL;
    if (is_too_small(app))
        key_too_small(app, key);
    else if (!layer_key(app, key))
        app_say(app, "no such key here: ? helps");
}
