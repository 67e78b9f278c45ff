#include "stage.h"

#include "actions.h"
#include "frame.h"
#include "layer.h"
#include "question.h"
#include "screens.h"
#include "tabs.h"

enum { LEAST_ROWS = 16, LEAST_COLUMNS = 60 };

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
}

static bool is_too_small(const struct app *app)
{
    return app->rows < LEAST_ROWS || app->columns < LEAST_COLUMNS;
}

static void draw_too_small(const struct app *app, struct area area)
{
    area_printf(area, 0, 0, STYLE_STRONG, "%dx%d is too small", app->columns, app->rows);
    area_text(area, 1, 0, STYLE_NORMAL,
              layer_is_busy(app) ? "80x24 shows all; ^C quits" : "80x24 shows all; q quits");
    area_wrap(area_part(area, 0, 0, area.rows, area.columns), 2, 0, STYLE_NORMAL, app->message);
}

/* Nothing that is typed blind means anything. Where something was being typed, a q is no end: it
 * may be the next letter of it. */
static void key_too_small(struct app *app, int key)
{
    enum request request = request_of_key(key);
    if (key == 'C' - 64 || (request == REQUEST_QUIT && !layer_is_busy(app)))
        app->quit = true;
    else if (request == REQUEST_HELP)
        app_say(app, "What was open is kept. It needs %dx%d.", LEAST_COLUMNS, LEAST_ROWS);
}

void stage_draw(struct app *app, struct cells *cells)
{
    struct area all = cells_area(cells);
    for (int row = 0; row < cells->rows; row++)
        area_fill(all, row, STYLE_NORMAL);
    cells->cursor_row = cells->cursor_column = -1;
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
    if (is_rest_of_answer(app, key))
        return;
    app->message[0] = '\0';
    if (is_too_small(app))
        key_too_small(app, key);
    else if (!layer_key(app, key))
        app_say(app, "no such key here: ? helps");
}
