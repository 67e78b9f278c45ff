#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/store/queue.h"
#include "mtacon/base/text.h"
#include "mtacon/model/in_force.h"
#include "mtacon/tui/graph.h"

const char *part_against(char *out, size_t size, int64_t count, int64_t threshold)
{
    char number[32], limit[32];
    enum threshold_level level = threshold_level(count, threshold);
    text_count(number, sizeof number, count);
    if (level == THRESHOLD_OFF)
        snprintf(out, size, "%s  ", number);
    else
        snprintf(out, size, "%s/%s%s", number, text_count(limit, sizeof limit, threshold),
                 level == THRESHOLD_REACHED ? " !"
                 : level == THRESHOLD_NEAR  ? " ~"
                                            : "  ");
    return out;
}

enum style part_level_style(enum threshold_level level)
{
    return level == THRESHOLD_REACHED ? STYLE_BAD
           : level == THRESHOLD_NEAR  ? STYLE_NEAR
                                      : STYLE_NORMAL;
}

void part_graph(const struct app *app, struct area area, int which,
                const struct model_failures *failures, struct thresholds thresholds)
{
    char labels[3][24];
    struct graph graph = {.last_partial = true};
    const struct model_history *history = &app->about.history;
    int64_t now = app->now, hour = window_hour(now);
    if (which == 0) {
        graph.title = "failures per minute, last 60 min";
        graph.values = failures->minutes;
        graph.count = WINDOW_MINUTES;
        app_time(app, labels[0], sizeof labels[0], "%H:%M", window_last_hour(now));
        app_time(app, labels[1], sizeof labels[1], "%H:%M",
                 window_last_hour(now) + 30 * WINDOW_MINUTE);
        app_time(app, labels[2], sizeof labels[2], "%H:%M", now);
    } else if (which == 1) {
        graph.title = "failures per hour, last 24 h";
        graph.values = history->hours;
        graph.count = WINDOW_HOURS;
        graph.threshold = thresholds.hourly;
        app_time(app, labels[0], sizeof labels[0], "%H:%M", hour - 23 * WINDOW_HOUR);
        app_time(app, labels[1], sizeof labels[1], "%H:%M", hour - 11 * WINDOW_HOUR);
        app_time(app, labels[2], sizeof labels[2], "%H:%M", hour);
    } else {
        graph.title = "rolling 24 h total, last 7 days";
        graph.values = history->rolling;
        graph.count = WINDOW_TREND_POINTS;
        graph.threshold = thresholds.daily;
        app_time(app, labels[0], sizeof labels[0], "%a %d", hour - 167 * WINDOW_HOUR);
        app_time(app, labels[1], sizeof labels[1], "%a %d", hour - 83 * WINDOW_HOUR);
        app_time(app, labels[2], sizeof labels[2], "%a %H:%M", hour);
    }
    for (int i = 0; i < 3; i++)
        graph.labels[i] = labels[i];
    graph_draw(area, &graph);
}

int part_codes(struct area area, int row, const struct model_failures *failures)
{
    bool wide = area.columns >= 60;
    area_text(area, row, 0, STYLE_HEADING,
              wide ? "code        last h     24 h  meaning" : "code        last h     24 h");
    row++;
    if (failures->code_count == 0)
        area_text(area, row++, 0, STYLE_DIM, "no failures in the last 24 h");
    for (size_t i = 0; i < failures->code_count && row < area.rows; i++, row++) {
        const struct model_code *code = &failures->codes[i];
        char name[16], hour[32], day[32];
        smtp_code_title(code->code, name, sizeof name);
        enum style style =
            smtp_code_class(code->code) == SMTP_CLASS_PERMANENT ? STYLE_STRONG : STYLE_NORMAL;
        area_text(area, row, 0, style, name);
        area_right(area, row, 18, style, text_count(hour, sizeof hour, code->last_hour));
        area_right(area, row, 27, style, text_count(day, sizeof day, code->last_day));
        if (wide)
            area_text(area, row, 29, style, smtp_code_info(code->code)->meaning);
    }
    return row;
}

