/* How many connections may be in the making at a time: more while they succeed, or while those
 * under way only wait; fewer when most get no answer. A slot is held from the first question to ssh
 * until the node's shell answers. */
#ifndef MTACON_FLEET_SLOTS_H
#define MTACON_FLEET_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/base/loop.h"

/* One that wants to connect; a zeroed one with `ready` set is idle. */
struct slot {
    struct slot *next;                                             /* in its queue */
    enum { SLOT_IDLE, SLOT_WAITS, SLOT_INVITED, SLOT_HELD } state; /* invited: it holds one */
    bool late;     /* it had no answer in time before: those that had none come after all others */
    int64_t since; /* held: monotonic ms */
    void (*ready)(void *argument); /* there is room: ask again; from the loop */
    void *argument;
};

enum slot_end {
    SLOT_UP,    /* its shell answered */
    SLOT_LATE,  /* no answer in time, or no room at the other end */
    SLOT_OTHER, /* it ended in a way that says nothing of load */
};

struct slot_queue {
    struct slot *first, **last;
};

struct slots {
    struct slot_queue fresh, late;
    struct loop_timer *timer;   /* a look at those that wait */
    int limit, held, held_late; /* those of the invited among them */
    int up, lost;               /* ends, lately */
    bool moved;                 /* one came up since the last look */
};

void slots_begin(struct slots *slots, struct loop *loop);
void slots_end(struct slots *slots);

/* False: all are taken, and `ready` will be called: from then on one is held for it. */
bool slots_take(struct slots *slots, struct slot *slot);

/* Gives it back, or leaves the queue. */
void slots_give(struct slots *slots, struct slot *slot, enum slot_end end);

#endif
