#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action_private.h"
#include "mtacon/act/adoption.h"
#include "mtacon/act/check.h"
#include "mtacon/act/enrolment.h"
#include "mtacon/act/handling.h"
#include "mtacon/act/mail_fate.h"
#include "mtacon/act/node.h"
#include "mtacon/act/policy_change.h"
#include "mtacon/act/push.h"
#include "mtacon/act/reversion.h"
#include "mtacon/act/test_mail.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/node.h"
#include "mtacon/store/outbox.h"

#define NOW 1795487496LL /* 2026-11-24 02:31:36 */

static char folder[64], path[96];
static struct error error;
static struct act act, reader; /* reader: read-only */

static void begin(void)
{
    snprintf(folder, sizeof folder, "/tmp/mtacon-check-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/store.db", folder);
    act = (struct act){.store = store_open(path, &error)};
    ck_assert_msg(act.store != NULL, "%s", error.text);
    reader = (struct act){.store = act.store, .read_only = true};
}

static void end(void)
{
    char command[128];
    store_close(act.store);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

/* The audit trail, newest first: "action subject: detail" each. */
static const char *trail(void)
{
    static char text[4096];
    struct audit_entry *entries;
    size_t count, used = 0;
    text[0] = '\0';
    ck_assert(audit_list(act.store, 20, &entries, &count, &error));
    for (size_t i = 0; i < count && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s %s: %s\n", entries[i].action,
                                 entries[i].subject, entries[i].detail);
    audit_list_free(entries, count);
    return text;
}

static bool add_node(const char *name, const char *destination)
{
    const char *const typed[NODE_FIELDS] = {[NODE_NAME] = name, [NODE_DESTINATION] = destination};
    enum node_field wrong;
    return node_add(&act, typed, NOW, &wrong, &error);
}

static int64_t save_mode(const char *domain, const char *mode)
{
    struct policy_change change;
    struct policy_revision saved;
    ck_assert(policy_change_begin(&act, domain, &change, &error));
    ck_assert(policy_change_mode(&change, mode, NULL, NOW, &error));
    ck_assert_int_eq(policy_change_save(&act, &change, "a test", NOW, &saved, &error),
                     REVISION_SAVED);
    policy_change_clear(&change);
    return saved.number;
}

/* ---- long actions ---- */

/* One whose plan is what this says. */
static const char *would_change;
static int runs;

static void fake_ask(struct action *action)
{
    struct buffer plan = {0};
    buffer_append_text(&plan, would_change);
    if (*would_change)
        action_take_plan(action, &plan);
    else
        action_done(action, "nothing to change");
    buffer_clear(&plan);
}

static void fake_run(struct action *action)
{
    runs++;
    action_done(action, "changed: %s", action->reason);
}

static const struct action_kind fake = {.asking = "asking", .ask = fake_ask, .run = fake_run};
static const struct action_kind fake_with_reason = {
    .asking = "asking", .needs_reason = true, .ask = fake_ask, .run = fake_run};

static struct action *new_fake(const struct action_kind *kind, const struct act *by)
{
    runs = 0;
    return action_new(sizeof(struct action), kind, by, 0, "it");
}

START_TEST(consent_is_to_what_was_shown)
{
    struct action *action = new_fake(&fake, &act);
    would_change = "one\n";
    ck_assert_int_eq(action_state(action), ACTION_ASKING);
    action_agree(action, "", NOW); /* to what? */
    ck_assert_int_eq(action_state(action), ACTION_ASKING);
    ck_assert(action_step(action));
    ck_assert(!action_step(action));
    ck_assert_int_eq(action_state(action), ACTION_PLANNED);
    ck_assert_str_eq(action_plan(action), "one\n");
    ck_assert(!action_has_changed(action));
    would_change = "other\n";
    action_agree(action, "", NOW);
    ck_assert_int_eq(runs, 0);
    ck_assert_int_eq(action_state(action), ACTION_PLANNED);
    ck_assert(action_step(action));
    ck_assert_str_eq(action_plan(action), "other\n");
    ck_assert_ptr_nonnull(strstr(action_text(action), "changed meanwhile"));
    ck_assert(action_has_changed(action));
    action_agree(action, "why", NOW);
    ck_assert(!action_has_changed(action));
    ck_assert_int_eq(runs, 1);
    ck_assert(action_step(action));
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    ck_assert_str_eq(action_text(action), "changed: why");
    action_agree(action, "", NOW); /* over is over */
    ck_assert_int_eq(runs, 1);
    action_free(action);
    action_free(NULL);
}
END_TEST

START_TEST(nothing_to_change_is_not_asked_about)
{
    struct action *action = new_fake(&fake, &act);
    would_change = "";
    ck_assert(action_step(action));
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    action_free(action);
    /* Also when another console was faster. */
    action = new_fake(&fake, &act);
    would_change = "one\n";
    action_step(action);
    would_change = "";
    action_agree(action, "", NOW);
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    ck_assert_int_eq(runs, 0);
    action_free(action);
}
END_TEST

START_TEST(a_reason_is_asked_where_one_is_needed)
{
    struct action *action = new_fake(&fake_with_reason, &act);
    would_change = "one\n";
    action_step(action);
    ck_assert(action_needs_reason(action));
    action_agree(action, "", NOW);
    ck_assert_int_eq(action_state(action), ACTION_PLANNED);
    action_agree(action, "INC-1", NOW);
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    action_free(action);
    /* Of the real ones it is overriding another operator. */
    action = adoption_new(&act, 7, true);
    ck_assert(action_needs_reason(action));
    action_free(action);
}
END_TEST

static void is_refused(struct action *action, enum error_kind kind, const char *words)
{
    ck_assert(action_step(action));
    ck_assert_int_eq(action_state(action), ACTION_FAILED);
    ck_assert_str_eq(action_state_name(action_state(action)), "failed");
    ck_assert_int_eq(action_error(action)->kind, kind);
    ck_assert_msg(strstr(action_error(action)->text, words) != NULL, "%s",
                  action_error(action)->text);
    action_agree(action, "", NOW);
    ck_assert_int_eq(action_state(action), ACTION_FAILED);
    action_free(action);
}

START_TEST(read_only_refuses_all_alike)
{
    struct policy_change change;
    struct policy_revision saved;
    struct handling handling;
    struct test_mail test;
    enum node_field wrong;
    const char *const typed[NODE_FIELDS] = {[NODE_NAME] = "mta1"};
    const char *words = "refused, --read-only: nothing is changed";
    save_mode("acme.example", "enabled");
    ck_assert(add_node("mta1", NULL));
    char *before = strdup(trail());
    is_refused(enrolment_new(&reader, 1, true, NULL), ERROR_REFUSED, words);
    is_refused(adoption_new(&reader, 1, false), ERROR_REFUSED, words);
    is_refused(reversion_new(&reader, 1, NULL, NOW), ERROR_REFUSED, words);
    bool done[] = {
        node_add(&reader, typed, NOW, &wrong, &error),
        node_change(&reader, typed, NOW, &wrong, &error),
        node_remove(&reader, "mta1", NOW, &error),
        push_begin(&reader, NULL, NULL, 0, &(struct rollout_manner){.gate = 0}, NOW, &error),
        push_retry(&reader, NOW, &error),
        test_mail_send(&reader, "*", NULL, NOW, &test, &error),
    };
    for (size_t i = 0; i < sizeof done / sizeof *done; i++)
        ck_assert(!done[i]);
    ck_assert_str_eq(error.text, words);
    ck_assert(handling_begin(&reader, "acme.example", NULL, "1h", NOW, &handling, &error));
    ck_assert(!handling_mute(&reader, &handling, &error));
    ck_assert(!handling_unmute(&reader, &handling, &error));
    ck_assert(!handling_acknowledge(&reader, &handling, &error));
    ck_assert_str_eq(error.text, words);
    handling_clear(&handling);
    ck_assert(policy_change_begin(&reader, "acme.example", &change, &error));
    ck_assert(policy_change_bounce(&change, "disabled", &error));
    ck_assert_int_eq(policy_change_save(&reader, &change, "", NOW, &saved, &error),
                     REVISION_FAILED);
    ck_assert_str_eq(error.text, words);
    policy_change_clear(&change);
    ck_assert_str_eq(before, trail());
    free(before);
}
END_TEST

START_TEST(a_node_that_is_not_there_is_refused)
{
    is_refused(enrolment_new(&act, 77, true, NULL), ERROR_REFUSED, "not there");
    is_refused(adoption_new(&act, 77, false), ERROR_REFUSED, "not there");
    is_refused(reversion_new(&act, 77, NULL, NOW), ERROR_REFUSED, "no revision 77");
}
END_TEST

START_TEST(the_time_in_a_difference_makes_it_no_other_one)
{
    const char *shown = "--- /etc/postfix/master.cf 2026-11-24 02:31\n+++ - 2026-11-24 02:31:36\n"
                        "@@ -1 +1 @@\n-a\n+b\n";
    ck_assert(enrolment_same_difference(
        shown, "--- /etc/postfix/master.cf 2026-11-24 02:31\n+++ - 2026-11-24 02:44:00\n"
               "@@ -1 +1 @@\n-a\n+b\n"));
    ck_assert(!enrolment_same_difference(
        shown, "--- /etc/postfix/master.cf 2026-11-24 02:31\n+++ - 2026-11-24 02:31:36\n"
               "@@ -1 +1 @@\n-a\n+c\n"));
    /* A line that looks like a head, further down, is none. */
    ck_assert(!enrolment_same_difference("@@ -1 +1 @@\n--- a\n", "@@ -1 +1 @@\n--- b\n"));
    ck_assert(enrolment_same_difference("", ""));
    ck_assert(enrolment_same_difference("--- a", "--- b"));
}
END_TEST

/* ---- revert ---- */

START_TEST(revert_is_the_net_difference)
{
    save_mode("acme.example", "enabled");
    save_mode("acme.example", "optional");
    struct action *action = reversion_new(&act, 1, NULL, NOW);
    ck_assert(action_step(action));
    ck_assert_int_eq(action_state(action), ACTION_PLANNED);
    ck_assert_str_eq(action_plan(action), "acme.example: mode Optional -> Enabled\n");
    /* Somebody saves before the operator agrees: he is shown what it would do by now. */
    save_mode("acme.example", "disabled");
    action_agree(action, "wrong", NOW);
    ck_assert(action_step(action));
    ck_assert_int_eq(action_state(action), ACTION_PLANNED);
    ck_assert_str_eq(action_plan(action), "acme.example: mode Disabled -> Enabled\n");
    action_agree(action, "wrong", NOW);
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    ck_assert_int_eq(reversion_saved(action), 4);
    ck_assert_ptr_nonnull(strstr(trail(), "save revision 4: back to revision 1: wrong\n"));
    action_free(action);
    action = reversion_new(&act, 1, NULL, NOW);
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    ck_assert_ptr_nonnull(strstr(action_text(action), "nothing to change"));
    ck_assert_int_eq(reversion_saved(action), 0);
    action_free(action);
}
END_TEST

START_TEST(one_revision_is_undone_alone)
{
    save_mode("acme.example", "enabled");
    save_mode("other.example", "enabled");
    save_mode("acme.example", "optional");
    struct action *action = reversion_new_only(&act, 2, NULL, NOW);
    ck_assert(action_step(action));
    ck_assert_str_eq(action_title(action), "undo revision 2 alone");
    ck_assert_str_eq(action_plan(action), "other.example: no longer configured \n"
                                          "other.example: mode Enabled -> Inherited from *\n");
    action_agree(action, "wrong", NOW);
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    ck_assert_int_eq(reversion_saved(action), 4);
    ck_assert_ptr_nonnull(strstr(trail(), "save revision 4: undo of revision 2: wrong\n"));
    action_free(action);
    /* What it changed has been changed again: by which revision is said, not by the newest. */
    is_refused(reversion_new_only(&act, 1, NULL, NOW), ERROR_REFUSED,
               "changed again by revision 3 (");
    action = reversion_new_only(&act, 2, NULL, NOW);
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    ck_assert_ptr_nonnull(strstr(action_text(action), "nothing to change"));
    action_free(action);
}
END_TEST

static void save_event(const char *domain, const char *mode, const char *duration, int64_t now)
{
    struct policy_change change;
    struct policy_revision saved;
    ck_assert(policy_change_begin(&act, domain, &change, &error));
    ck_assert(policy_change_mode(&change, mode, duration, now, &error));
    ck_assert_int_eq(policy_change_save(&act, &change, "a test", now, &saved, &error),
                     REVISION_SAVED);
    policy_change_clear(&change);
}

static void current_mode(const char *name, int mode, int64_t until)
{
    struct policy policy;
    struct policy_revision head;
    ck_assert(revision_load_current(act.store, &policy, &head, &error));
    const struct policy_domain *domain = policy_find(&policy, name);
    ck_assert_ptr_nonnull(domain);
    ck_assert_int_eq(domain->mode, mode);
    ck_assert_int_eq(domain->until, until);
    policy_clear(&policy);
}

START_TEST(an_event_that_is_over_comes_back_as_ended)
{
    save_mode("acme.example", "optional");
    save_event("acme.example", "enabled", "1h", NOW);
    save_mode("acme.example", "disabled");
    /* While it would run still, it comes back with its end. */
    struct action *action = reversion_new_only(&act, 3, NULL, NOW + 60);
    ck_assert(action_step(action));
    ck_assert_str_eq(action_plan(action),
                     "acme.example: mode Disabled -> Enabled until 2026-11-24T03:31:36Z, then "
                     "Optional\n");
    /* Its end comes before the operator agrees: that is another plan. */
    action_agree(action, "wrong", NOW + 3600);
    ck_assert_int_eq(action_state(action), ACTION_PLANNED);
    ck_assert_str_eq(action_plan(action),
                     "acme.example: mode Disabled -> Optional\n"
                     "acme.example: its event was over at 2026-11-24T03:31:36Z: it comes back as "
                     "ended\n");
    action_agree(action, "wrong", NOW + 3601);
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    action_free(action);
    current_mode("acme.example", POLICY_MODE_OPTIONAL, 0);
    /* Likewise back to a whole revision. */
    save_mode("acme.example", "disabled");
    action = reversion_new(&act, 2, NULL, NOW + 3600);
    ck_assert(action_step(action));
    ck_assert_ptr_nonnull(strstr(action_plan(action), "comes back as ended"));
    action_agree(action, "wrong", NOW + 3600);
    current_mode("acme.example", POLICY_MODE_OPTIONAL, 0);
    action_free(action);
    /* What is so already is no change, and why is said. */
    action = reversion_new(&act, 2, NULL, NOW + 3600);
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    ck_assert_ptr_nonnull(strstr(action_text(action), "nothing to change"));
    ck_assert_ptr_nonnull(strstr(action_text(action), "comes back as ended"));
    action_free(action);
}
END_TEST

/* One that is over and that nobody has ended yet is not the reversion's to end. */
START_TEST(a_reversion_leaves_the_event_of_another_domain)
{
    save_event("other.example", "enabled", "1h", NOW);
    save_mode("acme.example", "enabled");
    struct action *action = reversion_new_only(&act, 2, NULL, NOW + 7200);
    ck_assert(action_step(action));
    ck_assert_ptr_null(strstr(action_plan(action), "other.example"));
    action_agree(action, "wrong", NOW + 7200);
    ck_assert_int_eq(action_state(action), ACTION_DONE);
    current_mode("other.example", POLICY_MODE_ENABLED, NOW + 3600);
    action_free(action);
}
END_TEST

START_TEST(an_event_is_extended_and_ended)
{
    struct policy_change change;
    ck_assert(policy_change_begin(&act, "acme.example", &change, &error));
    ck_assert(!policy_change_extend(&change, "2h", NOW, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "no continuity event of acme.example runs"));
    ck_assert(!policy_change_end_event(&change, &error));
    ck_assert_uint_eq(change.after.count, 1); /* and it is not configured by that */
    ck_assert(policy_change_mode(&change, "optional", NULL, NOW, &error));
    ck_assert(policy_change_mode(&change, "enabled", "2h", NOW, &error));
    ck_assert(!policy_change_extend(&change, "2", NOW, &error));
    ck_assert(policy_change_extend(&change, "4h", NOW + 3600, &error));
    const struct policy_domain *domain = policy_find(&change.after, "acme.example");
    ck_assert_int_eq(domain->until, NOW + 6 * 3600);
    ck_assert_int_eq(domain->mode_after, POLICY_MODE_OPTIONAL);
    ck_assert(policy_change_end_event(&change, &error));
    domain = policy_find(&change.after, "acme.example");
    ck_assert_int_eq(domain->mode, POLICY_MODE_OPTIONAL);
    ck_assert_int_eq(domain->until, 0);
    policy_change_clear(&change);
}
END_TEST

/* An event of '*' is not ended, or extended, for one domain that inherits it. */
START_TEST(an_inherited_event_is_said_to_be_that_of_all)
{
    struct policy_change change;
    save_event("*", "enabled", "2h", NOW);
    ck_assert(policy_change_begin(&act, "acme.example", &change, &error));
    ck_assert(!policy_change_extend(&change, "2h", NOW, &error));
    ck_assert_str_eq(error.text,
                     "acme.example inherits the event of '*': mtacon mode '*' changes it for all "
                     "that inherit it, mtacon mode acme.example enabled --for 2h begins one of its "
                     "own");
    ck_assert(!policy_change_end_event(&change, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "inherits the event of '*'"));
    /* One with a mode of its own has none of it. */
    ck_assert(policy_change_mode(&change, "disabled", NULL, NOW, &error));
    ck_assert(!policy_change_end_event(&change, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "no continuity event of acme.example runs"));
    policy_change_clear(&change);
}
END_TEST

/* ---- nodes ---- */

START_TEST(a_node_and_its_entry_come_together)
{
    struct store_node *nodes;
    size_t count;
    enum node_field wrong;
    ck_assert(add_node("mta1", "root@192.0.2.1"));
    ck_assert(!add_node("mta1", NULL));
    const char *const change[NODE_FIELDS] = {
        [NODE_NAME] = "mta1", [NODE_PORT] = "2200", [NODE_DIR] = "/srv/mtacon"};
    ck_assert(node_change(&act, change, NOW, &wrong, &error));
    ck_assert(store_node_list(act.store, &nodes, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(nodes[0].destination, "root@192.0.2.1");
    ck_assert_int_eq(nodes[0].port, 2200);
    ck_assert_str_eq(nodes[0].node_dir, "/srv/mtacon");
    store_node_list_free(nodes, count);
    const char *const unknown[NODE_FIELDS] = {[NODE_NAME] = "mta2", [NODE_PORT] = "1"};
    ck_assert(!node_change(&act, unknown, NOW, &wrong, &error));
    ck_assert(node_remove(&act, "mta1", NOW, &error));
    ck_assert(!node_remove(&act, "mta1", NOW, &error));
    ck_assert_str_eq(
        trail(),
        "remove node mta1: with its history\n"
        "change node mta1: root@192.0.2.1, auto, policy in /etc/mtacon -> root@192.0.2.1 port "
        "2200, auto, policy in /srv/mtacon\n"
        "add node mta1: root@192.0.2.1, auto, policy in /etc/mtacon\n");
}
END_TEST

START_TEST(what_is_wrong_says_which_field)
{
    static const struct {
        enum node_field field;
        const char *typed, *words;
    } cases[] = {
        {NODE_NAME, "a b", "letters"},
        {NODE_NAME, "", "1 to 64"},
        {NODE_DESTINATION, "-oX=y", "ssh"},
        {NODE_PORT, "0", "65535"},
        {NODE_PORT, "22x", "65535"},
        {NODE_MTA, "sendmail", "postfix"},
        {NODE_DIR, "etc/mtacon", "whole path"},
        {NODE_DIR, "/etc/a b", "without blanks"},
    };
    enum node_field wrong;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *typed[NODE_FIELDS] = {[NODE_NAME] = "mta1"};
        typed[cases[i].field] = cases[i].typed;
        ck_assert(!node_add(&act, typed, NOW, &wrong, &error));
        ck_assert_int_eq(wrong, cases[i].field);
        ck_assert_int_eq(error.kind, ERROR_USAGE);
        ck_assert_msg(strstr(error.text, cases[i].words) != NULL, "%s", error.text);
    }
    ck_assert_str_eq(trail(), "");
}
END_TEST

/* ---- policy ---- */

START_TEST(a_change_is_refused_in_words)
{
    struct policy_change change;
    struct policy_revision saved;
    ck_assert(!policy_change_begin(&act, "a_b!.example", &change, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "is no domain"));
    policy_change_clear(&change);
    ck_assert(policy_change_begin(&act, "Acme.Example.", &change, &error));
    ck_assert_str_eq(change.name, "acme.example");
    ck_assert(!policy_change_remove(&act, &change, &error));
    ck_assert(!policy_change_mode(&change, "on", NULL, NOW, &error));
    ck_assert(!policy_change_mode(&change, "enabled", "2", NOW, &error));
    ck_assert(!policy_change_mode(&change, "inherit", "2h", NOW, &error));
    ck_assert(!policy_change_bounce(&change, "off", &error));
    ck_assert(!policy_change_thresholds(&change, "many", NULL, &error));
    ck_assert(!policy_change_subscribe(&change, "noc", &error));
    ck_assert(!policy_change_unsubscribe(&change, "noc@isp.example", &error));
    ck_assert(policy_change_thresholds(&change, "5", "9", &error));
    ck_assert(policy_change_thresholds(&change, "", NULL, &error));
    const struct policy_domain *domain = policy_find(&change.after, "acme.example");
    ck_assert_int_eq(domain->thresholds.hourly, THRESHOLD_INHERITED);
    ck_assert_int_eq(domain->thresholds.daily, 9);
    char reason[300];
    memset(reason, 'x', sizeof reason);
    reason[256] = '\0';
    ck_assert_int_eq(policy_change_save(&act, &change, reason, NOW, &saved, &error),
                     REVISION_FAILED);
    reason[255] = '\0';
    ck_assert_int_eq(policy_change_save(&act, &change, reason, NOW, &saved, &error),
                     REVISION_SAVED);
    /* From the same beginning again: somebody was faster. */
    ck_assert_int_eq(policy_change_save(&act, &change, "", NOW, &saved, &error), REVISION_STALE);
    policy_change_clear(&change);
}
END_TEST

START_TEST(a_change_of_the_mode_needs_a_reason)
{
    static const char *const reasons[] = {"", "   "};
    struct policy_change change;
    struct policy_revision saved;
    ck_assert(policy_change_begin(&act, "acme.example", &change, &error));
    ck_assert(policy_change_bounce(&change, "disabled", &error));
    ck_assert(policy_change_mode(&change, "inherit", NULL, NOW, &error));
    ck_assert(!policy_change_needs_reason(&change));
    ck_assert(policy_change_mode(&change, "enabled", "2h", NOW, &error));
    ck_assert(policy_change_needs_reason(&change));
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        ck_assert_int_eq(policy_change_save(&act, &change, reasons[i], NOW, &saved, &error),
                         REVISION_FAILED);
        ck_assert_int_eq(error.kind, ERROR_USAGE);
        ck_assert_ptr_nonnull(
            strstr(error.text, "acme.example: a change of the mode needs a reason"));
    }
    ck_assert_int_eq(policy_change_save(&act, &change, "INC-1", NOW, &saved, &error),
                     REVISION_SAVED);
    policy_change_clear(&change);
    /* The end of the event alone is a change too; of what stays, none. */
    ck_assert(policy_change_begin(&act, "acme.example", &change, &error));
    ck_assert(!policy_change_needs_reason(&change));
    ck_assert(policy_change_mode(&change, "enabled", "4h", NOW, &error));
    ck_assert(policy_change_needs_reason(&change));
    policy_change_clear(&change);
    /* So does forgetting a domain with a mode of its own; of one without, none. */
    ck_assert(policy_change_begin(&act, "acme.example", &change, &error));
    ck_assert(policy_change_remove(&act, &change, &error));
    ck_assert(policy_change_needs_reason(&change));
    ck_assert_int_eq(policy_change_save(&act, &change, "", NOW, &saved, &error), REVISION_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "acme.example: a change of the mode needs a reason"));
    policy_change_clear(&change);
    ck_assert(policy_change_begin(&act, "other.example", &change, &error));
    ck_assert(policy_change_bounce(&change, "disabled", &error));
    ck_assert_int_eq(policy_change_save(&act, &change, "", NOW, &saved, &error), REVISION_SAVED);
    policy_change_clear(&change);
    ck_assert(policy_change_begin(&act, "other.example", &change, &error));
    ck_assert(policy_change_remove(&act, &change, &error));
    ck_assert(!policy_change_needs_reason(&change));
    policy_change_clear(&change);
}
END_TEST

