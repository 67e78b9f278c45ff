/* cells: runs a story of tests/screen without a terminal. Reads steps on standard input:
 *   size COLUMNS ROWS | key KEY... | burst KEY... | type TEXT | option read-only | show [styles]
 *   sql STATEMENT        another process changes the store: read anew, not drawn
 *   asks KIND ID TEXT    a node asks (KIND: host-key, passphrase, login); 'asks' alone: no more
 *   wait MILLISECONDS    the clock of the keys goes on
 *   plan NODE            the plan that NODE was asked for is there
 *   random SEED BURSTS   bursts of random keys, drawn after each
 * 'key' draws before each key, 'burst' takes all keys before the next draw, as they come from a
 * slow link. 'show' prints a form feed and the screen; with 'styles', below it, the rows that are
 * not plain: of each stretch of one style its name and text. The store is argv[1], the clock stands
 * still at argv[2]. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action_private.h"
#include "actions.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "question.h"
#include "stage.h"

struct driver {
    struct app app;
    struct console_options options;
    struct cells cells;
    const char *store;
};

static const struct {
    const char *name;
    int key;
} names[] = {{"Enter", KEY_CODE_ENTER},
             {"Esc", KEY_CODE_ESCAPE},
             {"Up", KEY_CODE_UP},
             {"Down", KEY_CODE_DOWN},
             {"Tab", '\t'},
             {"Space", ' '},
             {"PgDn", KEY_CODE_PAGE_DOWN},
             {"PgUp", KEY_CODE_PAGE_UP},
             {"Left", KEY_CODE_LEFT},
             {"Right", KEY_CODE_RIGHT},
             {"BackTab", KEY_CODE_BACKTAB},
             {"Backspace", KEY_CODE_BACKSPACE},
             {"Home", KEY_CODE_HOME},
             {"End", KEY_CODE_END},
             {"Delete", KEY_CODE_DELETE},
             {"^C", 'C' - 64}};
enum { NAMES = sizeof names / sizeof *names };

static int key_of(const char *name)
{
    uint32_t character = 0;
    for (size_t i = 0; i < NAMES; i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].key;
    text_decode(name, strlen(name), &character);
    return (int)character;
}

static void press(struct driver *driver, int key)
{
    stage_draw(&driver->app, &driver->cells);
    stage_key(&driver->app, key);
}

static void type(struct driver *driver, const char *text)
{
    while (*text) {
        uint32_t character = 0;
        text += text_decode(text, strlen(text), &character);
        press(driver, (int)character);
    }
}

static void resize(struct driver *driver, int columns, int rows)
{
    cells_resize(&driver->cells, rows, columns);
    stage_resize(&driver->app, rows, columns);
}

/* ---- what is shown ---- */

static void append_styles(const struct cells *cells, int row, struct buffer *out)
{
    static const char *const styles[STYLE_COUNT] = {
        "normal", "dim",  "strong", "bar",   "bar_key", "heading", "selected",
        "good",   "near", "bad",    "graph", "partial", "limit",   "input"};
    for (int from = 0, to; from < cells->columns; from = to) {
        struct cells part = {.cells = &cells->cells[row * cells->columns + from], .rows = 1};
        enum style style = (enum style)part.cells->style;
        for (to = from; to < cells->columns && part.cells[to - from].style == style; to++)
            ;
        part.columns = to - from;
        if (style != STYLE_SELECTED && style != STYLE_BAD && style != STYLE_NEAR)
            continue;
        buffer_printf(out, "%d %s: ", row, styles[style]);
        cells_dump(&part, out);
    }
}

static void show(struct driver *driver, bool styles)
{
    struct buffer out = {0};
    stage_draw(&driver->app, &driver->cells);
    cells_dump(&driver->cells, &out);
    for (int row = 0; styles && row < driver->cells.rows; row++)
        append_styles(&driver->cells, row, &out);
    printf("\f\n%s", buffer_text(&out));
    buffer_clear(&out);
}

/* ---- what happens from elsewhere ---- */

static void change_store(struct driver *driver, const char *statement)
{
    sqlite3 *database = NULL;
    char *error = NULL;
    if (sqlite3_open(driver->store, &database) != SQLITE_OK ||
        sqlite3_exec(database, statement, NULL, NULL, &error) != SQLITE_OK) {
        fprintf(stderr, "cells: %s: %s\n", statement, error ? error : "cannot open the store");
        exit(2);
    }
    sqlite3_close(database);
    app_reload(&driver->app);
}

static void ask(struct driver *driver, char *rest)
{
    char *kind = strtok_r(NULL, " ", &rest), *id = strtok_r(NULL, " ", &rest);
    struct fleet_question question = {.id = id, .text = rest};
    question.kind = kind && strcmp(kind, "host-key") == 0     ? SSH_ASK_HOST_KEY
                    : kind && strcmp(kind, "passphrase") == 0 ? SSH_ASK_PASSPHRASE
                                                              : SSH_ASK_PROMPT;
    question_look(&driver->app, id ? &question : NULL);
}

/* An enrolment without a node: its plan is there at the next look. */
static void make_plan(struct action *action)
{
    struct buffer plan = {0};
    buffer_append_text(&plan, "+ a line of master.cf\n");
    action_take_plan(action, &plan);
}

