/* Bringing a revision to the nodes: order, failures, lateness, conflicts, cuts at any byte. */
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake.h"
#include "mtacon/act/push.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/clerk.h"
#include "suites.h"

static int cut_step(int usual)
{
    const char *set = getenv("MTACON_CUTS");
    return set && atoi(set) > 0 ? atoi(set) : usual;
}

static void hold_reports(struct policy *policy)
{
    policy_add(policy, "acme.example")->bounce = POLICY_BOUNCE_DISABLED;
}

/* Another revision each time. */
static void turn_mode(struct policy *policy)
{
    struct policy_domain *domain = policy_add(policy, "acme.example");
    domain->mode = domain->mode == POLICY_MODE_ENABLED ? POLICY_MODE_OPTIONAL : POLICY_MODE_ENABLED;
}

/* All nodes enrolled, a revision saved. */
static void begin_enrolled(struct fake *fake, int nodes)
{
    fake_begin(fake, nodes);
    fake_start(fake);
    for (int i = 0; i < nodes; i++)
        fake_enrol(fake, i);
    fake_save(fake, hold_reports);
}

static bool is_in_force(const struct fake *fake, int node)
{
    return fake_rollout(fake, node).state == ROLLOUT_IN_FORCE;
}

static bool all_in_force(const struct fake *fake)
{
    bool all = true;
    for (int i = 0; i < fake->nodes; i++)
        all = all && is_in_force(fake, i);
    return all;
}

/* What is in force truly lies there. */
static void check_carried(const struct fake *fake, int node)
{
    ck_assert_str_eq(fake_carried(fake, node), fake_current(fake));
}

static int count_calls(const struct fake *fake, int node, const char *call)
{
    char *calls = fake_read(fake, node, "calls"), *at = calls;
    int count = 0;
    while ((at = strstr(at, call))) {
        count++;
        at++;
    }
    free(calls);
    return count;
}

START_TEST(one_node_goes_first_and_alone)
{
    struct fake fake;
    begin_enrolled(&fake, 4);
    fake_push(&fake, false);
    bool began[4] = {false};
    for (int64_t at = fake_clock(); !all_in_force(&fake);
         fake_turn(&fake, at, "all in force", __FILE__, __LINE__)) {
        bool canary = is_in_force(&fake, 0);
        for (int i = 0; i < 4; i++) {
            bool begins = fake_rollout(&fake, i).state == ROLLOUT_PUSHING;
            ck_assert_msg(i == 0 || canary || !(begins || is_in_force(&fake, i)),
                          "mta%d was touched before mta1 was in force", i + 1);
            began[i] = began[i] || begins;
        }
    }
    ck_assert(began[0]);
    for (int i = 0; i < 4; i++)
        check_carried(&fake, i);
    fake_end(&fake);
}
END_TEST

/* A fleet with a clerk, on enrolled nodes. */
static struct clerk *begin_with_clerk(struct fake *fake, int nodes)
{
    struct error error;
    fake_begin(fake, nodes);
    struct clerk *clerk = fake->options.clerk = clerk_start(fake->store, &error);
    ck_assert_ptr_nonnull(clerk);
    fake_start(fake);
    for (int i = 0; i < nodes; i++)
        fake_enrol(fake, i);
    return clerk;
}

/* What is sent is rendered by the clerk: nothing goes before he is done. */
START_TEST(what_is_sent_is_rendered_elsewhere)
{
    enum { NODES = 3 };
    struct fake fake;
    struct clerk *clerk = begin_with_clerk(&fake, NODES);
    fake_save(&fake, hold_reports);
    fake_push(&fake, false);
    struct pollfd done = {.fd = clerk_fd(clerk), .events = POLLIN};
    FAKE_UNTIL(&fake, poll(&done, 1, 0) == 1);
    for (int i = 0; i < NODES; i++)
        ck_assert_int_eq(fake_rollout(&fake, i).state, ROLLOUT_WAITING);
    FAKE_UNTIL(&fake, (clerk_look(clerk), all_in_force(&fake)));
    for (int i = 0; i < NODES; i++)
        check_carried(&fake, i);
    /* The fleet ends before the clerk does. */
    fake_save(&fake, turn_mode);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, poll(&done, 1, 0) == 1);
    fake_stop(&fake);
    clerk_stop(clerk);
    fake_end(&fake);
}
END_TEST

/* Another process begins one while this one sends what it read of the former. */
START_TEST(what_was_sent_for_another_rollout_is_sent_anew)
{
    struct fake fake;
    begin_enrolled(&fake, 1);
    fake_write(&fake, 0, "hold/postmap", "");
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_PUSHING);
    fake_save(&fake, turn_mode);
    fake_push(&fake, false);
    ck_assert(rollout_set_node(fake.store, fake.ids[0], ROLLOUT_PUSHING, "sent", fake_now(), NULL));
    fake_write(&fake, 0, "hold/postmap", NULL);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    check_carried(&fake, 0);
    fake_end(&fake);
}
END_TEST

