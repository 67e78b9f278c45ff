/* The fleet as the main thread has it: starts the I/O thread, saves what it reads to the store and
 * keeps what is only known live (states, open questions, details asked for). */
#ifndef MTACON_FLEET_FLEET_H
#define MTACON_FLEET_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/fleet/message.h"
#include "mtacon/mta/driver.h"
#include "mtacon/mta/line.h"
#include "mtacon/mta/message.h"
#include "mtacon/probe/probe.h"
#include "mtacon/store/store.h"

struct fleet;
struct clerk;
struct model;

/* What a process does about alerts; the lease in the store lets only one do it. */
enum fleet_alerts_role {
    FLEET_ALERTS_NONE,
    FLEET_ALERTS_TESTS,    /* sends test mails */
    FLEET_ALERTS_EVALUATE, /* also opens and closes them, where no watch does: the console */
    FLEET_ALERTS_SEND,     /* and tells the subscribers: the watch */
};

struct fleet_alerts {
    enum fleet_alerts_role role;
    int64_t repeat;       /* seconds between two mails of an open alert; 0: one only */
    const char *from;     /* sender; NULL: the null sender, and 'mtacon' in the head */
    const char *sendmail; /* of this host, for when no node is up (channel.h); "": none */
    const char *command;  /* a program that takes JSON, for when that fails too; NULL: none */
};

/* How often things are done that are not done at each reading, and how long is waited: each in
 * milliseconds, 0 for what fits an operator. */
struct fleet_pace {
    int64_t policy;      /* between two looks at the policy in force on a node */
    int64_t listing;     /* between two listings of its queue */
    int64_t office365;   /* between two searches of its log for Office 365 */
    int64_t alert_grace; /* after the start, until mails go by this host as no node is up */
    int64_t alert_avoid; /* a way that did not take a mail is not tried again for so long */
    int64_t evaluation;  /* until alerts are evaluated again though nothing new is known */
    int64_t retry;       /* until a lost node is tried again; doubled with each failure */
};

struct fleet_options {
    const char *config_file; /* for `ssh -F`, or NULL */
    int64_t interval_ms;     /* between two readings of a node */
    struct fleet_pace pace;
    int64_t backlog;      /* while more events wait to be saved, less is read; 0: what fits */
    int64_t (*now)(void); /* epoch; NULL: the clock */
    const struct transport_kind *transport; /* for all nodes, in tests; NULL: ssh */
    struct model *model; /* loaded, by which alerts are evaluated: it is brought to now; NULL: one
                          * of the fleet's own */
    const char *only;    /* connect to this node only; NULL: all */
    struct clerk
        *clerk;         /* does what takes long, and outlives the fleet; NULL: it is done at once */
    bool answers_keys;  /* its thread never waits for others that write: fleet_is_held */
    bool changes_nodes; /* ends continuity events and drives rollouts */
    struct fleet_alerts alerts;
};

/* What a node is doing right now, beside what the store knows. */
struct fleet_live {
    int64_t node;
    enum fleet_state state;
    enum ssh_stage stage; /* of a connection being made */
    bool round;           /* read completely since it came up */
    bool failed;          /* was down at least once since the start */
    char *name;
    char *text; /* error or note; "" */
    char *by;   /* the transport, where it is not libssh2: "OpenSSH: why"; else "" */
    const struct mta_driver *driver; /* NULL: unknown kind of MTA */
    char *node_dir;
    struct fleet_spec *spec; /* how it is reached; the cursor is that of the beginning */
    struct probe_seen seen;
    bool asked;             /* over this connection, for what fleet_ask_details asked for */
    bool answered;          /* ... and that came */
    int64_t failing;        /* failures of the last hour, as last evaluated */
    int64_t send_failed_at; /* monotonic ms; 0: it took the last mail */
};

struct fleet_question {
    struct fleet_question *next;
    char *id, *text;
    enum ssh_question_kind kind;
    bool echo;
};

