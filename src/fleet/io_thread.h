/* The I/O thread: one loop over the links to all nodes. */
#ifndef MTACON_FLEET_IO_THREAD_H
#define MTACON_FLEET_IO_THREAD_H

#include "mtacon/base/error.h"
#include "mtacon/base/mailbox.h"
#include "mtacon/fleet/fleet.h"
#include "mtacon/fleet/message.h"

struct io_thread;

/* `config_file` for `ssh -F` or NULL; copied, as `pace` is, which has no zeros. NULL and `error`
 * when no thread can be had. */
struct io_thread *io_thread_start(const char *config_file, int64_t interval_ms,
                                  const struct fleet_pace *pace, struct error *error);

/* Ends all sessions and the thread. */
void io_thread_stop(struct io_thread *thread);

/* What the links tell; taken by the caller. */
struct mailbox *io_thread_events(struct io_thread *thread);

/* Takes `command`. */
void io_thread_command(struct io_thread *thread, struct fleet_command *command);

#endif