int part_reasons(const struct app *app, struct area area, int row)
{
    const struct about *about = &app->about;
    if (row >= area.rows)
        return row;
    area_text(area, row++, 0, STYLE_HEADING, "recipients waiting, by reason");
    if (about->reason_count == 0)
        area_text(area, row++, 0, STYLE_DIM, "nothing waits with a reason");
    for (size_t i = 0; i < about->reason_count && row < area.rows; i++, row++) {
        char number[32];
        area_right(area, row, 7, STYLE_NORMAL,
                   text_count(number, sizeof number, about->reasons[i].messages));
        area_text(area, row, 8, STYLE_NORMAL, about->reasons[i].text);
    }
    return row;
}

const char *part_left(char *out, size_t size, int64_t seconds)
{
    long long minutes = (seconds + 59) / 60;
    if (seconds <= 0)
        snprintf(out, size, "ENDED");
    else if (minutes >= 60)
        snprintf(out, size, "%lldh%02lld", minutes / 60, minutes % 60);
    else
        snprintf(out, size, "%lldm", minutes);
    return out;
}

static int draw_field(const struct app *app, struct area area, int row, const char *domain,
                      enum model_field field)
{
    struct model_in_force force = model_in_force(&app->model, domain, field);
    struct buffer text = {0};
    model_in_force_text(&app->model, domain, field, app->local_time, &text);
    row = area_wrap_printf(area, row, 0, model_is_in_force(&force) ? STYLE_NORMAL : STYLE_NEAR,
                           "%s %s", field == MODEL_FIELD_MODE ? "mode" : "reports",
                           buffer_text(&text));
    buffer_clear(&text);
    return row;
}

int part_policy(const struct app *app, struct area area, int row, const char *domain)
{
    row = draw_field(app, area, row, domain, MODEL_FIELD_MODE);
    return draw_field(app, area, row, domain, MODEL_FIELD_REPORTS);
}

const char *part_node_state(const struct app *app, const struct model_node *node, enum style *style,
                            const char **why)
{
    const struct fleet_live *live = app->fleet ? fleet_live(app->fleet, node->stored.id) : NULL;
    *why = *node->stored.error ? node->stored.error : node->stored.note;
    *style = STYLE_DIM;
    if (!live)
        return node->stored.state == STORE_NODE_UP ? "was up"
                                                   : store_node_state_name(node->stored.state);
    if (live->state == FLEET_UP) {
        *style = **why ? STYLE_NEAR : STYLE_GOOD;
        return **why ? "up, note" : "up";
    }
    if (live->state == FLEET_DOWN) {
        *style = STYLE_BAD;
        return "DOWN";
    }
    *style = live->failed ? STYLE_BAD : STYLE_NEAR;
    return live->failed ? "DOWN, try" : "connects";
}

struct area part_box(struct area area, int rows, int columns, const char *title)
{
    if (columns > area.columns - 4)
        columns = area.columns - 4;
    if (rows > area.rows - 2)
        rows = area.rows - 2;
    struct area box = area_part(area, (area.rows - rows - 2) / 2, (area.columns - columns - 4) / 2,
                                rows + 2, columns + 4);
    for (int row = 0; row < box.rows; row++) {
        bool edge = row == 0 || row == box.rows - 1;
        area_fill(box, row, STYLE_NORMAL);
        for (int column = 0; edge && column < box.columns; column++)
            area_put(box, row, column, STYLE_STRONG, 0x2500);
        area_put(box, row, 0, STYLE_STRONG, row == 0 ? 0x250c : edge ? 0x2514 : 0x2502);
        area_put(box, row, box.columns - 1, STYLE_STRONG,
                 row == 0 ? 0x2510
                 : edge   ? 0x2518
                          : 0x2502);
    }
    area_printf(box, 0, 2, STYLE_STRONG, " %s ", title);
    return area_part(box, 1, 2, box.rows - 2, box.columns - 4);
}
