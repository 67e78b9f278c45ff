#include "suites.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/mta/driver.h"
#include "mtacon/mta/message.h"
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
    ck_assert(parse("domain\tacme.example\t5\t1795487000\t2\t3", &row));
    ck_assert_int_eq(row.number4, 3);
    ck_assert(parse("gap", &row));
    ck_assert_int_eq(row.kind, REPORT_GAP);
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
                                      "gap\t",
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
    ck_assert(mta_message_parse(line, strlen(line), &message));
    ck_assert_str_eq(message.queue, "deferred");
    ck_assert_str_eq(message.id, "89EF3A723B9");
    ck_assert_int_eq(message.arrival, 1795490000);
    ck_assert_str_eq(message.recipient, "c421@northwind.example");
    ck_assert_ptr_nonnull(strstr(message.reason, "bye ^[[31m"));
    for (size_t cut = 0; cut < strlen(line); cut++) /* half a line of JSON */
        ck_assert(!mta_message_parse(line, cut, &message));
    ck_assert(!mta_message_parse("[]", 2, &message));
    ck_assert(!mta_message_parse("{\"queue_id\": 5}", 15, &message));
}
END_TEST

Suite *suite_mta(void)
{
    Suite *suite = suite_create("mta");
    TCase *tests = tcase_create("parsers");
    tcase_add_test(tests, rows_are_read);
    tcase_add_test(tests, garbage_is_no_row);
    tcase_add_test(tests, hostile_fields_are_harmless);
    tcase_add_test(tests, commands_quote_what_they_carry);
    tcase_add_test(tests, queued_messages_are_read);
    suite_add_tcase(suite, tests);
    return suite;
}
