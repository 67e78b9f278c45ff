/* Alerts over time: evaluates them, and queues the mails that tell of them. */
#ifndef MTACON_FLEET_ALERTING_H
#define MTACON_FLEET_ALERTING_H

#include "mtacon/model/model.h"
#include "roster.h"

/* Begins with its roster and the settings, the rest zero. */
struct alerting {
    struct roster *roster;
    const struct fleet_alerts *alerts;
    int64_t pace; /* ms: struct fleet_pace's evaluation */
    bool leading; /* this process has the lease of alerts */
    bool counted; /* there is something new to evaluate; set by whoever knows */
    int64_t lease_at, evaluated_version, evaluated_minute;
    int64_t stepped_at, evaluated_at; /* monotonic ms */
    struct model *model;              /* that of the console, or `own` */
    struct model own;
    bool known; /* every domain was evaluated since it leads: only what changed is evaluated */
};

/* Evaluates when there is something new; true when anything changed. */
bool alerting_step(struct alerting *alerting, int64_t now);

/* Whether all that is known was evaluated, here or by another process. */
bool alerting_settled(const struct alerting *alerting);

/* Lets another process take over. */
void alerting_stop(struct alerting *alerting);

#endif