static void change(struct action *action)
{
    action_done(action, "master.cf of %s is changed", action->name);
}

static void plan(struct driver *driver, const char *node)
{
    static const struct action_kind kind = {
        .asking = "asking what would change ...", .ask = make_plan, .run = change};
    struct act act = app_act(&driver->app);
    struct action *action = action_new(sizeof *action, &kind, &act, 0, node);
    action_set_title(action, "enrol %s", node);
    action_set_question(action, "Change master.cf on %s so?", node);
    if (driver->app.action_count < APP_ACTIONS)
        driver->app.actions[driver->app.action_count++] = action;
    else
        action_free(action);
    actions_look(&driver->app);
}

/* ---- random keys ---- */

/* The next number of a fixed row (xorshift), below `limit`. */
static uint32_t draw_number(uint32_t *state, uint32_t limit)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state % limit;
}

static int random_key(uint32_t *state)
{
    static const char letters[] = "jjjkkgGhl123456cbatefpvmordnEARZx=TKMUOu/!?s yq";
    uint32_t kind = draw_number(state, 10);
    if (kind < 6)
        return letters[draw_number(state, sizeof letters - 1)];
    if (kind < 9)
        return names[draw_number(state, NAMES - 1)].key; /* not ^C */
    return (int)(33 + draw_number(state, 94));
}

static void ask_random(struct driver *driver, uint32_t kind)
{
    char id[] = "0", text[] = "mta1: what is asked";
    struct fleet_question question = {
        .id = id, .text = text, .kind = (enum ssh_question_kind)(kind % 3)};
    id[0] = (char)('0' + kind);
    question_look(&driver->app, kind < 5 ? &question : NULL);
}

static void run_random(struct driver *driver, uint32_t seed, int bursts)
{
    static const int sizes[][2] = {{80, 24}, {60, 16}, {40, 10}, {132, 43}, {160, 48}, {300, 100}};
    uint32_t state = seed * 2654435761U + 1;
    for (int i = 0; i < bursts; i++) {
        int length = 2 + (int)draw_number(&state, 11);
        uint32_t event = draw_number(&state, 40);
        driver->app.clock += draw_number(&state, 1500);
        if (event < 6)
            resize(driver, sizes[event][0], sizes[event][1]);
        else if (event == 6)
            app_reload(&driver->app);
        else if (event == 7)
            plan(driver, "mta1");
        else if (event >= 24 && event < 30)
            ask_random(driver, event - 24);
        /* A form is left by two, and random keys would stay in it for long. */
        for (int k = 0; k < 3 && event >= 8 && event < 24; k++)
            stage_key(&driver->app, KEY_CODE_ESCAPE);
        for (int k = 0; k < length; k++)
            stage_key(&driver->app, random_key(&state));
        driver->app.quit = false;
        stage_draw(&driver->app, &driver->cells);
    }
}

/* ---- steps ---- */

static void step(struct driver *driver, char *line)
{
    char *rest = NULL, *word = strtok_r(line, " ", &rest);
    if (!word)
        return;
    if (strcmp(word, "size") == 0) {
        int columns = atoi(strtok_r(NULL, " ", &rest)), rows = atoi(strtok_r(NULL, " ", &rest));
        resize(driver, columns, rows);
    } else if (strcmp(word, "key") == 0) {
        while ((word = strtok_r(NULL, " ", &rest)))
            press(driver, key_of(word));
    } else if (strcmp(word, "burst") == 0) {
        while ((word = strtok_r(NULL, " ", &rest)))
            stage_key(&driver->app, key_of(word));
    } else if (strcmp(word, "type") == 0) {
        type(driver, rest);
    } else if (strcmp(word, "option") == 0) {
        driver->options.read_only = strcmp(rest, "read-only") == 0;
    } else if (strcmp(word, "show") == 0) {
        show(driver, strcmp(rest, "styles") == 0);
    } else if (strcmp(word, "sql") == 0) {
        change_store(driver, rest);
    } else if (strcmp(word, "asks") == 0) {
        ask(driver, rest);
    } else if (strcmp(word, "wait") == 0) {
        driver->app.clock += atoi(rest);
    } else if (strcmp(word, "plan") == 0) {
        plan(driver, rest);
    } else if (strcmp(word, "random") == 0) {
        uint32_t seed = (uint32_t)atoi(strtok_r(NULL, " ", &rest));
        run_random(driver, seed, atoi(strtok_r(NULL, " ", &rest)));
    } else {
        fprintf(stderr, "cells: no such step: %s\n", word);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    struct error error;
    char line[1024];
    struct store *store = argc == 3 ? store_open(argv[1], &error) : NULL;
    if (!store) {
        fprintf(stderr, "usage: cells STORE NOW < STEPS\n%s\n", argc == 3 ? error.text : "");
        return 2;
    }
    static struct driver driver;
    driver.store = argv[1];
    driver.options.store = store;
    if (!stage_begin(&driver.app, &driver.options, atoll(argv[2]), &error)) {
        fprintf(stderr, "%s\n", error.text);
        return 2;
    }
    resize(&driver, 80, 24);
    while (fgets(line, sizeof line, stdin)) {
        text_chomp(line);
        step(&driver, line);
    }
    cells_clear(&driver.cells);
    stage_end(&driver.app);
    store_close(store);
    return 0;
}
