/* A key that would write, while the store is locked: it waits, so that the console does not, and so
 * do those that are typed behind it. It is taken on the very same layer, as it was shown then; Esc
 * takes it back. */
#ifndef MTACON_TUI_HELD_H
#define MTACON_TUI_HELD_H

#include "app.h"

/* Whether the key goes no further: it waits now, or another one does. */
bool held_takes(struct app *app, int key);

/* Says how long it has waited. Returns the keys, one each time, when they may be taken; 0: none
 * now. After a while they are given up, which is said. */
int held_look(struct app *app);

/* Whether a key waits. */
bool held_waits(const struct app *app);

#endif
