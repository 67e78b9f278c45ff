/* Probes that somebody asks for, or listens to, in particular; all of them are in probes.c. */
#ifndef MTACON_PROBE_LIST_H
#define MTACON_PROBE_LIST_H

#include "mtacon/core/queue.h"
#include "mtacon/probe/probe.h"

extern const struct probe probe_hello, probe_listing, probe_messages, probe_lines, probe_withheld;
extern const struct probe probe_sizes, probe_log;

/* The value of probe_hello: what the node is. Owned strings, NULL where nothing was said. */
struct probe_hello {
    int64_t node_now, lifetime; /* its clock (epoch); seconds */
    bool stopped;               /* the MTA does not run */
    bool takes_no_policy;       /* its driver cannot */
    char *kind;                 /* the driver that was found; NULL: it was said */
    char *version, *log;
    char *mta_error, *log_error, *queue_error; /* what cannot be read, and what to do; else NULL */
};

/* The value of probe_listing. */
struct probe_listing {
    struct queue_listing listing;
    bool listed, with_sizes; /* with_sizes: its sizes count, queue directories cannot be read */
};

#endif