/* What the operator asks to see: queued messages, the newest failing log lines, or recipients that
 * senders were not told of. */
enum fleet_detail_kind { FLEET_MESSAGES, FLEET_LINES, FLEET_WITHHELD };

struct fleet_asking {
    const char *domain; /* "": of all domains */
    int64_t node;       /* 0: of all nodes */
    enum fleet_detail_kind kind;
    int64_t seconds; /* of FLEET_WITHHELD: how far back */
};

/* One of them. */
struct fleet_detail {
    int64_t node;
    char *name; /* of the node */
    enum fleet_detail_kind kind;
    struct mta_message message;
    struct mta_line line;
    struct mta_withheld withheld;
};

/* `store` must outlive the fleet. NULL and `error` on failure. */
struct fleet *fleet_start(struct store *store, const struct fleet_options *options,
                          struct error *error);
void fleet_stop(struct fleet *fleet);

/* Readable when fleet_dispatch has something to do. */
int fleet_fd(const struct fleet *fleet);

/* Takes what the I/O thread told; true when anything changed. */
bool fleet_dispatch(struct fleet *fleet);

/* Adds nodes that came to the store, leaves those that went, connects anew those that are reached
 * in another way now: what fleet_ask_details asked for is asked of them too, and what they told
 * before goes. */
bool fleet_sync(struct fleet *fleet, struct error *error);

/* Called with every event before it is dealt with; for `nodes test`. */
void fleet_watch_events(struct fleet *fleet,
                        void (*seen)(void *argument, const struct fleet_event *event),
                        void *argument);

/* The live state of a node; NULL when it is not part of the fleet. */
const struct fleet_live *fleet_live(const struct fleet *fleet, int64_t node);
size_t fleet_count(const struct fleet *fleet);
const struct fleet_live *fleet_live_at(const struct fleet *fleet, size_t index);

/* The oldest open question, or NULL; valid until the next dispatch or answer. */
const struct fleet_question *fleet_question(const struct fleet *fleet);

/* Answers it for all nodes that asked the same; NULL refuses. */
void fleet_answer(struct fleet *fleet, const char *answer);

/* Connects now to a node that waits for its next try, or is at one that is stuck; 0: to all. */
void fleet_retry(struct fleet *fleet, int64_t node);

/* Asks for it; the answers are collected until the next call. A node that is out of reach is asked
 * when it is back. */
void fleet_ask_details(struct fleet *fleet, const struct fleet_asking *asking);
const struct fleet_detail *fleet_details(const struct fleet *fleet, size_t *count);

/* How many nodes have answered. */
int fleet_details_answered(const struct fleet *fleet);

/* Gives a node a job: `command` (words quoted by the caller) and its `input` (whole lines, or NULL:
 * none), both copied. `listener->done` is called once, from fleet_dispatch, unless fleet_forget or
 * fleet_stop comes first; of a node that is not there, or leaves, it is JOB_LOST. Returns the
 * ticket, never 0. */
int64_t fleet_ask(struct fleet *fleet, int64_t node, const struct job *job, const char *command,
                  const char *input, const struct job_listener *listener, void *argument);

/* The job goes on, but nobody is called back. A ticket that is none any more, or 0, is allowed. */
void fleet_forget(struct fleet *fleet, int64_t ticket);

/* Whether alerts were evaluated on all that was read, and no mail is due: or another process does
 * that. */
bool fleet_alerts_settled(const struct fleet *fleet, int64_t now);

/* How many seconds what is saved now lies behind what was read; 0: it does not. Nodes are read less
 * often meanwhile. */
int64_t fleet_behind(const struct fleet *fleet);

/* Nothing is taken now, as another process holds the store: fleet_fd says nothing new until it is
 * free, fleet_dispatch looks. What was read waits (fleet_store_error says so), and nothing of it is
 * lost. */
bool fleet_is_held(const struct fleet *fleet);

/* Why the last reading could not be saved, or since when it waits to be; "" when it could. */
const char *fleet_store_error(const struct fleet *fleet);

#endif
