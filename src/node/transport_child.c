/* A shell that is a child of ours: OpenSSH's own ssh, which knows what libssh2 does not (RSA keys
 * with SHA-2, certificates, FIDO keys, GSSAPI), or a shell on this very host. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/child.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/node/transport.h"

enum { ARGUMENTS = 24, ERRORS_KEPT = 1024, ERRORS_SHOWN = 300 };

struct by_child {
    struct transport transport;
    struct loop *loop;
    const struct ssh_target *target;
    const struct ssh_listener *listener;
    void *argument;
    pid_t pid;
    int fd, errors_fd;
    struct loop_watch *watch, *errors_watch;
    struct buffer out, errors;
    bool over;
};

static struct by_child *child_of(struct transport *transport)
{
    return (struct by_child *)transport;
}

static struct transport *by_child_new(const struct transport_kind *kind, struct loop *loop,
                                      const struct ssh_target *target,
                                      const struct ssh_listener *listener, void *argument)
{
    struct by_child *by = memory_new(1, sizeof *by);
    *by = (struct by_child){.transport.kind = kind,
                            .loop = loop,
                            .target = target,
                            .listener = listener,
                            .argument = argument,
                            .fd = -1,
                            .errors_fd = -1};
    return &by->transport;
}

static struct transport *openssh_new(struct loop *loop, const struct ssh_target *target,
                                     struct ssh_shared *shared, const struct ssh_listener *listener,
                                     void *argument)
{
    (void)shared; /* nobody can be asked: keys are those of the agent, or have no passphrase */
    return by_child_new(&transport_openssh, loop, target, listener, argument);
}

static struct transport *local_new(struct loop *loop, const struct ssh_target *target,
                                   struct ssh_shared *shared, const struct ssh_listener *listener,
                                   void *argument)
{
    (void)shared;
    return by_child_new(&transport_local, loop, target, listener, argument);
}

static void release_child(struct by_child *by)
{
    loop_watch_free(by->watch);
    loop_watch_free(by->errors_watch);
    by->watch = by->errors_watch = NULL;
    if (by->fd >= 0)
        close(by->fd);
    if (by->errors_fd >= 0)
        close(by->errors_fd);
    by->fd = by->errors_fd = -1;
    child_reap(by->loop, by->pid);
    by->pid = 0;
}

static void by_child_fail(struct transport *transport, const char *text, bool late)
{
    struct by_child *by = child_of(transport);
    struct error error;
    if (by->over)
        return;
    by->over = true;
    release_child(by);
    error_set(&error, ERROR_NODE, "%s: %s", by->target->name, text);
    by->listener->failed(by->argument, &error, late);
}

/* The end of what it complained about; the pipe is empty afterwards. */
static void drain_errors(struct by_child *by)
{
    char bytes[1024];
    ssize_t count;
    while (by->errors_fd >= 0 && (count = read(by->errors_fd, bytes, sizeof bytes)) > 0) {
        buffer_append(&by->errors, bytes, (size_t)count);
        if (by->errors.length > ERRORS_KEPT)
            buffer_consume(&by->errors, by->errors.length - ERRORS_KEPT);
    }
}

static void errors_ready(void *argument, short events)
{
    struct by_child *by = argument;
    drain_errors(by);
    if (events & (POLLHUP | POLLERR)) {
        loop_watch_free(by->errors_watch);
        by->errors_watch = NULL;
    }
}

static void child_ended(struct by_child *by)
{
    struct buffer why = {0};
    drain_errors(by);
    size_t length = text_chomped(buffer_text(&by->errors), by->errors.length);
    size_t skip = length > ERRORS_SHOWN ? length - ERRORS_SHOWN : 0;
    text_visible(&why, buffer_text(&by->errors) + skip, length - skip);
    char *text = memory_printf("%s: the shell ended%s%s", by->transport.kind->name,
                               why.length ? ": " : "", buffer_text(&why));
    by_child_fail(&by->transport, text, false);
    free(text);
    buffer_clear(&why);
}

static void write_out(struct by_child *by)
{
    while (by->out.length) {
        ssize_t count = send(by->fd, by->out.data, by->out.length, MSG_NOSIGNAL);
        if (count <= 0)
            break; /* not now; or it is gone, and reading will tell */
        buffer_consume(&by->out, (size_t)count);
    }
    if (!by->out.length)
        buffer_clear(&by->out);
    loop_watch_set_events(by->watch, by->out.length ? POLLIN | POLLOUT : POLLIN);
}

