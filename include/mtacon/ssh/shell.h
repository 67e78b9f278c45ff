/* Requests on the shell of a session, one at a time, each with a deadline. When the user is not
 * root, the shell becomes root's where `sudo -n` allows it. */
#ifndef MTACON_SSH_SHELL_H
#define MTACON_SSH_SHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/loop.h"
#include "mtacon/ssh/session.h"

struct ssh_shell;

enum ssh_privilege { SSH_PRIVILEGE_ROOT, SSH_PRIVILEGE_SUDO, SSH_PRIVILEGE_NONE };

struct ssh_shell_listener {
    /* The function library is loaded: requests may be sent. */
    void (*ready)(void *argument, enum ssh_privilege privilege);
    /* A line of the answer; NUL-terminated, may be changed. */
    void (*line)(void *argument, char *line, size_t length);
    /* The answer is complete. The next request may be sent from here. */
    void (*done)(void *argument, int status);
};

struct ssh_shell *ssh_shell_new(struct loop *loop, struct ssh_session *session,
                                const struct ssh_shell_listener *listener, void *argument);
void ssh_shell_free(struct ssh_shell *shell);

/* The session is ready: takes the shell over and loads `library` (sh functions). */
void ssh_shell_start(struct ssh_shell *shell, const char *library);

/* Bytes that the session delivered. */
void ssh_shell_feed(struct ssh_shell *shell, const char *bytes, size_t length);

/* Runs `command` (words quoted by the caller) on the node, with `input` (whole lines, or NULL:
 * none) as its standard input. When no answer is complete within `deadline_ms`, the session fails
 * with an error that names `what`. */
void ssh_shell_request(struct ssh_shell *shell, const char *command, const char *input,
                       const char *what, int64_t deadline_ms);

#endif
