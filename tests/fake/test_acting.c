/* What an operator does to a node, on the real programs of the node: consent is to what was shown,
 * and however it ends, the trail says so. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "mtacon/act/adoption.h"
#include "mtacon/act/enrolment.h"
#include "mtacon/act/push.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/audit.h"
#include "suites.h"

static struct act act_of(const struct fake *fake)
{
    return (struct act){.store = fake->store, .fleet = fake->fleet};
}

static void begin(struct fake *fake, int nodes)
{
    fake_begin(fake, nodes);
    fake_start(fake);
    FAKE_UNTIL(fake, fake_all_read(fake));
}

static struct action *enrol(const struct fake *fake, int node, bool enrol)
{
    struct act act = act_of(fake);
    return enrolment_new(&act, fake->ids[node], enrol, NULL);
}

/* Brings it on until it waits for the operator, or is over. */
static void settle(struct fake *fake, struct action *action)
{
    FAKE_UNTIL(fake, (action_step(action), action_state(action) == ACTION_PLANNED ||
                                               action_state(action) >= ACTION_DONE));
}

static void is(const struct action *action, enum action_state state, const char *words)
{
    ck_assert_msg(action_state(action) == state, "%s: %s", action_state_name(action_state(action)),
                  action_text(action));
    ck_assert_msg(strstr(action_text(action), words) != NULL, "%s", action_text(action));
}

/* The newest entry of the trail, "action subject: detail"; valid until the next call. */
static const char *newest(const struct fake *fake)
{
    static char text[512];
    struct audit_entry *entries;
    size_t count;
    text[0] = '\0';
    ck_assert(audit_list(fake->store, 1, &entries, &count, NULL));
    if (count)
        snprintf(text, sizeof text, "%s %s: %s", entries[0].action, entries[0].subject,
                 entries[0].detail);
    audit_list_free(entries, count);
    return text;
}

START_TEST(a_node_is_enrolled_and_taken_back)
{
    struct fake fake;
    begin(&fake, 1);
    char *master = fake_read(&fake, 0, "etc/master.cf");
    struct action *action = enrol(&fake, 0, true);
    ck_assert_str_eq(action_title(action), "enrol mta1");
    settle(&fake, action);
    is(action, ACTION_PLANNED, "ready");
    ck_assert_ptr_nonnull(strstr(action_plan(action), "+ -o cleanup_service_name=mtacon_bounce"));
    action_agree(action, "", fake_now());
    settle(&fake, action);
    is(action, ACTION_DONE, "mta1 is enrolled; backup in");
    ck_assert(fake_live(&fake, 0)->seen.policy.enrolled); /* read again: a push may follow */
    ck_assert_ptr_nonnull(strstr(newest(&fake), "enrol mta1: backup in"));
    action_free(action);
    action = enrol(&fake, 0, true);
    settle(&fake, action);
    is(action, ACTION_DONE, "nothing to change: mta1 is enrolled already");
    action_free(action);
    action = enrol(&fake, 0, false);
    settle(&fake, action);
    ck_assert_ptr_nonnull(strstr(action_plan(action), "- -o cleanup_service_name=mtacon_bounce"));
    action_agree(action, "", fake_now());
    settle(&fake, action);
    is(action, ACTION_DONE, "mta1 is no longer enrolled");
    ck_assert_ptr_nonnull(strstr(newest(&fake), "unenrol mta1: master.cf is as it was"));
    action_free(action);
    char *after = fake_read(&fake, 0, "etc/master.cf");
    ck_assert_str_eq(master, after);
    free(after);
    free(master);
    fake_end(&fake);
}
END_TEST

