#include "suites.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/mta/driver.h"
#include "mtacon/mta/fate.h"
#include "mtacon/mta/line.h"
#include "mtacon/mta/message.h"
#include "mtacon/mta/reason.h"
#include "mtacon/mta/report.h"

static bool parse(const char *text, struct report_row *row)
{
    char line[2048];
    snprintf(line, sizeof line, "%s", text);
    return report_parse(line, row);
}

START_TEST(rows_are_read)
{
    struct report_row row;
    ck_assert(parse("fail\t1795487476\tAcme.example\t550\t3", &row));
    ck_assert_int_eq(row.kind, REPORT_FAIL);
    ck_assert_int_eq(row.minute, 1795487460); /* cut to its minute */
    ck_assert_str_eq(row.domain, "acme.example");
    ck_assert_int_eq(row.code, 550);
    ck_assert_int_eq(row.number, 3);
    ck_assert(parse("cursor\t2487811648:83\t14964\t1", &row));
    ck_assert_str_eq(row.text, "2487811648:83");
    ck_assert_int_eq(row.number, 14964);
    ck_assert_int_eq(row.number2, 1);
    ck_assert(parse("size\tdeferred\t12", &row));
    ck_assert_int_eq(row.queue, QUEUE_DEFERRED);
    ck_assert(parse("age\t8\t4", &row));
    ck_assert_int_eq(row.number, 8);
    ck_assert_int_eq(row.number2, 4);
    ck_assert(parse("domain\tacme.example\t5\t1795487000\t2\t3\t1795490000", &row));
    ck_assert_int_eq(row.number4, 3);
    ck_assert(parse("kind\texim", &row));
    ck_assert_str_eq(row.text, "exim");
    struct policy_carried carried = {.number = 0};
    ck_assert(parse("cannot\tbounce\tit tells all", &row));
    report_take_policy(&carried, &row);
    report_take_policy(&carried, &row);
    ck_assert_str_eq(carried.cannot, "bounce: it tells all; bounce: it tells all");
    ck_assert(parse("gap\tall of \x1b[2JMonday", &row));
    ck_assert_int_eq(row.kind, REPORT_GAP);
    ck_assert_str_eq(row.text, "all of ^[[2JMonday");
}
END_TEST

/* A node that nobody said the kind of gets the programs of every driver, and a driver that cannot
 * do something says why. */
START_TEST(kinds_are_found_out)
{
    struct buffer library = {0};
    const struct mta_driver *found = mta_driver_find("auto");
    found->library(&library);
    ck_assert_ptr_nonnull(strstr(buffer_text(&library), "mtacon_kind=postfix\n"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&library), "mtacon_kind=exim\n"));
    buffer_clear(&library);
    ck_assert_ptr_null(found->bundle);
    ck_assert_ptr_null(mta_driver_lacks(mta_driver_find("postfix"), MTA_CAN_POLICY));
    ck_assert_ptr_nonnull(mta_driver_lacks(mta_driver_find("exim"), MTA_CAN_OFFICE365));
    ck_assert_ptr_null(mta_driver_find("exim")->office365);
    ck_assert_ptr_null(mta_driver_find("sendmail"));
}
END_TEST

START_TEST(garbage_is_no_row)
{
    static const char *const bad[] = {"",
                                      "fail",
                                      "fail\t1\tx\t550",
                                      "fail\t1\tx\t550\t-1",
                                      "fail\tx\tx\t550\t1",
                                      "fail\t1\tx\t250\t1",
                                      "fail\t1\tx\t550\t1\t",
                                      "fail\t1\tx\t550\t1\textra",
                                      "size\tactiv\t1",
                                      "age\t9\t1",
                                      "age\t-1\t1",
                                      "cursor\ta\x1b[2J\t1\t0",
                                      "cursor\tx\t99999999999999999999\t0",
                                      "FAIL\t1\tx\t550\t1",
                                      "gap",
                                      "now\t",
                                      "listed\t1000000000001"};
    struct report_row row;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!parse(bad[i], &row), "accepted: %s", bad[i]);
}
END_TEST

