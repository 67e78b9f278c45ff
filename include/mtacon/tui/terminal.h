/* The terminal: the one place that knows ncurses. */
#ifndef MTACON_TUI_TERMINAL_H
#define MTACON_TUI_TERMINAL_H

#include <stdbool.h>

#include "mtacon/base/error.h"
#include "mtacon/tui/cells.h"

/* Takes the terminal over. `ascii`: even where UTF-8 would do. */
bool terminal_open(bool ascii, bool no_color, struct error *error);
void terminal_close(void);

/* Gives the terminal back as it was, from within a signal handler: for a process that ends. */
void terminal_rescue(void);

/* Whether it listens to us: whoever touches it from the background is stopped. */
bool terminal_is_ours(void);

/* Gives the terminal back and stops the process (with those that were started with it) until it is
 * continued, for whatever purpose: terminal_resume takes it over again. */
void terminal_suspend(void);

/* Takes it over anew: another program may have had it. The next paint sends all. */
void terminal_resume(void);

void terminal_size(int *rows, int *columns);

/* Makes the terminal look like `cells`; sends only what changed. */
void terminal_paint(const struct cells *cells);

/* Forgets what the terminal shows: the next paint sends all. */
void terminal_redraw(void);

void terminal_bell(void);

/* The next key (request.h) that is there already, 0 when there is none. */
int terminal_key(void);

/* What stands for a character on a terminal without UTF-8. */
char terminal_ascii(uint32_t character);

#endif
