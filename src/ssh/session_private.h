/* A session, for the files that make it up. Each stage is a file over stage.c; session.c, on top,
 * has the table of them. */
#ifndef MTACON_SSH_SESSION_PRIVATE_H
#define MTACON_SSH_SESSION_PRIVATE_H

#include <libssh2.h>
#include <sys/types.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/child.h"
#include "mtacon/ssh/agent.h"
#include "mtacon/ssh/known_hosts.h"
#include "mtacon/ssh/session.h"

enum { SSH_ADDRESSES = 8, SSH_PROMPTS = 8 };

struct ssh_auth {
    enum { AUTH_LIST, AUTH_AGENT, AUTH_FILES, AUTH_INTERACTIVE, AUTH_PASSWORD, AUTH_END } method;
    char *methods; /* what the server offers */
    struct ssh_agent *agent;
    size_t agent_index;
    size_t file_index;
    bool file_checked; /* ssh-keygen has looked at the file */
    bool file_encrypted;
    bool looking;               /* the question about the file is being put */
    char *secret_id;            /* under which the secret in use is kept */
    char *prompts[SSH_PROMPTS]; /* of keyboard-interactive, those not answered yet */
    char *answers[SSH_PROMPTS];
    size_t prompt_count, answer_count;
    bool prompt_echo;
    bool exchanging; /* libssh2 is in the middle of a keyboard-interactive exchange */
    int password_tries;
    struct buffer tried; /* what was tried, for the error */
    const char *beyond;  /* what was met that libssh2 cannot do, in words; NULL */
};

struct ssh_session {
    struct loop *loop;
    const struct ssh_target *target;
    struct ssh_shared *shared;
    const struct ssh_listener *listener;
    void *argument;
    enum ssh_stage stage;
    bool over;                                 /* failed was called */
    bool done;                                 /* the stage is: the next one begins */
    char *detail;                              /* what it found, for the next one to tell; NULL */
    bool host_key_added;                       /* to known_hosts, just now */
    void (*step)(struct ssh_session *session); /* of session.c: runs as far as it goes */
    bool asking;                               /* a question is open */
    struct ssh_config config;
    char *config_version;         /* of the files that the answer is of; NULL: not kept */
    bool config_shared;           /* it may have been given for another name */
    struct child *child;          /* the one helper of its own that runs now */
    struct inquiry_wait *inquiry; /* the one that is shared, and that it waits for */
    struct loop_timer *deadline;
    struct loop_timer *keepalive;

    char *addresses[SSH_ADDRESSES];
    size_t address_count, address_index;
    int fd;
    pid_t proxy;
    struct loop_watch *watch;

    struct known_hosts known;
    LIBSSH2_SESSION *ssh;
    LIBSSH2_CHANNEL *channel;
    bool exec_done;
    bool unread; /* libssh2 has more of the channel than was taken */
    struct ssh_auth auth;
    struct buffer out;
    struct buffer errors;
};

/* ---- stage.c ---- */
/* Ends the session: tells the listener 'NAME: text'. Returns false. */
bool session_fail(struct ssh_session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for want of an answer in time, or of room at the other end. */
bool session_fail_late(struct ssh_session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Enters a stage with its deadline. */
void session_enter(struct ssh_session *session, enum ssh_stage stage, const char *detail);

/* The stage is done: what it found is told with the next one, which begins. */
void session_done(struct ssh_session *session, const char *detail);

/* Something happened: runs as far as it goes. */
void session_wake(struct ssh_session *session);

/* Opens a question. */
void session_ask(struct ssh_session *session, enum ssh_question_kind kind, const char *id,
                 const char *text, bool echo);

/* Begins the deadline of its stage anew. */
void session_set_deadline(struct ssh_session *session);
/* `ms`, more for a node that was late before. */
int64_t session_patience(const struct ssh_session *session, int64_t ms);
void session_deadline_passed(void *argument);

/* Closes the socket, or ends the proxy. */
void session_disconnect(struct ssh_session *session);
/* Closes all that a session has open. */
void session_release(struct ssh_session *session);

/* ---- resolve.c ---- */
void resolve_begin(struct ssh_session *session);

/* ---- connect.c ---- */
void connect_begin(struct ssh_session *session);

/* ---- handshake.c ---- */
void handshake_begin(struct ssh_session *session);
bool handshake_step(struct ssh_session *session);

/* ---- host_key.c ---- */
/* Searches known_hosts files for the host; then the stage is done. */
void host_key_load(struct ssh_session *session);
bool host_key_step(struct ssh_session *session);
void host_key_answer(struct ssh_session *session, const char *answer);

/* ---- auth.c ---- */
bool auth_step(struct ssh_session *session);
void auth_answer(struct ssh_session *session, const char *answer);
void auth_clear(struct ssh_auth *auth);

/* ---- channel.c ---- */
bool channel_open_step(struct ssh_session *session);
/* Bytes both ways; never done. */
bool channel_step(struct ssh_session *session);
void channel_keepalive(void *argument);

#endif
