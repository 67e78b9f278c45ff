/* What stands around every screen. */
#ifndef MTACON_TUI_FRAME_H
#define MTACON_TUI_FRAME_H

#include "app.h"

/* Title, summary, the line that tells what matters most, the keys that work. */
void frame_draw(struct app *app, struct area area);

#endif
