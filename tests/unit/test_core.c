#include "suites.h"

#include <string.h>

#include "mtacon/core/domain_name.h"
#include "mtacon/core/similar.h"
#include "mtacon/core/smtp_code.h"
#include "mtacon/core/threshold.h"
#include "mtacon/core/window.h"

START_TEST(codes_have_class_and_name)
{
    static const struct {
        int code;
        enum smtp_class class;
        const char *name;
    } cases[] = {{421, SMTP_CLASS_TEMPORARY, "421"},      {450, SMTP_CLASS_TEMPORARY, "450"},
                 {451, SMTP_CLASS_TEMPORARY, "451"},      {452, SMTP_CLASS_TEMPORARY, "452"},
                 {500, SMTP_CLASS_PERMANENT, "500"},      {501, SMTP_CLASS_PERMANENT, "501"},
                 {502, SMTP_CLASS_PERMANENT, "502"},      {503, SMTP_CLASS_PERMANENT, "503"},
                 {504, SMTP_CLASS_PERMANENT, "504"},      {550, SMTP_CLASS_PERMANENT, "550"},
                 {551, SMTP_CLASS_PERMANENT, "551"},      {552, SMTP_CLASS_PERMANENT, "552"},
                 {553, SMTP_CLASS_PERMANENT, "553"},      {554, SMTP_CLASS_PERMANENT, "554"},
                 {4, SMTP_CLASS_TEMPORARY, "no-reply-4"}, {5, SMTP_CLASS_PERMANENT, "no-reply-5"},
                 {0, SMTP_CLASS_EXPIRED, "expired"},      {471, SMTP_CLASS_TEMPORARY, "471"}};
    size_t known;
    smtp_code_table(&known);
    ck_assert_uint_eq(known, 18);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[16];
        ck_assert_int_eq(smtp_code_class(cases[i].code), cases[i].class);
        ck_assert_str_eq(smtp_code_name(cases[i].code, name, sizeof name), cases[i].name);
        ck_assert_int_eq(smtp_code_parse(cases[i].name), cases[i].code);
        ck_assert_str_eq(smtp_code_title(cases[i].code, name, sizeof name),
                         cases[i].code == 4   ? "no reply 4"
                         : cases[i].code == 5 ? "no reply 5"
                                              : cases[i].name);
        ck_assert_ptr_nonnull(smtp_code_info(cases[i].code)->meaning);
    }
    ck_assert_int_eq(smtp_code_parse("250"), -1);
    ck_assert_int_eq(smtp_code_parse("5500"), -1);
    ck_assert_int_eq(smtp_code_parse(""), -1);
}
END_TEST

