/* The question before a change: what will happen, where; y or n, or a reason to be typed. */
#ifndef MTACON_TUI_DIALOG_H
#define MTACON_TUI_DIALOG_H

#include "app.h"

/* What is done when the operator agrees; `reason` is what was typed, or "". */
typedef void dialog_act(struct app *app, const char *subject, const char *reason);

/* Asks at once: the operator has just pressed a key for it. The texts are copied. Refused with
 * --read-only. */
void dialog_confirm(struct app *app, const char *title, const char *subject, const char *text,
                    bool with_reason, dialog_act *yes);

/* Something is ready to be agreed to, but the operator may be at something else by now: it is
 * announced until dialog_open_offered. The newest offer counts. */
void dialog_offer(struct app *app, const char *title, const char *subject, const char *text,
                  dialog_act *yes);

/* What is ready, in a few words; "" nothing. */
const char *dialog_offered(const struct app *app, char *out, size_t size);

/* Opens it; false: nothing is ready. */
bool dialog_open_offered(struct app *app);

/* Forgets what is ready. */
void dialog_clear(struct app *app);

#endif
