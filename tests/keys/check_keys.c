/* Random bursts of keys on the whole console, on stores of all sizes; and the bursts that once
 * ended it, by name. MTACON_BURSTS: how many on each store (3000 unless set); MTACON_SEED: begin
 * there. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boxes.h"
#include "invariants.h"
#include "layer.h"
#include "parts.h"
#include "player.h"
#include "stage.h"

enum { BURSTS = 3000, GAME = 100 };

static long number_of(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text && *text ? atol(text) : otherwise;
}

/* A game is played on a fresh store by its seed alone, so that it can be played again. */
static void play_game(struct world *world, int domains, uint32_t seed)
{
    char game[80];
    uint8_t bytes[GAME * 24];
    uint32_t state = seed * 2654435761U + 1;
    size_t length = 0;
    struct player player;
    snprintf(game, sizeof game, "MTACON_SEED=%u, %d domains", seed, domains);
    for (int i = 0; i < GAME; i++)
        length += player_burst(&state, bytes + length, sizeof bytes - length);
    player_begin(&player, world,
                 seed % 8 == 1   ? PLAYER_READ_ONLY
                 : seed % 8 == 2 ? PLAYER_LOCAL_TIME
                                 : 0,
                 game);
    player_play(&player, bytes, length);
    player_go_home(&player, seed % 2);
    player_end(&player);
}

static void play_bursts(int domains)
{
    struct world world;
    long bursts = number_of("MTACON_BURSTS", BURSTS), seed = number_of("MTACON_SEED", 1);
    world_begin(&world, domains);
    for (long played = 0; played < bursts; played += GAME)
        play_game(&world, domains, (uint32_t)seed++);
    world_end(&world);
}

START_TEST(bursts_on_an_empty_store)
{
    play_bursts(0);
}
END_TEST

START_TEST(bursts_on_a_small_store)
{
    play_bursts(5);
}
END_TEST

START_TEST(bursts_on_ten_thousand_domains)
{
    play_bursts(10000);
}
END_TEST

/* ---- what once ended it ---- */

static void play_once(int domains, const char *keys)
{
    struct world world;
    struct player player;
    world_begin(&world, domains);
    player_begin(&player, &world, 0, keys);
    player_play(&player, (const uint8_t *)keys, strlen(keys));
    player_go_home(&player, false);
    player_end(&player);
    world_end(&world);
}

static const char *const on_a_store[] = {"5j\r", "2j\r", "1j\r", "2Gj\r"};
static const char *const on_an_empty_store[] = {"j\r", "jc", "2jd", "4jR"};

/* In a form: BackTab goes to its buttons; \xe3 and \xe5: others save a revision, and one without
 * acme.example. */
static const char *const while_others_save[] = {"/d3\rb\xe3\x88\x8c", "b\xe5\x88\x8c"};

START_TEST(a_save_while_others_save_once_crashed)
{
    play_once(5, while_others_save[_i]);
}
END_TEST

/* \xd0: others remove the node whose screen is open. What the footer offers says so, at least. */
static const char *const on_what_is_gone[] = {"2\r\xd0m", "2\r\xd0o"};
/* After a drawing (\xa0), that nothing shows is seen too. */
static const char *const without_a_word[] = {"6\xa0\x1b", "2\ro\xa0o", "2\rm\xa0m",
                                             "p\xa0\r\xa0\r"};

START_TEST(a_key_of_the_footer_that_once_did_nothing_that_shows)
{
    play_once(5, without_a_word[_i]);
}
END_TEST

START_TEST(a_key_of_the_footer_that_once_did_nothing)
{
    play_once(5, on_what_is_gone[_i]);
}
END_TEST

START_TEST(a_burst_that_once_crashed)
{
    play_once(5, on_a_store[_i]);
}
END_TEST

START_TEST(a_burst_that_once_crashed_on_an_empty_store)
{
    play_once(0, on_an_empty_store[_i]);
}
END_TEST

/* ---- that it would be seen ---- */

static void draw_nothing(struct app *app, struct area area)
{
    (void)app;
    area_text(area, 0, 0, STYLE_NORMAL, "nothing");
}

static bool swallow(struct app *app, enum request request, const void *row)
{
    (void)row;
    if (request == REQUEST_MESSAGES)
        app_say(app, "heard");
    return request == REQUEST_LINES || request == REQUEST_MESSAGES;
}

static const struct screen deaf = {.name = "Deaf",
                                   .requests = {REQUEST_LINES, REQUEST_MESSAGES, REQUEST_HELP},
                                   .draw = draw_nothing,
                                   .request = swallow};

static void show(struct player *player)
{
    stage_prepare(player->app);
    stage_draw(player->app, &player->cells);
}

static const char *effect_of(struct player *player, int key)
{
    show(player);
    const struct moment before = moment_of(player->app);
    stage_key(player->app, key);
    return invariants_of_effect(&before, player->app, key, &player->cells);
}

