/* The list widget: columns, rows and orders as data; it places, scrolls, filters and sorts.
 *
 * What a key means. The selection is the identity of a row, never its place. Drawing places it: on
 * the row it names, wherever that stands now; where that row is gone, on the one in its place. As
 * long as the operator has not left the first row he watches the worst, and drawing places the
 * selection on whichever row is first. Between two drawings only the operator moves it: a key means
 * the row that was drawn under the cursor, even if another has come first since, and no row at all
 * if that one is gone. On a list that was never drawn (keys in one burst) it is the first row.
 *
 * A drawing that put the selection on another row is not read at once: a key within TABLE_SHIFT_MS
 * was meant for the row before, and has to be pressed again. */
#ifndef MTACON_TUI_TABLE_H
#define MTACON_TUI_TABLE_H

#include "app.h"

enum {
    TABLE_COLUMNS = 16,
    TABLE_SHIFT_MS = 700,
    TABLE_CELL_SIZE = 1024,
    TABLE_REST = 10000 /* a width: all that is left */
};

/* How one cell looks. */
struct table_cell {
    char text[TABLE_CELL_SIZE]; /* safe to show */
    enum style style;
};

struct column {
    const char *title;
    int width;     /* at least; a number takes what it needs, and is never cut */
    int most;      /* of a text: grows up to this where there is room, is cut where there is none */
    int priority;  /* 0 stays; of the others the highest gives way first */
    bool right;    /* aligned */
    bool tight;    /* no blank before the next column */
    bool searched; /* the filter looks at it */
    const int64_t *(*bars)(const void *row); /* WINDOW_MINUTES values, as small bars; else a text */
};

struct order {
    const char *name;                                   /* "last hour" */
    int column;                                         /* marked in the heading; -1: none */
    bool rising;                                        /* smallest first: how it is marked */
    int (*compare)(const void *one, const void *other); /* NULL: as gathered */
};

/* Rows that a screen has loaded: an array; the state of a view whose table has a `row_size`. */
struct table_rows {
    void *rows; /* the screen's */
    size_t count;
};

struct table {
    const struct column *columns;
    int column_count;           /* at most TABLE_COLUMNS */
    const struct order *orders; /* key s goes through them */
    int order_count;
    /* Gives all rows there are now, by table_add; NULL: those of struct table_rows. */
    void (*gather)(struct app *app, struct view *view);
    bool of_model; /* they, and what is searched, change with the model alone: kept until it does */
    size_t row_size;
    /* What a row is told from others by; NULL: an int64_t at `number_at` in it. `by_both`: names
     * are of a node each, and that number says which. */
    const char *(*name_of)(const void *row);
    size_t number_at;
    bool by_both;
    void (*write)(const struct app *app, const void *row, int column, struct table_cell *cell);
    /* What stands there without rows, and what to do next; where that depends, `explain` says it.
     */
    const char *empty;
    const char *(*explain)(const struct app *app);
    /* Lines above the heading. */
    int head_rows;
    void (*head)(struct app *app, struct area area);
    /* What the selected row is made of: below the list, in at least `detail_rows` rows. It gets all
     * that the list leaves if it `detail_grows`; and stands beside a list of `beside` columns on a
     * wide terminal (0: never). */
    int detail_rows, beside;
    bool detail_grows;
    void (*detail)(struct app *app, struct area area, const void *row);
};

/* Sets a cell's text and style; at most TABLE_CELL_SIZE - 1 bytes. */
void table_put(struct table_cell *cell, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void table_add(struct view *view, const void *row);

/* Places the selection, right before it is drawn; the row that is selected, NULL: there is none. */
const void *table_prepare(struct app *app);
void table_draw(struct app *app, struct area area);

/* Moving, the next order; false for other requests. */
bool table_request(struct app *app, enum request request);

/* The row that a key means now; NULL: there is none (any more). Valid until the model or what the
 * screen has loaded changes. */
const void *table_selected(struct app *app);

/* Whether a key may be meant for another row than table_selected gives; asked again, it is not. */
bool table_has_shifted(struct app *app);

/* Selects the row of that name, if there is one; else the cursor stays where it is. */
void table_select(struct app *app, const char *name);

/* Places the selection as drawing does: after the operator himself changed which rows there are. */
void table_place(struct app *app);

#endif
