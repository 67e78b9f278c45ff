/* Tables on standard output: columns as wide as a terminal shows their widest cell. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "helpers.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

enum { GAP = 2 };

struct print_table {
    int columns;
    char **cells; /* row by row */
    size_t count;
    char **notes; /* below each row; NULL: none */
};

static size_t count_rows(const struct print_table *table)
{
    return table->count / (size_t)table->columns;
}

static void add_row(struct print_table *table, const char *first, va_list others)
{
    const char *cell = first;
    size_t row = count_rows(table);
    for (int i = 0; i < table->columns; i++) {
        table->cells = memory_grow(table->cells, table->count, sizeof *table->cells);
        table->cells[table->count++] = memory_string(cell);
        if (i + 1 < table->columns)
            cell = va_arg(others, const char *);
    }
    table->notes = memory_grow(table->notes, row, sizeof *table->notes);
    table->notes[row] = NULL;
}

struct print_table *print_table_make(int columns, const char *heading, ...)
{
    struct print_table *table = memory_new(1, sizeof *table);
    va_list others;
    table->columns = columns;
    va_start(others, heading);
    add_row(table, heading, others);
    va_end(others);
    return table;
}

void print_table_row(struct print_table *table, const char *cell, ...)
{
    va_list others;
    va_start(others, cell);
    add_row(table, cell, others);
    va_end(others);
}

void print_table_note(struct print_table *table, const char *text)
{
    memory_replace(&table->notes[count_rows(table) - 1], text);
}

static bool stands_right(const char *heading)
{
    return *heading == '>';
}

static const char *cell_of(const struct print_table *table, size_t row, int column)
{
    const char *cell = table->cells[row * (size_t)table->columns + (size_t)column];
    return row == 0 && stands_right(cell) ? cell + 1 : cell;
}

static int column_width(const struct print_table *table, int column)
{
    int width = 0;
    for (size_t row = 0; row < count_rows(table); row++) {
        int cell = text_width(cell_of(table, row, column));
        width = cell > width ? cell : width;
    }
    return width;
}

void print_table_end(struct print_table *table)
{
    int *widths = memory_new((size_t)table->columns, sizeof *widths);
    for (int column = 0; column < table->columns; column++)
        widths[column] = column_width(table, column);
    for (size_t row = 0; row < count_rows(table); row++) {
        for (int column = 0; column < table->columns; column++) {
            const char *cell = cell_of(table, row, column);
            int blanks = widths[column] - text_width(cell);
            bool right = stands_right(table->cells[column]), last = column + 1 == table->columns;
            printf("%*s%s%*s", right ? blanks : 0, "", cell,
                   (right  ? 0
                    : last ? 0
                           : blanks) +
                       (last ? 0 : GAP),
                   "");
        }
        putchar('\n');
        if (table->notes[row])
            printf("  %s\n", table->notes[row]);
    }
    for (size_t row = 0; row < count_rows(table); row++)
        free(table->notes[row]);
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->notes);
    free(table->cells);
    free(table);
    free(widths);
}
