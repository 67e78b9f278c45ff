/* Reading: what nodes say, what they say wrong, and connections that are cut anywhere. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake.h"
#include "mtacon/base/memory.h"
#include "suites.h"

/* One in so many places is cut; MTACON_CUTS=1 cuts at every byte. */
static int cut_step(int usual)
{
    const char *set = getenv("MTACON_CUTS");
    return set && atoi(set) > 0 ? atoi(set) : usual;
}

START_TEST(counts_are_those_of_the_logs)
{
    struct fake fake;
    fake_begin(&fake, 3);
    for (int i = 0; i < 3; i++)
        fake_fail(&fake, i, "acme.example", "550 5.1.1 no such user", 10 + i);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    ck_assert_int_eq(fake_counted(&fake), 33);
    fake_fail(&fake, 1, "acme.example", "450 4.2.1 mailbox busy", 5);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 38);
    /* Rotated: the rest of the old file, and the new one. */
    fake_fail(&fake, 1, "acme.example", "450 4.2.1 mailbox busy", 2);
    ck_assert_int_eq(rename(fake_path(&fake, 1, "mail.log"), fake_path(&fake, 1, "mail.log.1")), 0);
    fake_fail(&fake, 1, "contoso.example", "450 4.2.1 mailbox busy", 4);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 44);
    fake_turns(&fake, 20);
    ck_assert_int_eq(fake_counted(&fake), 44);
    fake_end(&fake);
}
END_TEST

START_TEST(what_cannot_be_read_is_said_and_mended)
{
    struct fake fake;
    fake_begin(&fake, 1);
    fake_write(&fake, 0, "mail.log", NULL);
    fake_write(&fake, 0, "fail/postfix-status", "not running");
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    ck_assert_ptr_nonnull(strstr(fake_live(&fake, 0)->text, "no log at "));
    ck_assert_ptr_nonnull(strstr(fake_live(&fake, 0)->text, "the MTA is not running"));
    ck_assert_str_eq(fake_live(&fake, 0)->seen.log, "");
    fake_write(&fake, 0, "fail/postfix-status", NULL);
    fake_fail(&fake, 0, "acme.example", "550 no", 3);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 3);
    ck_assert_str_eq(fake_live(&fake, 0)->text, "");
    fake_end(&fake);
}
END_TEST

START_TEST(a_clock_that_is_wrong_is_said)
{
    struct fake fake;
    fake_begin(&fake, 1);
    fake_write(&fake, 0, "now", "1000000000\n");
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    ck_assert_ptr_nonnull(strstr(fake_live(&fake, 0)->text, "s behind: set it right (NTP)"));
    fake_end(&fake);
}
END_TEST

START_TEST(an_answer_without_sense_is_told_until_one_makes_sense)
{
    struct fake fake;
    fake_begin(&fake, 2);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_write(&fake, 0, "fail/postqueue", "\x1b[31mno queue");
    FAKE_UNTIL(&fake, strstr(fake_live(&fake, 0)->text, "listing the queue: the node's answer"));
    ck_assert_ptr_null(strchr(fake_live(&fake, 0)->text, '\x1b'));
    /* All else goes on, and the complaint stays. */
    fake_fail(&fake, 0, "acme.example", "550 no", 2);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 2);
    ck_assert_int_eq(fake_live(&fake, 0)->state, FLEET_UP);
    ck_assert_ptr_nonnull(strstr(fake_live(&fake, 0)->text, "makes no sense"));
    ck_assert_str_eq(fake_live(&fake, 1)->text, "");
    fake_write(&fake, 0, "fail/postqueue", NULL);
    FAKE_UNTIL(&fake, !fake_live(&fake, 0)->text[0]);
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_that_cannot_say_what_it_is_is_down)
{
    struct fake fake;
    fake_begin(&fake, 2);
    fake_write(&fake, 0, "now", "yesterday\n");
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_live(&fake, 0)->state == FLEET_DOWN);
    ck_assert_ptr_nonnull(strstr(fake_live(&fake, 0)->text, "first questions: the node's answer"));
    FAKE_UNTIL(&fake, fake_live(&fake, 1)->round);
    fake_write(&fake, 0, "now", NULL);
    fleet_retry(fake.fleet, 0);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_that_left_the_store_is_left)
{
    struct fake fake;
    fake_begin(&fake, 2);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    ck_assert(store_node_remove(fake.store, "mta1", NULL));
    ck_assert(fleet_sync(fake.fleet, NULL));
    ck_assert_ptr_null(fake_live(&fake, 0));
    fake_fail(&fake, 1, "acme.example", "550 no", 2);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 2);
    fake_end(&fake);
}
END_TEST

