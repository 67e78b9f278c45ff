/* A line of input; what a form, a dialog or the filter is typed into. */
#ifndef MTACON_TUI_INPUT_H
#define MTACON_TUI_INPUT_H

#include <stdbool.h>

#include "mtacon/tui/cells.h"
#include "mtacon/tui/request.h"

enum { INPUT_SIZE = 256 };

struct input {
    char text[INPUT_SIZE]; /* UTF-8 */
    int length, cursor;    /* bytes */
};

/* Sets the text; what was there is wiped. */
void input_set(struct input *input, const char *text);

/* Takes an editing key; false when it is none. */
bool input_key(struct input *input, int key);

/* Draws it from `column` on; puts the cursor there when `active`. `hidden` shows dots. */
void input_draw(const struct input *input, struct area area, int row, int column, int width,
                bool active, bool hidden);

/* Esc or ^C: what leaves anything that is typed into. */
bool input_is_leave(int key);

#endif
