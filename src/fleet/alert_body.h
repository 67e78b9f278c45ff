/* What the mails of an alert say. */
#ifndef MTACON_FLEET_ALERT_BODY_H
#define MTACON_FLEET_ALERT_BODY_H

#include "mtacon/model/model.h"
#include "mtacon/store/alert.h"

/* Malloc'ed. */
char *alert_subject(const struct store_alert *alert, enum alert_mail kind);
char *alert_body(struct store *store, const struct model *model, const struct store_alert *alert,
                 enum alert_mail kind);

#endif