START_TEST(messages_and_lines_come_when_they_are_asked_for)
{
    struct fake fake;
    size_t count = 0;
    fake_begin(&fake, 2);
    fake_write(
        &fake, 0, "queue.json",
        "{\"queue_name\": \"deferred\", \"queue_id\": \"4F1\", \"arrival_time\": 1795532645, "
        "\"message_size\": 300, \"forced_expire\": false, \"sender\": \"a@b.example\", "
        "\"recipients\": [{\"address\": \"x@acme.example\", \"delay_reason\": \"host "
        "mx[1.2.3.4] said: 450 busy\"}]}\n");
    fake_fail(&fake, 1, "acme.example", "550 no", 2);
    fake_fail(&fake, 1, "other.example", "550 no", 2);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fleet_ask_details(fake.fleet, &(struct fleet_asking){.domain = "acme.example"});
    FAKE_UNTIL(&fake, fleet_details_answered(fake.fleet) == 2);
    const struct fleet_detail *details = fleet_details(fake.fleet, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(details[0].message.id, "4F1");
    fleet_ask_details(fake.fleet,
                      &(struct fleet_asking){.domain = "acme.example", .kind = FLEET_LINES});
    FAKE_UNTIL(&fake, fleet_details_answered(fake.fleet) == 2);
    details = fleet_details(fake.fleet, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_ptr_nonnull(strstr(details[0].line.text, "@acme.example"));
    ck_assert_int_ge(details[0].line.at, fake_now() - 60);
    ck_assert_int_le(details[0].line.at, fake_now());
    ck_assert_str_eq(details[0].line.reason,
                     "host mx[192.0.2.9] said: 550 no (in reply to RCPT TO command)");
    ck_assert_str_eq(details[0].name, "mta2");
    fake_end(&fake);
}
END_TEST

START_TEST(what_was_asked_for_is_asked_again_over_the_next_connection)
{
    struct fake fake;
    fake_begin(&fake, 1);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_cut(true, "mtacon_messages ", 0);
    fleet_ask_details(fake.fleet, &(struct fleet_asking){.domain = "acme.example"});
    FAKE_UNTIL(&fake, fake_was_cut() && fake_live(&fake, 0)->state == FLEET_DOWN);
    fake_uncut();
    fleet_retry(fake.fleet, 0);
    FAKE_UNTIL(&fake, fleet_details_answered(fake.fleet) == 1);
    fake_end(&fake);
}
END_TEST

/* The files of a queue have no order. */
static void queue_backwards(const struct fake *fake, int node, int count)
{
    struct buffer queue = {0};
    for (int i = count; i > 0; i--)
        buffer_printf(&queue,
                      "{\"queue_name\": \"deferred\", \"queue_id\": \"%d\", \"arrival_time\": "
                      "%lld, \"message_size\": 300, \"forced_expire\": false, \"sender\": "
                      "\"a@b.example\", \"recipients\": [{\"address\": \"x@%s.example\"}]}\n",
                      i, 1795500000LL + i, i % 2 ? "odd" : "even");
    fake_write(fake, node, "queue.json", buffer_text(&queue));
    buffer_clear(&queue);
}

START_TEST(one_node_is_asked_for_all_domains_and_gives_the_oldest)
{
    struct fake fake;
    size_t count = 0;
    fake_begin(&fake, 2);
    queue_backwards(&fake, 0, 1);
    queue_backwards(&fake, 1, 300);
    fake_fail(&fake, 0, "acme.example", "550 no", 1);
    fake_fail(&fake, 1, "acme.example", "550 no", 2);
    fake_fail(&fake, 1, "other.example", "450 no", 3);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fleet_ask_details(fake.fleet, &(struct fleet_asking){.domain = "", .node = fake.ids[1]});
    FAKE_UNTIL(&fake, fleet_details_answered(fake.fleet) == 1);
    const struct fleet_detail *details = fleet_details(fake.fleet, &count);
    ck_assert_uint_eq(count, 200);
    ck_assert_str_eq(details[0].message.id, "1");
    ck_assert_str_eq(details[199].message.id, "200");
    /* Asked twice, answered twice: counted once; and only the node that is meant. */
    for (int i = 0; i < 2; i++)
        fleet_ask_details(fake.fleet, &(struct fleet_asking){
                                          .domain = "", .node = fake.ids[1], .kind = FLEET_LINES});
    FAKE_UNTIL(&fake, fleet_details_answered(fake.fleet) == 1);
    fake_turns(&fake, 20);
    fleet_details(fake.fleet, &count);
    ck_assert_uint_eq(count, 5);
    fake_end(&fake);
}
END_TEST

/* By itself it would not be tried again for an hour. */
START_TEST(a_retry_does_not_wait)
{
    struct fake fake;
    fake_begin(&fake, 1);
    fake.options.pace.retry = 3600000;
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_lose(&fake, 0);
    fake_find(&fake, 0);
    FAKE_UNTIL(&fake, fake_live(&fake, 0)->state == FLEET_UP);
    fake_end(&fake);
}
END_TEST

START_TEST(what_comes_to_an_empty_log_within_the_minute_is_counted)
{
    struct fake fake;
    fake_begin(&fake, 1);
    fake_write(&fake, 0, "mail.log", "");
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 3);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 3);
    fake_end(&fake);
}
END_TEST

