/* From a name to a socket: name lookup, TCP to each address in turn, or a proxy command. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "session_private.h"

static void try_next_address(struct ssh_session *session, const char *last_error);

static void connected(void *argument, short events)
{
    struct ssh_session *session = argument;
    int status = 0, yes = 1;
    socklen_t size = sizeof status;
    (void)events;
    getsockopt(session->fd, SOL_SOCKET, SO_ERROR, &status, &size);
    if (status) {
        try_next_address(session, strerror(status));
        return;
    }
    /* The handshake is many small packets: without this each waits for an acknowledgement. */
    setsockopt(session->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    session_done(session, session->addresses[session->address_index - 1]);
}

static bool start_connect(struct ssh_session *session, const char *address)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(address, session->config.port, &hints, &found) != 0)
        return false;
    session->fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int status = session->fd < 0 ? -1 : connect(session->fd, found->ai_addr, found->ai_addrlen);
    int why = errno;
    freeaddrinfo(found);
    if (status < 0 && why != EINPROGRESS) {
        if (session->fd >= 0)
            close(session->fd);
        session->fd = -1;
        errno = why;
        return false;
    }
    session->watch = loop_watch_new(session->loop, session->fd, POLLOUT, connected, session);
    return true;
}

static void try_next_address(struct ssh_session *session, const char *last_error)
{
    char *why = memory_string(last_error);
    session_disconnect(session);
    while (session->address_index < session->address_count) {
        const char *address = session->addresses[session->address_index++];
        session_enter(session, SSH_STAGE_CONNECT, address);
        if (start_connect(session, address)) {
            free(why);
            return;
        }
        memory_replace(&why, strerror(errno));
    }
    session_fail(session, "cannot connect to %s port %s: %s", session->config.hostname,
                 session->config.port, why ? why : "no address");
    free(why);
}

/* `getent ahosts` prints 'ADDRESS STREAM name' among others. */
static void looked_up(void *argument, const struct child_result *result)
{
    struct ssh_session *session = argument;
    session->child = NULL;
    char *copy = memory_string(result->output), *rest = NULL;
    for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *stream = strstr(line, " STREAM");
        if (!stream || session->address_count == SSH_ADDRESSES)
            continue;
        session->addresses[session->address_count++] = memory_substring(line, strcspn(line, " "));
    }
    free(copy);
    if (result->status != 0 || session->address_count == 0)
        session_fail(session,
                     "no address for host name '%s': check the name, or HostName in "
                     "ssh_config",
                     session->config.hostname);
    else
        try_next_address(session, NULL);
}

/* The last hop of ProxyJump connects to the node; those before it are its own -J. */
static char *jump_command(const struct ssh_session *session)
{
    const char *jumps = session->config.proxy_jump;
    const char *comma = strrchr(jumps, ',');
    const char *hop = comma ? comma + 1 : jumps;
    struct buffer line = {0};
    buffer_append_text(&line, "exec ssh -o BatchMode=yes");
    if (session->target->config_file) {
        buffer_append_text(&line, " -F ");
        text_shell_quote(&line, session->target->config_file);
    }
    if (comma) {
        char *before = memory_substring(jumps, (size_t)(comma - jumps));
        buffer_append_text(&line, " -J ");
        text_shell_quote(&line, before);
        free(before);
    }
    char *where = memory_printf("[%s]:%s", session->config.hostname, session->config.port);
    char *uri = strchr(hop, ':') ? memory_printf("ssh://%s", hop) : memory_string(hop);
    buffer_append_text(&line, " -W ");
    text_shell_quote(&line, where);
    buffer_append_text(&line, " -- ");
    text_shell_quote(&line, uri);
    free(where);
    free(uri);
    return buffer_take(&line);
}

static char *proxy_command(const struct ssh_session *session, struct error *error)
{
    if (session->config.proxy_jump)
        return jump_command(session);
    char *filled = ssh_config_proxy_command(&session->config, session->target, error);
    char *command = filled ? memory_printf("exec %s", filled) : NULL;
    free(filled);
    return command;
}

static void begin_proxy(struct ssh_session *session)
{
    struct error error;
    session_enter(session, SSH_STAGE_CONNECT, "through a proxy");
    char *command = proxy_command(session, &error);
    if (!command) {
        session_fail(session, "%s", error.text);
        return;
    }
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, command, NULL};
    session->fd = child_start_socket(argv, &session->proxy, NULL, &error);
    free(command);
    if (session->fd < 0)
        session_fail(session, "%s", error.text);
    else
        session_done(session, "through a proxy");
}

/* An address: nobody has to be asked. */
static bool is_address(const char *name)
{
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(name, NULL, &hints, &found) != 0)
        return false;
    freeaddrinfo(found);
    return true;
}

void connect_begin(struct ssh_session *session)
{
    struct error error;
    if (session->config.proxy_command || session->config.proxy_jump) {
        begin_proxy(session);
        return;
    }
    session_enter(session, SSH_STAGE_LOOKUP, session->config.hostname);
    if (is_address(session->config.hostname)) {
        session->addresses[session->address_count++] = memory_string(session->config.hostname);
        try_next_address(session, NULL);
        return;
    }
    char *argv[] = {(char[]){"getent"}, (char[]){"ahosts"}, session->config.hostname, NULL};
    session->child =
        child_start(session->loop, argv, NULL, 20000, 16384, looked_up, session, &error);
    if (!session->child)
        session_fail(session, "%s", error.text);
}
