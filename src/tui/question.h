/* What a node asks while it is being connected: whether its host key is right, a passphrase, a
 * password. It comes when it comes, so it never opens by itself: it is announced, and a key of its
 * own opens it. */
#ifndef MTACON_TUI_QUESTION_H
#define MTACON_TUI_QUESTION_H

#include "app.h"

/* Looks what the fleet asks now; with `question` NULL, nothing. Copied. */
void question_look(struct app *app, const struct fleet_question *question);

/* What is asked, in a few words; "" nothing, or it is open already. */
const char *question_asked(const struct app *app, char *out, size_t size);

/* Opens it; false: nothing is asked. */
bool question_open(struct app *app);

#endif