START_TEST(an_answer_that_could_not_be_saved_is_not_lost)
{
    struct fake fake;
    begin_enrolled(&fake, 2);
    sqlite3 *other = fake_lock_at_answer(&fake);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_unlock(&fake, other));
    ck_assert_int_eq(fake_rollout(&fake, 0).state, ROLLOUT_PUSHING);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    for (int i = 0; i < 2; i++)
        check_carried(&fake, i);
    fake_end(&fake);
}
END_TEST

static void begin_other_event(struct policy *policy)
{
    policy_set_mode(policy_add(policy, "other.example"), POLICY_MODE_ENABLED, fake_now() + 40);
}

/* It is he who ends an event, too; the fleet may end meanwhile. */
START_TEST(an_event_is_ended_elsewhere)
{
    struct fake fake;
    struct clerk *clerk = begin_with_clerk(&fake, 2);
    struct pollfd done = {.fd = clerk_fd(clerk), .events = POLLIN};
    int64_t number = fake_save(&fake, begin_other_event);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, (clerk_look(clerk), all_in_force(&fake)));
    fake_pass(&fake, 50);
    FAKE_UNTIL(&fake, poll(&done, 1, 0) == 1);
    ck_assert_int_eq(revision_current_number(fake.store), number + 1);
    FAKE_UNTIL(&fake, (clerk_look(clerk), all_in_force(&fake)));
    for (int i = 0; i < 2; i++)
        check_carried(&fake, i);
    number = fake_save(&fake, begin_other_event);
    fake_pass(&fake, 50);
    FAKE_UNTIL(&fake, poll(&done, 1, 0) == 1);
    fake_stop(&fake);
    clerk_stop(clerk);
    ck_assert_int_eq(revision_current_number(fake.store), number + 1);
    fake_end(&fake);
}
END_TEST

/* And not only when the node is read the next time, which may be when this console is gone. */
START_TEST(what_was_verified_is_in_force_at_once)
{
    struct fake fake;
    struct store_node *nodes;
    struct error error;
    size_t count;
    begin_enrolled(&fake, 2);
    fake_push(&fake, false);
    for (int64_t at = fake_clock(); !all_in_force(&fake);
         fake_turn(&fake, at, "all in force", __FILE__, __LINE__))
        ;
    ck_assert(store_node_list(fake.store, &nodes, &count, &error));
    for (size_t i = 0; i < count; i++) {
        ck_assert_str_eq(nodes[i].policy_hash, fake_current(&fake));
        ck_assert_int_gt(nodes[i].policy_number, 0);
    }
    store_node_list_free(nodes, count);
    fake_end(&fake);
}
END_TEST

START_TEST(a_canary_that_fails_stops_it_and_is_as_before)
{
    struct fake fake;
    struct rollout rollout;
    begin_enrolled(&fake, 3);
    char *main = fake_read(&fake, 0, "etc/main.cf");
    fake_write(&fake, 0, "etc/main.cf", "queue_directory = /no such \x1b[31mthing\n");
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_FAILED);
    ck_assert_ptr_nonnull(strstr(fake_rollout(&fake, 0).detail, "no such ^[[31mthing"));
    ck_assert_ptr_nonnull(strstr(fake_rollout(&fake, 0).detail, "rolled back: nothing changed"));
    FAKE_UNTIL(&fake, rollout_load(fake.store, &rollout, NULL) && rollout.state == ROLLOUT_STOPPED);
    for (int i = 0; i < 3; i++)
        ck_assert_str_eq(fake_carried(&fake, i), "");
    ck_assert_int_eq(fake_rollout(&fake, 1).state, ROLLOUT_WAITING);
    /* Mended: the operator tries again, and all get it. */
    fake_write(&fake, 0, "etc/main.cf", main);
    free(main);
    ck_assert(rollout_retry(fake.store, fake_now(), NULL));
    FAKE_UNTIL(&fake, all_in_force(&fake));
    fake_end(&fake);
}
END_TEST

START_TEST(keep_going_leaves_out_what_fails)
{
    struct fake fake;
    begin_enrolled(&fake, 3);
    fake_write(&fake, 0, "fail/postmap", "broken");
    fake_push(&fake, true);
    FAKE_UNTIL(&fake, is_in_force(&fake, 1) && is_in_force(&fake, 2));
    ck_assert_int_eq(fake_rollout(&fake, 0).state, ROLLOUT_FAILED);
    ck_assert_str_eq(fake_carried(&fake, 0), "");
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_that_is_not_enrolled_says_so)
{
    struct fake fake;
    fake_begin(&fake, 1);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_save(&fake, hold_reports);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_FAILED);
    ck_assert_ptr_nonnull(strstr(fake_rollout(&fake, 0).detail, "not enrolled"));
    fake_end(&fake);
}
END_TEST

