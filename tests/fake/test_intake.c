/* What the I/O thread told is saved together: how often the store commits is counted. */
#include <poll.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "intake.h"
#include "mtacon/base/memory.h"
#include "mtacon/probe/list.h"
#include "store_private.h"
#include "suites.h"

enum { EVENTS = 1000 };

static int count_commit(void *argument)
{
    ++*(int *)argument;
    return 0;
}

static void tell(struct fake *fake, enum fleet_event_kind kind, void *value)
{
    struct fleet_event *event = memory_new(1, sizeof *event);
    *event = (struct fleet_event){.kind = kind,
                                  .node = fake->ids[0],
                                  .at = fake_now(),
                                  .state = FLEET_UP,
                                  .subject = memory_string("libssh2"),
                                  .text = memory_string(""),
                                  .probe = &probe_sizes,
                                  .value = value};
    mailbox_put(io_thread_events(fake->fleet->roster.io), event);
}

static void tell_sizes(struct fake *fake, int64_t active)
{
    void *value = memory_new(1, probe_sizes.size);
    probe_sizes.row(
        value, &(struct report_row){.kind = REPORT_SIZE, .queue = QUEUE_ACTIVE, .number = active});
    tell(fake, EVENT_PROBE, value);
}

static int commits_of_intake(struct fake *fake)
{
    int commits = 0;
    sqlite3_commit_hook(fake->store->database, count_commit, &commits);
    ck_assert(intake_take(fake->fleet, INT64_MAX));
    sqlite3_commit_hook(fake->store->database, NULL, NULL);
    return commits;
}

static int64_t stored_active(struct fake *fake)
{
    struct store_node *nodes = NULL;
    size_t count = 0;
    ck_assert(store_node_list(fake->store, &nodes, &count, NULL));
    ck_assert_uint_eq(count, 1);
    int64_t active = nodes[0].queue.sizes[QUEUE_ACTIVE];
    store_node_list_free(nodes, count);
    return active;
}

/* A node that is read once, and then out of reach: it tells nothing of its own any more. */
static void begin(struct fake *fake)
{
    fake_begin(fake, 1);
    fake_start(fake);
    FAKE_UNTIL(fake, fake_all_read(fake));
    fake_lose(fake, 0);
}

START_TEST(a_batch_is_one_transaction)
{
    struct fake fake;
    begin(&fake);
    for (int i = 1; i <= EVENTS; i++)
        tell_sizes(&fake, i);
    ck_assert_int_eq(commits_of_intake(&fake), 1);
    ck_assert_int_eq(stored_active(&fake), EVENTS);
    fake_end(&fake);
}
END_TEST

/* Whoever waits for a job acts by what is written. */
START_TEST(the_end_of_a_job_stands_alone)
{
    struct fake fake;
    begin(&fake);
    tell_sizes(&fake, 7);
    tell_sizes(&fake, 8);
    tell(&fake, EVENT_JOB, NULL);
    tell_sizes(&fake, 9);
    ck_assert_int_eq(commits_of_intake(&fake), 2);
    ck_assert_int_eq(stored_active(&fake), 9);
    fake_end(&fake);
}
END_TEST

/* It ends where it has to, and the rest is taken the next time. */
START_TEST(what_takes_too_long_waits)
{
    struct fake fake;
    begin(&fake);
    for (int i = 1; i <= EVENTS; i++)
        tell_sizes(&fake, i);
    ck_assert(intake_take(fake.fleet, 0));
    ck_assert_int_eq(stored_active(&fake), 1);
    FAKE_UNTIL(&fake, stored_active(&fake) == EVENTS);
    fake_end(&fake);
}
END_TEST

