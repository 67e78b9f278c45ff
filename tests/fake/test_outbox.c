/* Mails that wait: which way they go, and what happens when it is closed. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fake.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/outbox.h"
#include "suites.h"

static char program[256], command[256], taken[256]; /* of this host; in the fake's folder */

static void write_program(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "#!/bin/sh\n%s\n", text);
    fclose(file);
    ck_assert_int_eq(chmod(path, 0755), 0);
}

static void begin_sender(struct fake *fake, int nodes)
{
    fake_begin(fake, nodes);
    snprintf(program, sizeof program, "%s/sendmail", fake->folder);
    snprintf(command, sizeof command, "%s/command", fake->folder);
    snprintf(taken, sizeof taken, "%s/taken", fake->folder);
    fake->options.alerts = (struct fleet_alerts){.role = FLEET_ALERTS_SEND};
    fake->options.pace.alert_grace = 1;
}

static void queue_mail(const struct fake *fake, const char *id)
{
    struct outbox_mail mail = {.kind = memory_string("firing"),
                               .domain = memory_string("acme.example"),
                               .window = memory_string("hourly"),
                               .address = memory_string("anna@noc.example"),
                               .subject = memory_string("s"),
                               .message_id = memory_string(id),
                               .message = memory_string("To: anna@noc.example\n\nHello.\n"),
                               .created_at = fake_now(),
                               .next_at = fake_now()};
    struct outbox_mail *owned = memory_new(1, sizeof *owned);
    struct error error;
    *owned = mail;
    ck_assert_msg(outbox_add(fake->store, owned, &error), "%s", error.text);
    outbox_free(owned, 1);
}

/* The mail with that Message-ID: "sent by mta1", "queued no route", "dead ..."; malloc'ed. */
static char *state_of(const struct fake *fake, const char *id)
{
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    char *text = memory_string("");
    outbox_list(fake->store, 100, &mails, &count, NULL);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(mails[i].message_id, id) != 0)
            continue;
        free(text);
        text = memory_printf("%s %s%s", outbox_state_name(mails[i].state), mails[i].via,
                             mails[i].error);
    }
    outbox_free(mails, count);
    return text;
}

static bool is_state(const struct fake *fake, const char *id, const char *state)
{
    char *text = state_of(fake, id);
    bool is = strncmp(text, state, strlen(state)) == 0;
    free(text);
    return is;
}

START_TEST(that_it_was_sent_is_saved_when_the_store_is_free)
{
    struct fake fake;
    begin_sender(&fake, 1);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    queue_mail(&fake, "one");
    sqlite3 *other = fake_lock_at_answer(&fake);
    FAKE_UNTIL(&fake, fake_unlock(&fake, other));
    FAKE_UNTIL(&fake, is_state(&fake, "one", "sent mta1: taken by mta1"));
    ck_assert_int_eq(fake_sent(&fake, 0), 1);
    fake_end(&fake);
}
END_TEST

START_TEST(a_healthy_node_takes_it)
{
    struct fake fake;
    begin_sender(&fake, 2);
    fake_write(&fake, 0, "mail.log", NULL); /* mta1 is up, with a note */
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    queue_mail(&fake, "one");
    FAKE_UNTIL(&fake, is_state(&fake, "one", "sent mta2: taken by mta2"));
    char *mail = fake_read(&fake, 1, "sent/1");
    ck_assert_str_eq(mail, "-t -i -f <>\nTo: anna@noc.example\n\nHello.\n");
    ck_assert_int_eq(fake_sent(&fake, 0), 0);
    free(mail);
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_that_refuses_is_left_for_another)
{
    struct fake fake;
    begin_sender(&fake, 2);
    fake_write(&fake, 0, "fail/sendmail", "queue file write error");
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    queue_mail(&fake, "one");
    FAKE_UNTIL(&fake, is_state(&fake, "one", "queued mta1: sendmail: sendmail: fatal: queue file"));
    fake_pass(&fake, 3); /* its next try is due */
    FAKE_UNTIL(&fake, is_state(&fake, "one", "sent mta2"));
    /* The next one does not go to mta1 first either. */
    queue_mail(&fake, "two");
    FAKE_UNTIL(&fake, is_state(&fake, "two", "sent mta2"));
    fake_end(&fake);
}
END_TEST