static void count_line(void *argument, const char *text)
{
    ck_assert(*text != '\0');
    ++*(int *)argument;
}

START_TEST(warnings_say_what_to_think_of)
{
    struct policy_change change;
    int warnings = 0;
    ck_assert(policy_change_begin(&act, "acme.example", &change, &error));
    ck_assert(policy_change_thresholds(&change, "9", "5", &error));
    ck_assert(policy_change_subscribe(&change, "noc@acme.example", &error));
    policy_warnings(&change.after, change.name, count_line, &warnings);
    ck_assert_int_eq(warnings, 2);
    policy_change_clear(&change);
}
END_TEST

START_TEST(late_is_who_would_undo_anothers_change)
{
    struct policy_change first, second;
    struct policy_domain opened;
    save_mode("acme.example", "enabled");
    ck_assert(policy_change_begin(&act, "acme.example", &first, &error));
    policy_domain_copy(&opened, policy_find(&first.before, "acme.example"));
    save_mode("other.example", "enabled");
    ck_assert(policy_change_begin(&act, "acme.example", &second, &error));
    ck_assert(!policy_change_is_late(&second, &opened, first.head.hash));
    policy_change_clear(&second);
    save_mode("acme.example", "optional");
    ck_assert(policy_change_begin(&act, "acme.example", &second, &error));
    ck_assert(policy_change_is_late(&second, &opened, first.head.hash));
    policy_change_clear(&second);
    policy_domain_clear(&opened);
    policy_change_clear(&first);
}
END_TEST

