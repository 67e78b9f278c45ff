#include "suites.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>
#include <sys/wait.h>
#include <signal.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/base64.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/child.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/loop.h"
#include "mtacon/base/mailbox.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

static void assert_visible(const char *bytes, size_t length, const char *expected)
{
    struct buffer out = {0};
    text_visible(&out, bytes, length);
    ck_assert_str_eq(buffer_text(&out), expected);
    buffer_clear(&out);
}

START_TEST(hostile_text_is_made_visible)
{
    assert_visible("plain", 5, "plain");
    assert_visible("\x1b[31m\a\r\n\t", 9, "^[[31m^G^M^J^I");
    assert_visible("a\0b", 3, "a^@b");
    assert_visible("\x7f", 1, "^?");
    assert_visible("gr\xc3\xbc\xc3\x9f", 6, "gr\xc3\xbc\xc3\x9f");
    assert_visible("\xff\xc3", 2, "<FF><C3>");
    assert_visible("\xc2\x9b", 2, "<U+009B>");         /* C1: CSI */
    assert_visible("\xe2\x80\xae", 3, "<U+202E>");     /* right-to-left override */
    assert_visible("\xc0\xaf", 2, "<C0><AF>");         /* overlong */
    assert_visible("\xed\xa0\x80", 3, "<ED><A0><80>"); /* surrogate */
}
END_TEST

START_TEST(numbers_for_people)
{
    char out[32];
    ck_assert_str_eq(text_count(out, sizeof out, 0), "0");
    ck_assert_str_eq(text_count(out, sizeof out, 999), "999");
    ck_assert_str_eq(text_count(out, sizeof out, 12204), "12,204");
    ck_assert_str_eq(text_count(out, sizeof out, -1234567), "-1,234,567");
    ck_assert_str_eq(text_age(out, sizeof out, 9), "9s");
    ck_assert_str_eq(text_age(out, sizeof out, 130), "2m");
    ck_assert_str_eq(text_age(out, sizeof out, 9 * 3600), "9h");
    ck_assert_str_eq(text_age(out, sizeof out, 4 * 86400 + 5), "4d");
    ck_assert_str_eq(text_age(out, sizeof out, -5), "0s");
}
END_TEST

START_TEST(numbers_are_parsed_whole)
{
    int64_t number = 0;
    ck_assert(text_number("587", 1, 65535, &number));
    ck_assert_int_eq(number, 587);
    static const char *const bad[] = {
        "", "12x", " 1", "0x10", "65536", "0", "99999999999999999999", "--1", "1-"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!text_number(bad[i], 1, 65535, &number), "accepted: '%s'", bad[i]);
    ck_assert(!text_number(NULL, 1, 2, &number));
}
END_TEST

START_TEST(shell_words_are_quoted)
{
    struct buffer out = {0};
    text_shell_quote(&out, "a'b $(rm -rf /) \"\\");
    ck_assert_str_eq(buffer_text(&out), "'a'\\''b $(rm -rf /) \"\\'");
    buffer_clear(&out);
}
END_TEST

START_TEST(widths_count_columns)
{
    ck_assert_int_eq(text_width("abc"), 3);
    ck_assert_int_eq(text_width("\xe6\x97\xa5\xe6\x9c\xac"), 4); /* two wide characters */
    ck_assert_int_eq(text_width("e\xcc\x81"), 1);                /* combining accent */
    ck_assert_int_eq(text_width("\xf0\x9f\x9a\x80"), 2);         /* a rocket */
    ck_assert_int_eq(text_width("\xe2\x9c\x85"), 2);             /* a mark that is an emoji */
    ck_assert_int_eq(text_width("\xe2\x9c\x94"), 1);             /* one that is none */
    ck_assert_int_eq(text_width("\xe0\xb8\x81\xe0\xb8\xb4"), 1); /* Thai, with its vowel */
}
END_TEST

