/* One link, for the files that make it up: link.c (its life), link_answers.c (what answers come
 * to). */
#ifndef MTACON_FLEET_LINK_PRIVATE_H
#define MTACON_FLEET_LINK_PRIVATE_H

#include "link.h"
#include "mtacon/mta/driver.h"
#include "mtacon/ssh/shell.h"
#include "reading.h"

struct link {
    struct link *next;
    struct link_context *context;
    struct fleet_spec *spec;
    struct ssh_target target;
    const struct mta_driver *driver;
    struct ssh_session *session;
    struct ssh_shell *shell;
    struct loop_timer *timer; /* the next thing to do: connect, or ask */
    enum { LINK_WAITING, LINK_CONNECTING, LINK_UP } state;
    bool holds_slot; /* counts in context->connecting */
    int failures;    /* in a row */
    enum ssh_privilege privilege;
    char *question_id;

    struct reading reading; /* the request that runs */
    int bad_answers;        /* in a row */
    char *log;              /* path on the node; NULL: not readable */
    char *note;             /* what cannot be read; "" */
    bool queue_readable;
    bool hello_failed; /* something could not be read: ask again now and then */
    bool log_waits;    /* a piece is being saved */
    bool log_caught_up, sizes_read, listed, round_told;
    int64_t hello_due, sizes_due, log_due, listing_due; /* monotonic ms */
    char *messages_of, *lines_of;                       /* asked for by the operator */
    int64_t policy_due, office365_due;
    struct link_job *jobs; /* to be done, the first one may be under way */
};

struct link_job {
    struct link_job *next;
    const struct job *job;
    int64_t ticket;
    char *command, *input;
};

struct fleet_event *link_event_new(const struct link *link, enum fleet_event_kind kind);
void link_tell_state(const struct link *link, enum fleet_state state, const char *text);

/* Tells how the first job ended, and forgets it. */
void link_end_job(struct link *link, enum job_outcome outcome, const char *text);

/* Sends the next request that is due, or sets the timer for it. */
void link_ask_next(struct link *link);

/* ---- link_answers.c: the shell's callbacks ---- */
void link_answer_line(void *argument, char *line, size_t length);
void link_answer_done(void *argument, int status);

#endif