/* ---- push ---- */

START_TEST(a_push_is_of_what_was_shown)
{
    struct push_plan plan;
    size_t count;
    ck_assert(!push_plan_load(&act, NULL, 0, NOW, &plan, &error));
    push_plan_clear(&plan);
    ck_assert(!push_begin(&act, NULL, NULL, 0, &(struct rollout_manner){.gate = 0}, NOW, &error));
    save_mode("acme.example", "enabled");
    ck_assert(!push_begin(&act, NULL, NULL, 0, &(struct rollout_manner){.gate = 0}, NOW, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "no node is enrolled"));
    ck_assert(add_node("mta1", NULL) && add_node("mta2", NULL) && add_node("mta3", NULL));
    ck_assert_ptr_null(push_nodes_named(act.store, "mta1,mta9", &count, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "mta9"));
    ck_assert_ptr_null(push_nodes_named(act.store, "", &count, &error));
    int64_t *nodes = push_nodes_named(act.store, "mta3,mta1,mta3", &count, &error);
    ck_assert_uint_eq(count, 2);
    ck_assert(push_plan_load(&act, nodes, count, NOW, &plan, &error));
    ck_assert_uint_eq(plan.count, 2);
    ck_assert_str_eq(plan.targets[0].name, "mta1");
    ck_assert_str_eq(plan.targets[1].name, "mta3");
    save_mode("acme.example", "optional");
    ck_assert(!push_begin(&act, &plan.revision, nodes, count, &(struct rollout_manner){.gate = 0},
                          NOW, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "meanwhile"));
    ck_assert(
        push_begin(&act, NULL, nodes, count, &(struct rollout_manner){.gate = 0}, NOW, &error));
    ck_assert_ptr_nonnull(strstr(trail(), "push revision 2: to 2 nodes"));
    ck_assert(rollout_set_node(act.store, nodes[0], ROLLOUT_FAILED, "why", NOW, &error));
    ck_assert(rollout_set_state(act.store, ROLLOUT_STOPPED, NULL, &error));
    ck_assert(push_retry(&act, NOW, &error));
    ck_assert_ptr_nonnull(strstr(trail(), "push revision 2: tried again"));
    push_plan_clear(&plan);
    free(nodes);
}
END_TEST

