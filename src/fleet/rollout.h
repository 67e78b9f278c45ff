/* Brings a revision to the nodes, over time: one first, then several at once, late ones when they
 * return. Ends continuity events that are over. */
#ifndef MTACON_FLEET_ROLLOUT_H
#define MTACON_FLEET_ROLLOUT_H

#include "mtacon/model/model.h"
#include "mtacon/store/clerk.h"
#include "roster.h"

struct push_source;    /* rollout_push.c */
struct rollout_ending; /* rollout_end.c */

/* Begins with its roster, `clerk`, `look` and `idle` -1, the rest zero. */
struct rollout_drive {
    struct roster *roster;
    const struct model *model;     /* that alerts are evaluated by, whose policy is read; or NULL */
    int64_t look;                  /* ms between two looks at what came of a wave */
    int64_t stepped_at, judged_at; /* monotonic ms */
    int64_t harm_at;               /* epoch of the first of the looks that see harm; 0: none */
    int64_t harm_since;            /* the same, monotonic ms */
    int64_t harm_wave;             /* when the wave began that they look at */
    int64_t idle; /* all had it when the rollout was changed so often; -1: not all, or unknown */
    struct clerk *clerk;                  /* renders what is sent; NULL: that is done at once */
    struct push_source *sources;          /* revisions as nodes get them, newest first */
    int64_t looked_at_revision, next_end; /* so that the policy is read only when it changed */
    struct rollout_ending *ending;        /* under way; NULL: none */
    bool ended;                           /* an event did, since the last step */
};

/* The next step; true when anything changed. */
bool rollout_step(struct rollout_drive *drive, int64_t now);

/* Lets another process take over. */
void rollout_stop(struct rollout_drive *drive);

#endif
