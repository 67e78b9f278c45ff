/* What stands over the open screen keeps to its place: forms and sheets to the area that is handed
 * to them, a box to what is inside of its frame. */
#ifndef TESTS_KEYS_BOXES_H
#define TESTS_KEYS_BOXES_H

#include "app.h"

/* False: the topmost layer does not, and `out` says how. Draws it once more, in the middle of a
 * larger grid on which every cell that it does not draw can be told. */
bool boxes_are_kept(struct app *app, char *out, size_t size);

#endif
