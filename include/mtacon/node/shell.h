/* Requests on a shell of a node, one at a time, each with a deadline. When the user is not
 * root, the shell becomes root's where `sudo -n` allows it. */
#ifndef MTACON_NODE_SHELL_H
#define MTACON_NODE_SHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/loop.h"
#include "mtacon/node/transport.h"

struct shell;

enum shell_privilege { SHELL_PRIVILEGE_ROOT, SHELL_PRIVILEGE_SUDO, SHELL_PRIVILEGE_NONE };

struct shell_listener {
    /* The function library is loaded: requests may be sent. */
    void (*ready)(void *argument, enum shell_privilege privilege);
    /* A line of the answer; NUL-terminated, may be changed. */
    void (*line)(void *argument, char *line, size_t length);
    /* The answer is complete. The next request may be sent from here. */
    void (*done)(void *argument, int status);
};

struct shell *shell_new(struct loop *loop, struct transport *transport,
                        const struct shell_listener *listener, void *argument);
void shell_free(struct shell *shell);

/* The transport is ready: takes the shell over and loads what `library` appends (sh functions).
 * Without an answer the transport ends late; `patience`: see ssh_patience. */
void shell_start(struct shell *shell, void (*library)(struct buffer *out), int patience);

/* Bytes that the transport delivered. */
void shell_feed(struct shell *shell, const char *bytes, size_t length);

/* Runs `command` (words quoted by the caller) on the node, with `input` (whole lines, or NULL:
 * none) as its standard input. When no answer is complete within `deadline_ms`, the transport
 * fails with an error that names `what`. */
void shell_request(struct shell *shell, const char *command, const char *input, const char *what,
                   int64_t deadline_ms);

#endif