/* What a node carries decides whether there is anything to agree to. */
START_TEST(a_node_that_carries_it_would_not_change)
{
    struct push_plan plan;
    struct store_node *nodes, node;
    size_t count;
    char place[] = "here", author[] = "anna", drift[] = "";
    save_mode("acme.example", "enabled");
    ck_assert(add_node("mta1", NULL));
    ck_assert(store_node_list(act.store, &nodes, &count, &error));
    ck_assert(push_plan_load(&act, NULL, 0, NOW, &plan, &error));
    ck_assert_uint_eq(plan.changes, 1); /* it was never read */
    node = (struct store_node){.id = nodes[0].id,
                               .place = place,
                               .policy_hash = plan.revision.hash,
                               .policy_author = author,
                               .policy_number = 1,
                               .policy_seen = NOW,
                               .drift = drift,
                               .enrolled = true};
    ck_assert(store_node_set_policy(act.store, &node, &error));
    push_plan_clear(&plan);
    ck_assert(push_plan_load(&act, NULL, 0, NOW, &plan, &error));
    ck_assert_uint_eq(plan.changes, 0);
    ck_assert_str_eq(plan.targets[0].text, "carries it already");
    push_plan_clear(&plan);
    save_mode("acme.example", "optional");
    ck_assert(push_plan_load(&act, NULL, 0, NOW, &plan, &error));
    ck_assert_uint_eq(plan.changes, 1);
    ck_assert_str_eq(plan.targets[0].difference, "acme.example: mode Enabled -> Optional\n");
    push_plan_clear(&plan);
    store_node_list_free(nodes, count);
}
END_TEST