START_TEST(a_folder_that_was_not_enrolled_gets_nothing)
{
    struct fake fake;
    begin_enrolled(&fake, 1);
    ck_assert_int_eq(rename(fake_path(&fake, 0, "policy"), fake_path(&fake, 0, "policy.away")), 0);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_FAILED);
    ck_assert_ptr_nonnull(strstr(fake_rollout(&fake, 0).detail, "is not the folder"));
    ck_assert(!fake_exists(&fake, 0, "policy/current"));
    ck_assert(!fake_exists(&fake, 0, "policy/pending"));
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_out_of_reach_gets_it_when_it_returns)
{
    struct fake fake;
    begin_enrolled(&fake, 3);
    fake_stop(&fake);
    rename(fake_path(&fake, 1, "shell"), fake_path(&fake, 1, "shell.away"));
    fake_start(&fake);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, is_in_force(&fake, 0) && is_in_force(&fake, 2));
    FAKE_UNTIL(&fake, fake_rollout(&fake, 1).state == ROLLOUT_LATE);
    ck_assert_str_eq(fake_carried(&fake, 1), "");
    rename(fake_path(&fake, 1, "shell.away"), fake_path(&fake, 1, "shell"));
    fleet_retry(fake.fleet, 0);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    check_carried(&fake, 1);
    fake_end(&fake);
}
END_TEST

/* In a store of before changes of the rollout were counted, the count is 0. */
START_TEST(a_rollout_of_before_goes_on)
{
    struct fake fake;
    sqlite3 *database;
    begin_enrolled(&fake, 2);
    fake_lose(&fake, 1);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, is_in_force(&fake, 0) && fake_rollout(&fake, 1).state == ROLLOUT_LATE);
    fake_stop(&fake);
    ck_assert_int_eq(sqlite3_open(store_path(fake.store), &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, "UPDATE rollout SET changed = 0", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(database);
    fake_start(&fake);
    fake_find(&fake, 1);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    fake_end(&fake);
}
END_TEST

START_TEST(the_canary_is_waited_for_not_passed_over)
{
    struct fake fake;
    begin_enrolled(&fake, 2);
    fake_stop(&fake);
    fake_write(&fake, 0, "wait", "");
    fake_start(&fake);
    /* mta2 is up, mta1 on its way: it must not be passed over. */
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_live(&fake, 1)->seen.policy_read);
    fake_turns(&fake, 40);
    ck_assert_int_eq(fake_rollout(&fake, 1).state, ROLLOUT_WAITING);
    fake_write(&fake, 0, "wait", NULL);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    fake_end(&fake);
}
END_TEST

static const char foreign[] = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

START_TEST(a_revision_unknown_here_is_never_overwritten)
{
    struct fake fake;
    char *head = memory_printf("%s 7 1795532645 bob@jump2\n", foreign);
    begin_enrolled(&fake, 2);
    ck_assert_int_eq(system(NULL) != 0, 1);
    char *command =
        memory_printf("mkdir -p %s && cp -R %s/. %s", fake_path(&fake, 0, "policy/rev/f"),
                      fake_path(&fake, 0, "policy/rev/none"), fake_path(&fake, 0, "policy/rev/f"));
    ck_assert_int_eq(system(command), 0);
    fake_write(&fake, 0, "policy/rev/f/head", head);
    unlink(fake_path(&fake, 0, "policy/current"));
    ck_assert_int_eq(symlink("rev/f", fake_path(&fake, 0, "policy/current")), 0);
    FAKE_UNTIL(&fake, strcmp(fake_live(&fake, 0)->seen.policy.hash, foreign) == 0);
    fake_push(&fake, false);
    /* What is known to be theirs is not even sent to. */
    for (int64_t at = fake_clock(); fake_rollout(&fake, 0).state != ROLLOUT_CONFLICT;
         fake_turn(&fake, at, "conflict", __FILE__, __LINE__))
        ck_assert_int_ne(fake_rollout(&fake, 0).state, ROLLOUT_PUSHING);
    ck_assert_ptr_nonnull(
        strstr(fake_rollout(&fake, 0).detail, "carries revision 7 by bob@jump2 of "));
    char *now = fake_read(&fake, 0, "policy/current/head");
    ck_assert_str_eq(now, head);
    ck_assert_int_ne(fake_rollout(&fake, 1).state, ROLLOUT_IN_FORCE);
    free(now);
    free(command);
    free(head);
    fake_end(&fake);
}
END_TEST

/* The same from a node that was looked at before the other console came: only the node's own
 * comparison can tell. */
START_TEST(the_node_compares_before_it_changes)
{
    struct fake fake;
    char head[128];
    begin_enrolled(&fake, 1);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    fake_stop(&fake);
    fake.options.pace.policy = 3600000;
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    snprintf(head, sizeof head, "%s 7 1795532645 bob@jump2\n", foreign);
    fake_write(&fake, 0, "policy/current/head", head);
    fake_save(&fake, turn_mode);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fake_rollout(&fake, 0).detail, "revision 7 by bob@jump2"));
    fake_end(&fake);
}
END_TEST