START_TEST(failing_nodes_keep_nobody_from_connecting)
{
    struct fake fake;
    enum { HEALTHY = 8 }; /* not among the first eight, nor the newest */
    fake_begin(&fake, 12);
    for (int i = 0; i < 12; i++)
        if (i != HEALTHY)
            fake_write(&fake, i, "shell", "#!/bin/sh\nsleep 0.1\nexit 1\n");
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_live(&fake, HEALTHY)->round);
    fake_end(&fake);
}
END_TEST

static void note_outcome(void *argument, const struct job_result *result)
{
    *(int *)argument = (int)result->outcome + 1;
}

START_TEST(a_job_for_a_node_that_is_not_there_is_lost)
{
    static const struct job job = {.name = "nothing", .deadline_ms = 1000};
    static const struct job_listener listener = {.done = note_outcome};
    struct fake fake;
    int outcome = 0;
    fake_begin(&fake, 1);
    fake_start(&fake);
    fleet_ask(fake.fleet, 9999, &job, "true", NULL, &listener, &outcome);
    FAKE_UNTIL(&fake, outcome);
    ck_assert_int_eq(outcome, JOB_LOST + 1);
    fake_end(&fake);
}
END_TEST

/* How a node is reached, changed by another process. */
static void move_node(struct fake *fake, int node, const char *destination)
{
    struct store_node *nodes = NULL;
    size_t count = 0;
    ck_assert(store_node_list(fake->store, &nodes, &count, NULL));
    for (size_t i = 0; i < count; i++) {
        if (nodes[i].id != fake->ids[node])
            continue;
        memory_replace(&nodes[i].destination, destination);
        ck_assert(store_node_change(fake->store, &nodes[i], NULL));
    }
    store_node_list_free(nodes, count);
    ck_assert(fleet_sync(fake->fleet, NULL));
}

/* By itself it would not be tried again for an hour; the other node is left in peace. */
START_TEST(a_node_that_is_reached_elsewhere_is_connected_there_at_once)
{
    struct fake fake;
    char right[600];
    fake_begin(&fake, 2);
    snprintf(right, sizeof right, "local:%s", fake_path(&fake, 0, "shell"));
    fake.options.pace.retry = 3600000;
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    char *before = fake_read(&fake, 1, "pid");
    move_node(&fake, 0, "local:/nowhere/shell");
    FAKE_UNTIL(&fake, fake_live(&fake, 0)->state == FLEET_DOWN);
    move_node(&fake, 0, right);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_fail(&fake, 0, "acme.example", "550 no", 2);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 2);
    char *after = fake_read(&fake, 1, "pid");
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    fake_end(&fake);
}
END_TEST