static void socket_ready(void *argument, short events)
{
    struct by_child *by = argument;
    char bytes[32768];
    if (events & POLLOUT)
        write_out(by);
    for (int i = 0; i < 64 && !by->over; i++) {
        ssize_t count = read(by->fd, bytes, sizeof bytes);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (count <= 0) {
            child_ended(by);
            return;
        }
        by->listener->output(by->argument, bytes, (size_t)count);
    }
}

static void start_child(struct by_child *by, char *const argv[])
{
    struct error error;
    by->listener->stage(by->argument, SSH_STAGE_SHELL, "");
    by->fd = child_start_socket(argv, &by->pid, &by->errors_fd, &error);
    if (by->fd < 0) {
        by_child_fail(&by->transport, error.text, false);
        return;
    }
    by->watch = loop_watch_new(by->loop, by->fd, POLLIN, socket_ready, by);
    by->errors_watch = loop_watch_new(by->loop, by->errors_fd, POLLIN, errors_ready, by);
    by->listener->stage(by->argument, SSH_STAGE_READY, by->transport.kind->name);
}

static void openssh_start(struct transport *transport)
{
    struct by_child *by = child_of(transport);
    const struct ssh_target *target = by->target;
    char port[8], *argv[ARGUMENTS];
    size_t count = 0;
    /* What libssh2 does not do is off here too: no agent or port is forwarded, nothing is shared.
     */
    static const char *const fixed[] = {"ssh",
                                        "-T",
                                        "-a",
                                        "-x",
                                        "-oBatchMode=yes",
                                        "-oServerAliveInterval=15",
                                        "-oEscapeChar=none",
                                        "-oClearAllForwardings=yes",
                                        "-oRemoteCommand=none",
                                        "-oControlMaster=no",
                                        "-oControlPath=none",
                                        "-oPermitLocalCommand=no"};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        argv[count++] = memory_string(fixed[i]);
    const char *options[] = {"-F", target->config_file, "-i", target->identity, "-p", NULL};
    snprintf(port, sizeof port, "%d", target->port);
    options[5] = target->port ? port : NULL;
    for (size_t i = 0; i < sizeof options / sizeof *options; i += 2) {
        if (!options[i + 1])
            continue;
        argv[count++] = memory_string(options[i]);
        argv[count++] = memory_string(options[i + 1]);
    }
    argv[count++] = memory_string("--");
    argv[count++] = memory_string(target->destination);
    argv[count++] = memory_string(SSH_SHELL_COMMAND);
    argv[count] = NULL;
    start_child(by, argv);
    for (size_t i = 0; i < count; i++)
        free(argv[i]);
}

static void local_start(struct transport *transport)
{
    struct by_child *by = child_of(transport);
    const char *colon = strchr(by->target->destination, ':');
    /* A destination that names none is out of reach. */
    const char *program = !colon ? "false" : colon[1] ? colon + 1 : "sh";
    char *argv[] = {memory_string(program), NULL};
    start_child(by, argv);
    free(argv[0]);
}

static void by_child_write(struct transport *transport, const char *bytes, size_t length)
{
    struct by_child *by = child_of(transport);
    if (by->over)
        return;
    buffer_append(&by->out, bytes, length);
    loop_watch_set_events(by->watch, POLLIN | POLLOUT);
}

static const char *by_child_errors(struct transport *transport)
{
    struct by_child *by = child_of(transport);
    drain_errors(by);
    return buffer_text(&by->errors);
}

static void by_child_forget_errors(struct transport *transport)
{
    struct by_child *by = child_of(transport);
    drain_errors(by);
    buffer_reset(&by->errors);
}

static const char *by_child_beyond(const struct transport *transport)
{
    (void)transport;
    return NULL;
}

static void by_child_free(struct transport *transport)
{
    struct by_child *by = child_of(transport);
    by->over = true;
    release_child(by);
    buffer_clear(&by->out);
    buffer_clear(&by->errors);
    free(by);
}

const struct transport_kind transport_openssh = {
    .name = "OpenSSH",
    .new = openssh_new,
    .start = openssh_start,
    .write = by_child_write,
    .end = by_child_fail,
    .errors = by_child_errors,
    .forget_errors = by_child_forget_errors,
    .beyond = by_child_beyond,
    .free = by_child_free,
};

const struct transport_kind transport_local = {
    .name = "this host",
    .new = local_new,
    .start = local_start,
    .write = by_child_write,
    .end = by_child_fail,
    .errors = by_child_errors,
    .forget_errors = by_child_forget_errors,
    .beyond = by_child_beyond,
    .free = by_child_free,
};
