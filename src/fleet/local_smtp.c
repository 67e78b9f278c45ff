#include "local_smtp.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mtacon/base/memory.h"
#include "smtp_dialogue.h"

struct local_smtp {
    struct smtp_dialogue dialogue;
    struct local_smtp_patience patience;
    int fd;
    struct loop_watch *watch;
    struct loop_timer *deadline;
    void (*done)(void *, const char *);
    void *argument;
};

const struct local_smtp_patience local_smtp_patience = {.before_ms = 30000, .after_ms = 600000};

void local_smtp_free(struct local_smtp *smtp)
{
    if (!smtp)
        return;
    loop_watch_free(smtp->watch);
    loop_timer_free(smtp->deadline);
    if (smtp->fd >= 0)
        close(smtp->fd);
    smtp_dialogue_clear(&smtp->dialogue);
    free(smtp);
}

static void smtp_end(struct local_smtp *smtp, const char *why)
{
    smtp->done(smtp->argument, why);
    local_smtp_free(smtp);
}

static void smtp_fail(struct local_smtp *smtp, const char *what)
{
    char *text = smtp_dialogue_trouble(&smtp->dialogue, what);
    smtp_end(smtp, text);
    free(text);
}

static void smtp_too_late(void *argument)
{
    smtp_fail(argument, "no answer in time");
}

static void smtp_read(struct local_smtp *smtp)
{
    char bytes[4096];
    ssize_t count = recv(smtp->fd, bytes, sizeof bytes, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        smtp_fail(smtp, count ? strerror(errno) : "it closed the connection");
        return;
    }
    switch (smtp_dialogue_take(&smtp->dialogue, bytes, (size_t)count)) {
    case SMTP_TAKEN:
        (void)!send(smtp->fd, "QUIT\r\n", 6, MSG_NOSIGNAL | MSG_DONTWAIT);
        smtp_end(smtp, NULL);
        break;
    case SMTP_REFUSED:
        smtp_end(smtp, smtp->dialogue.why);
        break;
    case SMTP_GOES_ON:
        if (smtp->dialogue.out.length)
            loop_watch_set_events(smtp->watch, POLLIN | POLLOUT);
    }
}

/* False when that is the end, and `smtp` is gone. */
static bool smtp_write(struct local_smtp *smtp)
{
    struct buffer *out = &smtp->dialogue.out;
    ssize_t count = send(smtp->fd, out->data, out->length, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
        smtp_fail(smtp, strerror(errno));
        return false;
    }
    if (count > 0)
        buffer_consume(out, (size_t)count);
    if (!out->length)
        loop_watch_set_events(smtp->watch, POLLIN);
    if (smtp_dialogue_handed_over(&smtp->dialogue))
        loop_timer_set(smtp->deadline, smtp->patience.after_ms);
    return true;
}

static void smtp_ready(void *argument, short events)
{
    struct local_smtp *smtp = argument;
    if (smtp->dialogue.out.length && (events & POLLOUT) && !smtp_write(smtp))
        return;
    if (events & ~POLLOUT)
        smtp_read(smtp);
}

/* 'ADDRESS:PORT', where an IPv6 address stands in brackets. */
static struct addrinfo *find_server(const char *server)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    const char *colon = strrchr(server, ':');
    size_t length = colon ? (size_t)(colon - server) : 0;
    bool brackets = length > 2 && *server == '[' && server[length - 1] == ']';
    char *host = memory_substring(server + brackets, length - 2 * brackets);
    if (!colon || !*host || getaddrinfo(host, colon + 1, &hints, &found) != 0)
        found = NULL;
    free(host);
    return found;
}

static int start_connect(const char *server, struct error *error)
{
    struct addrinfo *found = find_server(server);
    if (!found) {
        error_set(error, ERROR_REFUSED, "%s is no ADDRESS:PORT", server);
        return -1;
    }
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || (connect(fd, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS)) {
        error_set(error, ERROR_REFUSED, "%s", strerror(errno));
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

struct local_smtp *local_smtp_start(struct loop *loop, const char *server, const char *sender,
                                    const char *recipient, const char *message,
                                    const struct local_smtp_patience *patience,
                                    void (*done)(void *argument, const char *why), void *argument,
                                    struct error *error)
{
    int fd = start_connect(server, error);
    if (fd < 0)
        return NULL;
    struct local_smtp *smtp = memory_new(1, sizeof *smtp);
    *smtp =
        (struct local_smtp){.patience = *patience, .fd = fd, .done = done, .argument = argument};
    smtp_dialogue_begin(&smtp->dialogue, sender, recipient, message);
    smtp->watch = loop_watch_new(loop, fd, POLLIN, smtp_ready, smtp);
    smtp->deadline = loop_timer_new(loop, smtp_too_late, smtp);
    loop_timer_set(smtp->deadline, patience->before_ms);
    return smtp;
}