/* What another process does to the store, until it is done with it. */
static sqlite3 *hold(const struct fake *fake)
{
    sqlite3 *other;
    ck_assert_int_eq(sqlite3_open(store_path(fake->store), &other), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    return other;
}

/* It was waited for, keys or not; then what was to be saved was lost. */
START_TEST(a_store_that_is_held_is_not_waited_for)
{
    struct fake fake;
    fake_begin(&fake, 1);
    fake.options.answers_keys = true;
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_lose(&fake, 0);
    sqlite3 *other = hold(&fake);
    for (int i = 1; i <= EVENTS; i++)
        tell_sizes(&fake, i);
    ck_assert(!fleet_dispatch(fake.fleet));
    ck_assert(fleet_is_held(fake.fleet));
    FAKE_UNTIL(&fake, strstr(fleet_store_error(fake.fleet), "saving waits"));
    ck_assert_int_eq(stored_active(&fake), 0);
    sqlite3_close(other);
    FAKE_UNTIL(&fake, stored_active(&fake) == EVENTS);
    ck_assert(!fleet_is_held(fake.fleet));
    ck_assert_str_eq(fleet_store_error(fake.fleet), "");
    fake_end(&fake);
}
END_TEST

static int count_row(unsigned kind, void *argument, void *statement, void *unused)
{
    (void)kind, (void)unused;
    *(int *)argument += strstr(sqlite3_sql(statement), "FROM node WHERE changed") != NULL;
    return 0;
}

static int nodes_read_by_sync(const struct fake *fake)
{
    int rows = 0;
    sqlite3_trace_v2(fake->store->database, SQLITE_TRACE_ROW, count_row, &rows);
    ck_assert(fleet_sync(fake->fleet, NULL));
    sqlite3_trace_v2(fake->store->database, 0, NULL, NULL);
    return rows;
}

/* Of all nodes there are, those that were written since are read. */
START_TEST(nodes_are_listed_as_they_change)
{
    enum { NODES = 4 };
    struct fake fake;
    struct error error;
    fake_begin(&fake, NODES);
    fake.options.only = "mta1";
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_live(&fake, 0)->round);
    fake_lose(&fake, 0);
    nodes_read_by_sync(&fake);
    ck_assert_int_eq(nodes_read_by_sync(&fake), 0);
    ck_assert(store_node_set_state(fake.store, fake.ids[2], STORE_NODE_DOWN, "away", "", fake_now(),
                                   &error));
    ck_assert_int_eq(nodes_read_by_sync(&fake), 1);
    ck_assert(store_node_remove(fake.store, "mta2", &error));
    ck_assert_int_eq(nodes_read_by_sync(&fake), NODES - 1);
    ck_assert_int_eq(nodes_read_by_sync(&fake), 0);
    fake_end(&fake);
}
END_TEST

START_TEST(how_far_it_is_behind_is_said)
{
    struct fake fake;
    begin(&fake);
    for (int i = 1; i <= 2; i++)
        tell_sizes(&fake, i);
    fake_pass(&fake, 12);
    ck_assert(intake_take(fake.fleet, 0));
    ck_assert_int_eq(fleet_behind(fake.fleet), 12);
    ck_assert(intake_take(fake.fleet, INT64_MAX));
    ck_assert_int_eq(fleet_behind(fake.fleet), 0);
    fake_end(&fake);
}
END_TEST

static void wait_for_events(struct mailbox *events, size_t count)
{
    while (mailbox_count(events) < count)
        poll(NULL, 0, 1);
}

/* Nobody saves: what is asked for is asked, and nothing else is read meanwhile. */
START_TEST(while_saving_is_behind_less_is_read)
{
    enum { JOBS = 40, WAITING = 20 };
    static const struct job job = {.name = "nothing", .deadline_ms = 60000};
    static const struct job_listener nobody = {.done = NULL};
    struct fake fake;
    fake_begin(&fake, 1);
    fake.options.interval_ms = 1;
    fake.options.backlog = WAITING;
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    struct mailbox *events = io_thread_events(fake.fleet->roster.io);
    for (int i = 0; i <= WAITING; i++)
        tell_sizes(&fake, i);
    for (int i = 0; i < JOBS; i++) {
        size_t before = mailbox_count(events);
        fleet_ask(fake.fleet, fake.ids[0], &job, "true", NULL, &nobody, NULL);
        wait_for_events(events, before + 1);
    }
    struct fleet_event *event;
    int jobs = 0, read = 0;
    while ((event = mailbox_take(events))) {
        jobs += event->kind == EVENT_JOB;
        read += jobs && event->kind == EVENT_PROBE;
        fleet_event_free(event);
    }
    ck_assert_int_ge(jobs, JOBS / 2);
    ck_assert_int_eq(read, 0);
    FAKE_UNTIL(&fake, mailbox_count(events)); /* and goes on */
    fake_end(&fake);
}
END_TEST

Suite *suite_intake(void)
{
    Suite *suite = suite_create("intake");
    TCase *tests = tcase_create("intake");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, a_batch_is_one_transaction);
    tcase_add_test(tests, the_end_of_a_job_stands_alone);
    tcase_add_test(tests, what_takes_too_long_waits);
    tcase_add_test(tests, a_store_that_is_held_is_not_waited_for);
    tcase_add_test(tests, nodes_are_listed_as_they_change);
    tcase_add_test(tests, how_far_it_is_behind_is_said);
    tcase_add_test(tests, while_saving_is_behind_less_is_read);
    suite_add_tcase(suite, tests);
    return suite;
}
