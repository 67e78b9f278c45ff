/* Adding a domain: its name; settings come after. */
#ifndef MTACON_TUI_FORM_DOMAIN_H
#define MTACON_TUI_FORM_DOMAIN_H

#include "app.h"

/* Over a list of domains: the row of what was added is selected then. */
void form_domain_open(struct app *app);

#endif
