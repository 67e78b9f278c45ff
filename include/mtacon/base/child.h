/* Child processes that run beside a loop: what could block (name lookup, `ssh -G`, ssh-keygen)
 * runs in one, with its output bounded and a deadline. */
#ifndef MTACON_BASE_CHILD_H
#define MTACON_BASE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "mtacon/base/error.h"
#include "mtacon/base/loop.h"

struct child;

struct child_result {
    int status;         /* exit code; 128 + signal; -1 when the deadline passed */
    const char *output; /* standard output, NUL-terminated, valid during the callback */
    size_t output_length;
    const char *errors; /* standard error, likewise */
};

/* Starts argv[0] (looked up in PATH) with `input` (NULL: none), its standard output cut at
 * `output_limit` bytes. Calls `done` once, from the loop, unless child_free comes first. `done`
 * must not free the child: it frees itself afterwards. NULL and `error` when the program cannot be
 * started. */
struct child *child_start(struct loop *loop, char *const argv[], const char *input,
                          int64_t timeout_ms, size_t output_limit,
                          void (*done)(void *argument, const struct child_result *result),
                          void *argument, struct error *error);

/* Ends a child that has not called back yet. NULL is allowed. */
void child_free(struct child *child);

/* Starts a child whose standard input and output are one end of a socket pair. Returns the other
 * end (non-blocking, close-on-exec), or -1. `*pid` is to be given to child_reap. `errors`: gets the
 * read end of a pipe from its standard error, likewise; NULL: that is dropped. */
int child_start_socket(char *const argv[], pid_t *pid, int *errors, struct error *error);

/* Ends a child of child_start_socket, and collects it when it has ended, from the loop: nobody
 * waits for it, except for loop_free. */
void child_reap(struct loop *loop, pid_t pid);

#endif