/* What is on the screen then is asked of it again; what the old connection had told goes. */
START_TEST(a_node_that_is_connected_anew_is_asked_what_is_asked_for)
{
    struct fake fake;
    char right[600];
    size_t count = 0;
    fake_begin(&fake, 2);
    snprintf(right, sizeof right, "local:%s", fake_path(&fake, 0, "shell"));
    fake.options.pace.retry = 3600000;
    fake_fail(&fake, 0, "acme.example", "550 no", 2);
    fake_fail(&fake, 1, "acme.example", "550 no", 3);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fleet_ask_details(fake.fleet,
                      &(struct fleet_asking){.domain = "acme.example", .kind = FLEET_LINES});
    FAKE_UNTIL(&fake, fleet_details_answered(fake.fleet) == 2);
    move_node(&fake, 0, "local:/nowhere/shell");
    const struct fleet_detail *details = fleet_details(fake.fleet, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(details[0].name, "mta2");
    move_node(&fake, 0, right);
    FAKE_UNTIL(&fake, fleet_details_answered(fake.fleet) == 2);
    fleet_details(fake.fleet, &count);
    ck_assert_uint_eq(count, 5);
    /* One that is removed takes along what it told. */
    ck_assert(store_node_remove(fake.store, "mta1", NULL));
    ck_assert(fleet_sync(fake.fleet, NULL));
    fleet_details(fake.fleet, &count);
    ck_assert_uint_eq(count, 3);
    fake_end(&fake);
}
END_TEST

/* The connection that did a job is gone: whoever waits for the job hears that it is lost. */
START_TEST(a_job_of_a_node_that_is_reached_elsewhere_has_an_end)
{
    static const struct job job = {.name = "nothing", .deadline_ms = 600000};
    static const struct job_listener listener = {.done = note_outcome};
    struct fake fake;
    int outcome = 0;
    fake_begin(&fake, 1);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fleet_ask(fake.fleet, fake.ids[0], &job, "sleep 10", NULL, &listener, &outcome);
    move_node(&fake, 0, "local:/nowhere/shell");
    FAKE_UNTIL(&fake, outcome);
    ck_assert_int_eq(outcome, JOB_LOST + 1);
    fake_end(&fake);
}
END_TEST

/* Its login hangs, and that may go on for minutes: who has mended it does not wait for that. */
START_TEST(a_try_that_is_stuck_is_begun_anew)
{
    struct fake fake;
    int asked = 0;
    fake_begin(&fake, 1);
    fake.options.pace.retry = 100;
    ck_assert_int_eq(rename(fake_path(&fake, 0, "shell"), fake_path(&fake, 0, "shell.away")), 0);
    fake_write(&fake, 0, "shell", "#!/bin/sh\n: >\"${0%/*}/tried\"\nexec sleep 1000\n");
    ck_assert_int_eq(chmod(fake_path(&fake, 0, "shell"), 0755), 0);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_exists(&fake, 0, "tried"));
    ck_assert_int_eq(fake_live(&fake, 0)->state, FLEET_CONNECTING);
    ck_assert_int_eq(rename(fake_path(&fake, 0, "shell.away"), fake_path(&fake, 0, "shell")), 0);
    /* It is stuck as soon as it takes some milliseconds. */
    while (fake_live(&fake, 0)->state != FLEET_UP) {
        fleet_retry(fake.fleet, 0);
        fake_turns(&fake, 5);
        ck_assert_int_le(++asked, 1000);
    }
    fake_end(&fake);
}
END_TEST

/* Whatever byte of the whole conversation is the last: the counts are right in the end, and what is
 * broken is only that node's connection. */
