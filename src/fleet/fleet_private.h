/* What the files that make up the fleet share. */
#ifndef MTACON_FLEET_FLEET_PRIVATE_H
#define MTACON_FLEET_FLEET_PRIVATE_H

#include "io_thread.h"
#include "mtacon/fleet/fleet.h"

struct fleet {
    struct store *store;
    struct io_thread *io;
    char *only;
    struct fleet_live **live;
    size_t live_count;
    struct fleet_question *questions;
    char *details_of;
    bool details_are_lines;
    int details_answered;
    struct fleet_detail *details;
    size_t detail_count;
    char store_error[sizeof(((struct error *)NULL)->text)];
    void (*seen)(void *, const struct fleet_event *);
    void *seen_argument;
    struct ticket *tickets; /* jobs under way */
    int64_t last_ticket;
    bool changes_nodes; /* this process may push */
    char holder[33];    /* its name among those that may have a lease */
    bool driving;
    int64_t stepped_at;
    struct fleet_pace pace;     /* whole: no zeros */
    struct fleet_alerts alerts; /* its strings are the next three */
    char *from, *sendmail, *command;
    bool leading; /* has the lease of alerts */
    bool counted; /* there are new counts */
    int64_t lease_at, evaluated_version;
    int64_t started_at, alerting_at, evaluated_at, delivering_at; /* monotonic ms */
    struct outbox_mail *sending;                                  /* NULL: none */
    int64_t sending_ticket;
    int64_t sending_node;     /* 0: by a program here */
    const char *sending_with; /* that program */
    int64_t sendmail_failed_at;
    int64_t looked_at_revision, next_end; /* so that the policy is read only when it changed */
};

/* Somebody waits for the end of a job. */
struct ticket {
    struct ticket *next;
    int64_t number, node; /* node 0: a program on this host */
    const struct job_listener *listener;
    void *argument;
};

struct fleet_live *fleet_find(const struct fleet *fleet, int64_t node);

/* Sends a command to the I/O thread; what its members point to is taken. */
void fleet_command(struct fleet *fleet, struct fleet_command values);

/* Remembers why the store could not be written, or that it could. */
void fleet_note_store(struct fleet *fleet, bool done, const struct error *error);

/* Runs a program on this host: `command` is its path and its arguments, a line each; otherwise as
 * fleet_ask, with node 0. */
int64_t fleet_run_here(struct fleet *fleet, const char *command, const char *input,
                       const struct job_listener *listener, void *argument);

/* ---- rollout.c ---- */
/* Ends continuity events that are over, and brings the rollout on; true when anything changed. */
bool rollout_step(struct fleet *fleet, int64_t now);

#endif
