/* Probes: what is asked of a node again and again. A probe is a file with one const table at its
 * end, and a line in probes.c. What it reads is a value: made on the I/O thread from the node's
 * answer, handed over, saved on the main thread. */
#ifndef MTACON_PROBE_PROBE_H
#define MTACON_PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/error.h"
#include "mtacon/core/failure.h"
#include "mtacon/core/policy_document.h"
#include "mtacon/mta/driver.h"
#include "mtacon/mta/line.h"
#include "mtacon/mta/message.h"
#include "mtacon/mta/withheld.h"
#include "mtacon/mta/report.h"
#include "mtacon/store/store.h"

/* How often, in milliseconds; members that are 0 are filled in by probe_pace_fill. */
struct probe_pace {
    int64_t interval_ms; /* queue sizes and the log */
    int64_t listing_ms;  /* the whole queue; also: a node that cannot be read is asked again */
    int64_t policy_ms;
    int64_t office365_ms;
};
void probe_pace_fill(struct probe_pace *pace);

/* What probes know of a node while it is connected: on the I/O thread, shared by them. */
struct probe_node {
    const struct mta_driver *driver;
    const char *node_dir;
    const char *log_wanted; /* NULL: the node is asked */
    int64_t now;            /* epoch, when a request is made or its answer complete */
    struct log_cursor cursor;
    int64_t log_at; /* epoch, when the log was last read to its end; 0: never */
    bool greeted;   /* it has said what it is */
    bool lacking;   /* something could not be read: it is asked again now and then */
    bool queue_readable;
    char *log;  /* path on the node; NULL: not readable */
    char *note; /* what cannot be read, in words; "" */
};
void probe_node_clear(struct probe_node *node);

/* How an answer ended, beside its value. */
struct probe_answer {
    int status;       /* exit status on the node */
    int64_t again_ms; /* set by `done`: ask again after that long; -1: as usual */
    bool partial;     /* set by `done`: there is more to read */
};

enum probe_end {
    PROBE_NEW,     /* the value goes to the main thread */
    PROBE_NOTHING, /* nothing new */
    PROBE_BAD,     /* the answer makes no sense */
};

/* What is known live of a node on the main thread. */
struct probe_seen {
    char *log;        /* path on the node; "" when it cannot be read */
    char *kind;       /* the driver that was found; NULL: it was known */
    char *place;      /* host and MTA instance: the same in every console */
    int64_t lifetime; /* of queued mail, in seconds; 0: not known */
    int64_t log_at;   /* epoch, when its log was last read to its end; 0: not since it came up */
    bool policy_read; /* `policy` was read since it came up */
    struct policy_carried policy;
};

/* Where a value goes. */
struct probe_target {
    struct store *store;
    int64_t node, at; /* at: epoch, when the answer was complete */
    struct probe_seen *seen;
    bool counted;             /* set: failures were counted */
    bool failed;              /* set, for `saved`: it could not be saved */
    struct log_cursor cursor; /* set, for `saved`: where to go on */
};

/* What the operator asked to see: messages or lines. */
/* What a node lists of who was not told, at most: the newest. */
enum { PROBE_WITHHELD_LIMIT = 20000 };

struct probe_details {
    struct mta_message *messages; /* one of the three */
    struct mta_line *lines;
    struct mta_withheld *withheld;
    size_t count;
};

enum probe_round {
    PROBE_ROUND_NO,    /* a node is read without it */
    PROBE_ROUND_ASKED, /* a node is read when it was asked, whatever it said */
    PROBE_ROUND_READ,  /* ... when it was answered in full */
};

#define PROBE_ON_DEMAND SIZE_MAX

struct probe {
    const char *name;    /* "counting the queue": in errors */
    size_t every;        /* a member of struct probe_pace, by offset; PROBE_ON_DEMAND */
    int64_t deadline_ms; /* an answer that is not complete by then ends the connection */
    enum probe_round round;
    bool vital;  /* without a sensible answer the connection is of no use */
    size_t size; /* of its value; zeroed before the answer */
    /* Whether it can be asked now; NULL: always. */
    bool (*possible)(const struct probe_node *node);
    /* Appends the command; `subject` is what was asked for, of one on demand. */
    void (*command)(const struct probe_node *node, const char *subject, struct buffer *out);
    /* Takes a line of the answer as it is (may be changed); NULL: answers are rows. */
    void (*line)(void *value, const char *subject, char *line, size_t length);
    void (*row)(void *value, const struct report_row *row);
    enum probe_end (*done)(struct probe_node *node, void *value, struct probe_answer *answer);
    void (*clear)(void *value); /* frees what the value holds; NULL: nothing */
    /* On the main thread; false and `error` when it could not be saved. NULL: it is shown only. */
    bool (*save)(struct probe_target *target, const void *value, struct error *error);
    /* On the I/O thread afterwards, with what `save` set; NULL: the next is asked without waiting
     * for that. */
    void (*saved)(struct probe_node *node, const struct probe_target *target);
};

/* All of them, in the order in which they are asked when several are due; NULL at the end. */
extern const struct probe *const probes[];
enum { PROBE_MOST = 16 };

#endif
