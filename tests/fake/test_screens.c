/* The console over fake nodes, without a terminal: keys as an operator presses them, and what
 * stands on the screen then. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "app.h"
#include "fake.h"
#include "form.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/audit.h"
#include "player.h"
#include "pulse.h"
#include "question.h"
#include "stage.h"
#include "suites.h"

struct desk {
    struct fake fake;
    struct console_options options;
    struct app app;
    struct cells cells;
    char *text; /* of the last look */
};

static void sit_down_with(struct desk *desk, int nodes, enum fleet_alerts_role role)
{
    struct error error;
    *desk = (struct desk){.text = NULL};
    fake_begin(&desk->fake, nodes);
    desk->fake.options.alerts.role = role;
    desk->fake.options.answers_keys = true;
    fake_start(&desk->fake);
    desk->options.store = desk->fake.store;
    ck_assert(stage_begin(&desk->app, &desk->options, fake_now(), &error));
    desk->app.fleet = desk->fake.fleet;
    stage_resize(&desk->app, 24, 80);
    cells_resize(&desk->cells, 24, 80);
    FAKE_UNTIL(&desk->fake, fake_all_read(&desk->fake));
}

static void sit_down(struct desk *desk, int nodes)
{
    sit_down_with(desk, nodes, FLEET_ALERTS_NONE);
}

static void stand_up(struct desk *desk)
{
    stage_end(&desk->app);
    cells_clear(&desk->cells);
    free(desk->text);
    fake_end(&desk->fake);
}

/* What an operator sees now; valid until the next look. */
static const char *look(struct desk *desk)
{
    struct buffer out = {0};
    question_look(&desk->app, fleet_question(desk->fake.fleet));
    actions_look(&desk->app);
    app_reload(&desk->app);
    desk->app.clock += 1000;
    stage_prepare(&desk->app);
    stage_draw(&desk->app, &desk->cells);
    cells_dump(&desk->cells, &out);
    free(desk->text);
    desk->text = buffer_take(&out);
    return desk->text;
}

/* Presses keys, each after a look at the screen. */
static void press(struct desk *desk, const char *keys)
{
    for (; *keys; keys++) {
        look(desk);
        stage_key(&desk->app, *keys == '\r' ? KEY_CODE_ENTER : (unsigned char)*keys);
    }
}

#define SEES(desk, words) FAKE_UNTIL(&(desk)->fake, strstr(look(desk), words))

/* The newest entry of the trail is about this action. */
static bool trail_ends_with(const struct desk *desk, const char *action)
{
    struct audit_entry *entries = NULL;
    size_t count = 0;
    ck_assert(audit_list(desk->fake.store, 1, &entries, &count, NULL));
    bool does = count && strcmp(entries[0].action, action) == 0;
    audit_list_free(entries, count);
    return does;
}

START_TEST(a_node_is_enrolled_and_policy_pushed_by_keys)
{
    struct desk desk;
    sit_down(&desk, 1);
    press(&desk, "2");
    SEES(&desk, "not enrolled (E)");
    press(&desk, "E");
    SEES(&desk, "! shows");
    ck_assert_ptr_null(strstr(look(&desk), "y do it")); /* it does not open by itself */
    press(&desk, "!");
    SEES(&desk, "y do it");
    ck_assert_ptr_nonnull(strstr(look(&desk), "cleanup_service_name=mtacon_bounce"));
    press(&desk, "y");
    SEES(&desk, "mta1 is enrolled");
    ck_assert(trail_ends_with(&desk, "enrol"));
    FAKE_UNTIL(&desk.fake, fake_live(&desk.fake, 0)->seen.policy.enrolled);
    fake_fail(&desk.fake, 0, "acme.example", "550 5.1.1 no such user", 3);
    press(&desk, "1");
    SEES(&desk, "acme.example");
    press(&desk, "b");
    for (int i = 0; i < 2; i++)
        stage_key(&desk.app, KEY_CODE_DOWN);
    SEES(&desk, "reports to external senders OFF");
    press(&desk, "\t\tINC-1\t\r");
    SEES(&desk, "Push revision 1");
    press(&desk, "\r");
    SEES(&desk, "1 in force  0 under way  0 late  0 failed  done");
    ck_assert_str_eq(fake_carried(&desk.fake, 0), fake_current(&desk.fake));
    stand_up(&desk);
}
END_TEST

