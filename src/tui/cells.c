#include "mtacon/tui/cells.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

void cells_resize(struct cells *cells, int rows, int columns)
{
    free(cells->cells);
    cells->rows = rows;
    cells->columns = columns;
    cells->cells = memory_new((size_t)rows * (size_t)columns, sizeof *cells->cells);
    cells->cursor_row = cells->cursor_column = -1;
    for (int i = 0; i < rows * columns; i++)
        cells->cells[i] = (struct cell){.character = ' '};
}

void cells_clear(struct cells *cells)
{
    free(cells->cells);
    *cells = (struct cells){0};
}

struct area cells_area(struct cells *cells)
{
    return (struct area){cells, 0, 0, cells->rows, cells->columns};
}

static int smaller(int one, int other)
{
    return one < other ? one : other;
}

struct area area_part(struct area area, int row, int column, int rows, int columns)
{
    struct area part = {area.cells, area.row + row, area.column + column,
                        smaller(rows, area.rows - row), smaller(columns, area.columns - column)};
    if (part.rows < 0)
        part.rows = 0;
    if (part.columns < 0)
        part.columns = 0;
    return part;
}

static struct cell *cell_at(struct area area, int row, int column)
{
    if (row < 0 || column < 0 || row >= area.rows || column >= area.columns)
        return NULL;
    row += area.row;
    column += area.column;
    if (row < 0 || column < 0 || row >= area.cells->rows || column >= area.cells->columns)
        return NULL;
    return &area.cells->cells[row * area.cells->columns + column];
}

/* What stands over half of a wide character leaves a blank of the other half: a terminal would move
 * all that follows in the row. */
static void part_from_neighbours(struct cells *cells, struct cell *cell, uint32_t character)
{
    int column = (int)(cell - cells->cells) % cells->columns;
    if (character && !cell->character && column > 0)
        cell[-1].character = ' ';
    if (column + 1 < cells->columns && !cell[1].character)
        cell[1].character = ' ';
}

void area_put(struct area area, int row, int column, enum style style, uint32_t character)
{
    struct cell *cell = cell_at(area, row, column);
    if (!cell)
        return;
    part_from_neighbours(area.cells, cell, character);
    *cell = (struct cell){.character = character, .style = (uint8_t)style};
}

void area_put_wide(struct area area, int row, int column, enum style style, uint32_t character)
{
    bool whole = column >= 0 && column + 1 < area.columns;
    area_put(area, row, column, style, whole ? character : ' ');
    area_put(area, row, column + 1, style, whole ? 0 : ' ');
}

int area_text(struct area area, int row, int column, enum style style, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        uint32_t character = '?';
        size_t size = text_decode(text + i, length - i, &character);
        int width = text_character_width(character);
        i += size ? size : 1;
        if (width == 0)
            continue;
        if (column + width > area.columns) {
            area_put(area, row, area.columns - 1, style, 0x2026);
            return area.columns;
        }
        if (width == 2)
            area_put_wide(area, row, column, style, character);
        else
            area_put(area, row, column, style, character);
        column += width;
    }
    return column;
}

int area_printf(struct area area, int row, int column, enum style style, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return area_text(area, row, column, style, text);
}

void area_right(struct area area, int row, int end, enum style style, const char *text)
{
    area_text(area, row, end - text_width(text), style, text);
}

void area_restyle(struct area area, int row, enum style style)
{
    for (int column = 0; column < area.columns; column++) {
        struct cell *cell = cell_at(area, row, column);
        if (cell)
            cell->style = (uint8_t)style;
    }
}

void area_fill(struct area area, int row, enum style style)
{
    for (int column = 0; column < area.columns; column++)
        area_put(area, row, column, style, ' ');
}

/* Whether anything that is put into that row is to be seen. */
static bool is_seen(struct area area, int row)
{
    return row >= 0 && row < area.rows && row + area.row >= 0 && row + area.row < area.cells->rows;
}

/* As area_text, of so many bytes that fit. */
static void put_line(struct area area, int row, int column, enum style style, const char *text,
                     size_t length)
{
    if (!is_seen(area, row))
        return;
    char *line = memory_substring(text, length);
    area_text(area, row, column, style, line);
    free(line);
}

/* Bytes and columns of the first character. Nearly all is ASCII. */
static size_t measure_character(const char *text, int *width)
{
    unsigned char byte = (unsigned char)*text;
    uint32_t character = '?';
    *width = 1;
    if (byte >= ' ' && byte < 0x7f)
        return 1;
    size_t size = text_decode(text, strnlen(text, 4), &character);
    *width = text_character_width(character);
    return size ? size : 1;
}

int area_wrap(struct area area, int row, int column, enum style style, const char *text)
{
    int room = area.columns - column;
    while (*text && row < area.rows && room > 0) {
        size_t fits = 0, word = 0;
        int width = 0;
        while (text[fits] && text[fits] != '\n') {
            int columns;
            size_t size = measure_character(text + fits, &columns);
            if (width + columns > room)
                break;
            if (text[fits] == ' ')
                word = fits;
            fits += size;
            width += columns;
        }
        size_t end = text[fits] && text[fits] != '\n' && text[fits] != ' ' && word ? word : fits;
        put_line(area, row++, column, style, text, end);
        text += end;
        while (*text == ' ')
            text++;
        if (*text == '\n')
            text++;
    }
    return row;
}

int area_wrap_printf(struct area area, int row, int column, enum style style, const char *format,
                     ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return area_wrap(area, row, column, style, text);
}

int area_wrapped(struct area area, const char *text)
{
    struct cells none = {.columns = area.columns};
    if (area.columns < 1 || area.rows < 1)
        return 0;
    return area_wrap((struct area){&none, 0, 0, area.rows, area.columns}, 0, 0, STYLE_NORMAL, text);
}

static void append_character(struct buffer *out, uint32_t character)
{
    if (character < 0x80) {
        buffer_append_char(out, (char)character);
    } else if (character < 0x800) {
        buffer_append_char(out, (char)(0xc0 | character >> 6));
        buffer_append_char(out, (char)(0x80 | (character & 0x3f)));
    } else if (character < 0x10000) {
        buffer_append_char(out, (char)(0xe0 | character >> 12));
        buffer_append_char(out, (char)(0x80 | (character >> 6 & 0x3f)));
        buffer_append_char(out, (char)(0x80 | (character & 0x3f)));
    } else {
        buffer_append_char(out, (char)(0xf0 | character >> 18));
        buffer_append_char(out, (char)(0x80 | (character >> 12 & 0x3f)));
        buffer_append_char(out, (char)(0x80 | (character >> 6 & 0x3f)));
        buffer_append_char(out, (char)(0x80 | (character & 0x3f)));
    }
}

void cells_dump(const struct cells *cells, struct buffer *out)
{
    for (int row = 0; row < cells->rows; row++) {
        int last = cells->columns;
        const struct cell *line = &cells->cells[row * cells->columns];
        while (last > 0 && line[last - 1].character == ' ')
            last--;
        for (int column = 0; column < last; column++)
            if (line[column].character)
                append_character(out, line[column].character);
        buffer_append_char(out, '\n');
    }
}
