/* The filter as it is typed, in place of the footer. */
#ifndef MTACON_TUI_FILTER_H
#define MTACON_TUI_FILTER_H

#include "app.h"

/* Opens the filter of the open screen. Where it has none, says so, and takes what is typed all the
 * same: it is meant for a filter, and must not become keys. */
void filter_open(struct app *app);

#endif