static void hear(struct desk *desk)
{
    struct pulse pulse = pulse_begin();
    pulse_news(&pulse, &desk->app);
}

static sqlite3 *lock(const struct desk *desk)
{
    sqlite3 *other;
    ck_assert_int_eq(sqlite3_open(store_path(desk->fake.store), &other), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    return other;
}

/* Who looks around is not kept from it; who saves is told that it waits, and then that it is done.
 */
START_TEST(a_key_that_saves_waits_while_others_hold_the_store)
{
    struct desk desk;
    sqlite3 *other;
    sit_down(&desk, 1);
    fake_fail(&desk.fake, 0, "acme.example", "550 5.1.1 no such user", 3);
    SEES(&desk, "acme.example");
    press(&desk, "1b");
    for (int i = 0; i < 2; i++)
        stage_key(&desk.app, KEY_CODE_DOWN);
    press(&desk, "\t\tINC-1\t\t");
    other = lock(&desk);
    press(&desk, "\r");
    /* Its own words, not those about what nodes told. */
    FAKE_UNTIL(&desk.fake, *fleet_store_error(desk.fake.fleet));
    ck_assert_ptr_nonnull(strstr(look(&desk), "Esc gives it up"));
    stage_key(&desk.app, KEY_CODE_ESCAPE);
    ck_assert_ptr_nonnull(strstr(look(&desk), "given up: nothing was saved"));
    press(&desk, "\r");
    desk.app.clock += 2000;
    hear(&desk);
    ck_assert_ptr_nonnull(strstr(look(&desk), "for 2 s"));
    desk.app.clock += 10000;
    hear(&desk);
    ck_assert_ptr_nonnull(strstr(look(&desk), "NOT saved: the store has been locked"));
    press(&desk, "\r");
    ck_assert_ptr_nonnull(strstr(look(&desk), "saving waits"));
    sqlite3_close(other);
    hear(&desk);
    SEES(&desk, "saved as revision 1");
    stand_up(&desk);
}
END_TEST

START_TEST(what_is_typed_while_the_store_is_locked_is_not_lost)
{
    struct desk desk;
    sit_down(&desk, 1);
    fake_fail(&desk.fake, 0, "mycompany.example", "550 5.1.1 no such user", 3);
    SEES(&desk, "mycompany.example");
    sqlite3 *other = lock(&desk);
    press(&desk, "1/mycompany\r");
    ck_assert_ptr_nonnull(strstr(look(&desk), "filter: mycompany"));
    press(&desk, "b");
    for (int i = 0; i < 2; i++)
        stage_key(&desk.app, KEY_CODE_DOWN);
    press(&desk, "\t\tmy supplier 4711\t\t\r");
    ck_assert_ptr_nonnull(strstr(look(&desk), "my supplier 4711"));
    ck_assert_ptr_nonnull(strstr(look(&desk), "saving waits"));
    press(&desk, "4"); /* the form is modal until it is saved: this comes behind it */
    sqlite3_close(other);
    hear(&desk);
    SEES(&desk, "[4 History]");
    SEES(&desk, "my supplier 4711");
    stand_up(&desk);
}
END_TEST

static void hold_reports(struct policy *policy)
{
    policy_add(policy, "acme.example")->bounce = POLICY_BOUNCE_DISABLED;
}

static void allow_reports(struct policy *policy)
{
    policy_add(policy, "acme.example")->bounce = POLICY_BOUNCE_ENABLED;
}

/* On a screen that shows another plan by the time the store is free. */
START_TEST(a_key_that_waited_agrees_to_nothing_else)
{
    struct desk desk;
    sit_down(&desk, 1);
    fake_enrol(&desk.fake, 0);
    fake_save(&desk.fake, hold_reports);
    press(&desk, "p");
    SEES(&desk, "Enter pushes revision 1");
    sqlite3 *other = lock(&desk);
    press(&desk, "\r");
    ck_assert_ptr_nonnull(strstr(look(&desk), "saving waits"));
    sqlite3_close(other);
    fake_save(&desk.fake, allow_reports);
    SEES(&desk, "Enter pushes revision 2");
    hear(&desk);
    ck_assert_ptr_nonnull(strstr(look(&desk), "it is not what you agreed to"));
    SEES(&desk, "Enter pushes revision 2");
    press(&desk, "\r");
    SEES(&desk, "1 in force  0 under way  0 late  0 failed  done");
    stand_up(&desk);
}
END_TEST

START_TEST(who_only_looks_does_not_wait_for_the_store)
{
    struct desk desk;
    sqlite3 *other;
    sit_down(&desk, 1);
    fake_fail(&desk.fake, 0, "acme.example", "550 5.1.1 no such user", 3);
    SEES(&desk, "acme.example");
    other = lock(&desk);
    press(&desk, "1\r");
    ck_assert_ptr_nonnull(strstr(look(&desk), "[Domain]"));
    press(&desk, "4");
    ck_assert_ptr_nonnull(strstr(look(&desk), "[4 History]"));
    sqlite3_close(other);
    stand_up(&desk);
}
END_TEST

/* The clerk saves: until he is done the form takes no key, and nothing else stands still. */
START_TEST(a_form_that_is_saved_waits_for_the_clerk)
{
    struct desk desk;
    sit_down(&desk, 1);
    fake_fail(&desk.fake, 0, "acme.example", "550 5.1.1 no such user", 3);
    SEES(&desk, "acme.example");
    app_begin_clerk(&desk.app);
    press(&desk, "1b");
    for (int i = 0; i < 2; i++)
        stage_key(&desk.app, KEY_CODE_DOWN);
    press(&desk, "\t\tINC-1\t\t\r");
    ck_assert_ptr_nonnull(strstr(look(&desk), "saving ..."));
    press(&desk, "\r");
    ck_assert_ptr_nonnull(strstr(look(&desk), "wait: what you asked for is being done"));
    while (!strstr(look(&desk), "saved as revision 1, not pushed yet"))
        hear(&desk);
    /* What was saved is what would be read. */
    ck_assert_int_eq(desk.app.model.revision.number, 1);
    ck_assert_str_eq(desk.app.model.revision.hash, fake_current(&desk.fake));
    ck_assert_int_eq(policy_find(&desk.app.model.policy, "acme.example")->bounce,
                     POLICY_BOUNCE_DISABLED);
    ck_assert_ptr_null(form_find(&desk.app));
    app_end_clerk(&desk.app);
    stand_up(&desk);
}
END_TEST

static void make_longer(struct policy *policy)
{
    policy_add(policy, "acme.example")->thresholds.hourly = 77;
}

static void make_shorter(struct policy *policy)
{
    policy_add(policy, "acme.example")->thresholds.hourly = 7;
}

/* What a revision changed is read by the clerk: drawing goes on. */
START_TEST(what_a_revision_changed_is_awaited)
{
    struct desk desk;
    sit_down(&desk, 1);
    fake_save(&desk.fake, make_longer);
    fake_save(&desk.fake, make_shorter);
    look(&desk);
    app_begin_clerk(&desk.app);
    press(&desk, "4");
    ck_assert_ptr_nonnull(strstr(look(&desk), "being read ..."));
    while (strstr(look(&desk), "being read ..."))
        hear(&desk);
    ck_assert_ptr_nonnull(strstr(look(&desk), "hourly threshold 77 -> 7"));
    app_end_clerk(&desk.app);
    stand_up(&desk);
}
END_TEST

START_TEST(a_node_that_is_lost_is_seen_to_be)
{
    struct desk desk;
    sit_down(&desk, 2);
    SEES(&desk, "nodes 2 of 2 up");
    fake_lose(&desk.fake, 1);
    SEES(&desk, "nodes 1 of 2 up");
    press(&desk, "2");
    SEES(&desk, "DOWN");
    fake_find(&desk.fake, 1);
    SEES(&desk, "nodes 2 of 2 up");
    stand_up(&desk);
}
END_TEST

/* What the current revision says of a domain. */
static struct policy_domain current(const struct desk *desk, const char *name)
{
    struct policy policy;
    struct policy_revision revision;
    struct error error;
    ck_assert(revision_load_current(desk->fake.store, &policy, &revision, &error));
    struct policy_domain domain = policy_effective(&policy, name);
    policy_clear(&policy); /* its subscribers are not looked at */
    return domain;
}

START_TEST(an_event_is_begun_extended_and_ended_by_keys)
{
    struct desk desk;
    sit_down(&desk, 1);
    fake_enrol(&desk.fake, 0);
    FAKE_UNTIL(&desk.fake, fake_live(&desk.fake, 0)->seen.policy.enrolled);
    fake_fail(&desk.fake, 0, "acme.example", "550 5.1.1 no such user", 3);
    SEES(&desk, "acme.example");
    press(&desk, "ce\t2\tINC-1\r\r");
    SEES(&desk, "Push revision 1");
    press(&desk, "\r");
    SEES(&desk, "1 in force  0 under way");
    struct policy_domain begun = current(&desk, "acme.example");
    ck_assert_int_eq(begun.mode, POLICY_MODE_ENABLED);
    press(&desk, "1c\rINC-1 still down\r\r");
    SEES(&desk, "Push revision 2");
    press(&desk, "\r");
    SEES(&desk, "1 in force  0 under way");
    struct policy_domain extended = current(&desk, "acme.example");
    ck_assert_int_eq(extended.until, begun.until + 7200); /* added to what was left */
    press(&desk, "1ce\rINC-1 is over\r\r");
    SEES(&desk, "Push revision 3");
    press(&desk, "\r");
    SEES(&desk, "1 in force  0 under way");
    ck_assert_int_eq(current(&desk, "acme.example").mode, POLICY_MODE_DISABLED);
    ck_assert_int_eq(current(&desk, "acme.example").until, 0);
    ck_assert_str_eq(fake_carried(&desk.fake, 0), fake_current(&desk.fake));
    stand_up(&desk);
}
END_TEST

/* As Postfix logs a mail that it took and delivered: lines of the node's log. */
static void log_delivery(const struct desk *desk, const char *id, const char *said)
{
    char *mail = fake_read(&desk->fake, 0, "sent/1"), *log = fake_read(&desk->fake, 0, "mail.log");
    const char *message_id = strstr(mail, "Message-ID: <");
    ck_assert_ptr_nonnull(message_id);
    message_id += strlen("Message-ID: <");
    char *text = memory_printf("%sNov 24 15:04:05 mta1 postfix/pickup[7]: %s: uid=0 from=<>\n"
                               "Nov 24 15:04:05 mta1 postfix/cleanup[7]: %s: message-id=<%.*s>\n%s",
                               log, id, id, (int)strcspn(message_id, ">"), message_id, said);
    fake_write(&desk->fake, 0, "mail.log", text);
    free(text);
    free(log);
    free(mail);
}

START_TEST(a_test_mail_is_followed_to_its_end)
{
    struct desk desk;
    sit_down_with(&desk, 1, FLEET_ALERTS_EVALUATE);
    stage_resize(&desk.app, 24, 160); /* what is waited for is in one row */
    cells_resize(&desk.cells, 24, 160);
    fake_fail(&desk.fake, 0, "acme.example", "550 5.1.1 no such user", 3);
    SEES(&desk, "acme.example");
    press(&desk, "tnoc@isp.example\t\t\r");
    SEES(&desk, "saved as revision 1");
    press(&desk, "tt\t\t"); /* a letter is typed into the list, */
    stage_key(&desk.app, KEY_CODE_ESCAPE);
    stage_key(&desk.app, KEY_CODE_ESCAPE);
    press(&desk, "t\t\ttt\r"); /* or goes to a button */
    SEES(&desk, "noc@isp.example   sent");
    SEES(&desk, "mta1: taken by mta1");
    log_delivery(&desk, "4F2", "");
    SEES(&desk, "queue id 4F2: no delivery was tried yet");
    log_delivery(&desk, "4F2",
                 "Nov 24 15:04:06 mta1 postfix/smtp[8]: 4F2: to=<noc@isp.example>, relay=none,"
                 " delay=0.1, dsn=4.0.0, status=deferred (host y said: 450 : sent notice)\n");
    SEES(&desk, "queue id 4F2: deferred (host y said: 450 : sent notice)");
    log_delivery(
        &desk, "4F2",
        "Nov 24 15:04:06 mta1 postfix/smtp[8]: 4F2: to=<noc@isp.example>, relay=mx[192.0.2.1]:25,"
        " delay=0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok: \x1b[31m, status=bounced)\n");
    SEES(&desk, "queue id 4F2: sent (250 2.0.0 Ok: ^[[31m, status=bounced)");
    FAKE_UNTIL(&desk.fake, desk.app.action_count == 0 || !look(&desk));
    ck_assert_int_eq(fake_sent(&desk.fake, 0), 1);
    /* The outbox keeps it, and shows the whole mail. */
    stage_key(&desk.app, KEY_CODE_ESCAPE);
    stage_key(&desk.app, KEY_CODE_ESCAPE);
    press(&desk, "3O");
    SEES(&desk, "queue id 4F2: sent");
    press(&desk, "\r");
    SEES(&desk, "Subject: [mtacon] test: alerts of acme.example reach you");
    SEES(&desk, "try 1, by mta1: taken by mta1; queue id 4F2: sent");
    log_delivery(&desk, "4F3", "");
    press(&desk, "o");
    SEES(&desk, "queue id 4F3: no delivery was tried yet");
    log_delivery(&desk, "4F3",
                 "Nov 24 15:04:07 mta1 postfix/qmgr[8]: 4F3: from=<>, status=expired, returned to"
                 " sender\n");
    press(&desk, "o");
    SEES(&desk, "queue id 4F3: expired, returned to sender");
    stand_up(&desk);
}
END_TEST

START_TEST(lines_of_the_log_are_shown_as_they_can_be)
{
    struct desk desk;
    sit_down(&desk, 1);
    fake_fail(&desk.fake, 0, "acme.example", "550 5.1.1 no \x1b[31msuch user", 2);
    SEES(&desk, "acme.example");
    stage_resize(&desk.app, 24, 200); /* the text is the last column */
    cells_resize(&desk.cells, 24, 200);
    press(&desk, "o");
    SEES(&desk, "^[[31msuch user");
    ck_assert_ptr_null(strchr(look(&desk), '\x1b'));
    stand_up(&desk);
}
END_TEST

/* A report that was kept back, as the node's Postfix tells of it. */
static void log_withheld(const struct desk *desk, int node, const char *sender,
                         const char *recipient)
{
    char when[40], *before = fake_read(&desk->fake, node, "mail.log");
    struct buffer log = {0};
    clock_format(when, sizeof when, "%Y-%m-%dT%H:%M:%S+00:00", fake_now(), false);
    buffer_printf(&log, "%s", before);
    buffer_printf(&log,
                  "%s mta postfix/mtacon/cleanup[7]: 4R%d: filter: body Final-Recipient: rfc822; "
                  "%s from local; from=<> to=<%s>: mtacon_report:report\n",
                  when, (int)log.length, recipient, sender);
    char *id = strstr(buffer_text(&log) + strlen(before), "4R");
    char queue_id[32];
    snprintf(queue_id, sizeof queue_id, "%.*s", (int)strcspn(id, ":"), id);
    buffer_printf(&log,
                  "%s mta postfix/mtacon/cleanup[7]: %s: info: body Diagnostic-Code: smtp; 550 "
                  "5.1.1 no such user from local; from=<> to=<%s>: mtacon\n"
                  "%s mta postfix/mtacon/pipe[8]: %s: to=<%s>, relay=mtacon_report, delay=1, "
                  "delays=0/1/0/0, dsn=2.0.0, status=sent (delivered via mtacon_report service "
                  "(mtacon withheld 1/1 of 1: acme.example=1))\n",
                  when, queue_id, sender, when, queue_id, sender);
    fake_write(&desk->fake, node, "mail.log", buffer_text(&log));
    free(before);
    buffer_clear(&log);
}

START_TEST(who_was_not_told_is_listed)
{
    struct desk desk;
    sit_down(&desk, 2);
    log_withheld(&desk, 0, "pat@out.example", "a@acme.example");
    log_withheld(&desk, 0, "kim@other.example", "b@acme.example");
    log_withheld(&desk, 1, "pat@out.example", "\"\x1b[31m c\"@acme.example");
    fake_fail(&desk.fake, 0, "acme.example", "550 5.1.1 no such user", 1);
    SEES(&desk, "acme.example");
    press(&desk, "\r");
    SEES(&desk, "reports withheld 3: w");
    press(&desk, "w");
    SEES(&desk, "3 from 2 of 2 nodes");
    SEES(&desk, "kim@other.example");
    SEES(&desk, "550 5.1.1 no such user");
    ck_assert_ptr_null(strchr(look(&desk), '\x1b'));
    press(&desk, "/");
    press(&desk, "kim\r");
    SEES(&desk, "1 from 2 of 2 nodes");
    stand_up(&desk);
}
END_TEST

static void queue_two(const struct fake *fake, int node, const char *first, const char *second)
{
    struct buffer queue = {0};
    const char *const ids[] = {first, second};
    for (int i = 0; i < 2; i++)
        buffer_printf(&queue,
                      "{\"queue_name\": \"deferred\", \"queue_id\": \"%s\", \"arrival_time\": "
                      "%lld, \"message_size\": 3000, \"forced_expire\": false, \"sender\": "
                      "\"s%s@b.example\", \"recipients\": [{\"address\": \"x@acme.example\", "
                      "\"delay_reason\": \"connect to mx.acme.example[192.0.2.9]:25: Connection "
                      "refused\"}, {\"address\": \"y@acme.example\"}]}\n",
                      ids[i], (long long)fake_now() - 60 * atoi(ids[i]), ids[i]);
    fake_write(fake, node, "queue.json", buffer_text(&queue));
    buffer_clear(&queue);
}

/* Whether these words stand on the screen in that order. */
static bool in_order(struct desk *desk, const char *first, const char *second, const char *third)
{
    const char *one = strstr(look(desk), first), *two = one ? strstr(one, second) : NULL;
    return two && strstr(two, third);
}

START_TEST(messages_of_all_nodes_are_one_list)
{
    struct desk desk;
    sit_down(&desk, 2);
    queue_two(&desk.fake, 0, "10", "300");
    queue_two(&desk.fake, 1, "200", "100");
    fake_fail(&desk.fake, 0, "acme.example", "450 4.2.1 busy", 1);
    SEES(&desk, "acme.example");
    press(&desk, "m");
    SEES(&desk, "4 from 2 of 2 nodes");
    ck_assert(in_order(&desk, " 300 ", " 200 ", " 100 "));
    ck_assert_ptr_nonnull(strstr(look(&desk), "Connection refused"));
    press(&desk, "s");
    SEES(&desk, "order: newest first");
    ck_assert(in_order(&desk, " 10 ", " 100 ", " 300 "));
    press(&desk, "/s300@b\r"); /* its sender, which there is no room for */
    SEES(&desk, "1 from 2 of 2 nodes");
    press(&desk, "\r");
    SEES(&desk, "sender      s300@b.example");
    ck_assert_ptr_nonnull(strstr(look(&desk), "also to     y@acme.example"));
    ck_assert_ptr_nonnull(
        strstr(look(&desk), "connect to mx.acme.example[192.0.2.9]:25: Connection refused"));
    stand_up(&desk);
}
END_TEST

START_TEST(who_was_not_asked_is_named)
{
    struct desk desk;
    sit_down(&desk, 3);
    fake_fail(&desk.fake, 0, "acme.example", "450 4.2.1 busy", 1);
    SEES(&desk, "acme.example");
    fake_lose(&desk.fake, 2);
    SEES(&desk, "nodes 2 of 3 up");
    press(&desk, "o");
    SEES(&desk, "1 from 2 of 3 nodes");
    SEES(&desk, "mta3 not asked: out of reach");
    fake_find(&desk.fake, 2); /* it is asked when it is back */
    SEES(&desk, "1 from 3 of 3 nodes");
    ck_assert_ptr_null(strstr(look(&desk), "not asked"));
    stand_up(&desk);
}
END_TEST

START_TEST(a_node_has_messages_and_lines_too)
{
    struct desk desk;
    sit_down(&desk, 2);
    queue_two(&desk.fake, 0, "10", "300");
    fake_fail(&desk.fake, 0, "acme.example", "450 4.2.1 no \x1b[31mroom", 1);
    fake_fail(&desk.fake, 0, "other.example", "550 no", 1);
    fake_fail(&desk.fake, 1, "third.example", "550 no", 1);
    SEES(&desk, "acme.example");
    press(&desk, "2");
    SEES(&desk, "mta1");
    press(&desk, "m");
    SEES(&desk, "mta1   2 of all domains");
    stage_key(&desk.app, KEY_CODE_ESCAPE);
    press(&desk, "\ro"); /* its page */
    SEES(&desk, "mta1   2 of all domains");
    SEES(&desk, "user0@other");
    ck_assert_ptr_null(strstr(look(&desk), "third.example"));
    press(&desk, "/room\r\r");
    SEES(&desk, "status      deferred");
    ck_assert_ptr_nonnull(strstr(look(&desk), "^[[31mroom"));
    ck_assert_ptr_null(strchr(look(&desk), '\x1b'));
    stand_up(&desk);
}
END_TEST

/* What happens to nodes between two bursts of keys: as long as no key has removed the second one.
 */
static void disturb(struct desk *desk, int burst)
{
    bool is_there = model_find_node(&desk->app.model, "mta2") && fake_live(&desk->fake, 1);
    switch (is_there ? burst % 24 : 0) {
    case 3:
        fake_lose(&desk->fake, 1);
        break;
    case 9:
        fake_fail(&desk->fake, 0, "acme.example", "550 5.1.1 no \x1b[31m\xe6\x97\xa5 user", 2);
        break;
    case 15:
        fake_find(&desk->fake, 1);
        break;
    }
    fake_turns(&desk->fake, 2);
    question_look(&desk->app, fleet_question(desk->fake.fleet));
    actions_look(&desk->app);
    app_reload(&desk->app);
}

enum { FAKE_BURSTS = 480, FAKE_GAME = 96 };

static void play_on_nodes(uint32_t seed)
{
    char game[64];
    uint8_t bytes[64];
    struct desk desk;
    struct player player;
    uint32_t state = seed * 2654435761U + 1;
    snprintf(game, sizeof game, "game %u over fake nodes", seed);
    sit_down(&desk, 2);
    player_join(&player, &desk.app, game);
    for (int burst = 0; burst < FAKE_GAME; burst++) {
        player_play(&player, bytes, player_burst(&state, bytes, sizeof bytes));
        disturb(&desk, burst);
    }
    player_go_home(&player, seed % 2);
    player_end(&player);
    stand_up(&desk);
}

/* Plans, enrolments, pushes, details: whatever keys begin, nodes answer it or are lost. */
START_TEST(random_keys_over_nodes_that_come_and_go)
{
    const char *asked = getenv("MTACON_FAKE_BURSTS");
    int bursts = asked ? atoi(asked) : FAKE_BURSTS;
    for (int game = 0; game * FAKE_GAME < bursts; game++)
        play_on_nodes((uint32_t)game + 1);
}
END_TEST

Suite *suite_screens(void)
{
    Suite *suite = suite_create("screens");
    TCase *tests = tcase_create("screens");
    tcase_set_timeout(tests, 1200);
    tcase_add_test(tests, a_node_is_enrolled_and_policy_pushed_by_keys);
    tcase_add_test(tests, a_node_that_is_lost_is_seen_to_be);
    tcase_add_test(tests, a_key_that_saves_waits_while_others_hold_the_store);
    tcase_add_test(tests, who_only_looks_does_not_wait_for_the_store);
    tcase_add_test(tests, what_is_typed_while_the_store_is_locked_is_not_lost);
    tcase_add_test(tests, a_key_that_waited_agrees_to_nothing_else);
    tcase_add_test(tests, what_a_revision_changed_is_awaited);
    tcase_add_test(tests, a_form_that_is_saved_waits_for_the_clerk);
    tcase_add_test(tests, an_event_is_begun_extended_and_ended_by_keys);
    tcase_add_test(tests, a_test_mail_is_followed_to_its_end);
    tcase_add_test(tests, lines_of_the_log_are_shown_as_they_can_be);
    tcase_add_test(tests, who_was_not_told_is_listed);
    tcase_add_test(tests, messages_of_all_nodes_are_one_list);
    tcase_add_test(tests, who_was_not_asked_is_named);
    tcase_add_test(tests, a_node_has_messages_and_lines_too);
    tcase_add_test(tests, random_keys_over_nodes_that_come_and_go);
    suite_add_tcase(suite, tests);
    return suite;
}