/* It carries an earlier revision of ours than the console believes: no conflict, on from there. */
START_TEST(a_node_that_was_set_back_goes_on_from_there)
{
    struct fake fake;
    char *command, *first;
    begin_enrolled(&fake, 1);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    first = memory_string(fake_current(&fake));
    fake_save(&fake, turn_mode);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    fake_stop(&fake);
    fake.options.pace.policy = 3600000;
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    command = memory_printf("ln -sfn rev/%s %s", first, fake_path(&fake, 0, "policy/current"));
    ck_assert_int_eq(system(command), 0);
    fake_save(&fake, turn_mode);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    check_carried(&fake, 0);
    free(command);
    free(first);
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_that_is_removed_meanwhile_holds_nobody_up)
{
    struct fake fake;
    begin_enrolled(&fake, 2);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_PUSHING);
    ck_assert(store_node_remove(fake.store, "mta1", NULL));
    ck_assert(fleet_sync(fake.fleet, NULL));
    FAKE_UNTIL(&fake, is_in_force(&fake, 1));
    fake_end(&fake);
}
END_TEST

START_TEST(of_two_consoles_one_drives)
{
    struct fake fake;
    struct error error;
    begin_enrolled(&fake, 2);
    int before = count_calls(&fake, 0, "postmap ");
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    int once = count_calls(&fake, 0, "postmap ") - before;
    fake_save(&fake, turn_mode);
    struct fleet *other = fleet_start(fake.store, &fake.options, &error);
    FAKE_UNTIL(&fake,
               (fleet_dispatch(other), fleet_live(other, fake.ids[0])->seen.policy_read &&
                                           fleet_live(other, fake.ids[1])->seen.policy_read));
    fake_write(&fake, 0, "hold/postmap", "");
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_PUSHING);
    for (int i = 0; i < 60; i++) {
        fleet_dispatch(other);
        fake_turns(&fake, 1);
    }
    fake_write(&fake, 0, "hold/postmap", NULL);
    FAKE_UNTIL(&fake, (fleet_dispatch(other), all_in_force(&fake)));
    for (int i = 0; i < 30; i++) {
        fleet_dispatch(other);
        fake_turns(&fake, 1);
    }
    ck_assert_int_gt(once, 0);
    ck_assert_int_eq(count_calls(&fake, 0, "postmap "), before + 2 * once);
    fleet_stop(other);
    fake_end(&fake);
}
END_TEST

START_TEST(another_console_takes_over)
{
    struct fake fake;
    struct error error;
    begin_enrolled(&fake, 2);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_PUSHING);
    fake_stop(&fake); /* in the middle */
    struct fleet *other = fleet_start(fake.store, &fake.options, &error);
    fake.fleet = other;
    FAKE_UNTIL(&fake, all_in_force(&fake));
    check_carried(&fake, 1);
    fake_end(&fake);
}
END_TEST

static void begin_event(struct policy *policy)
{
    policy_set_mode(policy_add(policy, "acme.example"), POLICY_MODE_ENABLED, fake_now() + 3600);
}

START_TEST(a_continuity_event_ends_by_itself_and_is_pushed)
{
    struct fake fake;
    begin_enrolled(&fake, 2);
    int64_t number = fake_save(&fake, begin_event);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    fake_turns(&fake, 30);
    ck_assert_int_eq(revision_current_number(fake.store), number);
    fake_pass(&fake, 3601);
    FAKE_UNTIL(&fake, revision_current_number(fake.store) == number + 1 && all_in_force(&fake));
    for (int i = 0; i < 2; i++)
        check_carried(&fake, i);
    char *document = fake_read(&fake, 0, "policy/policy.json");
    ck_assert_ptr_null(strstr(document, "\"enabled\""));
    ck_assert_ptr_nonnull(strstr(document, "\"author\":\"mtacon\""));
    free(document);
    fake_end(&fake);
}
END_TEST

/* Whatever byte of a push is the last one: the node is at the old revision or at the new, and the
 * console brings it to the new one when it is back. */
static void cut_push(bool inwards, int step)
{
    struct fake fake;
    begin_enrolled(&fake, 1);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    for (int at = 0, uncut = 0; !uncut; at += step) {
        char *old = memory_string(fake_current(&fake));
        fake_save(&fake, turn_mode);
        fake_cut(inwards, "mtacon_push ", at);
        fake_push(&fake, false);
        FAKE_UNTIL(&fake, all_in_force(&fake) || fake_rollout(&fake, 0).state == ROLLOUT_LATE);
        uncut = !fake_was_cut();
        fake_uncut();
        const char *carried = fake_carried(&fake, 0);
        ck_assert_msg(strcmp(carried, old) == 0 || strcmp(carried, fake_current(&fake)) == 0,
                      "cut after %d bytes: neither old nor new", at);
        fleet_retry(fake.fleet, 0);
        FAKE_UNTIL(&fake, all_in_force(&fake));
        check_carried(&fake, 0);
        free(old);
    }
    fake_end(&fake);
}

