/* Alerts over time: the clock is handed in, nodes fail and are lost. */
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "mtacon/act/node.h"
#include "mtacon/store/mute.h"
#include "suites.h"

static void subscribe(struct policy *policy)
{
    struct policy_domain *domain = policy_add(policy, "acme.example");
    domain->thresholds.hourly = 10;
    domain->own_subscribers = true;
    policy_subscribe(domain, "anna@noc.example");
    policy_subscribe(domain, "ben@help.example");
}

static void begin_watch(struct fake *fake, int nodes)
{
    fake_begin(fake, nodes);
    fake_save(fake, subscribe);
    fake->options.alerts =
        (struct fleet_alerts){.role = FLEET_ALERTS_SEND, .repeat = 4 * 3600, .sendmail = ""};
    fake_start(fake);
    FAKE_UNTIL(fake, fake_all_read(fake));
}

static int all_sent(const struct fake *fake)
{
    int sum = 0;
    for (int i = 0; i < fake->nodes; i++)
        sum += fake_sent(fake, i);
    return sum;
}

/* The newest alert, open or closed; id 0: none. */
static struct store_alert newest(const struct fake *fake)
{
    struct store_alert *alerts = NULL, found = {0};
    size_t count = 0;
    store_alert_list(fake->store, true, 1, &alerts, &count, NULL);
    if (count)
        found = alerts[0];
    free(alerts);
    return found;
}

/* All that is known was evaluated, and no mail is due. */
static bool settled(const struct fake *fake)
{
    return fleet_alerts_settled(fake->fleet, fake_now());
}

/* 50 minutes pass, and it fails again 20 times: never an hour without, so that nothing recovers in
 * between. Then there are `sum` failures in all. */
static void fail_on(struct fake *fake, int64_t sum)
{
    fake_pass(fake, 50 * 60);
    fake_fail(fake, 0, "acme.example", "450 4.2.1 busy", 20);
    FAKE_UNTIL(fake, fake_counted(fake) == sum && settled(fake));
}

/* What the last mail says in its head. */
static bool last_mail_says(const struct fake *fake, int node, const char *what)
{
    char name[32];
    snprintf(name, sizeof name, "sent/%d", fake_sent(fake, node));
    char *mail = fake_read(fake, node, name);
    bool says = strstr(mail, what) != NULL;
    free(mail);
    return says;
}

START_TEST(it_is_told_once_again_after_hours_and_when_it_is_over)
{
    struct fake fake;
    begin_watch(&fake, 1);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 9);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 9 && settled(&fake));
    ck_assert_int_eq(newest(&fake).id, 0);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 1);
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 2 && settled(&fake));
    ck_assert(last_mail_says(&fake, 0, "X-Mtacon-Alert: firing"));
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 50);
    FAKE_UNTIL(&fake, newest(&fake).count == 60 && settled(&fake));
    ck_assert_int_eq(fake_sent(&fake, 0), 2);
    /* It goes on failing; after four hours it is told again. */
    for (int i = 1; i <= 5; i++) {
        ck_assert_int_eq(fake_sent(&fake, 0), 2);
        fail_on(&fake, 60 + 20 * i);
    }
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 4 && settled(&fake));
    ck_assert(last_mail_says(&fake, 0, "X-Mtacon-Alert: repeated"));
    /* Below the threshold, but not clearly: 8 of 10. */
    fake_pass(&fake, 1800);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 8);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 168 && settled(&fake));
    fake_pass(&fake, 1800 + 60);
    FAKE_UNTIL(&fake, newest(&fake).count == 8 && settled(&fake));
    ck_assert_int_eq(newest(&fake).closed_at, 0);
    fake_pass(&fake, 3600 + 60);
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 6 && settled(&fake));
    ck_assert(last_mail_says(&fake, 0, "X-Mtacon-Alert: recovered"));
    ck_assert_int_eq(newest(&fake).closed_as, ALERT_RECOVERED);
    fake_end(&fake);
}
END_TEST