START_TEST(another_console_was_faster)
{
    struct fake fake;
    begin(&fake, 1);
    struct action *action = enrol(&fake, 0, true), *late = enrol(&fake, 0, true);
    settle(&fake, action);
    settle(&fake, late);
    is(late, ACTION_PLANNED, "ready");
    action_agree(action, "", fake_now());
    settle(&fake, action);
    is(action, ACTION_DONE, "is enrolled");
    action_agree(late, "", fake_now());
    settle(&fake, late);
    is(late, ACTION_DONE, "nothing to change: mta1 is enrolled already (by another console?)");
    ck_assert_str_ne(newest(&fake), "");
    action_free(action);
    action_free(late);
    /* What the fleet knows is of before: the node is asked all the same. */
    action = enrol(&fake, 0, false);
    settle(&fake, action);
    char *master = fake_read(&fake, 0, "etc/master.cf");
    char *line = strstr(master, " -o cleanup_service_name=mtacon_bounce\n");
    ck_assert_ptr_nonnull(line);
    memmove(line, line + strcspn(line, "\n") + 1, strlen(line + strcspn(line, "\n")));
    fake_write(&fake, 0, "etc/master.cf", master);
    action_agree(action, "", fake_now());
    settle(&fake, action);
    is(action, ACTION_PLANNED, "it changed meanwhile: look at it again");
    ck_assert_ptr_null(strstr(newest(&fake), "unenrol"));
    action_agree(action, "", fake_now());
    settle(&fake, action);
    is(action, ACTION_DONE, "no longer enrolled");
    action_free(action);
    free(master);
    fake_end(&fake);
}
END_TEST

START_TEST(what_failed_on_a_node_is_in_the_trail)
{
    struct fake fake;
    begin(&fake, 1);
    struct action *action = enrol(&fake, 0, true);
    settle(&fake, action);
    fake_write(&fake, 0, "fail/postfix-check", "no such thing");
    action_agree(action, "", fake_now());
    settle(&fake, action);
    is(action, ACTION_FAILED, "no such thing");
    ck_assert_int_eq(action_error(action)->kind, ERROR_REFUSED);
    ck_assert_ptr_nonnull(strstr(newest(&fake), "enrol mta1: failed: postfix check: "));
    action_free(action);
    fake_write(&fake, 0, "fail/postfix-check", NULL);
    /* The connection goes as the change begins: nobody knows what became of it. */
    action = enrol(&fake, 0, true);
    settle(&fake, action);
    fake_cut(true, "mtacon_enrol ", 0);
    action_agree(action, "", fake_now());
    settle(&fake, action);
    is(action, ACTION_FAILED, "not known whether it was done");
    ck_assert_int_eq(action_error(action)->kind, ERROR_NODE);
    ck_assert_ptr_nonnull(strstr(newest(&fake), "enrol mta1: not known whether it was done: "));
    action_free(action);
    fake_uncut();
    fake_end(&fake);
}
END_TEST

START_TEST(who_leaves_while_a_node_changes_says_so)
{
    struct fake fake;
    begin(&fake, 1);
    struct action *action = enrol(&fake, 0, true);
    settle(&fake, action);
    action_agree(action, "", fake_now());
    FAKE_UNTIL(&fake, (action_step(action), strstr(action_text(action), "changing")));
    action_free(action);
    ck_assert_str_eq(newest(&fake), "enrol mta1: begun; its end was not waited for");
    fake_turns(&fake, 20); /* nobody is called back */
    /* One that is left before anything was agreed to is nothing to tell of. */
    action = enrol(&fake, 0, true);
    action_free(action);
    fake_turns(&fake, 20);
    ck_assert_str_eq(newest(&fake), "enrol mta1: begun; its end was not waited for");
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_that_is_lost_or_removed_ends_it)
{
    struct fake fake;
    begin(&fake, 2);
    struct action *lost = enrol(&fake, 0, true), *removed = enrol(&fake, 1, true);
    settle(&fake, lost);
    settle(&fake, removed);
    fake_lose(&fake, 0);
    action_agree(lost, "", fake_now());
    settle(&fake, lost);
    ck_assert_int_eq(action_state(lost), ACTION_FAILED);
    ck_assert_int_eq(action_error(lost)->kind, ERROR_NODE);
    ck_assert(store_node_remove(fake.store, "mta2", NULL));
    ck_assert(fleet_sync(fake.fleet, NULL));
    action_agree(removed, "", fake_now());
    settle(&fake, removed);
    is(removed, ACTION_FAILED, "removed");
    ck_assert_str_eq(newest(&fake), "");
    action_free(lost);
    action_free(removed);
    fake_end(&fake);
}
END_TEST

