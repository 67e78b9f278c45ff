/* What session.c, connect.c, host_key.c and auth.c share. */
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
    struct ssh_secrets *secrets;
    const struct ssh_listener *listener;
    void *argument;
    enum ssh_stage stage;
    bool over;   /* failed was called */
    bool asking; /* a question is open */
    struct ssh_config config;
    struct child *child; /* the one helper that runs now */
    struct loop_timer *deadline;
    struct loop_timer *keepalive;

    char *addresses[SSH_ADDRESSES];
    size_t address_count, address_index;
    int fd;
    pid_t proxy;
    struct loop_watch *watch;

    struct known_hosts known;
    size_t known_files_done;
    LIBSSH2_SESSION *ssh;
    LIBSSH2_CHANNEL *channel;
    bool exec_done;
    struct ssh_auth auth;
    struct buffer out;
    struct buffer errors;
};

/* Ends the session: tells the listener 'NAME: text'. Returns false. */
bool session_fail(struct ssh_session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Enters a stage with its deadline. */
void session_enter(struct ssh_session *session, enum ssh_stage stage, const char *detail);

/* Opens a question. */
void session_ask(struct ssh_session *session, enum ssh_question_kind kind, const char *id,
                 const char *text, bool echo);

/* Runs the SSH side as far as it goes without waiting. */
void session_step(struct ssh_session *session);

/* connect.c */
void connect_begin(struct ssh_session *session);
void connect_close(struct ssh_session *session);

/* host_key.c: true when the key is good; else an answer is awaited or the session is over. */
bool host_key_check(struct ssh_session *session);
void host_key_answer(struct ssh_session *session, bool accepted);
void host_key_load(struct ssh_session *session); /* then calls connect_begin */

/* auth.c: 1 authenticated, 0 not yet, -1 over. */
int auth_step(struct ssh_session *session);
void auth_answer(struct ssh_session *session, const char *answer);
void auth_clear(struct ssh_auth *auth);

#endif
