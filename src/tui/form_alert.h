/* The forms that acknowledge an alert, and that mute a domain. */
#ifndef MTACON_TUI_FORM_ALERT_H
#define MTACON_TUI_FORM_ALERT_H

#include "app.h"

void form_alert_open(struct app *app, const struct store_alert *alert, bool mute);

#endif
