#include "mtacon/ssh/session.h"

#include <poll.h>
#include <stdlib.h>

#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "session_private.h"

/* ---- the stages ---- */

/* A stage begins (NULL: it is only entered), takes steps until one says that it is done (NULL: it
 * calls session_done), and takes the answer to what it asked. */
struct stage {
    void (*begin)(struct ssh_session *session);
    bool (*step)(struct ssh_session *session);
    void (*answer)(struct ssh_session *session, const char *answer);
};

static const struct stage stages[] = {
    [SSH_STAGE_CONFIG] = {.begin = resolve_begin},
    [SSH_STAGE_LOOKUP] = {.begin = connect_begin},
    [SSH_STAGE_CONNECT] = {0}, /* by connect_begin: name lookup leads to it, or a proxy does */
    [SSH_STAGE_HANDSHAKE] = {.begin = handshake_begin, .step = handshake_step},
    [SSH_STAGE_HOST_KEY] = {.step = host_key_step, .answer = host_key_answer},
    [SSH_STAGE_AUTHENTICATION] = {.step = auth_step, .answer = auth_answer},
    [SSH_STAGE_SHELL] = {.step = channel_open_step},
    [SSH_STAGE_READY] = {.step = channel_step},
};

static void next_stage(struct ssh_session *session)
{
    enum ssh_stage next = session->stage + 1;
    session->done = false;
    if (stages[next].begin)
        stages[next].begin(session);
    else
        session_enter(session, next, session->detail);
    memory_replace(&session->detail, NULL);
}

/* Waits for what libssh2 waits for. What it has already taken off the socket the socket tells of no
 * more: then on at the next turn, as a socket that can be written to tells at once. */
static void set_events(struct ssh_session *session)
{
    if (session->over || !session->watch || !session->ssh)
        return;
    int directions = libssh2_session_block_directions(session->ssh);
    short events = POLLIN;
    if (session->unread || (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND))
        events |= POLLOUT;
    loop_watch_set_events(session->watch, events);
}

/* Runs as far as it goes without waiting. */
static void step(struct ssh_session *session)
{
    while (!session->over && !session->asking) {
        const struct stage *stage = &stages[session->stage];
        if (session->done)
            next_stage(session);
        else if (session->ssh && stage->step && stage->step(session))
            session->done = true;
        else
            break;
    }
    set_events(session);
}

struct ssh_session *ssh_session_new(struct loop *loop, const struct ssh_target *target,
                                    struct ssh_shared *shared, const struct ssh_listener *listener,
                                    void *argument)
{
    struct ssh_session *session = memory_new(1, sizeof *session);
    session->loop = loop;
    session->target = target;
    session->shared = shared;
    session->listener = listener;
    session->argument = argument;
    session->fd = -1;
    session->step = step;
    session->deadline = loop_timer_new(loop, session_deadline_passed, session);
    session->keepalive = loop_timer_new(loop, channel_keepalive, session);
    return session;
}

void ssh_session_free(struct ssh_session *session)
{
    if (!session)
        return;
    session->over = true;
    session_release(session);
    loop_timer_free(session->deadline);
    loop_timer_free(session->keepalive);
    for (size_t i = 0; i < session->address_count; i++)
        free(session->addresses[i]);
    ssh_config_clear(&session->config);
    known_hosts_clear(&session->known);
    auth_clear(&session->auth);
    free(session->detail);
    free(session->config_version);
    buffer_clear(&session->out);
    buffer_clear(&session->errors);
    free(session);
}

void ssh_session_start(struct ssh_session *session)
{
    resolve_begin(session);
}

void ssh_session_answer(struct ssh_session *session, const char *answer)
{
    if (!session->asking || session->over)
        return;
    session->asking = false;
    session_set_deadline(session);
    stages[session->stage].answer(session, answer);
    step(session);
}

void ssh_session_fail(struct ssh_session *session, const char *text, bool late)
{
    if (late)
        session_fail_late(session, "%s", text);
    else
        session_fail(session, "%s", text);
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

void ssh_session_forget_errors(struct ssh_session *session)
{
    buffer_reset(&session->errors);
}

const char *ssh_session_beyond(const struct ssh_session *session)
{
    return session->auth.beyond;
}