START_TEST(a_key_that_is_taken_and_does_nothing_is_seen)
{
    struct world world;
    struct player player;
    world_begin(&world, 5);
    player_begin(&player, &world, 0, "deaf");
    app_open(player.app, &deaf, "");
    ck_assert_ptr_nonnull(effect_of(&player, 'o'));
    ck_assert_ptr_null(effect_of(&player, 'm'));
    ck_assert_ptr_nonnull(effect_of(&player, 'o')); /* which clears what was said */
    ck_assert_ptr_null(effect_of(&player, '?'));
    player_end(&player);
    world_end(&world);
}
END_TEST

/* `state` is how the box is left; 0: not at all. */
static void draw_box(struct app *app, void *state, struct area area)
{
    const int *leaves = state;
    struct area box = part_box(area, 4, 30, "Box");
    (void)app;
    area_text(box, 0, 0, STYLE_NORMAL, "inside of it");
    if (*leaves == 1)
        area_text(area_part(area, box.row - area.row, box.column - area.column, 1, 60), 0, 20,
                  STYLE_NORMAL, "and over its frame, far out");
    else if (*leaves == 2)
        area_text(area_part(area, -1, 0, 2, 20), 0, 0, STYLE_NORMAL, "above the screen");
    else if (*leaves == 3)
        area_text(area, area.rows - 1, 3, STYLE_BAR, "below it");
}

static bool take(struct app *app, void *state, int key)
{
    (void)app, (void)state, (void)key;
    return true;
}

static const struct layer_kind leaking = {.modal = true, .draw = draw_box, .key = take};

START_TEST(a_box_that_is_left_is_seen)
{
    struct world world;
    struct player player;
    char wrong[128];
    int leaves_by;
    world_begin(&world, 5);
    player_begin(&player, &world, 0, "box");
    ck_assert(layer_push(player.app, &leaking, &leaves_by));
    for (leaves_by = 0; leaves_by <= 3; leaves_by++)
        ck_assert_msg(boxes_are_kept(player.app, wrong, sizeof wrong) == (leaves_by == 0), "%d: %s",
                      leaves_by, wrong);
    player_end(&player);
    world_end(&world);
}
END_TEST

/* ---- where it is too small ---- */

/* Plays keys there; whether it ended. */
static bool ends_where_small(const char *before, const char *keys)
{
    struct world world;
    struct player player;
    bool ended = false;
    world_begin(&world, 5);
    player_begin(&player, &world, 0, keys);
    player_play(&player, (const uint8_t *)before, strlen(before));
    player_play(&player, (const uint8_t *)"\xb4\xa0", 2);
    for (; *keys; keys++) {
        if (*keys == ' ')
            show(&player);
        else
            stage_key(player.app, (unsigned char)*keys);
        ended = ended || player.app->quit;
    }
    player_end(&player);
    world_end(&world);
    return ended;
}

START_TEST(too_small_a_q_ends_what_nobody_types_into)
{
    ck_assert(ends_where_small("", "q"));
    ck_assert(ends_where_small("2", "q"));
    ck_assert(!ends_where_small("", "\x03 y \x03\x1b\r"));
}
END_TEST

START_TEST(too_small_a_second_q_ends_what_is_typed_into_once_the_first_was_answered)
{
    ck_assert(!ends_where_small("c", "q"));
    ck_assert(!ends_where_small("c", "qq"));
    ck_assert(!ends_where_small("c", "q xq x"));
    ck_assert(ends_where_small("c", "q q"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("keys");
    TCase *tests = tcase_create("keys");
    setenv("TZ", "UTC", 1);
    tcase_set_timeout(tests, 7200);
    tcase_add_loop_test(tests, a_key_of_the_footer_that_once_did_nothing, 0, 2);
    tcase_add_test(tests, a_key_that_is_taken_and_does_nothing_is_seen);
    tcase_add_test(tests, a_box_that_is_left_is_seen);
    tcase_add_loop_test(tests, a_key_of_the_footer_that_once_did_nothing_that_shows, 0, 4);
    tcase_add_loop_test(tests, a_burst_that_once_crashed, 0, 4);
    tcase_add_loop_test(tests, a_burst_that_once_crashed_on_an_empty_store, 0, 4);
    tcase_add_test(tests, too_small_a_q_ends_what_nobody_types_into);
    tcase_add_test(tests, too_small_a_second_q_ends_what_is_typed_into_once_the_first_was_answered);
    tcase_add_loop_test(tests, a_save_while_others_save_once_crashed, 0, 2);
    tcase_add_test(tests, bursts_on_an_empty_store);
    tcase_add_test(tests, bursts_on_a_small_store);
    tcase_add_test(tests, bursts_on_ten_thousand_domains);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
