/* What all stages of a session stand on: how it enters one, ends one, asks, and fails. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mtacon/base/memory.h"
#include "session_private.h"

/* Each stage may take this long, in milliseconds. */
static const int64_t stage_deadlines[] = {
    [SSH_STAGE_CONFIG] = 10000,    [SSH_STAGE_LOOKUP] = 10000,   [SSH_STAGE_CONNECT] = 10000,
    [SSH_STAGE_HANDSHAKE] = 15000, [SSH_STAGE_HOST_KEY] = 15000, [SSH_STAGE_AUTHENTICATION] = 30000,
    [SSH_STAGE_SHELL] = 20000,
};

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
    child_reap(session->proxy);
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
    loop_timer_cancel(session->deadline);
    loop_timer_cancel(session->keepalive);
    ssh_agent_free(session->auth.agent);
    session->auth.agent = NULL;
    close_ssh(session);
    session_disconnect(session);
}

bool session_fail(struct ssh_session *session, const char *format, ...)
{
    char text[sizeof(((struct error *)NULL)->text)];
    struct error error;
    va_list arguments;
    if (session->over)
        return false;
    session->over = true;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    error_set(&error, ERROR_NODE, "%s: %s", session->target->name, text);
    session_release(session);
    session->listener->failed(session->argument, &error);
    return false;
}

void session_enter(struct ssh_session *session, enum ssh_stage stage, const char *detail)
{
    session->stage = stage;
    if (stage == SSH_STAGE_READY)
        loop_timer_cancel(session->deadline);
    else if (stage == SSH_STAGE_CONNECT && session->config.connect_timeout)
        loop_timer_set(session->deadline, session->config.connect_timeout * 1000LL);
    else
        loop_timer_set(session->deadline, stage_deadlines[stage]);
    session->listener->stage(session->argument, stage, detail ? detail : "");
}

void session_deadline_passed(void *argument)
{
    struct ssh_session *session = argument;
    static const char *const hints[] = {
        [SSH_STAGE_CONFIG] = "is ssh installed here?",
        [SSH_STAGE_LOOKUP] = "does the name server answer?",
        [SSH_STAGE_CONNECT] = "is the host up, and the port open in firewalls?",
        [SSH_STAGE_HANDSHAKE] = "TCP connects but sshd does not answer: the host may hang",
        [SSH_STAGE_HOST_KEY] = "",
        [SSH_STAGE_AUTHENTICATION] = "sshd accepted the connection but does not decide",
        [SSH_STAGE_SHELL] = "does the account's login start anything that waits?",
    };
    session_fail(session, "%s: no answer in time: %s", ssh_stage_name(session->stage),
                 hints[session->stage]);
}

void session_ask(struct ssh_session *session, enum ssh_question_kind kind, const char *id,
                 const char *text, bool echo)
{
    session->asking = true;
    loop_timer_cancel(session->deadline);
    struct ssh_question question = {.kind = kind, .id = id, .text = text, .echo = echo};
    session->listener->ask(session->argument, &question);
}

int64_t session_deadline_ms(const struct ssh_session *session)
{
    return stage_deadlines[session->stage];
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