START_TEST(hostile_fields_are_harmless)
{
    struct report_row row;
    ck_assert(parse("reason\tacme.example\t\x1b]0;owned\x07 450\t1", &row));
    ck_assert_str_eq(row.text, "^[]0;owned^G 450");
    ck_assert(parse("fail\t60\t$(reboot)\t550\t1", &row));
    ck_assert_str_eq(row.domain, DOMAIN_NAME_INVALID);
    ck_assert(parse("error\tlog\tcannot\x9bread", &row));
    ck_assert_str_eq(row.text, "cannot<9B>read");
}
END_TEST

START_TEST(commands_quote_what_they_carry)
{
    struct log_cursor cursor = {.fingerprint = "1:2'; reboot #", .offset = 7};
    struct buffer out = {0};
    const struct mta_driver *driver = mta_driver_find("postfix");
    ck_assert_ptr_nonnull(driver);
    ck_assert_ptr_null(mta_driver_find("sendmail"));
    driver->log(&out, "/var/log/a b", &cursor, 60, 100);
    ck_assert_str_eq(buffer_text(&out), "mtacon_log '/var/log/a b' '1:2'\\''; reboot #' 7 60 100");
    buffer_reset(&out);
    driver->messages(&out, "x.com; rm -rf /", 5);
    ck_assert_str_eq(buffer_text(&out), "mtacon_messages 'x.com; rm -rf /' 5");
    buffer_clear(&out);
}
END_TEST

START_TEST(queued_messages_are_read)
{
    /* As Postfix 3.7 printed it. */
    static const char line[] =
        "{\"queue_name\": \"deferred\", \"queue_id\": \"89EF3A723B9\", \"arrival_time\": "
        "1795490000, "
        "\"message_size\": 363, \"forced_expire\": false, \"sender\": \"news8@sender.example\", "
        "\"recipients\": [{\"address\": \"c421@northwind.example\", \"delay_reason\": \"host "
        "127.0.0.1[127.0.0.1] said: 421 4.3.2 bye \\u001b[31m (in reply to RCPT TO command)\"}]}";
    struct mta_message message;
    ck_assert(mta_message_parse(line, strlen(line), "", &message));
    ck_assert_str_eq(message.queue, "deferred");
    ck_assert_str_eq(message.id, "89EF3A723B9");
    ck_assert_int_eq(message.arrival, 1795490000);
    ck_assert_str_eq(message.recipient, "c421@northwind.example");
    ck_assert_ptr_nonnull(strstr(message.reason, "bye ^[[31m"));
    for (size_t cut = 0; cut < strlen(line); cut++) /* half a line of JSON */
        ck_assert(!mta_message_parse(line, cut, "", &message));
    ck_assert(!mta_message_parse("[]", 2, "", &message));
    ck_assert(!mta_message_parse("{\"queue_id\": 5}", 15, "", &message));
}
END_TEST

START_TEST(all_recipients_of_a_message_are_there)
{
    struct buffer line = {0};
    struct mta_message message;
    buffer_append_text(&line,
                       "{\"queue_name\": \"deferred\", \"queue_id\": \"Q\", \"arrival_time\": "
                       "1, \"recipients\": [{\"address\": \"first@a.example\"}");
    for (int i = 0; i < 100; i++)
        buffer_printf(&line, ", {\"address\": \"u%d@a.example\", \"delay_reason\": \"no %s\"}", i,
                      i ? "room" : "\\u001b[2J");
    buffer_append_text(&line, "]}");
    ck_assert(mta_message_parse(buffer_text(&line), line.length, "", &message));
    ck_assert_int_eq(message.recipients, 101);
    ck_assert_int_gt(message.more_count, 30);
    ck_assert_int_lt(message.more_count, 100);
    ck_assert_ptr_eq(strstr(message.more, "u0@a.example: no ^[[2J\nu1@a.example: no room\n"),
                     message.more);
    ck_assert_int_eq(message.more[strlen(message.more) - 1], '\n'); /* only whole ones */
    buffer_clear(&line);
}
END_TEST

