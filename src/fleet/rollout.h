/* Brings a revision to the nodes, over time: one first, then several at once, late ones when they
 * return. Ends continuity events that are over. */
#ifndef MTACON_FLEET_ROLLOUT_H
#define MTACON_FLEET_ROLLOUT_H

#include "roster.h"

/* Begins with its roster, the rest zero. */
struct rollout_drive {
    struct roster *roster;
    bool driving;       /* this process has the lease, and answers are on their way to it */
    int64_t stepped_at; /* monotonic ms */
    int64_t looked_at_revision, next_end; /* so that the policy is read only when it changed */
};

/* The next step; true when anything changed. */
bool rollout_step(struct rollout_drive *drive, int64_t now);

/* Lets another process take over. */
void rollout_stop(struct rollout_drive *drive);

#endif
