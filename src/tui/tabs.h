/* The screens that keys 1 to 6 open, and the layer at the bottom: the screen that is open. */
#ifndef MTACON_TUI_TABS_H
#define MTACON_TUI_TABS_H

#include "app.h"

enum { TABS = 6 };
extern const struct screen *const tabs[TABS];

/* Puts the layer of the open screen at the bottom. */
void tabs_begin(struct app *app);

#endif
