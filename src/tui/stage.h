/* What the operator sees and types, without a terminal: the whole of the console but its loop. */
#ifndef MTACON_TUI_STAGE_H
#define MTACON_TUI_STAGE_H

#include "app.h"

/* Below this size nothing is shown, and only q and ? mean anything. */
enum { STAGE_ROWS = 16, STAGE_COLUMNS = 60 };

/* Opens the first screen. False and `error`: the store cannot be read. */
bool stage_begin(struct app *app, const struct console_options *options, int64_t now,
                 struct error *error);
void stage_end(struct app *app);

/* The terminal has this size now: what keys mean may depend on it. */
void stage_resize(struct app *app, int rows, int columns);

/* Reads from the store what is shown, right before it is drawn. */
void stage_prepare(struct app *app);

/* Draws all of the screen, and reads nothing for it. */
void stage_draw(struct app *app, struct cells *cells);

void stage_key(struct app *app, int key);

#endif
