/* Waves of a rollout, and the gate between them. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "mtacon/core/gate.h"
#include "mtacon/core/waves.h"
#include "suites.h"

/* Of so many changed nodes and others: in the hour before, and in the minute since. */
#define SIDES(what, nodes1, before1, since1, nodes2, before2, since2)                              \
    {                                                                                              \
        .changed = {.nodes = (nodes1), .what##_before = (before1), .what##_since = (since1)},      \
        .others = {.nodes = (nodes2), .what##_before = (before2), .what##_since = (since2)},       \
        .seconds_before = 3600, .seconds_since = 60,                                               \
    }
#define FAILED(...)  SIDES(failed, __VA_ARGS__)
#define REFUSED(...) SIDES(refused, __VA_ARGS__)
#define QUEUED(...)  SIDES(queued, __VA_ARGS__)

START_TEST(sizes_of_waves_are_checked)
{
    static const struct {
        const char *sizes;
        int count;
    } cases[] = {
        {WAVES_USUAL, 4},
        {"100%", 1},
        {"1,100%", 2},
        {"1,3,10%,100%", 4},
        {"10%,5,100%", 3},
        {"", 0},
        {"1", 0},
        {"1,50%", 0},
        {"1,,100%", 0},
        {"1,100%,", 0},
        {",100%", 0},
        {"0,100%", 0},
        {"-1,100%", 0},
        {"1,101%", 0},
        {"2,1,100%", 0},
        {"50%,25%,100%", 0},
        {"25%,25%,100%", 0},
        {"1, 100%", 0},
        {"one,100%", 0},
        {"%,100%", 0},
        {"99999999999999999999,100%", 0},
        {"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,100%", 16},
        {"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,100%", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(waves_count(cases[i].sizes) == cases[i].count, "'%s': %d", cases[i].sizes,
                      waves_count(cases[i].sizes));
        ck_assert_int_eq(waves_valid(cases[i].sizes), cases[i].count > 0);
    }
}
END_TEST

START_TEST(a_wave_reaches_so_many)
{
    static const struct {
        const char *sizes;
        size_t nodes, reach[5];
    } cases[] = {
        {WAVES_USUAL, 200, {1, 10, 50, 200, 200}},
        {WAVES_USUAL, 12, {1, 1, 3, 12, 12}},
        {WAVES_USUAL, 1, {1, 1, 1, 1, 1}},
        {WAVES_USUAL, 21, {1, 2, 6, 21, 21}},
        {"30,10%,100%", 100, {30, 30, 100, 100, 100}},
        {"30,10%,100%", 20, {20, 20, 20, 20, 20}},
        {"100%", 7, {7, 7, 7, 7, 7}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int wave = 0; wave < 5; wave++)
            ck_assert_msg(waves_reach(cases[i].sizes, wave, cases[i].nodes) == cases[i].reach[wave],
                          "%s of %zu, wave %d: %zu", cases[i].sizes, cases[i].nodes, wave,
                          waves_reach(cases[i].sizes, wave, cases[i].nodes));
}
END_TEST

START_TEST(harm_is_told_from_chance_and_from_what_befalls_all)
{
    static const struct {
        const char *what;
        struct gate_figures figures;
        const char *harm; /* NULL: none; else what decides it */
    } cases[] = {
        {"nothing happens", FAILED(1, 0, 0, 9, 0, 0), NULL},
        {"as always", FAILED(1, 60, 1, 9, 540, 9), NULL},
        {"a few by chance", FAILED(1, 60, 8, 9, 540, 9), NULL},
        {"the canary alone fails", FAILED(1, 60, 40, 9, 540, 9), "failures"},
        {"it had none before", FAILED(1, 0, 10, 9, 0, 0), "failures"},
        {"nine of nothing are chance", FAILED(1, 0, 9, 9, 0, 0), NULL},
        {"a customer goes down, all fail", FAILED(1, 60, 40, 9, 540, 360), NULL},
        {"all fail that had none before", FAILED(1, 0, 40, 3, 0, 120), NULL},
        {"all fail that had none, the canary much more", FAILED(1, 0, 120, 3, 0, 120), "failures"},
        {"all fail, the canary ten times as much", FAILED(1, 60, 400, 9, 540, 360), "failures"},
        {"others recover", FAILED(1, 600, 10, 9, 5400, 9), NULL},
        {"all are changed, and fail", FAILED(10, 600, 100, 0, 0, 0), "failures"},
        {"all are changed, as always", FAILED(10, 600, 12, 0, 0, 0), NULL},
        {"submissions are refused", REFUSED(1, 5, 30, 9, 45, 1), "refused submissions"},
        {"refused as always", REFUSED(1, 3600, 60, 9, 32400, 540), NULL},
        {"the queue grows on the changed", QUEUED(1, 100, 260, 9, 900, 905), "queue"},
        {"it grows on all", QUEUED(1, 100, 260, 9, 900, 2500), NULL},
        {"it grows a little", QUEUED(1, 0, 50, 9, 0, 0), NULL},
        {"a large one may grow by half", QUEUED(1, 10000, 15000, 9, 90000, 90000), NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256] = "";
        bool harm = gate_harm(&cases[i].figures, text, sizeof text);
        ck_assert_msg(harm == (cases[i].harm != NULL), "%s: %s", cases[i].what, text);
        if (harm)
            ck_assert_msg(strncmp(text, cases[i].harm, strlen(cases[i].harm)) == 0, "%s: %s",
                          cases[i].what, text);
    }
}
END_TEST

START_TEST(harm_is_told_with_its_figures)
{
    struct gate_figures figures = FAILED(1, 60, 40, 9, 540, 9);
    char text[256], small[10];
    ck_assert(gate_harm(&figures, text, sizeof text));
    ck_assert_str_eq(text, "failures a minute on 1 changed nodes: 40.0, before 1.0; on 9 others: "
                           "9.0, before 9.0");
    ck_assert(gate_harm(&figures, small, sizeof small));
    ck_assert_str_eq(small, "failures ");
}
END_TEST

Suite *suite_waves(void)
{
    Suite *suite = suite_create("waves");
    TCase *tests = tcase_create("rules");
    tcase_add_test(tests, sizes_of_waves_are_checked);
    tcase_add_test(tests, a_wave_reaches_so_many);
    tcase_add_test(tests, harm_is_told_from_chance_and_from_what_befalls_all);
    tcase_add_test(tests, harm_is_told_with_its_figures);
    suite_add_tcase(suite, tests);
    return suite;
}