static void cut_reading(bool inwards, int step)
{
    struct fake fake;
    int failures = 0;
    fake_begin(&fake, 2);
    for (int at = 0, uncut = 0; !uncut; at += step) {
        fake_fail(&fake, 0, "acme.example", "550 5.1.1 no such user", 1);
        fake_fail(&fake, 1, "acme.example", "550 5.1.1 no such user", 1);
        failures += 2;
        fake_cut(inwards, NULL, at);
        fake_start(&fake);
        FAKE_UNTIL(&fake, fake_was_cut() || fake_all_read(&fake));
        uncut = !fake_was_cut();
        fake_uncut();
        fleet_retry(fake.fleet, 0);
        FAKE_UNTIL(&fake, fake_all_read(&fake));
        FAKE_UNTIL(&fake, fake_counted(&fake) >= failures);
        ck_assert_int_eq(fake_counted(&fake), failures);
        fake_stop(&fake);
    }
    fake_end(&fake);
}

START_TEST(what_a_node_says_is_cut_anywhere)
{
    cut_reading(true, cut_step(41));
}
END_TEST

START_TEST(what_a_node_is_told_is_cut_anywhere)
{
    cut_reading(false, cut_step(1511));
}
END_TEST

/* Another console, from whose host it cannot be reached, says so to the store; who reads it knows
 * better. */
START_TEST(a_node_that_is_read_is_up_whatever_another_says)
{
    struct fake fake;
    struct error error;
    struct store_node *nodes;
    size_t count;
    fake_begin(&fake, 1);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    ck_assert_int_eq(rename(fake_path(&fake, 0, "shell"), fake_path(&fake, 0, "shell.away")), 0);
    struct fleet *other = fleet_start(fake.store, &fake.options, &error);
    FAKE_UNTIL(&fake, (fleet_dispatch(other), fleet_live(other, fake.ids[0])->state == FLEET_DOWN));
    fleet_stop(other);
    for (bool up = false; !up;) {
        fake_turns(&fake, 10);
        ck_assert(store_node_list(fake.store, &nodes, &count, NULL));
        up = nodes[0].state == STORE_NODE_UP && !*nodes[0].error;
        store_node_list_free(nodes, count);
    }
    ck_assert_int_eq(fake_live(&fake, 0)->state, FLEET_UP);
    fake_end(&fake);
}
END_TEST

Suite *suite_reading(void)
{
    Suite *suite = suite_create("reading");
    TCase *tests = tcase_create("reading");
    tcase_set_timeout(tests, 1200);
    tcase_add_test(tests, counts_are_those_of_the_logs);
    tcase_add_test(tests, what_cannot_be_read_is_said_and_mended);
    tcase_add_test(tests, a_clock_that_is_wrong_is_said);
    tcase_add_test(tests, an_answer_without_sense_is_told_until_one_makes_sense);
    tcase_add_test(tests, a_node_that_cannot_say_what_it_is_is_down);
    tcase_add_test(tests, a_node_that_left_the_store_is_left);
    tcase_add_test(tests, messages_and_lines_come_when_they_are_asked_for);
    tcase_add_test(tests, what_was_asked_for_is_asked_again_over_the_next_connection);
    tcase_add_test(tests, one_node_is_asked_for_all_domains_and_gives_the_oldest);
    tcase_add_test(tests, a_retry_does_not_wait);
    tcase_add_test(tests, a_try_that_is_stuck_is_begun_anew);
    tcase_add_test(tests, what_comes_to_an_empty_log_within_the_minute_is_counted);
    tcase_add_test(tests, failing_nodes_keep_nobody_from_connecting);
    tcase_add_test(tests, a_job_for_a_node_that_is_not_there_is_lost);
    tcase_add_test(tests, a_node_that_is_reached_elsewhere_is_connected_there_at_once);
    tcase_add_test(tests, a_job_of_a_node_that_is_reached_elsewhere_has_an_end);
    tcase_add_test(tests, what_a_node_says_is_cut_anywhere);
    tcase_add_test(tests, a_node_that_is_connected_anew_is_asked_what_is_asked_for);
    tcase_add_test(tests, what_a_node_is_told_is_cut_anywhere);
    tcase_add_test(tests, a_node_that_is_read_is_up_whatever_another_says);
    suite_add_tcase(suite, tests);
    return suite;
}
