/* A sheet: a text over the open screen or form, as long as it is; it scrolls, and Esc takes it off.
 */
#ifndef MTACON_TUI_SHEET_H
#define MTACON_TUI_SHEET_H

#include "app.h"

/* Shows `text` (safe to show; owned by the sheet, malloc'ed). */
void sheet_open(struct app *app, const char *title, char *text);

/* Shows what `write` appends, anew whenever the model is; `subject` is copied. */
void sheet_open_live(struct app *app, const char *title, const char *subject,
                     void (*write)(struct app *app, const char *subject, struct buffer *out));

#endif