START_TEST(domain_names_are_checked)
{
    char out[DOMAIN_NAME_SIZE], label[80];
    ck_assert_ptr_null(domain_name_normalise("Acme.EXAMPLE.", out));
    ck_assert_str_eq(out, "acme.example");
    ck_assert_ptr_null(domain_name_normalise("xn--bcher-kva.example", out));
    ck_assert_ptr_null(domain_name_normalise("a_b.example", out));
    static const char *const bad[] = {"",
                                      ".",
                                      "a..b",
                                      "-a.example",
                                      "a-.example",
                                      "a b.example",
                                      "x.com; rm -rf /",
                                      "b\xc3\xbc.example",
                                      "a\n.example",
                                      "*.example",
                                      "a/b",
                                      "a'b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(domain_name_normalise(bad[i], out) != NULL, "accepted: %s", bad[i]);
    memset(label, 'a', 64);
    strcpy(label + 64, ".example");
    ck_assert_ptr_nonnull(domain_name_normalise(label, out));
    label[0] = '.';
    ck_assert_ptr_null(domain_name_normalise(label + 1, out));
    domain_name_from_node("[192.0.2.1]", out);
    ck_assert_str_eq(out, "[192.0.2.1]");
    domain_name_from_node("\x1b[31mred", out);
    ck_assert_str_eq(out, DOMAIN_NAME_INVALID);
}
END_TEST

START_TEST(windows_hold_what_they_say)
{
    int64_t now = 1795487496; /* 2026-11-24 02:31:36 */
    ck_assert_int_eq(window_minute(now), 1795487460);
    ck_assert_int_eq(window_hour(now), 1795485600);
    ck_assert_int_eq(window_last_hour(now), window_minute(now) - 59 * 60);
    ck_assert_int_eq(window_last_day(now), window_minute(now) - 1439 * 60);
    ck_assert_int_eq(window_minute(-1), -60);
}
END_TEST

START_TEST(rolling_day_equals_the_plain_sum)
{
    int64_t hours[191], sums[168];
    unsigned seed = 7;
    for (int i = 0; i < 191; i++)
        hours[i] = (int64_t)((seed = seed * 1103515245u + 12345u) >> 20);
    window_rolling_day(hours, sums, 168);
    for (int i = 0; i < 168; i++) {
        int64_t sum = 0;
        for (int k = 0; k < 24; k++)
            sum += hours[i + k];
        ck_assert_int_eq(sums[i], sum);
    }
}
END_TEST

START_TEST(thresholds_have_levels)
{
    ck_assert_int_eq(threshold_level(1000, 0), THRESHOLD_OFF);
    ck_assert_int_eq(threshold_level(79, 100), THRESHOLD_OK);
    ck_assert_int_eq(threshold_level(80, 100), THRESHOLD_NEAR);
    ck_assert_int_eq(threshold_level(99, 100), THRESHOLD_NEAR);
    ck_assert_int_eq(threshold_level(100, 100), THRESHOLD_REACHED);
    ck_assert_int_eq(threshold_level(0, 1), THRESHOLD_OK);
    struct thresholds defaults = {50, 500}, own = {THRESHOLD_INHERITED, 0};
    struct thresholds effective = threshold_effective(own, defaults);
    ck_assert_int_eq(effective.hourly, 50);
    ck_assert_int_eq(effective.daily, 0);
}
END_TEST

START_TEST(a_slip_of_the_keys_is_understood)
{
    static const char *const names[] = {"acme.example",
                                        "contoso.example",
                                        "fabrikam.example",
                                        "acne.example",
                                        "status",
                                        "nodes",
                                        "ab"};
    static const struct {
        const char *name, *meant;
    } cases[] = {
        {"acme.exmaple", "acme.example"},
        {"acm.example", "acme.example"},
        {"accme.example", "acme.example"},
        {"acme.exampel", "acme.example"},
        {"acne.exampel", "acne.example"},
        {"cotnoso.exmaple", "contoso.example"},
        {"fabrikam.exampl", "fabrikam.example"},
        {"stauts", "status"},
        {"sttus", "status"},
        {"node", "nodes"},
        {"ndoes", "nodes"},
        {"noeds", "nodes"},
        {"nods2", NULL},
        {"acme.example", NULL},
        {"contoso.test", NULL},
        {"northwind.example", NULL},
        {"aa", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *meant = similar_find(cases[i].name, names, sizeof names / sizeof *names);
        ck_assert_msg(cases[i].meant ? meant && strcmp(meant, cases[i].meant) == 0 : !meant,
                      "%s: %s", cases[i].name, meant ? meant : "none");
    }
    ck_assert_ptr_null(similar_find("acme.exmaple", names, 0));
}
END_TEST

Suite *suite_core(void)
{
    Suite *suite = suite_create("core");
    TCase *tests = tcase_create("rules");
    tcase_add_test(tests, codes_have_class_and_name);
    tcase_add_test(tests, domain_names_are_checked);
    tcase_add_test(tests, windows_hold_what_they_say);
    tcase_add_test(tests, rolling_day_equals_the_plain_sum);
    tcase_add_test(tests, thresholds_have_levels);
    tcase_add_test(tests, a_slip_of_the_keys_is_understood);
    suite_add_tcase(suite, tests);
    return suite;
}
