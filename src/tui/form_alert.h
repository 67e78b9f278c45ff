/* The forms that acknowledge the open alerts of a domain, and that mute it. */
#ifndef MTACON_TUI_FORM_ALERT_H
#define MTACON_TUI_FORM_ALERT_H

#include "app.h"

void form_alert_open(struct app *app, const char *domain, bool mute);

#endif
