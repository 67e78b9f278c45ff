/* How a form looks; form.c has what its keys mean. */
#ifndef MTACON_TUI_FORM_DRAW_H
#define MTACON_TUI_FORM_DRAW_H

#include "form.h"

/* All but the title, the summary and the message line of the console; `state` is the form. */
void form_draw(struct app *app, void *state, struct area area);

#endif