static void carry(int64_t node, struct policy_revision *revision)
{
    char place[] = "here", author[] = "anna", drift[] = "";
    struct store_node read = {.id = node,
                              .place = place,
                              .policy_hash = revision->hash,
                              .policy_author = author,
                              .policy_number = revision->number,
                              .policy_seen = NOW,
                              .drift = drift,
                              .enrolled = true};
    ck_assert(store_node_set_policy(act.store, &read, &error));
}

/* A thousand nodes that carry the same cost one comparison, and the next plan none. */
START_TEST(a_revision_that_many_carry_is_compared_once)
{
    struct push_plan plan = {.count = 0};
    struct policy_revision first;
    struct model model;
    save_mode("acme.example", "enabled");
    ck_assert(revision_load_head(act.store, &first, &error));
    save_mode("acme.example", "optional");
    for (int i = 1; i <= 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "mta%d", i);
        ck_assert(add_node(name, NULL));
        carry(i, &first);
    }
    ck_assert(model_load(act.store, NOW, &model, &error));
    ck_assert(push_plan_renew(&act, &model, &plan));
    ck_assert_uint_eq(plan.count, 3);
    ck_assert_uint_eq(plan.difference_count, 1);
    const char *shown = plan.targets[0].difference;
    ck_assert_str_eq(shown, "acme.example: mode Enabled -> Optional\n");
    ck_assert_ptr_eq(plan.targets[2].difference, shown);
    ck_assert(model_reload(act.store, NOW + 1, &model, &error));
    ck_assert(!push_plan_renew(&act, &model, &plan));
    ck_assert_ptr_eq(plan.targets[0].difference, shown);
    save_mode("acme.example", "disabled");
    ck_assert(model_reload(act.store, NOW + 2, &model, &error));
    ck_assert(push_plan_renew(&act, &model, &plan));
    ck_assert_str_eq(plan.targets[1].difference, "acme.example: mode Enabled -> Disabled\n");
    push_plan_clear(&plan);
    model_clear(&model);
}
END_TEST