/* Nothing new comes; only the window moves on. */
START_TEST(what_falls_out_of_the_window_is_a_recovery)
{
    struct fake fake;
    fake_begin(&fake, 1);
    fake_save(&fake, subscribe);
    fake.options.alerts =
        (struct fleet_alerts){.role = FLEET_ALERTS_SEND, .repeat = 4 * 3600, .sendmail = ""};
    fake.options.pace.evaluation = 3600000;
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 12);
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 2 && settled(&fake));
    fake_turns(&fake, 200);
    ck_assert_int_eq(newest(&fake).closed_at, 0);
    fake_pass(&fake, 3600 + 60);
    FAKE_UNTIL(&fake, newest(&fake).closed_at);
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_out_of_reach_is_blind_and_no_recovery)
{
    struct fake fake;
    begin_watch(&fake, 2);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 12);
    FAKE_UNTIL(&fake, all_sent(&fake) == 2 && settled(&fake));
    fake_lose(&fake, 1);
    fake_pass(&fake, 2 * 3600);
    FAKE_UNTIL(&fake, newest(&fake).count == 0 && newest(&fake).blind == 1 && settled(&fake));
    ck_assert_int_eq(newest(&fake).closed_at, 0);
    ck_assert_int_eq(all_sent(&fake), 2);
    fake_find(&fake, 1);
    FAKE_UNTIL(&fake, newest(&fake).closed_at && all_sent(&fake) == 4);
    fake_end(&fake);
}
END_TEST

START_TEST(a_log_that_cannot_be_read_is_blind_too)
{
    struct fake fake;
    begin_watch(&fake, 1);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 12);
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 2 && settled(&fake));
    fake_write(&fake, 0, "mail.log", NULL);
    FAKE_UNTIL(&fake, !*fake_live(&fake, 0)->seen.log);
    fake_pass(&fake, 2 * 3600);
    FAKE_UNTIL(&fake, newest(&fake).count == 0 && settled(&fake));
    ck_assert_int_eq(newest(&fake).blind, 1);
    ck_assert_int_eq(newest(&fake).closed_at, 0);
    fake_end(&fake);
}
END_TEST

START_TEST(who_is_at_it_is_not_told_again)
{
    struct fake fake;
    struct error error;
    begin_watch(&fake, 1);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 12);
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 2 && settled(&fake));
    ck_assert(store_alert_acknowledge(fake.store, 0, "acme.example", 0, "", fake_now(), &error));
    for (int i = 1; i <= 6; i++) {
        fail_on(&fake, 12 + 20 * i);
        ck_assert_int_eq(fake_sent(&fake, 0), 2);
    }
    /* What comes after proves that nothing came before: its end is told. */
    fake_pass(&fake, 2 * 3600);
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 4 && settled(&fake));
    ck_assert(last_mail_says(&fake, 0, "X-Mtacon-Alert: recovered"));
    fake_end(&fake);
}
END_TEST

START_TEST(a_muted_domain_is_told_when_the_mute_is_over)
{
    struct fake fake;
    struct error error;
    begin_watch(&fake, 1);
    ck_assert(store_mute_add(fake.store, "acme.example", fake_now() + 1800, "planned", fake_now(),
                             &error));
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 12);
    FAKE_UNTIL(&fake, newest(&fake).id && settled(&fake));
    ck_assert_int_eq(fake_sent(&fake, 0), 0);
    fake_pass(&fake, 1801);
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 2 && settled(&fake));
    ck_assert(last_mail_says(&fake, 0, "X-Mtacon-Alert: firing"));
    fake_end(&fake);
}
END_TEST

START_TEST(of_two_watches_one_mails)
{
    struct fake fake;
    struct error error;
    begin_watch(&fake, 2);
    struct fleet *other = fleet_start(fake.store, &fake.options, &error);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 12);
    FAKE_UNTIL(&fake, (fleet_dispatch(other), all_sent(&fake) == 2));
    FAKE_UNTIL(&fake, (fleet_dispatch(other), settled(&fake)));
    for (int i = 0; i < 100; i++) {
        fleet_dispatch(other);
        fake_turns(&fake, 1);
    }
    ck_assert_int_eq(all_sent(&fake), 2);
    fleet_stop(other);
    fake_end(&fake);
}
END_TEST

START_TEST(a_console_opens_it_and_a_watch_mails_it)
{
    struct fake fake;
    begin_watch(&fake, 1);
    fake_stop(&fake);
    fake.options.alerts.role = FLEET_ALERTS_EVALUATE;
    fake_start(&fake);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 12);
    FAKE_UNTIL(&fake, newest(&fake).id && settled(&fake));
    ck_assert_int_eq(newest(&fake).mails, 0);
    fake_stop(&fake);
    fake.options.alerts.role = FLEET_ALERTS_SEND;
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 2 && settled(&fake));
    ck_assert_int_eq(newest(&fake).mails, 1);
    fake_end(&fake);
}
END_TEST

static void threshold_off(struct policy *policy)
{
    policy_add(policy, "acme.example")->thresholds.hourly = 0;
}