START_TEST(what_a_push_is_told_is_cut_anywhere)
{
    cut_push(false, cut_step(67));
}
END_TEST

START_TEST(what_a_push_says_is_cut_anywhere)
{
    cut_push(true, cut_step(7));
}
END_TEST

/* ---- in waves ---- */

static const struct rollout_manner waves = {.waves = "1,50%,100%", .gate = 60};

static struct rollout whole(const struct fake *fake)
{
    struct rollout rollout;
    ck_assert(rollout_load(fake->store, &rollout, NULL));
    return rollout;
}

/* Each node enrolled, and carrying a first revision; a second one saved. */
static void begin_carrying(struct fake *fake, int nodes)
{
    begin_enrolled(fake, nodes);
    fake_push(fake, false);
    FAKE_UNTIL(fake, all_in_force(fake));
    fake_save(fake, turn_mode);
}

static int count_in_force(const struct fake *fake)
{
    int count = 0;
    for (int i = 0; i < fake->nodes; i++)
        count += is_in_force(fake, i);
    return count;
}

/* Until the wave that reaches `reach` nodes is in force there and nowhere else. */
static void see_wave(struct fake *fake, int reach)
{
    FAKE_UNTIL(fake, count_in_force(fake) == reach);
    fake_turns(fake, 30);
    ck_assert_int_eq(count_in_force(fake), reach);
}

START_TEST(waves_open_when_no_harm_was_seen_for_so_long)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_pass(&fake, 58);
    int64_t now = fake_now();
    FAKE_UNTIL(&fake, fake_live(&fake, 0)->seen.log_at >= now);
    see_wave(&fake, 1);
    ck_assert_int_eq(whole(&fake).wave, 0);
    fake_pass(&fake, 3);
    see_wave(&fake, 2);
    ck_assert_int_eq(whole(&fake).wave, 1);
    fake_pass(&fake, 61);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    ck_assert_int_eq(whole(&fake).wave, 2);
    fake_pass(&fake, 61);
    FAKE_UNTIL(&fake, whole(&fake).wave == 3);
    for (int i = 0; i < 4; i++)
        check_carried(&fake, i);
    fake_end(&fake);
}
END_TEST

/* A policy that breaks delivery where it is in force: nobody else ever has it. */
START_TEST(what_does_harm_on_the_canary_reaches_no_second_node)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    char *first = memory_string(fake_carried(&fake, 0));
    ck_assert_str_ne(first, fake_current(&fake));
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 40);
    fake_fail(&fake, 2, "acme.example", "450 4.2.1 mailbox busy", 4);
    fake_pass(&fake, 30);
    for (int64_t at = fake_clock(); whole(&fake).state != ROLLOUT_STOPPED;
         fake_turn(&fake, at, "taken back", __FILE__, __LINE__))
        for (int i = 1; i < 4; i++)
            ck_assert_str_eq(fake_carried(&fake, i), first);
    ck_assert_int_eq(fake_rollout(&fake, 0).state, ROLLOUT_RETURNED);
    ck_assert_str_eq(fake_carried(&fake, 0), first);
    ck_assert_ptr_nonnull(strstr(whole(&fake).why, "failures a minute on 1 changed nodes: "));
    ck_assert_ptr_nonnull(strstr(whole(&fake).why, "on 3 others: "));
    for (int i = 1; i < 4; i++)
        ck_assert_int_eq(count_calls(&fake, i, "reload"), count_calls(&fake, 1, "reload"));
    free(first);
    fake_end(&fake);
}
END_TEST

START_TEST(what_does_harm_in_a_later_wave_is_taken_back_from_all)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    char *first = memory_string(fake_carried(&fake, 0));
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_pass(&fake, 61);
    see_wave(&fake, 2);
    fake_fail(&fake, 1, "acme.example", "450 4.2.1 mailbox busy", 100);
    fake_pass(&fake, 30);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    for (int i = 0; i < 4; i++) {
        ck_assert_str_eq(fake_carried(&fake, i), first);
        ck_assert_int_eq(fake_rollout(&fake, i).state, i < 2 ? ROLLOUT_RETURNED : ROLLOUT_WAITING);
    }
    free(first);
    /* The operator knows better: from the first wave on. */
    ck_assert(rollout_retry(fake.store, fake_now(), NULL));
    see_wave(&fake, 1);
    fake_end(&fake);
}
END_TEST