/* What is only proposed is compared with what is current, where that is carried. */
START_TEST(a_preview_is_of_what_is_proposed)
{
    struct push_plan plan;
    struct policy_revision head;
    struct policy policy;
    save_mode("acme.example", "enabled");
    ck_assert(add_node("mta1", NULL));
    ck_assert(revision_load_current(act.store, &policy, &head, &error));
    carry(1, &head);
    policy_add(&policy, "acme.example")->mode = POLICY_MODE_OPTIONAL;
    ck_assert(push_plan_preview(&act, &policy, NOW, &plan, &error));
    ck_assert_uint_eq(plan.changes, 1);
    ck_assert_str_eq(plan.targets[0].text, "carries revision 1; this would change:");
    ck_assert_str_eq(plan.targets[0].difference, "acme.example: mode Enabled -> Optional\n");
    ck_assert_int_eq(plan.revision.number, 2);
    push_plan_clear(&plan);
    policy_clear(&policy);
}
END_TEST

/* ---- alerts ---- */

START_TEST(handling_is_checked_first)
{
    struct handling handling;
    ck_assert(!handling_begin(&act, "5", NULL, NULL, NOW, &handling, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "no alert 5"));
    handling_clear(&handling);
    ck_assert(!handling_begin(&act, "a b", NULL, NULL, NOW, &handling, &error));
    handling_clear(&handling);
    ck_assert(!handling_begin(&act, "acme.example", NULL, "soon", NOW, &handling, &error));
    handling_clear(&handling);
    ck_assert(handling_begin(&act, "Acme.example", "at it\t", "2h", NOW, &handling, &error));
    ck_assert_str_eq(handling.domain, "acme.example");
    ck_assert_str_eq(buffer_text(&handling.note), "at it^I");
    ck_assert_int_eq(handling.until, NOW + 7200);
    ck_assert(!handling_acknowledge(&act, &handling, &error));
    ck_assert(handling_mute(&act, &handling, &error));
    ck_assert(handling_unmute(&act, &handling, &error));
    ck_assert_str_eq(trail(), "unmute acme.example: at it^I\n"
                              "mute acme.example: for a time: at it^I\n");
    handling_clear(&handling);
}
END_TEST

