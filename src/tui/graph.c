#include "mtacon/tui/graph.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/text.h"

enum { SCALE_COLUMNS = 7, BARS_LIMIT = 400 };

uint32_t graph_block(int eighths)
{
    return eighths <= 0 ? ' ' : 0x2580u + (uint32_t)(eighths > 8 ? 8 : eighths);
}

/* More values than columns: each column shows the greatest of its share, so that no peak is lost.
 */
static int fit(const struct graph *graph, int columns, int64_t *bars)
{
    int count = graph->count < columns ? graph->count : columns;
    for (int i = 0; i < count; i++) {
        int from = i * graph->count / count, to = (i + 1) * graph->count / count;
        bars[i] = 0;
        for (int k = from; k < to; k++)
            if (graph->values[k] > bars[i])
                bars[i] = graph->values[k];
    }
    return count;
}

/* 1, 2 or 5 times a power of ten, at least `value`. */
static int64_t round_up(int64_t value)
{
    int64_t unit = 1;
    if (value < 4)
        return 4;
    while (unit * 10 < value)
        unit *= 10;
    static const int64_t steps[] = {1, 2, 3, 4, 5, 6, 8, 10};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (unit * steps[i] >= value)
            return unit * steps[i];
    return unit * 10;
}

/* The scale reaches up to the threshold unless that is so far above that the bars would vanish. */
static int64_t choose_top(const struct graph *graph, int64_t greatest)
{
    if (graph->threshold && greatest * 5 >= graph->threshold && graph->threshold > greatest)
        greatest = graph->threshold;
    return round_up(greatest);
}

static void draw_scale(struct area area, int height, int64_t top)
{
    for (int row = 0; row <= height; row++) {
        bool marked = row == 0 || row == height || (height >= 4 && row == height / 2);
        char text[32];
        int64_t value = top * (height - row) / height;
        if (value < 1000000)
            snprintf(text, sizeof text, "%lld", (long long)value);
        else
            snprintf(text, sizeof text, "%lldM", (long long)value / 1000000);
        if (marked)
            area_right(area, row, SCALE_COLUMNS - 1, STYLE_DIM, text);
        area_put(area, row, SCALE_COLUMNS - 1, STYLE_DIM,
                 row == height ? 0x2534
                 : marked      ? 0x2524
                               : 0x2502);
    }
}

static void draw_bar(struct area area, int column, int width, int height, int64_t value,
                     int64_t top, enum style style)
{
    int64_t eighths = (value * height * 8 + top - 1) / top;
    for (int row = height - 1; row >= 0 && eighths > 0; row--, eighths -= 8)
        for (int i = 0; i < width; i++)
            area_put(area, row, column + i, style, graph_block(eighths > 8 ? 8 : (int)eighths));
}

static void draw_threshold(struct area area, int height, int64_t threshold, int64_t top)
{
    if (threshold > top)
        return;
    /* The row whose upper edge it is, as with the numbers of the scale. */
    int row = height - (int)((threshold * height + top - 1) / top);
    for (int column = SCALE_COLUMNS; column < area.columns; column++) {
        const struct cell *cell =
            &area.cells->cells[(area.row + row) * area.cells->columns + area.column + column];
        if (cell->character == ' ')
            area_put(area, row, column, STYLE_LIMIT, 0x2504);
    }
}

static void draw_labels(struct area area, int row, const struct graph *graph, int end)
{
    if (graph->labels[0])
        area_text(area, row, SCALE_COLUMNS, STYLE_DIM, graph->labels[0]);
    if (graph->labels[1])
        area_text(area, row, SCALE_COLUMNS + (end - SCALE_COLUMNS) / 2 - 2, STYLE_DIM,
                  graph->labels[1]);
    if (graph->labels[2])
        area_right(area, row, end, STYLE_DIM, graph->labels[2]);
}

void graph_draw(struct area area, const struct graph *graph)
{
    int64_t bars[BARS_LIMIT], greatest = 0;
    int room = area.columns - SCALE_COLUMNS, height = area.rows - 3;
    if (height < 2 || room < 13)
        return;
    height -= height % 2; /* so that the middle of the scale is a row */
    int count = fit(graph, room < BARS_LIMIT ? room : BARS_LIMIT, bars);
    int width = room / count;
    for (int i = 0; i < count; i++)
        greatest = bars[i] > greatest ? bars[i] : greatest;
    int64_t top = choose_top(graph, greatest);
    int after = area_text(area, 0, 0, STYLE_HEADING, graph->title);
    if (graph->threshold) {
        char number[32];
        text_count(number, sizeof number, graph->threshold);
        area_printf(area, 0, after + 2, STYLE_LIMIT, "┄┄ threshold %s%s", number,
                    graph->threshold > top ? " (above)" : "");
    }
    struct area plot = area_part(area, 1, 0, height + 1, area.columns);
    draw_scale(plot, height, top);
    for (int i = 0; i < count; i++) {
        bool partial = graph->last_partial && i == count - 1;
        bool reached = graph->threshold && bars[i] >= graph->threshold;
        int column = SCALE_COLUMNS + i * width;
        /* A gap between bars of three columns and more. */
        draw_bar(plot, column, width > 2 ? width - 1 : width, height, bars[i], top,
                 partial   ? STYLE_PARTIAL
                 : reached ? STYLE_BAD
                           : STYLE_GRAPH);
        for (int k = 0; k < width; k++)
            area_put(plot, height, column + k, STYLE_DIM, partial ? '^' : 0x2500);
    }
    if (graph->threshold)
        draw_threshold(area_part(plot, 0, 0, height, SCALE_COLUMNS + count * width), height,
                       graph->threshold, top);
    draw_labels(area, height + 2, graph, SCALE_COLUMNS + count * width);
}

void graph_spark(struct area area, int row, int column, int columns, enum style style,
                 const int64_t *values, int count)
{
    int64_t sums[64] = {0}, greatest = 1;
    if (columns > 64)
        columns = 64;
    for (int i = 0; i < columns; i++) {
        for (int k = i * count / columns; k < (i + 1) * count / columns; k++)
            sums[i] += values[k];
        greatest = sums[i] > greatest ? sums[i] : greatest;
    }
    for (int i = 0; i < columns; i++)
        area_put(area, row, column + i, sums[i] || style == STYLE_SELECTED ? style : STYLE_DIM,
                 sums[i] ? graph_block((int)((sums[i] * 8 + greatest - 1) / greatest))
                         : graph_block(1));
}
