/* One SSH connection with one long-lived shell channel on it, non-blocking throughout.
 * A session goes through its stages once; to connect again, free it and make a new one. */
#ifndef MTACON_SSH_SESSION_H
#define MTACON_SSH_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/base/loop.h"
#include "mtacon/ssh/config.h"
#include "mtacon/ssh/shared.h"

struct ssh_session;

enum ssh_stage {
    SSH_STAGE_CONFIG,    /* asking ssh_config */
    SSH_STAGE_LOOKUP,    /* resolving the host name */
    SSH_STAGE_CONNECT,   /* TCP, or the proxy command */
    SSH_STAGE_HANDSHAKE, /* SSH version and key exchange */
    SSH_STAGE_HOST_KEY,
    SSH_STAGE_AUTHENTICATION,
    SSH_STAGE_SHELL, /* opening the channel */
    SSH_STAGE_READY,
};

/* "host key" ...: the stage in words. */
const char *ssh_stage_name(enum ssh_stage stage);

/* Something only a person can answer. Strings are valid during the callback. */
struct ssh_question {
    enum ssh_question_kind { SSH_ASK_HOST_KEY, SSH_ASK_PASSPHRASE, SSH_ASK_PROMPT } kind;
    const char *id;   /* equal for questions that have the same answer */
    const char *text; /* to show; control characters made visible */
    bool echo;        /* the answer may be seen while it is typed */
};

/* Callbacks; all from the loop. A session must not be freed inside one. */
struct ssh_listener {
    /* A stage begins; `detail` says what was found so far, e.g. the address. */
    void (*stage)(void *argument, enum ssh_stage stage, const char *detail);
    /* Answer with ssh_session_answer; the deadline waits meanwhile. */
    void (*ask)(void *argument, const struct ssh_question *question);
    /* Bytes from the shell. */
    void (*output)(void *argument, const char *bytes, size_t length);
    /* The session is over: the socket is closed. Called at most once. `late`: for want of an answer
     * in time, or of room at the other end: with more patience, or fewer at a time, it may work. */
    void (*failed)(void *argument, const struct error *error, bool late);
};

/* nice: the console must not take the node's CPU from its mail. */
#define SSH_SHELL_COMMAND "exec nice -n 10 sh"

/* `target` and `shared` must outlive the session. */
struct ssh_session *ssh_session_new(struct loop *loop, const struct ssh_target *target,
                                    struct ssh_shared *shared, const struct ssh_listener *listener,
                                    void *argument);
void ssh_session_free(struct ssh_session *session);

/* Begins; `stage` SSH_STAGE_READY comes when bytes can be written to the shell. */
void ssh_session_start(struct ssh_session *session);

/* Answers the open question: "yes" or the secret; NULL refuses. */
void ssh_session_answer(struct ssh_session *session, const char *answer);

enum ssh_stage ssh_session_stage(const struct ssh_session *session);

/* Queues bytes for the shell's standard input. */
void ssh_session_write(struct ssh_session *session, const char *bytes, size_t length);

/* The end of what the shell wrote to standard error; valid until the next event. */
const char *ssh_session_shell_errors(const struct ssh_session *session);
void ssh_session_forget_errors(struct ssh_session *session);

/* After it failed: what libssh2 cannot do there and OpenSSH's own ssh can, in words; NULL: nothing
 * of that kind was met. */
const char *ssh_session_beyond(const struct ssh_session *session);

/* Ends the session with an error of the caller's making (a request's deadline, garbage). */
void ssh_session_fail(struct ssh_session *session, const char *text, bool late);

/* A deadline of `ms` for one who was late `patience` times: doubled each time, three minutes at
 * most. */
int64_t ssh_patience(int64_t ms, int patience);

#endif
