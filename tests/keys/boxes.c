#include "boxes.h"

#include <stdio.h>

#include "layer.h"

/* MARGIN: rows and columns around the area that is handed out. */
enum { MARGIN = 8, UNTOUCHED = 1 };
enum {
    TOP_LEFT = 0x250c,
    TOP_RIGHT = 0x2510,
    BOTTOM_LEFT = 0x2514,
    BOTTOM_RIGHT = 0x2518,
    SIDE = 0x2502,
};

/* What was drawn on, from the first to the last. */
struct extent {
    int top, left, bottom, right; /* top -1: nothing */
};

static uint32_t character_at(const struct cells *grid, int row, int column)
{
    return grid->cells[row * grid->columns + column].character;
}

static void draw_apart(struct app *app, const struct layer *layer, struct cells *grid)
{
    cells_resize(grid, app->rows + 2 * MARGIN, app->columns + 2 * MARGIN);
    for (int i = 0; i < grid->rows * grid->columns; i++)
        grid->cells[i].character = UNTOUCHED;
    layer->kind->draw(app, layer->state,
                      area_part(cells_area(grid), MARGIN, MARGIN, app->rows, app->columns));
}

static struct extent extent_of(const struct cells *grid)
{
    struct extent extent = {-1, grid->columns, -1, -1};
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++) {
            if (character_at(grid, row, column) == UNTOUCHED)
                continue;
            extent.top = extent.top < 0 ? row : extent.top;
            extent.bottom = row;
            extent.left = column < extent.left ? column : extent.left;
            extent.right = column > extent.right ? column : extent.right;
        }
    return extent;
}

/* A row of a box is drawn from side to side, and its frame is whole. */
static bool is_row_kept(const struct cells *grid, const struct extent *extent, int row)
{
    uint32_t left = row == extent->top ? TOP_LEFT : row == extent->bottom ? BOTTOM_LEFT : SIDE;
    uint32_t right = row == extent->top ? TOP_RIGHT : row == extent->bottom ? BOTTOM_RIGHT : SIDE;
    for (int column = extent->left; column <= extent->right; column++)
        if (character_at(grid, row, column) == UNTOUCHED)
            return false;
    return character_at(grid, row, extent->left) == left &&
           character_at(grid, row, extent->right) == right;
}

/* Whether what was drawn begins as a box does. */
static bool is_box(const struct cells *grid, const struct extent *extent)
{
    int column = extent->left;
    while (character_at(grid, extent->top, column) == UNTOUCHED)
        column++;
    return character_at(grid, extent->top, column) == TOP_LEFT;
}

/* The first row, as the screen counts, where a box is not whole or something stands beside it; -1:
 * there is none. */
static int broken_row(const struct cells *grid, const struct extent *extent)
{
    for (int row = extent->top; row <= extent->bottom; row++)
        if (!is_row_kept(grid, extent, row))
            return row - MARGIN;
    return -1;
}

bool boxes_are_kept(struct app *app, char *out, size_t size)
{
    struct cells grid = {0};
    *out = '\0';
    if (app->layer_count < 2)
        return true;
    draw_apart(app, &app->layers[app->layer_count - 1], &grid);
    struct extent extent = extent_of(&grid);
    bool boxed = extent.top >= 0 && is_box(&grid, &extent);
    int broken = boxed ? broken_row(&grid, &extent) : -1;
    if (extent.top >= 0 &&
        (extent.top < MARGIN || extent.left < MARGIN || extent.bottom >= MARGIN + app->rows ||
         extent.right >= MARGIN + app->columns))
        snprintf(out, size, "what is open stands in rows %d to %d, columns %d to %d",
                 extent.top - MARGIN, extent.bottom - MARGIN, extent.left - MARGIN,
                 extent.right - MARGIN);
    else if (broken >= 0)
        snprintf(out, size, "row %d: the box is broken", broken);
    cells_clear(&grid);
    return !*out;
}