/* Not even within the same minute. */
START_TEST(what_failed_before_is_not_held_against_it)
{
    struct fake fake;
    begin_carrying(&fake, 2);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 40);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 40);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_turns(&fake, 200);
    ck_assert_int_eq(whole(&fake).state, ROLLOUT_RUNNING);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 40);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    fake_end(&fake);
}
END_TEST

START_TEST(refused_submissions_are_harm)
{
    struct fake fake;
    begin_carrying(&fake, 3);
    char *first = memory_string(fake_carried(&fake, 0));
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_refuse(&fake, 0, 30);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    ck_assert_str_eq(fake_carried(&fake, 0), first);
    ck_assert_ptr_nonnull(strstr(whole(&fake).why, "refused submissions a minute on 1 changed"));
    ck_assert_int_eq(fake_counted(&fake), 0);
    free(first);
    fake_end(&fake);
}
END_TEST

START_TEST(what_befalls_all_nodes_takes_nothing_back)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    for (int i = 0; i < 4; i++)
        fake_fail(&fake, i, "acme.example", "450 4.2.1 mailbox busy", 40);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 160);
    fake_pass(&fake, 61);
    see_wave(&fake, 2);
    ck_assert_int_eq(whole(&fake).state, ROLLOUT_RUNNING);
    fake_end(&fake);
}
END_TEST

START_TEST(a_wave_that_nobody_sees_does_not_pass)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_lose(&fake, 0);
    FAKE_UNTIL(&fake, fake_live(&fake, 0)->state != FLEET_UP);
    fake_pass(&fake, 61);
    FAKE_UNTIL(&fake, *whole(&fake).why);
    see_wave(&fake, 1);
    ck_assert_ptr_nonnull(strstr(whole(&fake).why, "waits for the log of mta1: not read since"));
    fake_find(&fake, 0);
    see_wave(&fake, 2);
    ck_assert_str_eq(whole(&fake).why, "");
    fake_end(&fake);
}
END_TEST

/* Lost while it is brought back: it is, when it is there again, whoever drives then. */
START_TEST(one_that_is_lost_on_the_way_back_is_brought_back_later)
{
    struct fake fake;
    begin_carrying(&fake, 3);
    char *first = memory_string(fake_carried(&fake, 0));
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 40);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 40);
    fake_lose(&fake, 0);
    fake_pass(&fake, 30);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_RETURNING);
    fake_stop(&fake);
    fake_start(&fake);
    fake_find(&fake, 0);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    ck_assert_str_eq(fake_carried(&fake, 0), first);
    free(first);
    fake_end(&fake);
}
END_TEST

static int count_carrying(const struct fake *fake, const char *hash)
{
    int count = 0;
    for (int i = 0; i < fake->nodes; i++)
        count += strcmp(fake_carried(fake, i), hash) == 0;
    return count;
}

/* A first wave that did harm, of which the driver hears when it comes back. */
START_TEST(harm_is_not_forgotten_by_who_takes_over)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_stop(&fake);
    fake.options.changes_nodes = false; /* another process goes on reading */
    fake_start(&fake);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 400);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 400);
    fake_pass(&fake, 65);
    fake_stop(&fake);
    fake.options.changes_nodes = true;
    fake_start(&fake);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    ck_assert_int_eq(whole(&fake).wave, 0);
    ck_assert_int_eq(count_carrying(&fake, fake_current(&fake)), 0);
    fake_end(&fake);
}
END_TEST

/* A policy that takes a node off the net takes no second one. */
START_TEST(a_canary_that_is_not_heard_any_more_is_waited_for)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    rename(fake_path(&fake, 0, "shell"), fake_path(&fake, 0, "shell.away"));
    fake_cut(true, "mtacon_push ", 100);
    fake_push_in(&fake, &waves);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_LATE && fake_was_cut());
    fake_uncut();
    fake_turns(&fake, 100);
    ck_assert_int_eq(count_carrying(&fake, fake_current(&fake)), 1);
    fake_find(&fake, 0); /* and tells what it has */
    FAKE_UNTIL(&fake, count_in_force(&fake) == 1);
    fake_pass(&fake, 61);
    see_wave(&fake, 2);
    fake_end(&fake);
}
END_TEST

START_TEST(one_that_may_have_it_is_taken_back_when_it_returns)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    char *first = memory_string(fake_carried(&fake, 0));
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    rename(fake_path(&fake, 1, "shell"), fake_path(&fake, 1, "shell.away"));
    fake_cut(true, "mtacon_push ", 100);
    fake_pass(&fake, 61);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 1).state == ROLLOUT_LATE);
    fake_uncut();
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 400);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 0).state == ROLLOUT_RETURNED);
    ck_assert_int_eq(whole(&fake).state, ROLLOUT_RETURNING);
    fake_find(&fake, 1);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    ck_assert_int_eq(count_carrying(&fake, first), 4);
    free(first);
    fake_end(&fake);
}
END_TEST

