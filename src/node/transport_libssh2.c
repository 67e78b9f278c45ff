/* A shell over libssh2: the usual way. */
#include <stdlib.h>

#include "mtacon/base/memory.h"
#include "mtacon/node/transport.h"

struct over_libssh2 {
    struct transport transport;
    struct ssh_session *session;
};

static struct ssh_session *session_of(const struct transport *transport)
{
    return ((const struct over_libssh2 *)transport)->session;
}

static struct transport *libssh2_new(struct loop *loop, const struct ssh_target *target,
                                     struct ssh_shared *shared, const struct ssh_listener *listener,
                                     void *argument)
{
    struct over_libssh2 *over = memory_new(1, sizeof *over);
    over->transport.kind = &transport_libssh2;
    over->session = ssh_session_new(loop, target, shared, listener, argument);
    return &over->transport;
}

static void libssh2_start(struct transport *transport)
{
    ssh_session_start(session_of(transport));
}

static void libssh2_write(struct transport *transport, const char *bytes, size_t length)
{
    ssh_session_write(session_of(transport), bytes, length);
}

static void libssh2_answer(struct transport *transport, const char *answer)
{
    ssh_session_answer(session_of(transport), answer);
}

static void libssh2_fail(struct transport *transport, const char *text, bool late)
{
    ssh_session_fail(session_of(transport), text, late);
}

static const char *libssh2_errors(struct transport *transport)
{
    return ssh_session_shell_errors(session_of(transport));
}

static void libssh2_forget_errors(struct transport *transport)
{
    ssh_session_forget_errors(session_of(transport));
}

static const char *libssh2_beyond(const struct transport *transport)
{
    return ssh_session_beyond(session_of(transport));
}

static void libssh2_free(struct transport *transport)
{
    ssh_session_free(session_of(transport));
    free(transport);
}

const struct transport_kind transport_libssh2 = {
    .name = "libssh2",
    .new = libssh2_new,
    .start = libssh2_start,
    .write = libssh2_write,
    .answer = libssh2_answer,
    .end = libssh2_fail,
    .errors = libssh2_errors,
    .forget_errors = libssh2_forget_errors,
    .beyond = libssh2_beyond,
    .free = libssh2_free,
};
