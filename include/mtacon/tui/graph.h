/* Bars over time, in eighths of a cell. */
#ifndef MTACON_TUI_GRAPH_H
#define MTACON_TUI_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/tui/cells.h"

struct graph {
    const char *title;
    const int64_t *values;
    int count;
    int64_t threshold;     /* drawn as a line; 0: none */
    bool last_partial;     /* the last value still grows */
    const char *labels[3]; /* under the left end, the middle and the right end */
};

/* Draws title, scale, bars, axis and labels into the whole area; needs 5 rows and 20 columns. */
void graph_draw(struct area area, const struct graph *graph);

/* A line of small bars in one row, `count` values summed up into `columns` cells. */
void graph_spark(struct area area, int row, int column, int columns, enum style style,
                 const int64_t *values, int count);

/* The bar of a value's height, 1 to 8 eighths; a space for 0. */
uint32_t graph_block(int eighths);

#endif
