/* Sends what waits in the outbox, one mail at a time, so that a kill can double one at most. */
#ifndef MTACON_FLEET_OUTBOX_H
#define MTACON_FLEET_OUTBOX_H

#include "mtacon/store/outbox.h"
#include "roster.h"

enum { OUTBOX_CHANNELS = 8 };

/* Begins with its roster, the settings, times and `started_at`, the rest zero. */
struct outbox_drive {
    struct roster *roster;
    const struct fleet_alerts *alerts;
    int64_t grace, avoid;                         /* ms: see struct fleet_pace */
    int64_t started_at, stepped_at, recovered_at; /* monotonic ms */
    struct outbox_mail *sending;                  /* NULL: none */
    int64_t ticket, node; /* of its job; node 0: by a program on this host */
    size_t channel;       /* by which it goes */
    struct {
        char *text; /* owned; NULL: nothing */
        bool failed;
        int64_t at;
    } outcome;                          /* of `sending`, until it is saved */
    int64_t failed_at[OUTBOX_CHANNELS]; /* of channels of this host: monotonic ms; 0: it took it */
};

/* `leading`: this process evaluates alerts. True when anything changed. */
bool outbox_step(struct outbox_drive *drive, bool leading, int64_t now);

/* Whether nothing is due or under way. */
bool outbox_settled(const struct outbox_drive *drive, int64_t now);

void outbox_stop(struct outbox_drive *drive);

#endif