START_TEST(test_mails_and_their_entry_come_together)
{
    struct policy_change change;
    struct policy_revision saved;
    struct test_mail test;
    ck_assert(!test_mail_send(&act, "a b", NULL, NOW, &test, &error));
    ck_assert(!test_mail_send(&act, "acme.example", NULL, NOW, &test, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "nobody is subscribed"));
    ck_assert(policy_change_begin(&act, "acme.example", &change, &error));
    ck_assert(policy_change_subscribe(&change, "anna@noc.example", &error));
    ck_assert(policy_change_subscribe(&change, "ben@noc.example", &error));
    ck_assert_int_eq(policy_change_save(&act, &change, "a test", NOW, &saved, &error),
                     REVISION_SAVED);
    policy_change_clear(&change);
    ck_assert(test_mail_send(&act, "ACME.example", "mtacon@noc.example", NOW, &test, &error));
    ck_assert(!test_mail_look(act.store, &test));
    ck_assert_int_eq(test.waiting, 2);
    struct outbox_mail *mail;
    while (outbox_take(act.store, "me", true, NOW, &mail, &error)) {
        ck_assert(outbox_sent(act.store, mail->id, "mta1", NOW, &error));
        outbox_free(mail, 1);
    }
    ck_assert(test_mail_look(act.store, &test));
    ck_assert_int_eq(test.sent, 2);
    ck_assert_ptr_nonnull(strstr(trail(), "test mail acme.example: to all subscribers\n"));
}
END_TEST

/* A mail of the outbox; freed by outbox_free(mail, 1). */
static struct outbox_mail *load_mail(int64_t id)
{
    struct outbox_mail *mail = outbox_load(act.store, id, &error);
    ck_assert_msg(mail != NULL, "%s", error.text);
    return mail;
}

START_TEST(what_became_of_a_mail_is_kept)
{
    struct outbox_mail added = outbox_mail_new(&(struct alert_mail_head){.to = "anna@noc.example",
                                                                         .subject = "s",
                                                                         .message_id = "k.1@here",
                                                                         .domain = "acme.example",
                                                                         .kind = "test",
                                                                         .window = "hourly",
                                                                         .at = NOW},
                                               "body\n", 0);
    struct outbox_mail *owned = memory_new(1, sizeof *owned), *mail;
    struct buffer answer = {0};
    *owned = added;
    ck_assert(outbox_add(act.store, owned, &error));
    outbox_free(owned, 1);
    is_refused(mail_fate_new(&act, 1), ERROR_REFUSED, "mail 1: it was not sent yet");
    is_refused(mail_fate_new(&act, 7), ERROR_REFUSED, "mail 7 is no longer in the outbox");
    ck_assert(outbox_set_fate(act.store, 1, DELIVERY_SENT, "queue id 4F2: sent (250 Ok)", &error));
    ck_assert(outbox_take(act.store, "me", true, NOW, &mail, &error));
    ck_assert_int_eq(mail->fate, DELIVERY_UNKNOWN); /* one that was not sent has none */
    outbox_free(mail, 1);
    ck_assert(outbox_sent(act.store, 1, "mta1: taken by x; queue id y", NOW, &error));
    is_refused(mail_fate_new(&act, 1), ERROR_REFUSED, "no node here took it");
    mail = load_mail(1);
    ck_assert_str_eq(mail->fate_text, "");
    ck_assert_ptr_nonnull(strstr(mail->message, "Subject: s\n"));
    ck_assert(!mail_fate_is_open(&act, mail));
    outbox_free(mail, 1);
    /* What is known last stands there, and who took it stays, whatever it calls itself. */
    ck_assert(outbox_set_fate(act.store, 1, DELIVERY_DEFERRED,
                              "queue id 4F2: deferred (x; queue "
                              "id y)",
                              &error));
    ck_assert(outbox_set_fate(act.store, 1, DELIVERY_SENT, "queue id 4F2: sent (250 Ok)", &error));
    mail = load_mail(1);
    ck_assert_str_eq(mail->via, "mta1: taken by x; queue id y");
    ck_assert_int_eq(mail->fate, DELIVERY_SENT);
    outbox_answer(mail, &answer);
    ck_assert_str_eq(buffer_text(&answer),
                     "mta1: taken by x; queue id y; queue id 4F2: sent (250 Ok)");
    buffer_clear(&answer);
    outbox_free(mail, 1);
}
END_TEST

/* A test mail of acme.example, which one subscriber gets, and of which the log says `fate`. */
static struct action *follow_test_mail(enum delivery fate, const char *text)
{
    struct policy_change change;
    struct policy_revision saved;
    struct outbox_mail *mail;
    ck_assert(policy_change_begin(&act, "acme.example", &change, &error));
    ck_assert(policy_change_subscribe(&change, "noc@isp.example", &error));
    policy_change_save(&act, &change, "", NOW, &saved, &error);
    policy_change_clear(&change);
    struct action *action = test_mail_new(&act, "acme.example", NULL, NOW);
    ck_assert(action_step(action));
    ck_assert(outbox_take(act.store, "me", true, NOW, &mail, &error));
    ck_assert(outbox_sent(act.store, mail->id, "mta1: taken by mta1", NOW, &error));
    ck_assert(outbox_set_fate(act.store, mail->id, fate, text, &error));
    outbox_free(mail, 1);
    action_step(action);
    return action;
}