/* Who brought it back dies while a push of the wave is under way. */
START_TEST(who_takes_over_brings_back_what_was_under_way)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    char *first = memory_string(fake_carried(&fake, 0));
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_pass(&fake, 61);
    see_wave(&fake, 2);
    fake_stop(&fake); /* as if that was before it heard of the second one */
    ck_assert(rollout_set_node(fake.store, fake.ids[1], ROLLOUT_PUSHING, "sent", fake_now(), NULL));
    ck_assert(rollout_set_state(fake.store, ROLLOUT_RETURNING, "harm", NULL));
    fake_start(&fake);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    ck_assert_int_eq(count_carrying(&fake, first), 4);
    free(first);
    fake_end(&fake);
}
END_TEST

START_TEST(the_end_of_an_event_does_not_bring_back_what_did_harm)
{
    struct fake fake;
    begin_enrolled(&fake, 4);
    fake_save(&fake, begin_other_event);
    fake_push(&fake, false);
    FAKE_UNTIL(&fake, all_in_force(&fake));
    char *first = memory_string(fake_carried(&fake, 0));
    int64_t number = fake_save(&fake, turn_mode);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 400);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    fake_pass(&fake, 50);
    FAKE_UNTIL(&fake, revision_current_number(fake.store) == number + 1); /* saved, no more */
    fake_turns(&fake, 50);
    ck_assert_int_eq(count_carrying(&fake, first), 4);
    free(first);
    fake_end(&fake);
}
END_TEST

START_TEST(pushed_again_it_still_knows_the_way_back)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    char *first = memory_string(fake_carried(&fake, 0));
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 400);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    ck_assert_int_eq(count_carrying(&fake, first), 4);
    free(first);
    fake_end(&fake);
}
END_TEST

/* Where none waits any more, those that passed are what it is held against. */
START_TEST(what_befalls_all_takes_nothing_back_in_the_last_wave)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_pass(&fake, 61);
    see_wave(&fake, 2);
    fake_pass(&fake, 61);
    see_wave(&fake, 4);
    for (int i = 0; i < 4; i++)
        fake_fail(&fake, i, "acme.example", "450 4.2.1 mailbox busy", 40);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 160);
    fake_pass(&fake, 61);
    FAKE_UNTIL(&fake, whole(&fake).wave == 3);
    ck_assert(all_in_force(&fake));
    fake_end(&fake);
}
END_TEST

static pid_t shell_of(const struct fake *fake, int node)
{
    char *text = fake_read(fake, node, "pid");
    pid_t pid = (pid_t)atoi(text);
    free(text);
    ck_assert_int_gt(pid, 1);
    return pid;
}

/* What befalls all, of which one tells late. */
START_TEST(harm_is_held_against_all_that_are_read)
{
    struct fake fake;
    begin_carrying(&fake, 3);
    ck_assert_int_eq(kill(shell_of(&fake, 2), SIGSTOP), 0); /* not read since it is watched */
    fake_pass(&fake, 5);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 200);
    fake_fail(&fake, 2, "acme.example", "450 4.2.1 mailbox busy", 400);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 200);
    fake_turns(&fake, 100);
    ck_assert_int_eq(whole(&fake).state, ROLLOUT_RUNNING);
    ck_assert_int_eq(kill(shell_of(&fake, 2), SIGCONT), 0);
    FAKE_UNTIL(&fake, fake_counted(&fake) == 600);
    fake_pass(&fake, 61);
    see_wave(&fake, 2);
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_whose_log_is_gone_proves_nothing)
{
    struct fake fake;
    begin_carrying(&fake, 4);
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    rename(fake_path(&fake, 0, "mail.log"), fake_path(&fake, 0, "mail.log.away"));
    FAKE_UNTIL(&fake, *fake_live(&fake, 0)->text);
    fake_pass(&fake, 65);
    FAKE_UNTIL(&fake, strstr(whole(&fake).why, "waits for the log of mta1: "));
    see_wave(&fake, 1);
    fake_end(&fake);
}
END_TEST

START_TEST(stopped_by_hand_nobody_else_gets_it)
{
    struct fake fake;
    struct error error;
    begin_carrying(&fake, 4);
    char *first = memory_string(fake_carried(&fake, 0));
    struct act act = {.store = fake.store};
    ck_assert(!push_stop(&act, fake_now(), &error)); /* all have the first one */
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    ck_assert(push_stop(&act, fake_now(), &error));
    ck_assert(!push_stop(&act, fake_now(), &error));
    fake_pass(&fake, 200);
    see_wave(&fake, 1);
    ck_assert_int_eq(count_carrying(&fake, first), 3);
    ck_assert_int_eq(whole(&fake).state, ROLLOUT_STOPPED);
    ck_assert(push_retry(&act, fake_now(), &error));
    see_wave(&fake, 1); /* watched anew */
    fake_pass(&fake, 61);
    see_wave(&fake, 2);
    free(first);
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_that_fails_does_not_end_the_watch_over_the_others)
{
    struct fake fake;
    begin_carrying(&fake, 6);
    char *first = memory_string(fake_carried(&fake, 0));
    fake_push_in(&fake, &waves);
    see_wave(&fake, 1);
    fake_write(&fake, 2, "fail/postmap", "broken");
    fake_pass(&fake, 61);
    FAKE_UNTIL(&fake, fake_rollout(&fake, 2).state == ROLLOUT_FAILED && is_in_force(&fake, 1));
    fake_fail(&fake, 0, "acme.example", "450 4.2.1 mailbox busy", 400);
    fake_fail(&fake, 1, "acme.example", "450 4.2.1 mailbox busy", 400);
    FAKE_UNTIL(&fake, whole(&fake).state == ROLLOUT_STOPPED);
    ck_assert_int_eq(count_carrying(&fake, first), 6);
    free(first);
    fake_end(&fake);
}
END_TEST

