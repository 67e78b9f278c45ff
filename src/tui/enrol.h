/* What the console asks a node in two steps: first what would change, then, if the operator agrees,
 * the change. */
#ifndef MTACON_TUI_ENROL_H
#define MTACON_TUI_ENROL_H

#include "app.h"

/* Asks a node what enrolment, or its undoing, would change, and then the operator. */
void enrol_begin(struct app *app, const struct model_node *node);

/* Asks a node for the revision of another console that it carries, and then the operator. */
void adopt_begin(struct app *app, const struct model_node *node);

/* Looks whether the answer is there. */
void enrol_look(struct app *app);

#endif