/* The domain that was asked about, not the customer beside it. */
START_TEST(a_message_of_several_domains_shows_the_one_asked_for)
{
    static const char line[] =
        "{\"queue_name\": \"deferred\", \"queue_id\": \"Q\", \"arrival_time\": 1, \"recipients\": ["
        "{\"address\": \"a@notacme.example\", \"delay_reason\": \"theirs\"}, "
        "{\"address\": \"b@Acme.Example\", \"delay_reason\": \"ours\"}, "
        "{\"address\": \"acme.example\"}, {\"address\": 7}]}";
    struct mta_message message;
    ck_assert(mta_message_parse(line, strlen(line), "acme.example", &message));
    ck_assert_str_eq(message.recipient, "b@Acme.Example");
    ck_assert_str_eq(message.reason, "ours");
    ck_assert_int_eq(message.more_count, 3);
    ck_assert_ptr_eq(strstr(message.more, "a@notacme.example: theirs\n"), message.more);
    ck_assert(mta_message_parse(line, strlen(line), "", &message));
    ck_assert_str_eq(message.recipient, "a@notacme.example");
}
END_TEST

START_TEST(reasons_begin_with_what_tells)
{
    static const struct {
        const char *said, *shown;
    } cases[] = {
        {"connect to 127.0.0.1[127.0.0.1]:25: Connection refused",
         "Connection refused; connect to 127.0.0.1[127.0.0.1]:25"},
        {"connect to mx.example[2001:db8::1]:25: Connection timed out",
         "Connection timed out; connect to mx.example[2001:db8::1]:25"},
        {"connect to mail.example[private/dovecot-lmtp]: No such file or directory",
         "No such file or directory; connect to mail.example[private/dovecot-lmtp]"},
        {"delivery temporarily suspended: connect to mx[192.0.2.1]:25: Connection refused",
         "Connection refused; connect to mx[192.0.2.1]:25; delivery temporarily suspended"},
        {"host mx[192.0.2.1] said: 450 4.2.1 mailbox busy (in reply to RCPT TO command)",
         "450 4.2.1 mailbox busy; host mx[192.0.2.1], in reply to RCPT TO command"},
        {"host 127.0.0.1[127.0.0.1] said: 421 4.3.2 bye ^[[31m (in reply to RCPT TO command)",
         "421 4.3.2 bye ^[[31m; host 127.0.0.1[127.0.0.1], in reply to RCPT TO command"},
        {"host mx[192.0.2.1] said: 550-5.1.1 one 550-5.1.1 two 550 5.1.1 three (in reply to RCPT "
         "TO "
         "command)",
         "550-5.1.1 one 550-5.1.1 two 550 5.1.1 three; host mx[192.0.2.1], in reply to RCPT TO "
         "command"},
        {"host mx[2001:db8::1] refused to talk to me: 421 4.3.2 busy",
         "421 4.3.2 busy; host mx[2001:db8::1] refused to talk to me"},
        {"delivery temporarily suspended: host mx[192.0.2.1] refused to talk to me: 421 no",
         "421 no; host mx[192.0.2.1] refused to talk to me; delivery temporarily suspended"},
        {"delivery temporarily suspended: lost connection with mx[192.0.2.1] while receiving the "
         "initial server greeting",
         "lost connection while receiving the initial server greeting; with mx[192.0.2.1]; "
         "delivery "
         "temporarily suspended"},
        {"conversation with mx[192.0.2.1] timed out while sending message body",
         "timed out while sending message body; conversation with mx[192.0.2.1]"},
        {"SASL authentication failed; server mx[192.0.2.1] said: 535 5.7.8 no",
         "535 5.7.8 no; SASL authentication failed; server mx[192.0.2.1]"},
        /* A host that says what another would. */
        {"host mx[192.0.2.1] said: 554 5.7.1 host h said: 421 y",
         "554 5.7.1 host h said: 421 y; host mx[192.0.2.1]"},
        {"host of mine said: 1", "host of mine said: 1"},
        {"Host or domain name not found. Name service error for name=acme.example type=AAAA: Host "
         "not found",
         "Host or domain name not found. Name service error for name=acme.example type=AAAA: Host "
         "not found"},
        {"Command died with status 1: \"/bin/false\"",
         "Command died with status 1: \"/bin/false\""},
        {"mail transport unavailable", "mail transport unavailable"},
        {"unknown user: \"u\"", "unknown user: \"u\""},
        {"connect to ", "connect to "},
        {"host ", "host "},
        {"", ""},
    };
    char out[600];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_str_eq(mta_reason_turn(out, sizeof out, cases[i].said), cases[i].shown);
        for (size_t size = 1; size < 40; size++) /* cut, never written beyond */
            ck_assert_uint_lt(strlen(mta_reason_turn(out, size, cases[i].said)), size);
    }
}
END_TEST

