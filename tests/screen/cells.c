/* cells: runs a story of tests/screen without a terminal. Reads steps on standard input:
 *   size COLUMNS ROWS | key KEY... | burst KEY... | type TEXT | option read-only | show [styles]
 *   sql STATEMENT        another process changes the store: read anew, not drawn
 *   asks KIND ID TEXT    a node asks (KIND: host-key, passphrase, login); 'asks' alone: no more
 *   wait MILLISECONDS    the clock of the keys goes on
 *   plan NODE            the plan that NODE was asked for is there
 * 'key' draws before each key, 'burst' takes all keys before the next draw, as they come from a
 * slow link. 'show' prints a form feed and the screen; with 'styles', below it, the rows that are
 * not plain: of each stretch of one style its name and text. The store is argv[1], the clock stands
 * still at argv[2]. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "happening.h"
#include "mtacon/base/text.h"
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
    stage_prepare(&driver->app);
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
    stage_prepare(&driver->app);
    stage_draw(&driver->app, &driver->cells);
    cells_dump(&driver->cells, &out);
    for (int row = 0; styles && row < driver->cells.rows; row++)
        append_styles(&driver->cells, row, &out);
    printf("\f\n%s", buffer_text(&out));
    buffer_clear(&out);
}

/* ---- what happens from elsewhere ---- */

/* A statement tells nobody what it changed: some changes are missed, so all is read anew. */
static const char untold[] = "INSERT INTO change VALUES (NULL, 0, 0, 0, 0, 0); DELETE FROM change";

static void change_store(struct driver *driver, const char *statement)
{
    sqlite3 *database = NULL;
    char *error = NULL;
    if (sqlite3_open(driver->store, &database) != SQLITE_OK ||
        sqlite3_exec(database, statement, NULL, NULL, &error) != SQLITE_OK ||
        sqlite3_exec(database, untold, NULL, NULL, &error) != SQLITE_OK) {
        fprintf(stderr, "cells: %s: %s\n", statement, error ? error : "cannot open the store");
        exit(2);
    }
    sqlite3_close(database);
    app_reload(&driver->app);
}

static void ask(struct driver *driver, char *rest)
{
    char *kind = strtok_r(NULL, " ", &rest), *id = strtok_r(NULL, " ", &rest);
    happening_question(&driver->app,
                       kind && strcmp(kind, "host-key") == 0     ? SSH_ASK_HOST_KEY
                       : kind && strcmp(kind, "passphrase") == 0 ? SSH_ASK_PASSPHRASE
                                                                 : SSH_ASK_PROMPT,
                       id, rest);
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
        happening_plan(&driver->app, rest);
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
