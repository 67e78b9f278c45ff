#include "mtacon/ssh/session.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "session_private.h"

enum { KEEPALIVE_SECONDS = 15, ERRORS_KEPT = 1024 };

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

static void release_connection(struct ssh_session *session)
{
    child_free(session->child);
    session->child = NULL;
    loop_timer_cancel(session->deadline);
    loop_timer_cancel(session->keepalive);
    ssh_agent_free(session->auth.agent);
    session->auth.agent = NULL;
    close_ssh(session);
    connect_close(session);
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
    release_connection(session);
    session->listener->failed(session->argument, &error);
    return false;
}

void ssh_session_fail(struct ssh_session *session, const char *text)
{
    session_fail(session, "%s", text);
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

static void deadline_passed(void *argument)
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

static void send_keepalive(void *argument)
{
    struct ssh_session *session = argument;
    int next = KEEPALIVE_SECONDS;
    if (!session->ssh || session->stage != SSH_STAGE_READY)
        return;
    libssh2_keepalive_send(session->ssh, &next);
    loop_timer_set(session->keepalive, (next > 0 ? next : KEEPALIVE_SECONDS) * 1000LL);
}

struct ssh_session *ssh_session_new(struct loop *loop, const struct ssh_target *target,
                                    struct ssh_secrets *secrets,
                                    const struct ssh_listener *listener, void *argument)
{
    struct ssh_session *session = memory_new(1, sizeof *session);
    session->loop = loop;
    session->target = target;
    session->secrets = secrets;
    session->listener = listener;
    session->argument = argument;
    session->fd = -1;
    session->deadline = loop_timer_new(loop, deadline_passed, session);
    session->keepalive = loop_timer_new(loop, send_keepalive, session);
    return session;
}

void ssh_session_free(struct ssh_session *session)
{
    if (!session)
        return;
    session->over = true;
    release_connection(session);
    loop_timer_free(session->deadline);
    loop_timer_free(session->keepalive);
    for (size_t i = 0; i < session->address_count; i++)
        free(session->addresses[i]);
    ssh_config_clear(&session->config);
    known_hosts_clear(&session->known);
    auth_clear(&session->auth);
    buffer_clear(&session->out);
    buffer_clear(&session->errors);
    free(session);
}

static void config_resolved(void *argument, const struct child_result *result)
{
    struct ssh_session *session = argument;
    struct error error;
    session->child = NULL;
    if (result->status != 0) {
        char *why = memory_string(result->errors);
        text_chomp(why);
        session_fail(session, "ssh_config: ssh -G failed: %s", why);
        free(why);
    } else if (!ssh_config_parse(result->output, &session->config, &error)) {
        session_fail(session, "ssh_config: %s", error.text);
    } else {
        host_key_load(session);
    }
}

void ssh_session_start(struct ssh_session *session)
{
    struct error error;
    char port[8], *argv[16];
    ssh_config_command(session->target, port, argv, 16);
    session_enter(session, SSH_STAGE_CONFIG, NULL);
    session->child =
        child_start(session->loop, argv, NULL, 20000, 65536, config_resolved, session, &error);
    if (!session->child)
        session_fail(session, "%s: the OpenSSH client must be installed here", error.text);
}

void session_ask(struct ssh_session *session, enum ssh_question_kind kind, const char *id,
                 const char *text, bool echo)
{
    session->asking = true;
    loop_timer_cancel(session->deadline);
    struct ssh_question question = {.kind = kind, .id = id, .text = text, .echo = echo};
    session->listener->ask(session->argument, &question);
}

void ssh_session_answer(struct ssh_session *session, const char *answer)
{
    if (!session->asking || session->over)
        return;
    session->asking = false;
    loop_timer_set(session->deadline, stage_deadlines[session->stage]);
    if (session->stage == SSH_STAGE_HOST_KEY)
        host_key_answer(session, answer != NULL);
    else
        auth_answer(session, answer);
    session_step(session);
}

static void deliver_errors(struct ssh_session *session)
{
    char bytes[1024];
    ssize_t count;
    while ((count = libssh2_channel_read_stderr(session->channel, bytes, sizeof bytes)) > 0) {
        buffer_append(&session->errors, bytes, (size_t)count);
        if (session->errors.length > ERRORS_KEPT)
            buffer_consume(&session->errors, session->errors.length - ERRORS_KEPT);
    }
}

static void read_channel(struct ssh_session *session)
{
    char bytes[32768];
    ssize_t count = 0;
    for (int i = 0; i < 64 && !session->over; i++) {
        deliver_errors(session);
        count = libssh2_channel_read(session->channel, bytes, sizeof bytes);
        if (count <= 0)
            break;
        session->listener->output(session->argument, bytes, (size_t)count);
    }
    if (session->over || count == LIBSSH2_ERROR_EAGAIN)
        return;
    if (count < 0) {
        session_fail(session, "connection lost");
    } else if (count == 0 && libssh2_channel_eof(session->channel)) {
        struct buffer why = {0};
        text_visible(&why, buffer_text(&session->errors), session->errors.length);
        session_fail(session, "the shell on the node ended%s%s", why.length ? ": " : "",
                     buffer_text(&why));
        buffer_clear(&why);
    }
}

static void write_channel(struct ssh_session *session)
{
    while (session->out.length) {
        ssize_t count =
            libssh2_channel_write(session->channel, session->out.data, session->out.length);
        if (count == LIBSSH2_ERROR_EAGAIN)
            return;
        if (count < 0) {
            session_fail(session, "connection lost");
            return;
        }
        buffer_consume(&session->out, (size_t)count);
    }
}

static bool shell_step(struct ssh_session *session)
{
    if (!session->channel) {
        session->channel = libssh2_channel_open_session(session->ssh);
        if (!session->channel && libssh2_session_last_errno(session->ssh) == LIBSSH2_ERROR_EAGAIN)
            return false;
        if (!session->channel)
            return session_fail(session, "shell: the server opens no channel");
    }
    if (!session->exec_done) {
        int status = libssh2_channel_exec(session->channel, SSH_SHELL_COMMAND);
        if (status == LIBSSH2_ERROR_EAGAIN)
            return false;
        if (status)
            return session_fail(session, "shell: the server runs no command");
        session->exec_done = true;
    }
    libssh2_keepalive_config(session->ssh, 1, KEEPALIVE_SECONDS);
    loop_timer_set(session->keepalive, KEEPALIVE_SECONDS * 1000LL);
    session_enter(session, SSH_STAGE_READY, NULL);
    return true;
}

static bool handshake_step(struct ssh_session *session)
{
    int status = libssh2_session_handshake(session->ssh, session->fd);
    if (status == LIBSSH2_ERROR_EAGAIN)
        return false;
    if (status == 0) {
        session_enter(session, SSH_STAGE_HOST_KEY, NULL);
        return true;
    }
    char *message = NULL;
    libssh2_session_last_error(session->ssh, &message, NULL, 0);
    if (status == LIBSSH2_ERROR_BANNER_RECV || status == LIBSSH2_ERROR_BANNER_NONE)
        return session_fail(session, "no SSH server answers at port %s: is it the right port?",
                            session->config.port);
    return session_fail(session, "SSH handshake: %s", message ? message : "failed");
}

/* Waits for what libssh2 waits for. */
static void set_events(struct ssh_session *session)
{
    if (session->over || !session->watch || !session->ssh)
        return;
    int directions = libssh2_session_block_directions(session->ssh);
    short events = POLLIN;
    if (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND)
        events |= POLLOUT;
    loop_watch_set_events(session->watch, events);
}

void session_step(struct ssh_session *session)
{
    bool more = true;
    while (more && !session->over && !session->asking && session->ssh) {
        more = false;
        switch (session->stage) {
        case SSH_STAGE_HANDSHAKE:
            more = handshake_step(session);
            break;
        case SSH_STAGE_HOST_KEY:
            more = host_key_check(session);
            if (more)
                session_enter(session, SSH_STAGE_AUTHENTICATION, NULL);
            break;
        case SSH_STAGE_AUTHENTICATION:
            more = auth_step(session) > 0;
            if (more)
                session_enter(session, SSH_STAGE_SHELL, buffer_text(&session->auth.tried));
            break;
        case SSH_STAGE_SHELL:
            more = shell_step(session);
            break;
        case SSH_STAGE_READY:
            write_channel(session);
            if (!session->over)
                read_channel(session);
            if (!session->over)
                write_channel(session);
            break;
        case SSH_STAGE_CONFIG:
        case SSH_STAGE_LOOKUP:
        case SSH_STAGE_CONNECT:
            break;
        }
    }
    set_events(session);
}

enum ssh_stage ssh_session_stage(const struct ssh_session *session)
{
    return session->stage;
}

void ssh_session_write(struct ssh_session *session, const char *bytes, size_t length)
{
    buffer_append(&session->out, bytes, length);
    if (session->watch)
        loop_watch_set_events(session->watch, POLLIN | POLLOUT);
}

const char *ssh_session_shell_errors(const struct ssh_session *session)
{
    return buffer_text(&session->errors);
}

const char *ssh_session_beyond(const struct ssh_session *session)
{
    return session->auth.beyond;
}