Suite *suite_rollout(void)
{
    Suite *suite = suite_create("rollout");
    TCase *tests = tcase_create("rollout");
    tcase_set_timeout(tests, 1200);
    tcase_add_test(tests, one_node_goes_first_and_alone);
    tcase_add_test(tests, what_is_sent_is_rendered_elsewhere);
    tcase_add_test(tests, an_event_is_ended_elsewhere);
    tcase_add_test(tests, what_was_sent_for_another_rollout_is_sent_anew);
    tcase_add_test(tests, an_answer_that_could_not_be_saved_is_not_lost);
    tcase_add_test(tests, what_was_verified_is_in_force_at_once);
    tcase_add_test(tests, a_canary_that_fails_stops_it_and_is_as_before);
    tcase_add_test(tests, keep_going_leaves_out_what_fails);
    tcase_add_test(tests, a_node_that_is_not_enrolled_says_so);
    tcase_add_test(tests, a_folder_that_was_not_enrolled_gets_nothing);
    tcase_add_test(tests, a_node_out_of_reach_gets_it_when_it_returns);
    tcase_add_test(tests, a_rollout_of_before_goes_on);
    tcase_add_test(tests, the_canary_is_waited_for_not_passed_over);
    tcase_add_test(tests, a_revision_unknown_here_is_never_overwritten);
    tcase_add_test(tests, the_node_compares_before_it_changes);
    tcase_add_test(tests, a_node_that_was_set_back_goes_on_from_there);
    tcase_add_test(tests, a_node_that_is_removed_meanwhile_holds_nobody_up);
    tcase_add_test(tests, of_two_consoles_one_drives);
    tcase_add_test(tests, another_console_takes_over);
    tcase_add_test(tests, a_continuity_event_ends_by_itself_and_is_pushed);
    tcase_add_test(tests, what_a_push_is_told_is_cut_anywhere);
    tcase_add_test(tests, what_a_push_says_is_cut_anywhere);
    TCase *in_waves = tcase_create("waves");
    tcase_set_timeout(in_waves, 1200);
    tcase_add_test(in_waves, waves_open_when_no_harm_was_seen_for_so_long);
    tcase_add_test(in_waves, what_does_harm_on_the_canary_reaches_no_second_node);
    tcase_add_test(in_waves, what_does_harm_in_a_later_wave_is_taken_back_from_all);
    tcase_add_test(in_waves, what_failed_before_is_not_held_against_it);
    tcase_add_test(in_waves, refused_submissions_are_harm);
    tcase_add_test(in_waves, what_befalls_all_nodes_takes_nothing_back);
    tcase_add_test(in_waves, a_wave_that_nobody_sees_does_not_pass);
    tcase_add_test(in_waves, one_that_is_lost_on_the_way_back_is_brought_back_later);
    suite_add_tcase(suite, in_waves);
    TCase *safe = tcase_create("no_harm");
    tcase_set_timeout(safe, 1200);
    tcase_add_test(safe, harm_is_not_forgotten_by_who_takes_over);
    tcase_add_test(safe, harm_is_held_against_all_that_are_read);
    tcase_add_test(safe, a_canary_that_is_not_heard_any_more_is_waited_for);
    tcase_add_test(safe, one_that_may_have_it_is_taken_back_when_it_returns);
    tcase_add_test(safe, who_takes_over_brings_back_what_was_under_way);
    tcase_add_test(safe, the_end_of_an_event_does_not_bring_back_what_did_harm);
    tcase_add_test(safe, pushed_again_it_still_knows_the_way_back);
    tcase_add_test(safe, what_befalls_all_takes_nothing_back_in_the_last_wave);
    tcase_add_test(safe, a_node_whose_log_is_gone_proves_nothing);
    tcase_add_test(safe, a_node_that_fails_does_not_end_the_watch_over_the_others);
    tcase_add_test(safe, stopped_by_hand_nobody_else_gets_it);
    suite_add_tcase(suite, safe);
    suite_add_tcase(suite, tests);
    return suite;
}