START_TEST(base64_of_rfc4648)
{
    static const char *const cases[][2] = {
        {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
        {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *encoded = base64_encode(cases[i][0], strlen(cases[i][0]), true);
        ck_assert_str_eq(encoded, cases[i][1]);
        free(encoded);
    }
}
END_TEST

START_TEST(times_are_rfc3339)
{
    char out[32];
    ck_assert_str_eq(clock_rfc3339(out, sizeof out, 1795487496), "2026-11-24T02:31:36Z");
}
END_TEST

struct outcome {
    bool done;
    int status;
    char output[64], errors[64];
};

static void child_done(void *argument, const struct child_result *result)
{
    struct outcome *outcome = argument;
    outcome->done = true;
    outcome->status = result->status;
    snprintf(outcome->output, sizeof outcome->output, "%s", result->output);
    snprintf(outcome->errors, sizeof outcome->errors, "%s", result->errors);
}

static struct outcome run_child(const char *script, int64_t timeout, size_t limit)
{
    char shell[] = "sh", option[] = "-c", *command = memory_string(script);
    char *argv[] = {shell, option, command, NULL};
    struct loop *loop = loop_new();
    struct outcome outcome = {0};
    ck_assert_ptr_nonnull(
        child_start(loop, argv, NULL, timeout, limit, child_done, &outcome, NULL));
    while (!outcome.done)
        loop_run_once(loop, 1000);
    loop_free(loop);
    free(command);
    return outcome;
}

static void *start_children(void *argument)
{
    for (;;)
        run_child("exit 0", 20000, 10);
    return argument;
}

/* In a group of its own: starts children all the time, and stops itself as a terminal would. */
static void stop_while_children_start(int after_us)
{
    pthread_t thread;
    setpgid(0, 0);
    pthread_create(&thread, NULL, start_children, NULL);
    usleep((useconds_t)after_us);
    kill(0, SIGTSTP);
    pause();
}

START_TEST(a_process_that_starts_a_child_can_be_stopped)
{
    enum { TRIES = 40, PATIENCE_MS = 20000 };
    for (int i = 0; i < TRIES; i++) {
        int status = 0, waited = 0;
        pid_t pid = fork();
        if (pid == 0) {
            stop_while_children_start(2000 + 173 * i);
            _exit(1);
        }
        while (waitpid(pid, &status, WNOHANG | WUNTRACED) == 0 && waited++ < PATIENCE_MS)
            usleep(1000);
        bool stopped = WIFSTOPPED(status) && WSTOPSIG(status) == SIGTSTP;
        kill(-pid, SIGKILL);
        waitpid(pid, NULL, 0);
        ck_assert_msg(stopped, "try %d: it was never stopped", i);
    }
}
END_TEST

START_TEST(children_are_heard_and_bounded)
{
    struct outcome outcome = run_child("echo out; echo err >&2; exit 3", 20000, 60);
    ck_assert_int_eq(outcome.status, 3);
    ck_assert_str_eq(outcome.output, "out\n");
    ck_assert_str_eq(outcome.errors, "err\n");
    outcome = run_child("yes | head -c 100000", 20000, 10);
    ck_assert_str_eq(outcome.output, "y\ny\ny\ny\ny\n");
    outcome = run_child("exec sleep 600", 50, 10);
    ck_assert_int_eq(outcome.status, -1);
    char missing[] = "/no/such/program", *argv[] = {missing, NULL};
    struct error error;
    struct loop *loop = loop_new();
    outcome = (struct outcome){0};
    if (!child_start(loop, argv, NULL, 20000, 10, child_done, &outcome, &error)) {
        ck_assert_ptr_nonnull(strstr(error.text, "/no/such/program"));
    } else { /* where posix_spawn(3) cannot tell, as under valgrind */
        while (!outcome.done)
            loop_run_once(loop, 1000);
        ck_assert_int_eq(outcome.status, 127);
    }
    loop_free(loop);
}
END_TEST

enum { LETTERS = 20000 };

static void *put_letters(void *argument)
{
    for (intptr_t i = 1; i <= LETTERS; i++)
        mailbox_put(argument, (void *)i);
    return NULL;
}

static void discard(void *message)
{
    (void)message;
}

START_TEST(mailbox_keeps_order_between_threads)
{
    struct mailbox *mailbox = mailbox_new();
    pthread_t writer;
    ck_assert_int_eq(pthread_create(&writer, NULL, put_letters, mailbox), 0);
    for (intptr_t next = 1; next <= LETTERS;) {
        void *message = mailbox_take(mailbox);
        if (message)
            ck_assert_int_eq((intptr_t)message, next++);
    }
    pthread_join(writer, NULL);
    mailbox_free(mailbox, discard);
}
END_TEST

/* ---- the loop ---- */

struct ticks {
    struct loop_timer *timers[3], *freed;
    char order[16];
    int again;
};

static void tick(struct ticks *ticks, const char *name)
{
    strcat(ticks->order, name);
}

static void tick_a(void *argument)
{
    struct ticks *ticks = argument;
    tick(ticks, "a");
    loop_timer_free(ticks->freed); /* due in the same turn: is not called */
    ticks->freed = NULL;
    loop_timer_cancel(ticks->timers[2]);
}

static void tick_b(void *argument)
{
    struct ticks *ticks = argument;
    tick(ticks, "b");
    if (ticks->again++ < 2)
        loop_timer_set(ticks->timers[1], 0);
}

static void tick_c(void *argument)
{
    tick(argument, "c");
}

START_TEST(timers_fire_in_order_and_not_once_freed)
{
    struct loop *loop = loop_new();
    struct ticks ticks = {0};
    ticks.timers[0] = loop_timer_new(loop, tick_a, &ticks);
    ticks.timers[1] = loop_timer_new(loop, tick_b, &ticks);
    ticks.timers[2] = loop_timer_new(loop, tick_c, &ticks);
    ticks.freed = loop_timer_new(loop, tick_c, &ticks);
    loop_timer_set(ticks.timers[2], 1000000);
    loop_timer_set(ticks.timers[0], 0); /* in this order also where it takes long to say so */
    loop_timer_set(ticks.timers[1], 1);
    loop_timer_set(ticks.freed, 2);
    loop_timer_set(ticks.timers[2], 3);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL); /* all are due now */
    loop_run_once(loop, -1);
    ck_assert_str_eq(ticks.order, "ab"); /* b, set anew, waits for the next turn */
    ck_assert(!loop_timer_is_set(ticks.timers[2]));
    loop_run_once(loop, -1);
    loop_run_once(loop, -1);
    ck_assert_str_eq(ticks.order, "abbb");
    for (int i = 0; i < 3; i++)
        loop_timer_free(ticks.timers[i]);
    loop_free(loop);
}
END_TEST

/* Deadlines in any order come out in theirs, as those that are moved and taken back. */
START_TEST(many_timers)
{
    enum { MANY = 300 };
    struct loop *loop = loop_new();
    struct ticks ticks = {0};
    struct loop_timer *timers[MANY];
    for (int i = 0; i < MANY; i++) {
        timers[i] = loop_timer_new(loop, tick_c, &ticks);
        loop_timer_set(timers[i], 100000 + i * 7919 % MANY);
    }
    for (int i = 0; i < MANY; i++) {
        if (i % 3 == 0)
            loop_timer_cancel(timers[i]);
        else if (i % 3 == 1)
            loop_timer_set(timers[i], 200000 - i);
    }
    loop_timer_set(timers[150], 0);
    loop_run_once(loop, -1);
    ck_assert_str_eq(ticks.order, "c");
    for (int i = 0; i < MANY; i++)
        ck_assert(loop_timer_is_set(timers[i]) == (i % 3 != 0));
    for (int i = 0; i < MANY; i++)
        loop_timer_free(timers[i]);
    loop_free(loop);
}
END_TEST

static void pair_ready(void *argument, short events)
{
    struct loop_watch **watches = argument;
    (void)events;
    for (int i = 0; i < 2; i++) { /* whichever is called first: the other is not */
        loop_watch_free(watches[i]);
        watches[i] = NULL;
    }
    watches[2] = NULL;
}

START_TEST(a_watch_may_free_another)
{
    struct loop *loop = loop_new();
    int one[2], two[2];
    ck_assert_int_eq(pipe(one) | pipe(two), 0);
    struct loop_watch *watches[3] = {loop_watch_new(loop, one[0], POLLIN, pair_ready, watches),
                                     loop_watch_new(loop, two[0], POLLIN, pair_ready, watches)};
    ck_assert_int_eq(write(one[1], "x", 1) + write(two[1], "x", 1), 2);
    loop_run_once(loop, 1000);
    ck_assert_ptr_null(watches[0]);
    loop_run_once(loop, 0); /* nobody is called */
    for (int i = 0; i < 2; i++) {
        close(one[i]);
        close(two[i]);
    }
    loop_free(loop);
}
END_TEST

static pid_t start_deaf(struct error *error)
{
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"trap '' TERM; echo; exec sleep 1000"},
                    NULL};
    char byte;
    pid_t pid = 0;
    int fd = child_start_socket(argv, &pid, NULL, error);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 30000), 1);
    ck_assert_int_eq(read(fd, &byte, 1), 1);
    close(fd);
    return pid;
}

