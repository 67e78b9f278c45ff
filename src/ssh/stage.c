/* What all stages of a session stand on: how it enters one, ends one, asks, and fails. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mtacon/base/memory.h"
#include "session_private.h"

/* Each stage may take this long, in milliseconds, at the first try. 0: what it waits for has a
 * deadline of its own. The account's login is anybody's program, and no load on anyone here. */
static const int64_t stage_deadlines[] = {
    [SSH_STAGE_CONFIG] = 0,        [SSH_STAGE_LOOKUP] = 10000,   [SSH_STAGE_CONNECT] = 10000,
    [SSH_STAGE_HANDSHAKE] = 15000, [SSH_STAGE_HOST_KEY] = 15000, [SSH_STAGE_AUTHENTICATION] = 30000,
    [SSH_STAGE_SHELL] = 120000,    [SSH_STAGE_READY] = 0,
};
/* With the wait between two tries, one that was late ten times is tried every five minutes. */
enum { PATIENCE_LIMIT_MS = 180000 };

const char *ssh_stage_name(enum ssh_stage stage)
{
    static const char *const names[] = {"ssh_config",    "name lookup", "TCP connection",
                                        "SSH handshake", "host key",    "authentication",
                                        "shell",         "ready"};
    return names[stage];
}

void session_disconnect(struct ssh_session *session)
{
    loop_watch_free(session->watch);
    session->watch = NULL;
    if (session->fd >= 0)
        close(session->fd);
    session->fd = -1;
    child_reap(session->loop, session->proxy);
    session->proxy = 0;
}

static void close_ssh(struct ssh_session *session)
{
    if (!session->ssh)
        return;
    /* With the socket gone nothing can block; freeing frees the channel too. */
    if (session->fd >= 0)
        shutdown(session->fd, SHUT_RDWR);
    for (int i = 0; i < 100 && libssh2_session_free(session->ssh) == LIBSSH2_ERROR_EAGAIN; i++)
        ;
    session->ssh = NULL;
    session->channel = NULL;
}

void session_release(struct ssh_session *session)
{
    child_free(session->child);
    session->child = NULL;
    inquiry_forget(session->inquiry);
    loop_timer_cancel(session->deadline);
    loop_timer_cancel(session->keepalive);
    ssh_agent_free(session->auth.agent);
    session->auth.agent = NULL;
    close_ssh(session);
    session_disconnect(session);
}

static bool fail(struct ssh_session *session, bool late, const char *format, va_list arguments)
{
    char text[sizeof(((struct error *)NULL)->text)];
    struct error error;
    if (session->over)
        return false;
    session->over = true;
    vsnprintf(text, sizeof text, format, arguments);
    error_set(&error, ERROR_NODE, "%s: %s", session->target->name, text);
    session_release(session);
    session->listener->failed(session->argument, &error, late);
    return false;
}

bool session_fail(struct ssh_session *session, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail(session, false, format, arguments);
    va_end(arguments);
    return false;
}

bool session_fail_late(struct ssh_session *session, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail(session, true, format, arguments);
    va_end(arguments);
    return false;
}

int64_t ssh_patience(int64_t ms, int patience)
{
    while (patience-- > 0 && ms < PATIENCE_LIMIT_MS)
        ms *= 2;
    return ms < PATIENCE_LIMIT_MS ? ms : PATIENCE_LIMIT_MS;
}

int64_t session_patience(const struct ssh_session *session, int64_t ms)
{
    return ssh_patience(ms, session->target->patience);
}

static int64_t deadline_of(const struct ssh_session *session)
{
    bool given = session->stage == SSH_STAGE_CONNECT && session->config.connect_timeout;
    return given ? session->config.connect_timeout * 1000LL
                 : session_patience(session, stage_deadlines[session->stage]);
}

void session_set_deadline(struct ssh_session *session)
{
    int64_t deadline = deadline_of(session);
    if (deadline)
        loop_timer_set(session->deadline, deadline);
    else
        loop_timer_cancel(session->deadline);
}

void session_enter(struct ssh_session *session, enum ssh_stage stage, const char *detail)
{
    session->stage = stage;
    session_set_deadline(session);
    session->listener->stage(session->argument, stage, detail ? detail : "");
}

void session_deadline_passed(void *argument)
{
    struct ssh_session *session = argument;
    static const char *const hints[] = {
        [SSH_STAGE_CONFIG] = "",
        [SSH_STAGE_LOOKUP] = "does the name server answer?",
        [SSH_STAGE_CONNECT] = "is the host up, and the port open in firewalls?",
        [SSH_STAGE_HANDSHAKE] = "TCP connects but sshd does not answer: the host may hang",
        [SSH_STAGE_HOST_KEY] = "",
        [SSH_STAGE_AUTHENTICATION] = "sshd accepted the connection but does not decide",
        [SSH_STAGE_SHELL] = "does the account's login start anything that waits?",
    };
    session_fail_late(session, "%s: no answer for %lld s: %s", ssh_stage_name(session->stage),
                      (long long)deadline_of(session) / 1000, hints[session->stage]);
}

void session_ask(struct ssh_session *session, enum ssh_question_kind kind, const char *id,
                 const char *text, bool echo)
{
    session->asking = true;
    loop_timer_cancel(session->deadline);
    struct ssh_question question = {.kind = kind, .id = id, .text = text, .echo = echo};
    session->listener->ask(session->argument, &question);
}

void session_wake(struct ssh_session *session)
{
    session->step(session);
}

void session_done(struct ssh_session *session, const char *detail)
{
    memory_replace(&session->detail, detail);
    session->done = true;
    session_wake(session);
}
