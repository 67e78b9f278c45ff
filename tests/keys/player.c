#include "player.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "happening.h"
#include "invariants.h"
#include "stage.h"
#include "store_private.h"

/* What bytes mean: below BYTE_KEYS the character itself, then by these. */
enum {
    BYTE_KEYS = 0x80,    /* KEY_CODE_UP ... */
    BYTE_LETTERS = 0x90, /* characters that are none of ASCII */
    BYTE_DRAW = 0xa0,
    BYTE_SIZES = 0xb0,
    BYTE_CLOCK = 0xc0,
    BYTE_WORLD = 0xd0,
    BYTE_NODES = 0xf0, /* a node asks, a plan is there, the store is read anew */
};

static const int letters[16] = {0xe9,  0xdf,   0x142,  0x3b1,   0x416,    0x65e5, 0x672c, 0x20ac,
                                0x301, 0x200b, 0x202e, 0x1f600, 0x10ffff, 0x9b,   0xa0,   0xd800};

static const int sizes[16][2] = {{1, 1},    {1, 300},  {2, 2},    {15, 60},  {16, 59},  {16, 60},
                                 {18, 60},  {24, 79},  {24, 80},  {30, 100}, {43, 132}, {48, 149},
                                 {48, 160}, {16, 300}, {100, 60}, {100, 300}};

/* ---- what does not hold ---- */

static void must_hold(const struct player *player, const char *broken)
{
    struct buffer screen = {0};
    if (!broken)
        return;
    cells_dump(&player->cells, &screen);
    fprintf(stderr, "%s\nBROKEN: %s\n%s, after byte %zu; the last ones:", buffer_text(&screen),
            broken, player->game, player->at);
    for (size_t i = player->at > 60 ? player->at - 60 : 0; player->bytes && i <= player->at; i++)
        fprintf(stderr, " %02x", player->bytes[i]);
    fprintf(stderr, "\n");
    abort();
}

/* Whether the key that was pressed may have written to the store: not with --read-only, and not by
 * agreeing to a question that nobody has seen. */
static void must_have_been_allowed(struct player *player, bool unread)
{
    if (!player->world || !player->world->elsewhere)
        return;
    int64_t version = store_data_version(player->world->elsewhere);
    bool written = player->version != -1 && version != player->version;
    player->version = version;
    if (written && player->app->options->read_only)
        must_hold(player, "--read-only has written to the store");
    if (written && unread)
        must_hold(player, "a question was agreed to before it was drawn");
}

/* A question stands on top that was not drawn yet. */
static bool is_unread(const struct app *app)
{
    const struct layer *top = &app->layers[app->layer_count - 1];
    return app->layer_count > 1 && !top->drawn && top->state != form_find(app);
}

/* ---- what happens ---- */

static int count_statement(unsigned kind, void *argument, void *statement, void *sql)
{
    (void)kind, (void)statement, (void)sql;
    ++*(int *)argument;
    return 0;
}

/* Drawing itself asks the store nothing. */
static void draw(struct player *player)
{
    int asked = 0;
    sqlite3 *database = player->app->options->store->database;
    stage_prepare(player->app);
    sqlite3_trace_v2(database, SQLITE_TRACE_STMT, count_statement, &asked);
    stage_draw(player->app, &player->cells);
    sqlite3_trace_v2(database, 0, NULL, NULL);
    if (asked)
        must_hold(player, "what is drawn was read while it was drawn");
    player->seen = true;
    must_hold(player, invariants_of_screen(player->app, &player->cells));
}

static void press(struct player *player, int key)
{
    struct app *app = player->app;
    const struct moment before = moment_of(app);
    bool unread = is_unread(app);
    stage_key(app, key);
    must_hold(player, invariants_of_key(&before, app, key));
    if (player->seen)
        must_hold(player, invariants_of_effect(&before, app, key, &player->cells));
    player->seen = false;
    must_have_been_allowed(player, unread);
}

static void resize(struct player *player, int rows, int columns)
{
    player->seen = false;
    cells_resize(&player->cells, rows, columns);
    stage_resize(player->app, rows, columns);
}

static void pass(struct player *player, unsigned which)
{
    static const int64_t passing[8] = {1, 300, 699, 701, 1500, 60000, 3600000, 90000000};
    int64_t milliseconds = passing[which % 8];
    player->seen = false;
    player->app->clock += milliseconds;
    if (!player->app->fleet)
        player->app->now += milliseconds / 1000;
}

static void hear_of_nodes(struct player *player, unsigned which)
{
    player->seen = false;
    char id[] = "0", text[] = "mta1: 質問 what is asked", node[] = "mta0";
    id[0] = (char)('0' + which);
    node[3] = (char)('0' + which % 4);
    if (player->app->fleet)
        return; /* it has real ones */
    if (which < 6)
        happening_question(player->app, (enum ssh_question_kind)(which % 3), id, text);
    else if (which < 8)
        happening_question(player->app, SSH_ASK_PROMPT, NULL, text);
    else if (which < 12)
        happening_plan(player->app, node);
    else
        app_reload(player->app);
}

/* As terminal.c has them. */
static int key_of(uint8_t byte)
{
    if (byte == '\r' || byte == '\n')
        return KEY_CODE_ENTER;
    if (byte == '\b' || byte == 127)
        return KEY_CODE_BACKSPACE;
    return byte == 27 ? KEY_CODE_ESCAPE : byte ? byte : KEY_CODE_RESIZE + 1000;
}