START_TEST(a_test_mail_that_came_back_has_failed)
{
    static const struct {
        enum delivery fate;
        const char *text;
        enum action_state state;
    } fates[] = {{DELIVERY_BOUNCED, "queue id 4F1: bounced (host x said: 550 no)", ACTION_FAILED},
                 {DELIVERY_EXPIRED, "queue id 4F2: expired (given up)", ACTION_FAILED},
                 {DELIVERY_DEFERRED, "queue id 4F3: deferred (x: bounced before)", ACTION_DONE},
                 {DELIVERY_SENT, "queue id 4F4: sent (250 Ok)", ACTION_DONE}};
    for (int i = 0; i < 4; i++) {
        if (i > 0) {
            end();
            begin();
        }
        struct action *action = follow_test_mail(fates[i].fate, fates[i].text);
        ck_assert_int_eq(action_state(action), fates[i].state);
        ck_assert_ptr_nonnull(strstr(action_text(action), fates[i].text));
        ck_assert_int_eq(action_error(action)->kind,
                         fates[i].state == ACTION_FAILED ? ERROR_REFUSED : ERROR_NONE);
        action_free(action);
    }
}
END_TEST

/* ---- what they stand on ---- */

START_TEST(an_inner_transaction_may_fail_alone)
{
    ck_assert(store_begin(act.store, &error));
    ck_assert(audit_add(act.store, NOW, "outer", "before", "", &error));
    ck_assert(store_begin(act.store, &error));
    ck_assert(audit_add(act.store, NOW, "inner", "undone", "", &error));
    store_rollback(act.store);
    ck_assert(store_begin(act.store, &error));
    ck_assert(audit_add(act.store, NOW, "inner", "kept", "", &error));
    ck_assert(store_commit(act.store, &error));
    ck_assert(store_commit(act.store, &error));
    ck_assert_str_eq(trail(), "inner kept: \nouter before: \n");
    ck_assert(store_begin(act.store, &error));
    ck_assert(store_begin(act.store, &error));
    ck_assert(audit_add(act.store, NOW, "inner", "gone", "", &error));
    ck_assert(store_commit(act.store, &error));
    store_rollback(act.store);
    store_rollback(act.store); /* of nothing */
    ck_assert_str_eq(trail(), "inner kept: \nouter before: \n");
    ck_assert(!store_commit(act.store, &error));
}
END_TEST

START_TEST(words_have_a_distance)
{
    static const struct {
        const char *one, *other;
        int distance;
    } cases[] = {{"", "", 0},         {"push", "push", 0},      {"push", "psuh", 1},
                 {"", "abc", 3},      {"abc", "", 3},           {"enrol", "enroll", 1},
                 {"mode", "node", 1}, {"kitten", "sitting", 3}, {"ab", "ba", 1},
                 {"abcd", "badc", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_int_eq(text_distance(cases[i].one, cases[i].other), cases[i].distance);
    char many[300];
    memset(many, 'x', sizeof many);
    many[299] = '\0';
    ck_assert_int_gt(text_distance(many, "x"), 300);
    many[255] = '\0';
    ck_assert_int_eq(text_distance(many, "x"), 254);
}
END_TEST

Suite *suite_act(void)
{
    Suite *suite = suite_create("act");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, begin, end);
    tcase_add_test(all, consent_is_to_what_was_shown);
    tcase_add_test(all, nothing_to_change_is_not_asked_about);
    tcase_add_test(all, a_reason_is_asked_where_one_is_needed);
    tcase_add_test(all, read_only_refuses_all_alike);
    tcase_add_test(all, a_node_that_is_not_there_is_refused);
    tcase_add_test(all, the_time_in_a_difference_makes_it_no_other_one);
    tcase_add_test(all, revert_is_the_net_difference);
    tcase_add_test(all, one_revision_is_undone_alone);
    tcase_add_test(all, an_event_that_is_over_comes_back_as_ended);
    tcase_add_test(all, a_reversion_leaves_the_event_of_another_domain);
    tcase_add_test(all, an_event_is_extended_and_ended);
    tcase_add_test(all, an_inherited_event_is_said_to_be_that_of_all);
    tcase_add_test(all, a_node_and_its_entry_come_together);
    tcase_add_test(all, what_is_wrong_says_which_field);
    tcase_add_test(all, a_change_is_refused_in_words);
    tcase_add_test(all, a_change_of_the_mode_needs_a_reason);
    tcase_add_test(all, warnings_say_what_to_think_of);
    tcase_add_test(all, late_is_who_would_undo_anothers_change);
    tcase_add_test(all, a_push_is_of_what_was_shown);
    tcase_add_test(all, a_node_that_carries_it_would_not_change);
    tcase_add_test(all, a_revision_that_many_carry_is_compared_once);
    tcase_add_test(all, a_preview_is_of_what_is_proposed);
    tcase_add_test(all, handling_is_checked_first);
    tcase_add_test(all, test_mails_and_their_entry_come_together);
    tcase_add_test(all, what_became_of_a_mail_is_kept);
    tcase_add_test(all, a_test_mail_that_came_back_has_failed);
    tcase_add_test(all, an_inner_transaction_may_fail_alone);
    tcase_add_test(all, words_have_a_distance);
    suite_add_tcase(suite, all);
    return suite;
}
