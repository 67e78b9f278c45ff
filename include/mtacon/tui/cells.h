/* A grid of character cells: screens draw here, the terminal (or a test) reads it. */
#ifndef MTACON_TUI_CELLS_H
#define MTACON_TUI_CELLS_H

#include <stdint.h>

#include "mtacon/base/buffer.h"

/* What a cell means, not how it looks: a theme says that (terminal.c). */
enum style {
    STYLE_NORMAL,
    STYLE_DIM, /* of little weight, or stale */
    STYLE_STRONG,
    STYLE_BAR,     /* title and footer */
    STYLE_BAR_KEY, /* a key, or the screen that is open */
    STYLE_HEADING, /* of a table or graph */
    STYLE_SELECTED,
    STYLE_GOOD,
    STYLE_NEAR, /* a warning */
    STYLE_BAD,
    STYLE_GRAPH,
    STYLE_PARTIAL, /* a bar that still grows */
    STYLE_LIMIT,   /* a threshold line */
    STYLE_INPUT,
    STYLE_COUNT
};

struct cell {
    uint32_t character; /* 0: covered by the wide character to its left */
    uint8_t style;
};

struct cells {
    struct cell *cells; /* owned */
    int rows, columns;
    int cursor_row, cursor_column; /* -1: no cursor */
};

/* A part of the grid. Drawing outside it is cut off. */
struct area {
    struct cells *cells;
    int row, column, rows, columns;
};

/* Makes the grid this large, blank. */
void cells_resize(struct cells *cells, int rows, int columns);
void cells_clear(struct cells *cells);

struct area cells_area(struct cells *cells);

/* The part of `area` from (row, column), cut to what is there. */
struct area area_part(struct area area, int row, int column, int rows, int columns);

/* Writes UTF-8 `text` (safe to show) from (row, column) of the area on; returns the column after
 * it. Text that does not fit ends with '…'. */
int area_text(struct area area, int row, int column, enum style style, const char *text);

/* Likewise with printf; at most 1023 bytes. */
int area_printf(struct area area, int row, int column, enum style style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Text that ends before column `end`. */
void area_right(struct area area, int row, int end, enum style style, const char *text);

/* One character; a wide one takes two columns, and is blank where it has no room for both. */
void area_put(struct area area, int row, int column, enum style style, uint32_t character);
void area_put_wide(struct area area, int row, int column, enum style style, uint32_t character);

/* Gives a whole row a style, keeping its text; and blanks a row in a style. */
void area_restyle(struct area area, int row, enum style style);
void area_fill(struct area area, int row, enum style style);

/* Writes `text` broken between words over several rows from `row` on; returns the next free row. */
int area_wrap(struct area area, int row, int column, enum style style, const char *text);

/* Likewise with printf; at most 1023 bytes. */
int area_wrap_printf(struct area area, int row, int column, enum style style, const char *format,
                     ...) __attribute__((format(printf, 5, 6)));

/* How many rows `text` takes there, written like that from its left end on. */
int area_wrapped(struct area area, const char *text);

/* The grid as UTF-8 lines without blanks at their ends. */
void cells_dump(const struct cells *cells, struct buffer *out);

#endif
