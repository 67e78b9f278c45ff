/* A key that would write, while another process holds the store: it waits, so that the console does
 * not. What it means is decided once it is taken, on the very same layer; Esc takes it back. */
#ifndef MTACON_TUI_HELD_H
#define MTACON_TUI_HELD_H

#include "app.h"

/* Whether the key goes no further: it waits now, or another one does. */
bool held_takes(struct app *app, int key);

/* Says how long it has waited. Returns the key, once, when it may be taken; 0: not now. After a
 * while it is given up, which is said. */
int held_look(struct app *app);

/* Whether a key waits. */
bool held_waits(const struct app *app);

#endif
