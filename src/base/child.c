#include "mtacon/base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"

#define ERRORS_LIMIT 4096

extern char **environ;

struct stream {
    struct child *child;
    int fd;
    struct loop_watch *watch;
    struct buffer bytes;
    size_t limit;
};

struct child {
    struct loop *loop;
    pid_t pid;
    struct stream output, errors;
    struct loop_timer *deadline, *exit_check;
    bool timed_out;
    void (*done)(void *, const struct child_result *);
    void *argument;
};

static bool spawn(char *const argv[], int input, int output, int errors, pid_t *pid,
                  struct error *error)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t blocked, usual;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    if (input < 0)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    else
        posix_spawn_file_actions_adddup2(&actions, input, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (errors < 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    else
        posix_spawn_file_actions_adddup2(&actions, errors, 2);
    /* Until it has a session of its own, what stops the console stops the child too, before it runs
     * anything: and as long as it does not, a thread of the console waits for it, and the console
     * cannot be stopped either. So that signal is not for children at all. */
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTSTP);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &blocked);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    /* A session of its own, without a terminal: ^C is for the console, ssh does not ask for a
     * passphrase in the middle of the screen, a child's own children can be ended with it, and on
     * a host that is busy Linux shares the CPU between sessions (sched(7), autogroup). */
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    int failure = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failure)
        return error_set(error, ERROR_REFUSED, "cannot run %s: %s", argv[0], strerror(failure));
    return true;
}

static void stream_close(struct stream *stream)
{
    loop_watch_free(stream->watch);
    stream->watch = NULL;
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
}

static void child_release(struct child *child)
{
    stream_close(&child->output);
    stream_close(&child->errors);
    buffer_clear_secret(&child->output.bytes);
    buffer_clear(&child->errors.bytes);
    loop_timer_free(child->deadline);
    loop_timer_free(child->exit_check);
    free(child);
}

static void check_exit(void *argument)
{
    struct child *child = argument;
    int status = 0;
    if (child->output.fd >= 0 || child->errors.fd >= 0)
        return;
    pid_t ended = waitpid(child->pid, &status, WNOHANG);
    if (ended == 0) {
        loop_timer_set(child->exit_check, 5);
        return;
    }
    struct child_result result = {
        .status = child->timed_out    ? -1
                  : ended < 0         ? 127
                  : WIFEXITED(status) ? WEXITSTATUS(status)
                                      : 128 + WTERMSIG(status),
        .output = buffer_text(&child->output.bytes),
        .output_length = child->output.bytes.length,
        .errors = buffer_text(&child->errors.bytes),
    };
    child->done(child->argument, &result);
    child_release(child);
}

static void stream_readable(void *argument, short events)
{
    struct stream *stream = argument;
    char bytes[8192];
    (void)events;
    ssize_t count = read(stream->fd, bytes, sizeof bytes);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        struct child *child = stream->child;
        stream_close(stream);
        check_exit(child);
        return;
    }
    size_t room = stream->limit - stream->bytes.length;
    buffer_append(&stream->bytes, bytes, (size_t)count < room ? (size_t)count : room);
    explicit_bzero(bytes, sizeof bytes);
}

static void deadline_passed(void *argument)
{
    struct child *child = argument;
    child->timed_out = true;
    kill(-child->pid, SIGKILL);
    stream_close(&child->output);
    stream_close(&child->errors);
    check_exit(child);
}

static void stream_open(struct stream *stream, struct child *child, struct loop *loop, int fd,
                        size_t limit)
{
    fcntl(fd, F_SETFL, O_NONBLOCK);
    stream->child = child;
    stream->fd = fd;
    stream->limit = limit;
    stream->watch = loop_watch_new(loop, fd, POLLIN, stream_readable, stream);
}

