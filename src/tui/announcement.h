/* What waits for the operator (a question of a node, a plan to agree to) is announced in the
 * message line, and stays there until it is opened by its own key. That opens only what the line
 * showed: what has come first since then was not read yet. */
#ifndef MTACON_TUI_ANNOUNCEMENT_H
#define MTACON_TUI_ANNOUNCEMENT_H

#include "app.h"

/* Draws it at the begin of that row; returns the column after it. */
int announcement_draw(struct app *app, struct area area, int row);

/* Opens what was announced, or says why not. */
void announcement_open(struct app *app);

#endif
