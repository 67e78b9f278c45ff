/* What the I/O thread and the main thread tell each other. A message belongs to whoever took it
 * out of the mailbox. */
#ifndef MTACON_FLEET_MESSAGE_H
#define MTACON_FLEET_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/fleet/job.h"
#include "mtacon/node/shell.h"
#include "mtacon/probe/probe.h"

/* How a node is reached; owned strings. */
struct fleet_spec {
    int64_t id;
    char *name, *destination, *identity, *log, *mta, *node_dir;
    int port;
    struct log_cursor cursor;
};

struct fleet_spec *fleet_spec_copy(const struct fleet_spec *spec);
void fleet_spec_free(struct fleet_spec *spec);

/* Whether a connection by the one does for the other: all but the cursor. */
bool fleet_spec_same_way(const struct fleet_spec *one, const struct fleet_spec *other);

enum fleet_event_kind {
    EVENT_STAGE, /* stage, text: what was found so far */
    EVENT_STATE, /* state, text: the error or the note, or why another transport is taken;
                    subject: by which transport */
    EVENT_ASK,   /* question, echo, subject: its id, text */
    EVENT_SLOW,  /* text: what takes how long, while a connection is made */
    EVENT_READY, /* privilege: the shell takes requests */
    EVENT_PROBE, /* probe, value */
    EVENT_STEP,  /* ticket, text: the step of a job that begins */
    EVENT_JOB,   /* ticket, outcome, text, lines, policy (of a push) */
    EVENT_ROUND, /* everything was read once and the log is caught up */
};

enum fleet_state { FLEET_CONNECTING, FLEET_UP, FLEET_DOWN };

struct fleet_event {
    enum fleet_event_kind kind;
    int64_t node;
    int64_t at; /* epoch */
    enum fleet_state state;
    enum ssh_stage stage;
    enum ssh_question_kind question;
    enum shell_privilege privilege;
    bool echo;
    char *subject, *text;
    const struct probe *probe;
    void *value; /* of the probe; freed by its `clear` */
    int64_t ticket;
    enum job_outcome outcome;
    char **lines;
    size_t count; /* of lines */
    struct policy_carried policy;
};

void fleet_event_free(void *event);

enum fleet_command_kind {
    COMMAND_ADD,    /* spec */
    COMMAND_REMOVE, /* node */
    COMMAND_SAVED,  /* node, probe, target: what its `save` set */
    COMMAND_ANSWER, /* text: id of the question, secret: answer (NULL refuses); to all nodes */
    COMMAND_RETRY,  /* node: connect now; 0: all */
    COMMAND_ASK,    /* node, probe (one on demand), text: its subject */
    COMMAND_JOB,    /* node, job, ticket, text: shell command, secret: its input or NULL */
    COMMAND_LOCAL,  /* ticket, text: program, lines of arguments after it; secret: its input */
    COMMAND_STOP,
};

struct fleet_command {
    enum fleet_command_kind kind;
    int64_t node;
    struct fleet_spec *spec;
    const struct probe *probe;
    struct probe_target target;
    char *text, *secret;
    const struct job *job;
    int64_t ticket;
};

void fleet_command_free(void *command);

#endif