/* A file without a name: unlike a pipe it needs nobody to feed it. -1 on failure. */
static int input_file(const char *input)
{
    int fd = memfd_create("mtacon", MFD_CLOEXEC);
    size_t length = strlen(input);
    if (fd >= 0 && (write(fd, input, length) != (ssize_t)length || lseek(fd, 0, SEEK_SET) < 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

struct child *child_start(struct loop *loop, char *const argv[], const char *input,
                          int64_t timeout_ms, size_t output_limit,
                          void (*done)(void *argument, const struct child_result *result),
                          void *argument, struct error *error)
{
    int output[2], errors[2];
    pid_t pid = -1;
    if (pipe2(output, O_CLOEXEC) < 0) {
        error_set(error, ERROR_REFUSED, "cannot run %s: %s", argv[0], strerror(errno));
        return NULL;
    }
    if (pipe2(errors, O_CLOEXEC) < 0) {
        error_set(error, ERROR_REFUSED, "cannot run %s: %s", argv[0], strerror(errno));
        close(output[0]);
        close(output[1]);
        return NULL;
    }
    int in = input ? input_file(input) : -1;
    bool started =
        (!input || in >= 0 ||
         error_set(error, ERROR_REFUSED, "cannot run %s: %s", argv[0], strerror(errno))) &&
        spawn(argv, in, output[1], errors[1], &pid, error);
    if (in >= 0)
        close(in);
    close(output[1]);
    close(errors[1]);
    if (!started) {
        close(output[0]);
        close(errors[0]);
        return NULL;
    }
    struct child *child = memory_new(1, sizeof *child);
    child->loop = loop;
    child->pid = pid;
    child->done = done;
    child->argument = argument;
    stream_open(&child->output, child, loop, output[0], output_limit);
    stream_open(&child->errors, child, loop, errors[0], ERRORS_LIMIT);
    child->exit_check = loop_timer_new(loop, check_exit, child);
    child->deadline = loop_timer_new(loop, deadline_passed, child);
    loop_timer_set(child->deadline, timeout_ms);
    return child;
}

void child_free(struct child *child)
{
    if (!child)
        return;
    child_reap(child->loop, child->pid);
    child_release(child);
}

int child_start_socket(char *const argv[], pid_t *pid, int *errors, struct error *error)
{
    int ends[2], pipes[2] = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        error_set(error, ERROR_REFUSED, "cannot run %s: %s", argv[0], strerror(errno));
        return -1;
    }
    bool started =
        (!errors || pipe2(pipes, O_CLOEXEC) == 0 ||
         error_set(error, ERROR_REFUSED, "cannot run %s: %s", argv[0], strerror(errno))) &&
        spawn(argv, ends[1], ends[1], pipes[1], pid, error);
    close(ends[1]);
    if (pipes[1] >= 0)
        close(pipes[1]);
    if (!started) {
        close(ends[0]);
        if (pipes[0] >= 0)
            close(pipes[0]);
        return -1;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    if (errors) {
        fcntl(pipes[0], F_SETFL, O_NONBLOCK);
        *errors = pipes[0];
    }
    return ends[0];
}

/* ---- ends ---- */

/* One that was told to end, and is collected when it has. */
struct orphan {
    pid_t pid;
    int looks;
    struct loop_timer *timer;
    struct loop_guest *guest;
};

static void orphan_free(struct orphan *orphan)
{
    loop_timer_free(orphan->timer);
    loop_guest_free(orphan->guest);
    free(orphan);
}

/* What does not end by itself is ended. */
static void orphan_look(void *argument)
{
    enum { LOOK_MS = 5, LOOKS = 10 };
    struct orphan *orphan = argument;
    if (waitpid(orphan->pid, NULL, WNOHANG) != 0) {
        orphan_free(orphan);
        return;
    }
    if (++orphan->looks >= LOOKS)
        kill(-orphan->pid, SIGKILL);
    loop_timer_set(orphan->timer, LOOK_MS);
}

static void orphan_end(void *argument)
{
    struct orphan *orphan = argument;
    kill(-orphan->pid, SIGKILL);
    waitpid(orphan->pid, NULL, 0);
    orphan_free(orphan);
}

void child_reap(struct loop *loop, pid_t pid)
{
    if (pid <= 0)
        return;
    kill(-pid, SIGTERM);
    struct orphan *orphan = memory_new(1, sizeof *orphan);
    orphan->pid = pid;
    orphan->timer = loop_timer_new(loop, orphan_look, orphan);
    orphan->guest = loop_guest_new(loop, orphan_end, orphan);
    orphan_look(orphan);
}
