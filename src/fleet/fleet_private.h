/* The fleet from within: what fleet.c starts and stops, and intake.c fills. */
#ifndef MTACON_FLEET_PRIVATE_H
#define MTACON_FLEET_PRIVATE_H

#include "alerting.h"
#include "outbox.h"
#include "rollout.h"

struct fleet {
    struct roster roster;
    struct rollout_drive rollout;
    struct alerting alerting;
    struct outbox_drive outbox;
    bool answers_keys, changes_nodes; /* as they were given */
    struct fleet_alerts alerts;
    char *from, *sendmail, *command; /* the strings of `alerts` */
    struct fleet_question *questions;
    struct {
        const struct probe *probe;
        char *subject; /* the domain; "": all */
        int64_t node;  /* 0: all */
        struct fleet_detail *details;
        size_t count;
        enum fleet_detail_kind kind;
    } asked;            /* what the operator wants to see */
    int64_t behind;     /* seconds: fleet_behind */
    int64_t held_since; /* monotonic ms, by another process; 0: the store is free */
    void (*seen)(void *, const struct fleet_event *);
    void *seen_argument;
};

#endif
