#include "suites.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/tui/cells.h"
#include "mtacon/tui/graph.h"
#include "mtacon/tui/request.h"
#include "mtacon/tui/terminal.h"

START_TEST(drawing_stays_inside)
{
    struct cells cells = {0};
    struct buffer out = {0};
    cells_resize(&cells, 3, 8);
    struct area part = area_part(cells_area(&cells), 1, 2, 9, 4);
    area_text(part, 0, 0, STYLE_NORMAL, "too long");
    area_text(part, 5, 0, STYLE_NORMAL, "below");
    area_text(part, -1, 0, STYLE_NORMAL, "above");
    area_text(part, 1, -2, STYLE_NORMAL, "ab\xe6\x97\xa5z");
    cells_dump(&cells, &out);
    ck_assert_str_eq(buffer_text(&out), "\n  too\xe2\x80\xa6\n  \xe6\x97\xa5z\n");
    buffer_clear(&out);
    cells_clear(&cells);
}
END_TEST

START_TEST(text_wraps_between_words)
{
    struct cells cells = {0};
    struct buffer out = {0};
    cells_resize(&cells, 4, 10);
    int next = area_wrap(cells_area(&cells), 0, 0, STYLE_NORMAL, "one two three fourteenletters");
    cells_dump(&cells, &out);
    ck_assert_str_eq(buffer_text(&out), "one two\nthree\nfourteenle\ntters\n");
    ck_assert_int_eq(next, 4);
    buffer_clear(&out);
    cells_clear(&cells);
}
END_TEST

START_TEST(graph_shows_threshold_and_partial_bar)
{
    static const int64_t values[] = {0, 50, 100, 150, 25};
    struct graph graph = {.title = "T",
                          .values = values,
                          .count = 5,
                          .threshold = 100,
                          .last_partial = true,
                          .labels = {"a", "b", "c"}};
    struct cells cells = {0};
    struct buffer out = {0};
    cells_resize(&cells, 7, 22);
    graph_draw(cells_area(&cells), &graph);
    cells_dump(&cells, &out);
    ck_assert_str_eq(buffer_text(&out), "T  ┄┄ threshold 100\n"
                                        "   200┤\n"
                                        "      │         ██\n"
                                        "   100┤┄┄┄┄┄┄██┄██┄┄┄┄\n"
                                        "      │   ██ ██ ██ ▄▄\n"
                                        "     0┴────────────^^^\n"
                                        "       a    b        c\n");
    buffer_clear(&out);
    cells_clear(&cells);
}
END_TEST

START_TEST(every_key_means_one_thing)
{
    size_t count;
    const struct request_info *table = request_table(&count);
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 4 && table[i].keys[k]; k++)
            ck_assert_msg(request_of_key(table[i].keys[k]) == table[i].request,
                          "key %d of '%s' is taken", table[i].keys[k], table[i].label);
}
END_TEST

START_TEST(ascii_stands_for_all_that_is_drawn)
{
    static const uint32_t drawn[] = {0x2500, 0x2502, 0x2504, 0x2524, 0x2534, 0x250c, 0x2510, 0x2514,
                                     0x2518, 0x2581, 0x2588, 0x25b2, 0x2026, 0x2191, 0x2193, 0xb7};
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++)
        ck_assert_int_ne(terminal_ascii(drawn[i]), '?');
    ck_assert_int_eq(terminal_ascii(0x65e5), '?');
}
END_TEST

Suite *suite_tui(void)
{
    Suite *suite = suite_create("tui");
    TCase *tests = tcase_create("cells");
    tcase_add_test(tests, drawing_stays_inside);
    tcase_add_test(tests, text_wraps_between_words);
    tcase_add_test(tests, graph_shows_threshold_and_partial_bar);
    tcase_add_test(tests, every_key_means_one_thing);
    tcase_add_test(tests, ascii_stands_for_all_that_is_drawn);
    suite_add_tcase(suite, tests);
    return suite;
}