START_TEST(the_first_word_says_what_became_of_a_mail)
{
    static const struct {
        const char *answer;
        enum delivery delivery;
    } answers[] = {
        {"queue id 4F2: sent (250 2.0.0 Ok)", DELIVERY_SENT},
        {"queue id 4F2: sent", DELIVERY_SENT},
        {"queue id 4F2: bounced (host y said: 550 5.1.1 no)", DELIVERY_BOUNCED},
        {"queue id 4F2: deferred (host y said: 450 : sent notice)", DELIVERY_DEFERRED},
        {"queue id 4F2: deferred (x: bounced : expired )", DELIVERY_DEFERRED},
        {"queue id 4F2: SOFTBOUNCE (host y said: 550 no)", DELIVERY_DEFERRED},
        {"queue id 4F2: expired, returned to sender", DELIVERY_EXPIRED},
        {"queue id 4F2: force-expired, returned to sender", DELIVERY_EXPIRED},
        {"queue id 4F2: no delivery was tried yet", DELIVERY_UNTRIED},
        {"queue id 4F2: sentry (250)", DELIVERY_UNKNOWN},
        {"queue id 4F2; x: sent (250)", DELIVERY_UNKNOWN},
        {"queue id ", DELIVERY_UNKNOWN},
        {"sent (250)", DELIVERY_UNKNOWN},
        {"", DELIVERY_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        ck_assert_msg(mta_fate_parse(answers[i].answer) == answers[i].delivery, "%s",
                      answers[i].answer);
    for (int i = DELIVERY_UNKNOWN; i <= DELIVERY_EXPIRED; i++)
        ck_assert_int_eq(delivery_parse(delivery_name((enum delivery)i)), i);
    ck_assert(!delivery_is_over(DELIVERY_UNTRIED) && !delivery_is_over(DELIVERY_DEFERRED));
    ck_assert(delivery_is_over(DELIVERY_EXPIRED));
}
END_TEST

START_TEST(lines_of_a_log_have_parts)
{
    static const struct {
        const char *given;
        int64_t at;
        const char *id, *recipient, *relay, *status, *reason;
    } cases[] = {
        {"1795532645\tNov 24 15:04:05 mx postfix/smtp[77]: 4F1: to=<x@acme.example>, "
         "orig_to=<y@b.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=4.2.1, "
         "status=deferred (host mx[192.0.2.1] said: 450 4.2.1 busy (in reply to RCPT TO command))",
         1795532645, "4F1", "x@acme.example", "mx[192.0.2.1]:25", "deferred",
         "host mx[192.0.2.1] said: 450 4.2.1 busy (in reply to RCPT TO command)"},
        {"0\tmx postfix/local[77]: 5A: to=<x@acme.example>, relay=local, status=bounced (unknown "
         "user: \"u\")",
         0, "5A", "x@acme.example", "local", "bounced", "unknown user: \"u\""},
        /* An address, and a reply, that look like the rest of a line. */
        {"1\tmx postfix/smtp[7]: 6B: to=<\"a>, relay=z, status=sent (x\\\"y)\"@acme.example>, "
         "relay=mx, status=bounced (host mx said: 554 to=<v@forged.example>, status=deferred (w))",
         1, "6B", "\"a>, relay=z, status=sent (x\\\"y)\"@acme.example", "mx", "bounced",
         "host mx said: 554 to=<v@forged.example>, status=deferred (w)"},
        /* Exim's: the same, and an address in quotes that looks like the rest of one. */
        {"1795569546\t2026-11-25 01:19:06 1xW1f8-0000C8-23 == x@acme.example R=r T=t defer (-44) "
         "H=mx.acme.example [192.0.2.1]: SMTP error from remote mail server after RCPT "
         "TO:<x@acme.example>: 450 busy",
         1795569546, "1xW1f8-0000C8-23", "x@acme.example", "mx.acme.example [192.0.2.1]",
         "deferred", "SMTP error from remote mail server after RCPT TO:<x@acme.example>: 450 busy"},
        {"1\t2026-11-25 01:19:06 1xW1f8-0000C8-23 ** a R=x: b@acme.example <\"a R=x: "
         "b\"@acme.example> R=r: Unrouteable address",
         1, "1xW1f8-0000C8-23", "\"a R=x: b\"@acme.example", "", "bounced", "Unrouteable address"},
        /* OpenSMTPD's, with a reply that looks like the rest of one. */
        {"1\tmx smtpd[8]: afbe mta delivery evpid=428acfd9f32c6ee8 from=<y@b.example> "
         "to=<x@acme.example> rcpt=<-> source=\"192.0.2.9\" relay=\"192.0.2.1 (mx)\" delay=0s "
         "result=\"PermFail\" stat=\"554 no result=\"TempFail\" stat=\"450 x\"",
         1, "428acfd9f32c6ee8", "x@acme.example", "192.0.2.1 (mx)", "bounced",
         "554 no result=\"TempFail\" stat=\"450 x"},
        {"1\tx == y ** z R=", 1, "", "", "", "", ""},
        {"nothing of a line", 0, "", "", "", "", ""},
        {"x\tmx postfix/smtp[7]: 6B: to=<x@a.example", 0, "", "", "", "", ""},
        {"99999999999999999999\t\x1b[2J", 0, "", "", "", "", ""},
        {"", 0, "", "", "", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mta_line line;
        mta_line_parse(cases[i].given, strlen(cases[i].given), &line);
        ck_assert_int_eq(line.at, cases[i].at);
        ck_assert_str_eq(line.recipient, cases[i].recipient);
        ck_assert_str_eq(line.relay, cases[i].relay);
        ck_assert_str_eq(line.status, cases[i].status);
        ck_assert_str_eq(line.reason, cases[i].reason);
        if (*cases[i].recipient)
            ck_assert_str_eq(line.id, cases[i].id);
        ck_assert_ptr_null(strpbrk(line.text, "\t\x1b"));
        mta_line_clear(&line);
    }
}
END_TEST

Suite *suite_mta(void)
{
    Suite *suite = suite_create("mta");
    TCase *tests = tcase_create("parsers");
    tcase_add_test(tests, rows_are_read);
    tcase_add_test(tests, kinds_are_found_out);
    tcase_add_test(tests, garbage_is_no_row);
    tcase_add_test(tests, hostile_fields_are_harmless);
    tcase_add_test(tests, commands_quote_what_they_carry);
    tcase_add_test(tests, queued_messages_are_read);
    tcase_add_test(tests, all_recipients_of_a_message_are_there);
    tcase_add_test(tests, a_message_of_several_domains_shows_the_one_asked_for);
    tcase_add_test(tests, reasons_begin_with_what_tells);
    tcase_add_test(tests, the_first_word_says_what_became_of_a_mail);
    tcase_add_test(tests, lines_of_a_log_have_parts);
    suite_add_tcase(suite, tests);
    return suite;
}
