/* A mail handed to a mail server by SMTP: the dialogue, and how long is waited for what. */
#include "suites.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "local_smtp.h"
#include "mtacon/base/memory.h"
#include "smtp_dialogue.h"

static const char *const usual[] = {
    "220 mta ESMTP\r\n", "250-mta\r\n250-8bitmime\r\n250 SMTPUTF8\r\n",
    "250 2.1.0 Ok\r\n",  "250 2.1.5 Ok\r\n",
    "354 go on\r\n",     "250 2.0.0 Ok: queued\r\n"};
enum { USUAL = sizeof usual / sizeof *usual };

/* Everything that was said until the end, which `end` is set to. */
static char *talk(struct smtp_dialogue *dialogue, const char *const *answers, size_t count,
                  enum smtp_end *end)
{
    struct buffer said = {0};
    *end = SMTP_GOES_ON;
    for (size_t i = 0; i < count && *end == SMTP_GOES_ON; i++) {
        *end = smtp_dialogue_take(dialogue, answers[i], strlen(answers[i]));
        buffer_append(&said, dialogue->out.data, dialogue->out.length);
        buffer_reset(&dialogue->out);
    }
    return buffer_take(&said);
}

START_TEST(what_is_said)
{
    struct smtp_dialogue dialogue;
    enum smtp_end end;
    smtp_dialogue_begin(&dialogue, "<>", "j\xc3\xbcrg@noc.example", "Subject: \xc3\xbc\n\n.dot\n");
    char *said = talk(&dialogue, usual, USUAL, &end);
    ck_assert_int_eq(end, SMTP_TAKEN);
    ck_assert_ptr_nonnull(strstr(said, "\r\nMAIL FROM:<> BODY=8BITMIME SMTPUTF8\r\n"
                                       "RCPT TO:<j\xc3\xbcrg@noc.example>\r\nDATA\r\n"
                                       "Subject: \xc3\xbc\r\n\r\n..dot\r\n.\r\n"));
    free(said);
    smtp_dialogue_clear(&dialogue);
}
END_TEST

