#include "local_smtp.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

enum { DEADLINE_MS = 30000, REPLY_LIMIT = 16384, SAID_LIMIT = 200 };

/* What is waited for: its name, and the first digit of the reply that leads on. */
enum smtp_stage {
    STAGE_GREETING,
    STAGE_HELLO,
    STAGE_SENDER,
    STAGE_RECIPIENT,
    STAGE_DATA,
    STAGE_END
};
static const struct {
    const char *name;
    char digit;
} stages[] = {
    [STAGE_GREETING] = {"greeting", '2'}, [STAGE_HELLO] = {"EHLO", '2'},
    [STAGE_SENDER] = {"MAIL FROM", '2'},  [STAGE_RECIPIENT] = {"RCPT TO", '2'},
    [STAGE_DATA] = {"DATA", '3'},         [STAGE_END] = {"the message", '2'},
};

struct local_smtp {
    char *sender, *recipient, *message;
    int fd;
    struct loop_watch *watch;
    struct loop_timer *deadline;
    enum smtp_stage stage;
    bool eight_bit,
        international; /* the server takes bytes beyond ASCII in the text, in addresses */
    struct buffer out, in;
    void (*done)(void *, const char *);
    void *argument;
};

void local_smtp_free(struct local_smtp *smtp)
{
    if (!smtp)
        return;
    loop_watch_free(smtp->watch);
    loop_timer_free(smtp->deadline);
    if (smtp->fd >= 0)
        close(smtp->fd);
    free(smtp->sender);
    free(smtp->recipient);
    free(smtp->message);
    buffer_clear(&smtp->out);
    buffer_clear(&smtp->in);
    free(smtp);
}

static void smtp_end(struct local_smtp *smtp, const char *why)
{
    smtp->done(smtp->argument, why);
    local_smtp_free(smtp);
}

static void smtp_fail(struct local_smtp *smtp, const char *why)
{
    char *text = memory_printf("%s: %s", stages[smtp->stage].name, why);
    smtp_end(smtp, text);
    free(text);
}

static void smtp_too_late(void *argument)
{
    smtp_fail(argument, "no answer in time");
}

/* ---- what is said ---- */

