/* SSH version and key exchange. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "session_private.h"

/* A connection that is gone is an error, no signal. */
static LIBSSH2_SEND_FUNC(send_quietly)
{
    ssize_t count = send(socket, buffer, length, flags | MSG_NOSIGNAL);
    (void)abstract;
    return count < 0 ? -errno : count;
}

static void socket_ready(void *argument, short events)
{
    (void)events;
    session_wake(argument);
}

/* libssh2 takes callbacks as object pointers. */
static void set_callback(LIBSSH2_SESSION *ssh, int which, void (*function)(void))
{
    void *pointer = NULL;
    memcpy(&pointer, &function, sizeof pointer);
    libssh2_session_callback_set(ssh, which, pointer);
}

/* Only methods that this libssh2 has may be named: removing others it copies overlapping memory
 * (seen in 1.10). */
static void prefer_known_keys(struct ssh_session *session)
{
    const char **supported = NULL;
    int count = libssh2_session_supported_algs(session->ssh, LIBSSH2_METHOD_HOSTKEY, &supported);
    if (count <= 0)
        return;
    char *methods = known_hosts_methods(&session->known, supported, (size_t)count);
    libssh2_session_method_pref(session->ssh, LIBSSH2_METHOD_HOSTKEY, methods);
    free(methods);
    libssh2_free(session->ssh, supported);
}

void handshake_begin(struct ssh_session *session)
{
    session->ssh = libssh2_session_init_ex(NULL, NULL, NULL, session);
    if (!session->ssh) {
        session_fail(session, "libssh2 cannot make a session");
        return;
    }
    libssh2_session_set_blocking(session->ssh, 0);
    set_callback(session->ssh, LIBSSH2_CALLBACK_SEND, (void (*)(void))send_quietly);
    if (session->config.compression)
        libssh2_session_flag(session->ssh, LIBSSH2_FLAG_COMPRESS, 1);
    prefer_known_keys(session);
    loop_watch_free(session->watch);
    session->watch =
        loop_watch_new(session->loop, session->fd, POLLIN | POLLOUT, socket_ready, session);
    session_enter(session, SSH_STAGE_HANDSHAKE, session->detail);
}

bool handshake_step(struct ssh_session *session)
{
    int status = libssh2_session_handshake(session->ssh, session->fd);
    if (status == LIBSSH2_ERROR_EAGAIN)
        return false;
    if (status == 0)
        return true;
    char *message = NULL;
    libssh2_session_last_error(session->ssh, &message, NULL, 0);
    /* An sshd that has too many at its door (MaxStartups) closes it, as a jump host may. */
    if (status == LIBSSH2_ERROR_BANNER_RECV || status == LIBSSH2_ERROR_BANNER_NONE)
        return session_fail_late(session,
                                 "no SSH server answers at port %s: is it the right port, or has "
                                 "it too many connections being made (MaxStartups)?",
                                 session->config.port);
    if (status == LIBSSH2_ERROR_SOCKET_DISCONNECT || status == LIBSSH2_ERROR_SOCKET_RECV)
        return session_fail_late(session, "SSH handshake: the server closed the connection");
    return session_fail(session, "SSH handshake: %s", message ? message : "failed");
}