/* Of a thousand connections that end together each would wait for its own. */
START_TEST(nobody_waits_for_a_child_that_does_not_end)
{
    struct loop *loop = loop_new();
    struct error error;
    pid_t pid = start_deaf(&error), other = start_deaf(&error);
    child_reap(loop, pid);
    ck_assert_int_eq(waitid(P_PID, (id_t)pid, &(siginfo_t){0}, WEXITED | WNOHANG | WNOWAIT), 0);
    while (kill(pid, 0) == 0)
        loop_run_once(loop, 1000);
    /* The loop ends before it has looked: no process is left, and none that is dead. */
    child_reap(loop, other);
    ck_assert_int_eq(kill(other, 0), 0);
    loop_free(loop);
    ck_assert_int_eq(kill(other, 0), -1);
}
END_TEST

Suite *suite_base(void)
{
    Suite *suite = suite_create("base");
    TCase *tests = tcase_create("base");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, hostile_text_is_made_visible);
    tcase_add_test(tests, numbers_for_people);
    tcase_add_test(tests, numbers_are_parsed_whole);
    tcase_add_test(tests, shell_words_are_quoted);
    tcase_add_test(tests, widths_count_columns);
    tcase_add_test(tests, base64_of_rfc4648);
    tcase_add_test(tests, times_are_rfc3339);
    tcase_add_test(tests, children_are_heard_and_bounded);
    tcase_add_test(tests, nobody_waits_for_a_child_that_does_not_end);
    tcase_add_test(tests, mailbox_keeps_order_between_threads);
    tcase_add_test(tests, timers_fire_in_order_and_not_once_freed);
    tcase_add_test(tests, many_timers);
    tcase_add_test(tests, a_watch_may_free_another);
    suite_add_tcase(suite, tests);
    /* Not where a process is emulated: valgrind stops in its own way. */
    TCase *stopping = tcase_create("stopping");
    tcase_set_tags(stopping, "stops");
    tcase_set_timeout(stopping, 60);
    tcase_add_test(stopping, a_process_that_starts_a_child_can_be_stopped);
    suite_add_tcase(suite, stopping);
    return suite;
}