/* Lines end with CR LF there, and one that begins with a dot gets another (section 4.5.2). */
static void append_message(struct buffer *out, const char *message)
{
    while (*message) {
        size_t length = strcspn(message, "\n");
        size_t kept = length && message[length - 1] == '\r' ? length - 1 : length;
        buffer_append_text(out, *message == '.' ? "." : "");
        buffer_append(out, message, kept);
        buffer_append_text(out, "\r\n");
        message += length + (message[length] == '\n');
    }
    buffer_append_text(out, ".\r\n");
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

static void append_hello(struct buffer *out)
{
    char name[256];
    if (gethostname(name, sizeof name) != 0 || !*name)
        snprintf(name, sizeof name, "localhost");
    name[sizeof name - 1] = '\0';
    buffer_printf(out, "EHLO %s\r\n", name);
}

static void smtp_say(struct local_smtp *smtp)
{
    struct buffer *out = &smtp->out;
    bool null_sender = strcmp(smtp->sender, "<>") == 0;
    if (smtp->stage == STAGE_HELLO)
        append_hello(out);
    else if (smtp->stage == STAGE_SENDER)
        buffer_printf(out, "MAIL FROM:<%s>%s%s\r\n", null_sender ? "" : smtp->sender,
                      smtp->eight_bit && !is_ascii(smtp->message) ? " BODY=8BITMIME" : "",
                      smtp->international && !is_ascii(smtp->recipient) ? " SMTPUTF8" : "");
    else if (smtp->stage == STAGE_RECIPIENT)
        buffer_printf(out, "RCPT TO:<%s>\r\n", smtp->recipient);
    else if (smtp->stage == STAGE_DATA)
        buffer_append_text(out, "DATA\r\n");
    else if (smtp->stage == STAGE_END)
        append_message(out, smtp->message);
    loop_watch_set_events(smtp->watch, POLLIN | POLLOUT);
}

/* ---- what is answered ---- */

static void take_extension(struct local_smtp *smtp, const char *line, size_t length)
{
    smtp->eight_bit = smtp->eight_bit || (length == 12 && !strncasecmp(line + 4, "8BITMIME", 8));
    smtp->international =
        smtp->international || (length == 12 && !strncasecmp(line + 4, "SMTPUTF8", 8));
}

/* A reply's last line. False when that is the end, and `smtp` is gone. */
static bool take_reply(struct local_smtp *smtp, const char *line, size_t length)
{
    if (*line != stages[smtp->stage].digit) {
        struct buffer said = {0};
        buffer_append_text(&said, "it said: ");
        text_visible(&said, line, length < SAID_LIMIT ? length : SAID_LIMIT);
        smtp_fail(smtp, buffer_text(&said));
        buffer_clear(&said);
        return false;
    }
    if (smtp->stage == STAGE_END) {
        (void)!send(smtp->fd, "QUIT\r\n", 6, MSG_NOSIGNAL | MSG_DONTWAIT);
        smtp_end(smtp, NULL);
        return false;
    }
    smtp->stage++;
    smtp_say(smtp);
    return true;
}

static void take_lines(struct local_smtp *smtp)
{
    char *end;
    while ((end = memchr(smtp->in.data, '\n', smtp->in.length))) {
        size_t whole = (size_t)(end - smtp->in.data) + 1, length = whole - 1;
        length -= length && smtp->in.data[length - 1] == '\r';
        char *line = memory_substring(smtp->in.data, length);
        buffer_consume(&smtp->in, whole);
        if (smtp->stage == STAGE_HELLO)
            take_extension(smtp, line, length);
        bool on = (length > 3 && line[3] == '-') || take_reply(smtp, line, length);
        free(line);
        if (!on || !smtp->in.length)
            return;
    }
}

/* ---- the connection ---- */

static void smtp_read(struct local_smtp *smtp)
{
    char bytes[4096];
    ssize_t count = recv(smtp->fd, bytes, sizeof bytes, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        smtp_fail(smtp, count ? strerror(errno) : "it closed the connection");
    } else if (smtp->in.length + (size_t)count > REPLY_LIMIT) {
        smtp_fail(smtp, "its answer is too long");
    } else {
        buffer_append(&smtp->in, bytes, (size_t)count);
        take_lines(smtp);
    }
}

/* False when that is the end, and `smtp` is gone. */
static bool smtp_write(struct local_smtp *smtp)
{
    ssize_t count = send(smtp->fd, smtp->out.data, smtp->out.length, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
        smtp_fail(smtp, strerror(errno));
        return false;
    }
    if (count > 0)
        buffer_consume(&smtp->out, (size_t)count);
    if (!smtp->out.length)
        loop_watch_set_events(smtp->watch, POLLIN);
    return true;
}

static void smtp_ready(void *argument, short events)
{
    struct local_smtp *smtp = argument;
    if (smtp->out.length && (events & POLLOUT) && !smtp_write(smtp))
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
                                    void (*done)(void *argument, const char *why), void *argument,
                                    struct error *error)
{
    int fd = start_connect(server, error);
    if (fd < 0)
        return NULL;
    struct local_smtp *smtp = memory_new(1, sizeof *smtp);
    *smtp = (struct local_smtp){.sender = memory_string(sender),
                                .recipient = memory_string(recipient),
                                .message = memory_string(message),
                                .fd = fd,
                                .done = done,
                                .argument = argument};
    smtp->watch = loop_watch_new(loop, fd, POLLIN, smtp_ready, smtp);
    smtp->deadline = loop_timer_new(loop, smtp_too_late, smtp);
    loop_timer_set(smtp->deadline, DEADLINE_MS);
    return smtp;
}