/* ---- adoption ---- */

static void hold(struct policy *policy)
{
    policy_add(policy, "acme.example")->bounce = POLICY_BOUNCE_DISABLED;
}

static void enable(struct policy *policy)
{
    policy_add(policy, "acme.example")->mode = POLICY_MODE_ENABLED;
}

/* mta1 carries what the store does not know: its revision is forgotten here. */
static void begin_foreign(struct fake *fake)
{
    char path[sizeof fake->folder + sizeof "/store.db"];
    sqlite3 *database = NULL;
    begin(fake, 1);
    fake_enrol(fake, 0);
    fake_save(fake, hold);
    fake_push(fake, false);
    FAKE_UNTIL(fake, fake_rollout(fake, 0).state == ROLLOUT_IN_FORCE);
    snprintf(path, sizeof path, "%s/store.db", fake->folder);
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, "DELETE FROM revision", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

START_TEST(their_revision_is_compared_and_taken_over)
{
    struct fake fake;
    begin_foreign(&fake);
    struct act act = act_of(&fake);
    ck_assert_int_eq(revision_current_number(fake.store), 0);
    fake_save(&fake, enable);
    struct action *action = adoption_new(&act, fake.ids[0], false);
    settle(&fake, action);
    is(action, ACTION_PLANNED, "ready");
    ck_assert_ptr_nonnull(strstr(action_plan(action), "mta1 carries revision 1"));
    ck_assert_ptr_nonnull(
        strstr(action_plan(action), "acme.example: mode Enabled -> Inherited from *"));
    /* Ours is another one before the operator agrees. */
    fake_save(&fake, hold);
    action_agree(action, "", fake_now());
    settle(&fake, action);
    is(action, ACTION_PLANNED, "changed meanwhile");
    action_agree(action, "", fake_now());
    settle(&fake, action);
    is(action, ACTION_DONE, "by anna@jump1 is current now: INC-1");
    ck_assert_str_eq(fake_current(&fake), fake_carried(&fake, 0));
    ck_assert_ptr_nonnull(strstr(newest(&fake), "adopt revision 3: mta1"));
    action_free(action);
    action = adoption_new(&act, fake.ids[0], false);
    settle(&fake, action);
    is(action, ACTION_DONE, "nothing to change");
    action_free(action);
    fake_end(&fake);
}
END_TEST

START_TEST(theirs_is_overridden_in_one)
{
    struct fake fake;
    begin_foreign(&fake);
    struct act act = act_of(&fake);
    fake_save(&fake, enable);
    struct action *action = adoption_new(&act, fake.ids[0], true);
    settle(&fake, action);
    ck_assert_ptr_nonnull(strstr(action_plan(action), "Ours is made current again"));
    action_agree(action, "INC-8", fake_now());
    settle(&fake, action);
    is(action, ACTION_DONE, "our policy is current again, as revision 3");
    ck_assert_str_eq(newest(&fake), "save revision 3: INC-8");
    action_free(action);
    /* A reason that cannot be kept: nothing of it is done. */
    action = adoption_new(&act, fake.ids[0], true);
    settle(&fake, action);
    char reason[300];
    memset(reason, 'x', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    int64_t number = revision_current_number(fake.store);
    action_agree(action, reason, fake_now());
    settle(&fake, action);
    is(action, ACTION_FAILED, "255 bytes");
    ck_assert_int_eq(revision_current_number(fake.store), number);
    action_free(action);
    fake_end(&fake);
}
END_TEST

Suite *suite_acting(void)
{
    Suite *suite = suite_create("acting");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 300);
    tcase_add_test(all, a_node_is_enrolled_and_taken_back);
    tcase_add_test(all, another_console_was_faster);
    tcase_add_test(all, what_failed_on_a_node_is_in_the_trail);
    tcase_add_test(all, who_leaves_while_a_node_changes_says_so);
    tcase_add_test(all, a_node_that_is_lost_or_removed_ends_it);
    tcase_add_test(all, their_revision_is_compared_and_taken_over);
    tcase_add_test(all, theirs_is_overridden_in_one);
    suite_add_tcase(suite, all);
    return suite;
}
