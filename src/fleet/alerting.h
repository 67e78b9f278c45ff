/* Alerts over time: evaluates them, and queues the mails that tell of them. */
#ifndef MTACON_FLEET_ALERTING_H
#define MTACON_FLEET_ALERTING_H

#include "fleet_private.h"
#include "mtacon/fleet/model.h"
#include "mtacon/store/alert.h"

/* Evaluates when there is something new; true when anything changed. */
bool alerting_step(struct fleet *fleet, int64_t now);

/* Lets another process take over. */
void alerting_stop(struct fleet *fleet);

/* ---- alert_body.c ---- */
/* Malloc'ed. */
char *alert_subject(const struct store_alert *alert, enum alert_mail kind);
char *alert_body(struct store *store, const struct model *model, const struct store_alert *alert,
                 enum alert_mail kind);

/* ---- delivery.c ---- */
/* Sends what waits in the outbox, one mail at a time; true when anything changed. */
bool delivery_step(struct fleet *fleet, int64_t now);
void delivery_stop(struct fleet *fleet);

#endif
