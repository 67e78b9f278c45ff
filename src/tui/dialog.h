/* The question before a change: what will happen, where; y or n, after a reason where one is
 * wanted. It opens by a key that the operator pressed for it, never by itself over what is being
 * typed. */
#ifndef MTACON_TUI_DIALOG_H
#define MTACON_TUI_DIALOG_H

#include "app.h"

/* What is done when the operator agrees, or leaves it; `reason` is what was typed, or "". */
typedef void dialog_act(struct app *app, const char *subject, const char *reason);

struct dialog {
    const char *title, *subject; /* copied */
    const char *text;            /* likewise; scrolled where it is longer than the screen */
    const char *question;        /* likewise, below it; NULL: the text asks */
    bool with_reason;
    bool changes_nothing; /* with --read-only it is asked all the same */
    dialog_act *yes, *no; /* no: NULL, nothing */
};

/* Asks; y agrees once the question was drawn (layer.h), and Enter never: after a reason it goes on
 * to the question. False: nothing was opened, and it said why (--read-only; too much is open). */
bool dialog_confirm(struct app *app, const struct dialog *dialog);

#endif
