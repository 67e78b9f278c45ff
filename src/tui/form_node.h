/* The form that adds a node. */
#ifndef MTACON_TUI_FORM_NODE_H
#define MTACON_TUI_FORM_NODE_H

#include "app.h"

void form_node_open(struct app *app);

#endif
