/* The shell's channel: opened, then bytes both ways. */
#include <string.h>

#include "mtacon/base/text.h"
#include "session_private.h"

/* Of reads at a time: others wait meanwhile. */
enum { KEEPALIVE_SECONDS = 15, ERRORS_KEPT = 1024, READS_AT_ONCE = 64 };

void channel_keepalive(void *argument)
{
    struct ssh_session *session = argument;
    int next = KEEPALIVE_SECONDS;
    if (!session->ssh || session->stage != SSH_STAGE_READY)
        return;
    libssh2_keepalive_send(session->ssh, &next);
    loop_timer_set(session->keepalive, (next > 0 ? next : KEEPALIVE_SECONDS) * 1000LL);
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
    for (int i = 0; i < READS_AT_ONCE && !session->over; i++) {
        deliver_errors(session);
        count = libssh2_channel_read(session->channel, bytes, sizeof bytes);
        if (count <= 0)
            break;
        session->listener->output(session->argument, bytes, (size_t)count);
    }
    session->unread = count > 0;
    if (session->over || session->unread || count == LIBSSH2_ERROR_EAGAIN)
        return;
    if (count < 0) {
        session_fail(session, "connection lost");
    } else if (count == 0 && libssh2_channel_eof(session->channel)) {
        struct buffer why = {0};
        text_visible(&why, buffer_text(&session->errors),
                     text_chomped(buffer_text(&session->errors), session->errors.length));
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
    /* It was large once, for the library, and there are many sessions. */
    buffer_clear(&session->out);
}

bool channel_open_step(struct ssh_session *session)
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
    return true;
}

bool channel_step(struct ssh_session *session)
{
    write_channel(session);
    if (!session->over)
        read_channel(session);
    if (!session->over)
        write_channel(session);
    return false;
}
