/* The columns of a list: which of them there is room for, how wide each is, their heading and
 * cells. */
#ifndef MTACON_TUI_COLUMNS_H
#define MTACON_TUI_COLUMNS_H

#include "table.h"

struct columns_widths {
    bool shown[TABLE_COLUMNS];
    int width[TABLE_COLUMNS];
};

/* A row's cell; empty where the column shows bars. */
struct table_cell columns_write(const struct app *app, const struct view *view, int column,
                                const void *row);

/* Chooses and measures for the `page` rows that are shown, from list.top on. */
struct columns_widths columns_measure(const struct app *app, const struct view *view, int columns,
                                      int page);

void columns_draw_heading(struct area area, const struct view *view,
                          const struct columns_widths *widths);

/* Draws row `index` of the list into the first row of the area. */
void columns_draw_row(const struct app *app, struct area area, const struct view *view,
                      const struct columns_widths *widths, int index);

#endif