static void step(struct player *player, uint8_t byte)
{
    if (byte < BYTE_KEYS) {
        press(player, key_of(byte));
    } else if (byte < BYTE_LETTERS) {
        press(player, KEY_CODE_UP + byte - BYTE_KEYS);
    } else if (byte < BYTE_DRAW) {
        press(player, letters[byte - BYTE_LETTERS]);
    } else if (byte < BYTE_SIZES) {
        draw(player);
    } else if (byte < BYTE_CLOCK) {
        resize(player, sizes[byte - BYTE_SIZES][0], sizes[byte - BYTE_SIZES][1]);
    } else if (byte < BYTE_WORLD) {
        pass(player, byte);
    } else if (byte < BYTE_NODES && player->world) {
        player->seen = false;
        world_change(player->world, byte - (unsigned)BYTE_WORLD);
        app_reload(player->app);
    } else if (byte >= BYTE_NODES) {
        hear_of_nodes(player, byte - (unsigned)BYTE_NODES);
    }
    must_hold(player, invariants_of_state(player->app));
    player->app->quit = false;
}

void player_play(struct player *player, const uint8_t *bytes, size_t size)
{
    player->bytes = bytes;
    player->seen = false; /* a fleet of its own may have been heard meanwhile */
    for (player->at = 0; player->at < size; player->at++)
        step(player, bytes[player->at]);
    player->bytes = NULL;
}

/* ---- beginning and end ---- */

void player_begin(struct player *player, struct world *world, unsigned options, const char *game)
{
    struct error error;
    *player = (struct player){.world = world, .game = game, .version = -1};
    player->options = (struct console_options){.store = world_open(world),
                                               .read_only = options & PLAYER_READ_ONLY,
                                               .local_time = options & PLAYER_LOCAL_TIME};
    player->app = &player->own;
    if (!stage_begin(player->app, &player->options, WORLD_NOW, &error))
        must_hold(player, error.text);
    resize(player, 24, 80);
}

void player_join(struct player *player, struct app *app, const char *game)
{
    *player = (struct player){.app = app, .game = game, .version = -1};
    resize(player, 24, 80);
}

void player_end(struct player *player)
{
    cells_clear(&player->cells);
    if (!player->world)
        return;
    stage_end(player->app);
    store_close(player->options.store);
}

static bool is_home(struct app *app)
{
    return app->depth == 0 && app->layer_count == 1 && !app_view(app)->filter[0];
}

void player_go_home(struct player *player, bool by_interrupt)
{
    struct app *app = player->app;
    int leave = by_interrupt ? 'C' - 64 : KEY_CODE_ESCAPE;
    resize(player, 24, 80);
    /* A form asks once more; a screen may have a filter. */
    for (int left = 2 * (APP_LAYERS + APP_DEPTH); left > 0 && !is_home(app); left--) {
        draw(player);
        press(player, leave);
    }
    draw(player);
    if (!is_home(app))
        must_hold(player, "no way leads back to the first screen");
    press(player, by_interrupt ? leave : 'q');
    if (by_interrupt) {
        draw(player);
        if (app->quit || app->layer_count != 2)
            must_hold(player, "^C on the first screen asks nothing");
        press(player, 'y');
    }
    if (!app->quit)
        must_hold(player, "the first screen cannot be left");
    app->quit = false;
}

/* ---- random bursts ---- */

/* The next of a fixed row of numbers (xorshift), below `limit`. */
static uint32_t draw_number(uint32_t *state, uint32_t limit)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state % limit;
}

static uint8_t random_key(uint32_t *state)
{
    static const char common[] =
        "jjjkkgGhl123456cbatefpvmordnEARZx=TKMUOu/!?s yyq\r\r\r\r\t\t\x1b\x03";
    static const uint8_t keys = KEY_CODE_ESCAPE - KEY_CODE_UP + 1;
    uint32_t kind = draw_number(state, 20);
    if (kind < 14)
        return (uint8_t)common[draw_number(state, sizeof common - 1)];
    if (kind < 18)
        return (uint8_t)(BYTE_KEYS + draw_number(state, keys));
    return (uint8_t)draw_number(state, kind == 18 ? BYTE_KEYS : BYTE_DRAW);
}

/* Something beside keys: seldom a size, and mostly one that shows something. */
static uint8_t random_happening(uint32_t *state)
{
    uint32_t kind = draw_number(state, 10);
    if (kind < 3)
        return (uint8_t)(BYTE_SIZES + draw_number(state, 16));
    if (kind < 5)
        return (uint8_t)(BYTE_CLOCK + draw_number(state, 16));
    if (kind < 8)
        return (uint8_t)(BYTE_WORLD + draw_number(state, 32));
    return (uint8_t)(BYTE_NODES + draw_number(state, 16));
}

size_t player_burst(uint32_t *state, uint8_t *bytes, size_t size)
{
    size_t length = 0, keys = 2 + draw_number(state, 11);
    if (draw_number(state, 3) == 0 && length < size)
        bytes[length++] = random_happening(state);
    /* A form is left by two, and random keys would stay in it for long. */
    if (draw_number(state, 4) == 0)
        for (int i = 0; i < 3 && length < size; i++)
            bytes[length++] = BYTE_KEYS + KEY_CODE_ESCAPE - KEY_CODE_UP;
    for (; keys && length + 1 < size; keys--)
        bytes[length++] = random_key(state);
    if (draw_number(state, 8) == 0 && length + 1 < size)
        bytes[length++] = random_happening(state);
    if (length < size)
        bytes[length++] = BYTE_DRAW;
    return length;
}