START_TEST(a_threshold_that_is_switched_off_ends_it)
{
    struct fake fake;
    begin_watch(&fake, 1);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 12);
    FAKE_UNTIL(&fake, fake_sent(&fake, 0) == 2 && settled(&fake));
    fake_save(&fake, threshold_off);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 1);
    FAKE_UNTIL(&fake, newest(&fake).closed_at);
    ck_assert_int_eq(newest(&fake).closed_as, ALERT_ENDED);
    FAKE_UNTIL(&fake, settled(&fake));
    ck_assert_int_eq(fake_sent(&fake, 0), 2);
    fake_end(&fake);
}
END_TEST

static void threshold_raised(struct policy *policy)
{
    policy_add(policy, "acme.example")->thresholds.hourly = 500;
}

/* Raised while a node is out of reach: when it is read again, nothing has recovered. */
START_TEST(a_threshold_that_is_raised_while_blind_ends_it)
{
    struct fake fake;
    begin_watch(&fake, 2);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 12);
    FAKE_UNTIL(&fake, all_sent(&fake) == 2 && settled(&fake));
    fake_lose(&fake, 1);
    FAKE_UNTIL(&fake, newest(&fake).blind == 1 && settled(&fake));
    fake_save(&fake, threshold_raised);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 1);
    FAKE_UNTIL(&fake, newest(&fake).count == 13 && settled(&fake));
    ck_assert_int_eq(newest(&fake).closed_at, 0);
    fake_find(&fake, 1);
    FAKE_UNTIL(&fake, newest(&fake).closed_at);
    ck_assert_int_eq(newest(&fake).closed_as, ALERT_ENDED);
    FAKE_UNTIL(&fake, settled(&fake));
    ck_assert_int_eq(all_sent(&fake), 2);
    fake_end(&fake);
}
END_TEST

static void forget_node(const struct fake *fake, const char *name)
{
    const struct act act = {.store = fake->store, .fleet = fake->fleet};
    struct error error;
    ck_assert_msg(node_remove(&act, name, fake_now(), &error), "%s", error.text);
    ck_assert(fleet_sync(fake->fleet, NULL));
}

/* What a node counted goes with it, and that is no recovery. */
START_TEST(a_node_that_is_forgotten_ends_it_and_nobody_has_recovered)
{
    struct fake fake;
    begin_watch(&fake, 4);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 busy", 9);
    fake_fail(&fake, 1, "acme.example", "450 4.2.1 busy", 4);
    fake_fail(&fake, 2, "acme.example", "450 4.2.1 busy", 4);
    FAKE_UNTIL(&fake, all_sent(&fake) == 2 && newest(&fake).count == 17 && settled(&fake));
    forget_node(&fake, "mta4"); /* nothing failed there */
    forget_node(&fake, "mta2"); /* the rest still reaches the threshold */
    FAKE_UNTIL(&fake, newest(&fake).count == 13 && settled(&fake));
    ck_assert_int_eq(newest(&fake).closed_at, 0);
    forget_node(&fake, "mta1");
    FAKE_UNTIL(&fake, newest(&fake).closed_at && settled(&fake));
    ck_assert_int_eq(newest(&fake).closed_as, ALERT_ENDED);
    fake_turns(&fake, 50);
    ck_assert_int_eq(all_sent(&fake), 2);
    /* What is left may reach it anew. */
    fake_fail(&fake, 2, "acme.example", "450 4.2.1 busy", 6);
    FAKE_UNTIL(&fake, !newest(&fake).closed_at && newest(&fake).count == 10 && settled(&fake));
    fake_end(&fake);
}
END_TEST

Suite *suite_alerting(void)
{
    Suite *suite = suite_create("alerting");
    TCase *tests = tcase_create("alerting");
    tcase_set_timeout(tests, 1200);
    tcase_add_test(tests, it_is_told_once_again_after_hours_and_when_it_is_over);
    tcase_add_test(tests, what_falls_out_of_the_window_is_a_recovery);
    tcase_add_test(tests, a_node_out_of_reach_is_blind_and_no_recovery);
    tcase_add_test(tests, a_log_that_cannot_be_read_is_blind_too);
    tcase_add_test(tests, who_is_at_it_is_not_told_again);
    tcase_add_test(tests, a_muted_domain_is_told_when_the_mute_is_over);
    tcase_add_test(tests, of_two_watches_one_mails);
    tcase_add_test(tests, a_console_opens_it_and_a_watch_mails_it);
    tcase_add_test(tests, a_threshold_that_is_switched_off_ends_it);
    tcase_add_test(tests, a_threshold_that_is_raised_while_blind_ends_it);
    tcase_add_test(tests, a_node_that_is_forgotten_ends_it_and_nobody_has_recovered);
    suite_add_tcase(suite, tests);
    return suite;
}
