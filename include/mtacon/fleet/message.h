/* What the I/O thread and the main thread tell each other. A message belongs to whoever took it
 * out of the mailbox. */
#ifndef MTACON_FLEET_MESSAGE_H
#define MTACON_FLEET_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/core/failure.h"
#include "mtacon/core/office365.h"
#include "mtacon/core/queue.h"
#include "mtacon/fleet/job.h"
#include "mtacon/mta/message.h"
#include "mtacon/ssh/session.h"
#include "mtacon/ssh/shell.h"

/* How a node is reached; owned strings. */
struct fleet_spec {
    int64_t id;
    char *name, *destination, *identity, *log, *mta, *node_dir;
    int port;
    struct log_cursor cursor;
};

struct fleet_spec *fleet_spec_copy(const struct fleet_spec *spec);
void fleet_spec_free(struct fleet_spec *spec);

enum fleet_event_kind {
    EVENT_STAGE,     /* stage, text */
    EVENT_STATE,     /* state, text: the error or the note */
    EVENT_ASK,       /* question */
    EVENT_FACTS,     /* text: version, number: lifetime, subject: log path, privilege,
                        lines: what is wrong with MTA, log, queue; "" when nothing */
    EVENT_SIZES,     /* sizes */
    EVENT_LISTING,   /* listing; flag: its sizes count */
    EVENT_LOG,       /* piece */
    EVENT_MESSAGES,  /* subject: domain, messages */
    EVENT_LINES,     /* subject: domain, lines */
    EVENT_POLICY,    /* policy */
    EVENT_OFFICE365, /* office365 */
    EVENT_STEP,      /* ticket, text: the step that begins */
    EVENT_JOB,       /* ticket, outcome, text, lines, policy (of a push) */
    EVENT_ROUND,     /* everything was read once and the log is caught up */
};

enum fleet_state { FLEET_CONNECTING, FLEET_UP, FLEET_DOWN };

struct fleet_event {
    enum fleet_event_kind kind;
    int64_t node;
    int64_t at; /* epoch */
    enum fleet_state state;
    enum ssh_stage stage;
    enum ssh_question_kind question;
    enum ssh_privilege privilege;
    bool flag;
    int64_t number;
    char *subject, *text;
    int64_t sizes[QUEUE_COUNT];
    struct queue_listing listing;
    struct log_piece piece;
    struct mta_message *messages;
    char **lines;
    struct office365_seen *office365;
    size_t count; /* of messages, lines or office365 */
    int64_t ticket;
    enum job_outcome outcome;
    struct fleet_policy policy;
    struct ssh_traffic traffic;
};

void fleet_event_free(void *event);

enum fleet_command_kind {
    COMMAND_ADD,       /* spec */
    COMMAND_REMOVE,    /* node */
    COMMAND_LOG_SAVED, /* node, cursor to go on from */
    COMMAND_LOG_LATER, /* node: the piece could not be saved; ask again after a while */
    COMMAND_ANSWER,    /* text: id of the question, secret: answer (NULL refuses); to all nodes */
    COMMAND_RETRY,     /* node: connect now; 0: all */
    COMMAND_MESSAGES,  /* node, text: domain */
    COMMAND_LINES,     /* node, text: domain */
    COMMAND_JOB,       /* node, job, ticket, text: shell command, secret: its input or NULL */
    COMMAND_LOCAL,     /* ticket, text: program, lines of arguments after it; secret: its input */
    COMMAND_STOP,
};

struct fleet_command {
    enum fleet_command_kind kind;
    int64_t node;
    struct fleet_spec *spec;
    struct log_cursor cursor;
    char *text, *secret;
    const struct job *job;
    int64_t ticket;
};

void fleet_command_free(void *command);

#endif
