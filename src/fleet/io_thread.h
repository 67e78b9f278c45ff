/* The I/O thread: one loop over the links to all nodes. */
#ifndef MTACON_FLEET_IO_THREAD_H
#define MTACON_FLEET_IO_THREAD_H

#include "mtacon/base/error.h"
#include "mtacon/base/mailbox.h"
#include "mtacon/fleet/message.h"
#include "mtacon/node/transport.h"
#include "mtacon/probe/probe.h"

struct io_thread;

struct io_options {
    const char *config_file; /* for `ssh -F`, or NULL; copied */
    struct probe_pace pace;
    int64_t retry_ms;                       /* until a lost node is tried again, at first */
    size_t backlog;                         /* events that wait, until less is read */
    int64_t (*now)(void);                   /* epoch */
    const struct transport_kind *transport; /* for all nodes, in tests; NULL: ssh */
};

/* NULL and `error` when no thread can be had. */
struct io_thread *io_thread_start(const struct io_options *options, struct error *error);

/* Ends all sessions and the thread. */
void io_thread_stop(struct io_thread *thread);

/* What the links tell; taken by the caller. */
struct mailbox *io_thread_events(struct io_thread *thread);

/* Takes `command`. */
void io_thread_command(struct io_thread *thread, struct fleet_command *command);

#endif