START_TEST(this_host_when_no_node_is_there)
{
    struct fake fake;
    char line[600];
    begin_sender(&fake, 0);
    snprintf(line, sizeof line, "{ echo \"$*\"; cat; } >%s", taken);
    write_program(program, line);
    fake.options.alerts.sendmail = program;
    fake.options.alerts.from = "noc@provider.example";
    fake_start(&fake);
    queue_mail(&fake, "one");
    FAKE_UNTIL(&fake, is_state(&fake, "one", "sent"));
    FILE *file = fopen(taken, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    ck_assert_str_eq(line, "-t -i -f noc@provider.example\n");
    fclose(file);
    fake_end(&fake);
}
END_TEST

START_TEST(a_command_when_sendmail_fails)
{
    struct fake fake;
    char line[600];
    begin_sender(&fake, 0);
    write_program(program, "echo no route >&2; exit 75");
    snprintf(line, sizeof line, "cat >%s", taken);
    write_program(command, line);
    fake.options.alerts.sendmail = program;
    fake.options.alerts.command = command;
    fake_start(&fake);
    queue_mail(&fake, "one");
    FAKE_UNTIL(&fake, is_state(&fake, "one", "queued"));
    char *state = state_of(&fake, "one");
    FAKE_UNTIL(&fake, (free(state), state = state_of(&fake, "one"),
                       strstr(state, "exit status 75: no route") != NULL));
    free(state);
    fake_pass(&fake, 3);
    FAKE_UNTIL(&fake, is_state(&fake, "one", "sent"));
    FILE *file = fopen(taken, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    ck_assert_ptr_nonnull(strstr(line, "\"domain\":\"acme.example\""));
    fclose(file);
    fake_end(&fake);
}
END_TEST

START_TEST(nodes_are_waited_for_at_the_start)
{
    struct fake fake;
    begin_sender(&fake, 1);
    write_program(program, "exit 0");
    fake.options.alerts.sendmail = program;
    fake.options.pace.alert_grace = 3600000;
    queue_mail(&fake, "one");
    fake_start(&fake);
    FAKE_UNTIL(&fake, is_state(&fake, "one", "sent"));
    ck_assert(is_state(&fake, "one", "sent mta1"));
    fake_end(&fake);
}
END_TEST

START_TEST(without_any_way_it_waits_and_is_a_dead_letter_after_a_day)
{
    struct fake fake;
    begin_sender(&fake, 0);
    fake_start(&fake);
    queue_mail(&fake, "one");
    FAKE_UNTIL(&fake, is_state(&fake, "one", "queued no node is up to take it"));
    fake_pass(&fake, 3600);
    fake_turns(&fake, 5);
    ck_assert(is_state(&fake, "one", "queued"));
    fake_pass(&fake, OUTBOX_LIFETIME);
    FAKE_UNTIL(&fake, is_state(&fake, "one", "dead"));
    fake_end(&fake);
}
END_TEST

START_TEST(what_was_under_way_at_the_end_is_sent_again)
{
    struct fake fake;
    begin_sender(&fake, 0);
    write_program(program, "sleep 100");
    fake.options.alerts.sendmail = program;
    fake_start(&fake);
    queue_mail(&fake, "one");
    FAKE_UNTIL(&fake, is_state(&fake, "one", "sending"));
    fake_stop(&fake);
    ck_assert(is_state(&fake, "one", "queued stopped while it was sent"));
    write_program(program, "exit 0");
    fake_start(&fake);
    FAKE_UNTIL(&fake, is_state(&fake, "one", "sent"));
    fake_end(&fake);
}
END_TEST

START_TEST(a_node_that_leaves_gives_it_back)
{
    struct fake fake;
    begin_sender(&fake, 2);
    fake_start(&fake);
    FAKE_UNTIL(&fake, fake_all_read(&fake));
    fake_cut(true, "mtacon_send ", 0); /* its answer never comes */
    queue_mail(&fake, "one");
    FAKE_UNTIL(&fake, fake_was_cut());
    fake_uncut();
    FAKE_UNTIL(&fake, is_state(&fake, "one", "queued mta1: mta1: cut"));
    fake_pass(&fake, 3);
    FAKE_UNTIL(&fake, is_state(&fake, "one", "sent mta2"));
    fake_end(&fake);
}
END_TEST

Suite *suite_outbox(void)
{
    Suite *suite = suite_create("outbox");
    TCase *tests = tcase_create("outbox");
    tcase_set_timeout(tests, 1200);
    tcase_add_test(tests, a_healthy_node_takes_it);
    tcase_add_test(tests, that_it_was_sent_is_saved_when_the_store_is_free);
    tcase_add_test(tests, a_node_that_refuses_is_left_for_another);
    tcase_add_test(tests, this_host_when_no_node_is_there);
    tcase_add_test(tests, a_command_when_sendmail_fails);
    tcase_add_test(tests, nodes_are_waited_for_at_the_start);
    tcase_add_test(tests, without_any_way_it_waits_and_is_a_dead_letter_after_a_day);
    tcase_add_test(tests, what_was_under_way_at_the_end_is_sent_again);
    tcase_add_test(tests, a_node_that_leaves_gives_it_back);
    suite_add_tcase(suite, tests);
    return suite;
}