START_TEST(what_is_no_answer_is_refused)
{
    static const char *const cases[][2] = {
        {"2\r\n", "MAIL FROM: it said: 2"},
        {"25x ok\r\n", "MAIL FROM: it said: 25x ok"},
        {"\r\n", "MAIL FROM: it said: "},
        {"554-a\r\n554 no \033[2J\r\n", "MAIL FROM: it said: 554 no ^[[2J"},
        {"250 ok\r\n250 ok\r\n", "RCPT TO: it answered before all was said: 250 ok"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct smtp_dialogue dialogue;
        enum smtp_end end;
        smtp_dialogue_begin(&dialogue, "<>", "anna@noc.example", "x\n");
        free(talk(&dialogue, usual, 2, &end));
        ck_assert_int_eq(smtp_dialogue_take(&dialogue, cases[i][0], strlen(cases[i][0])),
                         SMTP_REFUSED);
        ck_assert_str_eq(dialogue.why, cases[i][1]);
        smtp_dialogue_clear(&dialogue);
    }
}
END_TEST

START_TEST(an_answer_without_an_end_is_refused)
{
    struct smtp_dialogue dialogue;
    enum smtp_end end = SMTP_GOES_ON;
    size_t took = 0;
    smtp_dialogue_begin(&dialogue, "<>", "anna@noc.example", "x\n");
    for (; end == SMTP_GOES_ON && took < 1000000; took++)
        end = smtp_dialogue_take(&dialogue, "2", 1);
    ck_assert_int_eq(end, SMTP_REFUSED);
    ck_assert_uint_lt(took, 20000);
    smtp_dialogue_clear(&dialogue);
}
END_TEST

/* A mail server on the same loop, that answers all but the message. */
struct server {
    struct loop *loop;
    int listener, fd;
    struct loop_watch *watch;
    struct loop_timer *late;
    char place[32];
    struct buffer heard;
    size_t answered;
    int64_t answer_after_ms; /* the message; -1: never */
    bool closes;             /* instead */
    char *why;
    bool over;
};

static void server_answer(void *argument)
{
    struct server *server = argument;
    const char *answer = usual[server->answered++];
    ck_assert_int_eq(send(server->fd, answer, strlen(answer), MSG_NOSIGNAL),
                     (ssize_t)strlen(answer));
}

static void server_hear(void *argument, short events)
{
    struct server *server = argument;
    char bytes[4096];
    ssize_t count = recv(server->fd, bytes, sizeof bytes, 0);
    (void)events;
    if (count <= 0) {
        loop_watch_set_events(server->watch, 0);
        return;
    }
    buffer_append(&server->heard, bytes, (size_t)count);
    if (server->answered < USUAL - 1)
        server_answer(server);
    else if (strstr(buffer_text(&server->heard), "\r\n.\r\n") && server->closes)
        shutdown(server->fd, SHUT_RDWR);
    else if (strstr(buffer_text(&server->heard), "\r\n.\r\n") && server->answer_after_ms >= 0)
        loop_timer_set(server->late, server->answer_after_ms);
}

static void server_accept(void *argument, short events)
{
    struct server *server = argument;
    (void)events;
    server->fd = accept(server->listener, NULL, NULL);
    ck_assert_int_ge(server->fd, 0);
    loop_watch_free(server->watch);
    server->watch = loop_watch_new(server->loop, server->fd, POLLIN, server_hear, server);
    server_answer(server);
}

static void server_begin(struct server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    server->loop = loop_new();
    server->fd = -1;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(server->listener, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(server->listener, 1), 0);
    ck_assert_int_eq(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
    snprintf(server->place, sizeof server->place, "127.0.0.1:%d", ntohs(address.sin_port));
    server->late = loop_timer_new(server->loop, server_answer, server);
    server->watch = loop_watch_new(server->loop, server->listener, POLLIN, server_accept, server);
}

static void server_end(struct server *server)
{
    loop_watch_free(server->watch);
    loop_timer_free(server->late);
    loop_free(server->loop);
    close(server->listener);
    if (server->fd >= 0)
        close(server->fd);
    buffer_clear(&server->heard);
    free(server->why);
}

static void mail_done(void *argument, const char *why)
{
    struct server *server = argument;
    server->why = memory_string(why);
    server->over = true;
}

static void hand_over(struct server *server, const struct local_smtp_patience *patience)
{
    struct error error;
    server_begin(server);
    ck_assert_ptr_nonnull(local_smtp_start(server->loop, server->place, "<>", "anna@noc.example",
                                           "Subject: x\n\nhello\n", patience, mail_done, server,
                                           &error));
    while (!server->over)
        loop_run_once(server->loop, 60000);
}

/* The first time is over long before the answer comes. */
START_TEST(a_slow_answer_to_the_message_is_waited_for)
{
    const struct local_smtp_patience patience = {.before_ms = 500, .after_ms = 60000};
    struct server server = {.answer_after_ms = 1000};
    hand_over(&server, &patience);
    ck_assert_ptr_null(server.why);
    server_end(&server);
    /* RFC 5321, 4.5.3.2.6 */
    ck_assert_int_ge(local_smtp_patience.after_ms, 600000);
}
END_TEST

START_TEST(what_may_have_arrived_is_said_to)
{
    const struct local_smtp_patience patience = {.before_ms = 60000, .after_ms = 20};
    struct server silent = {.answer_after_ms = -1}, closing = {.closes = true};
    hand_over(&silent, &patience);
    ck_assert_str_eq(silent.why, "the message: no answer in time: it may have arrived, and is sent "
                                 "again under the same Message-ID");
    server_end(&silent);
    hand_over(&closing, &local_smtp_patience);
    ck_assert_str_eq(closing.why, "the message: it closed the connection: it may have arrived, and "
                                  "is sent again under the same Message-ID");
    server_end(&closing);
}
END_TEST

Suite *suite_smtp(void)
{
    Suite *suite = suite_create("smtp");
    TCase *tests = tcase_create("smtp");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, what_is_said);
    tcase_add_test(tests, what_is_no_answer_is_refused);
    tcase_add_test(tests, an_answer_without_an_end_is_refused);
    tcase_add_test(tests, a_slow_answer_to_the_message_is_waited_for);
    tcase_add_test(tests, what_may_have_arrived_is_said_to);
    suite_add_tcase(suite, tests);
    return suite;
}
