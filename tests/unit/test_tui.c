#include "suites.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/tui/cells.h"
#include "mtacon/tui/graph.h"
#include "mtacon/tui/request.h"
#include "mtacon/tui/terminal.h"
#include "form_policy_private.h"
#include "input.h"
#include "table.h"

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

/* On a terminal a wide character is whole or not there: half of one moves all that follows. */
START_TEST(half_of_a_wide_character_is_a_blank)
{
    struct cells cells = {0};
    struct buffer out = {0};
    cells_resize(&cells, 4, 6);
    struct area area = cells_area(&cells);
    area_text(area, 0, 0, STYLE_NORMAL, "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5");
    area_put(area, 0, 1, STYLE_NORMAL, 'a');
    area_put(area, 0, 4, STYLE_NORMAL, 'b');
    area_text(area, 1, 0, STYLE_NORMAL, "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5");
    area_text(area, 2, -1, STYLE_NORMAL, "\xe6\x97\xa5z");
    area_text(area, 3, 0, STYLE_NORMAL, "\xe6\x97\xa5\xe6\x97\xa5");
    area_put_wide(area, 3, 1, STYLE_NORMAL, 0x65e5);
    cells_dump(&cells, &out);
    ck_assert_str_eq(buffer_text(&out), " a\xe6\x97\xa5"
                                        "b\n"
                                        "\xe6\x97\xa5\xe6\x97\xa5 …\n"
                                        " z\n"
                                        " \xe6\x97\xa5\n");
    buffer_clear(&out);
    cells_clear(&cells);
}
END_TEST

START_TEST(what_steers_a_terminal_is_not_typed)
{
    static const int keys[] = {0x1b, 0x7f, 0x9b, 0xad, 0x200b, 0x202e, 0xd800, 0xe0041};
    struct input input = {.length = 0};
    ck_assert(input_key(&input, 0x65e5));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        ck_assert(!input_key(&input, keys[i]));
    ck_assert_str_eq(input.text, "\xe6\x97\xa5");
}
END_TEST

START_TEST(wide_characters_are_whole_in_an_input)
{
    struct cells cells = {0};
    struct input input = {.length = 0};
    cells_resize(&cells, 1, 8);
    for (int i = 0; i < 3; i++)
        input_key(&input, i == 1 ? 0x301 : 0x65e5); /* a combining one in the middle */
    input_draw(&input, cells_area(&cells), 0, 0, 8, false, false);
    ck_assert_int_eq(cells.cells[0].character, 0x65e5);
    ck_assert_int_eq(cells.cells[1].character, 0);
    ck_assert_int_eq(cells.cells[2].character, 0x65e5);
    ck_assert_int_eq(cells.cells[3].character, 0);
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

/* ---- a list of two rows, in each width ---- */

enum { MARK, NAME, COUNT, SIZE, NOTE, COLUMNS };

struct line {
    int64_t number;
    const char *name, *count, *size;
};

static struct line lines[] = {{1, "a.rather.long.name.example", "12,345,678/500 !", "9,876,543"},
                              {2, "short.example", "7", "0"}};

static void gather_lines(struct app *app, struct view *view)
{
    (void)app;
    table_add(view, &lines[0]);
    table_add(view, &lines[1]);
}

static void write_line(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct line *line = row;
    const char *texts[COLUMNS] = {"*", line->name, line->count, line->size, "a note of many words"};
    (void)app;
    table_put(cell, STYLE_NORMAL, "%s", texts[column]);
}

static const struct column columns[COLUMNS] = {
    [MARK] = {"", 1, .tight = true},
    [NAME] = {"name", 10, 40},
    [COUNT] = {"count", 5, .right = true},
    [SIZE] = {"size", 4, .priority = 1, .right = true},
    [NOTE] = {"note", 8, TABLE_REST, .priority = 2},
};
static const struct table list = {.columns = columns,
                                  .column_count = COLUMNS,
                                  .gather = gather_lines,
                                  .number_at = offsetof(struct line, number),
                                  .write = write_line,
                                  .empty = "nothing"};
static const struct screen screen = {.name = "List", .table = &list};

START_TEST(a_number_is_whole_or_not_there)
{
    struct app app = {.views[0].screen = &screen};
    for (int width = 24; width <= 300; width++) {
        struct cells cells = {0};
        struct buffer out = {0};
        cells_resize(&cells, 5, width);
        table_prepare(&app);
        table_draw(&app, cells_area(&cells));
        cells_dump(&cells, &out);
        const char *text = buffer_text(&out), *size = strstr(text, "9,8");
        ck_assert_msg(strstr(text, "12,345,678/500 !") != NULL, "%d:\n%s", width, text);
        ck_assert_msg(!size || strncmp(size, "9,876,543", 9) == 0, "%d:\n%s", width, text);
        ck_assert_msg((size != NULL) == (strstr(text, "size") != NULL), "%d:\n%s", width, text);
        ck_assert_msg(width < 45 || size, "%d:\n%s", width, text);
        ck_assert_msg(width < 90 || strstr(text, "a note of many words"), "%d:\n%s", width, text);
        buffer_clear(&out);
        cells_clear(&cells);
    }
    view_close(&app.views[0]);
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

/* It once left what lay on the stack. */
START_TEST(what_is_no_address_leaves_nothing)
{
    char out[MAIL_ADDRESS_SIZE] = "before";
    ck_assert_ptr_nonnull(form_policy_check_address("no address", out, sizeof out));
    ck_assert_str_eq(out, "");
}
END_TEST

Suite *suite_tui(void)
{
    Suite *suite = suite_create("tui");
    TCase *tests = tcase_create("cells");
    tcase_add_test(tests, drawing_stays_inside);
    tcase_add_test(tests, half_of_a_wide_character_is_a_blank);
    tcase_add_test(tests, what_steers_a_terminal_is_not_typed);
    tcase_add_test(tests, wide_characters_are_whole_in_an_input);
    tcase_add_test(tests, text_wraps_between_words);
    tcase_add_test(tests, graph_shows_threshold_and_partial_bar);
    tcase_add_test(tests, a_number_is_whole_or_not_there);
    tcase_add_test(tests, every_key_means_one_thing);
    tcase_add_test(tests, what_is_no_address_leaves_nothing);
    tcase_add_test(tests, ascii_stands_for_all_that_is_drawn);
    suite_add_tcase(suite, tests);
    return suite;
}
