/* What the I/O thread told is saved together: how often the store commits is counted. */
#include <sqlite3.h>
#include <stdlib.h>

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

Suite *suite_intake(void)
{
    Suite *suite = suite_create("intake");
    TCase *tests = tcase_create("intake");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, a_batch_is_one_transaction);
    tcase_add_test(tests, the_end_of_a_job_stands_alone);
    tcase_add_test(tests, what_takes_too_long_waits);
    suite_add_tcase(suite, tests);
    return suite;
}
