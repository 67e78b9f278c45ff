/* cells: runs a story of tests/screen without a terminal. Reads steps on standard input:
 *   size COLUMNS ROWS | key KEY... | burst KEY... | type TEXT | option read-only | show
 * 'key' draws before each key, 'burst' takes all keys before the next draw, as they come from a
 * slow link. 'show' prints a form feed and the screen. The store is argv[1], the clock stands still
 * at argv[2]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console_private.h"
#include "form.h"
#include "mtacon/base/text.h"

static int key_of(const char *name)
{
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
                 {"Backspace", KEY_CODE_BACKSPACE}};
    uint32_t character = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].key;
    text_decode(name, strlen(name), &character);
    return (int)character;
}

static void press(struct console *console, struct cells *cells, int key)
{
    console_draw(console, cells);
    console_key(console, key);
}

static void step(struct console *console, struct console_options *options, struct cells *cells,
                 char *line)
{
    char *rest = NULL, *word = strtok_r(line, " ", &rest);
    if (!word)
        return;
    if (strcmp(word, "size") == 0) {
        int columns = atoi(strtok_r(NULL, " ", &rest)), rows = atoi(strtok_r(NULL, " ", &rest));
        cells_resize(cells, rows, columns);
    } else if (strcmp(word, "key") == 0) {
        while ((word = strtok_r(NULL, " ", &rest)))
            press(console, cells, key_of(word));
    } else if (strcmp(word, "burst") == 0) {
        while ((word = strtok_r(NULL, " ", &rest)))
            console_key(console, key_of(word));
    } else if (strcmp(word, "type") == 0) {
        for (; *rest; rest++)
            press(console, cells, (unsigned char)*rest);
    } else if (strcmp(word, "option") == 0) {
        options->read_only = strcmp(rest, "read-only") == 0;
    } else if (strcmp(word, "show") == 0) {
        struct buffer out = {0};
        console_draw(console, cells);
        cells_dump(cells, &out);
        printf("\f\n%s", buffer_text(&out));
        buffer_clear(&out);
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
    struct console_options options = {.store = store};
    struct console console = {.options = &options,
                              .now = atoll(argv[2]),
                              .rows = CONSOLE_ROWS,
                              .columns = CONSOLE_COLUMNS,
                              .stale = true};
    struct cells cells = {0};
    console.views[0].screen = &screen_domains;
    if (!model_load(store, console.now, &console.model, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return 2;
    }
    cells_resize(&cells, 24, 80);
    while (fgets(line, sizeof line, stdin)) {
        text_chomp(line);
        step(&console, &options, &cells, line);
    }
    cells_clear(&cells);
    model_clear(&console.model);
    form_free(console.form);
    dialog_clear(&console);
    store_close(store);
    return 0;
}
