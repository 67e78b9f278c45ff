/* Domains, worst first: who is failing? */
#include <stdio.h>
#include <string.h>

#include "details.h"
#include "form_domain.h"
#include "form_policy.h"
#include "mtacon/base/text.h"
#include "mtacon/model/in_force.h"
#include "parts.h"
#include "screens.h"
#include "table.h"

enum { MARK, NAME, ALERT, MODE, REPORTS, HOUR, DAY, QUEUE, OLDEST, TREND, COLUMNS };
enum { ENDING = 900 /* seconds */ };

static void gather(struct app *app, struct view *view)
{
    for (size_t i = 0; i < app->model.domain_count; i++)
        table_add(view, app->model.domains[i]);
}

static const char *name_of(const void *row)
{
    return ((const struct model_domain *)row)->name;
}

/* ' 1h42': how long an event still runs; '!' in its last quarter of an hour. */
static const char *left_of(const struct app *app, const struct model_value *value, char *out,
                           size_t size)
{
    int64_t seconds = value->until - app->now;
    char left[24];
    if (!value->until)
        snprintf(out, size, "%s", "");
    else
        snprintf(out, size, " %s%s", part_left(left, sizeof left, seconds),
                 seconds > 0 && seconds <= ENDING ? "!" : "");
    return out;
}

/* In force, or saved only; what is in force is told before all else. */
static void write_force(const struct app *app, const struct model_domain *domain,
                        enum model_field field, struct table_cell *cell)
{
    struct model_in_force force = model_in_force(&app->model, domain->name, field);
    char left[24] = "", text[96];
    if (!domain->configured && !force.differ) {
        if (field == MODEL_FIELD_MODE && model_domain_is_untold(domain))
            table_put(cell, STYLE_BAD, "not configured");
        return;
    }
    bool usual =
        field == MODEL_FIELD_MODE ? force.saved.mode != POLICY_MODE_ENABLED : force.saved.reports;
    if (field == MODEL_FIELD_MODE)
        left_of(app, &force.saved, left, sizeof left);
    model_in_force_brief(&app->model, domain->name, field, left, text, sizeof text);
    table_put(cell, usual && model_is_in_force(&force) ? STYLE_NORMAL : STYLE_NEAR, "%s", text);
}

/* Who is at it, or that nobody is told: takes no room where there is nothing to say. */
static void write_alert(const struct app *app, const struct model_domain *domain,
                        struct table_cell *cell)
{
    const struct store_mute *mute = model_find_mute(&app->model, domain->name);
    char left[24] = "";
    if (mute && mute->until)
        part_left(left, sizeof left, mute->until - app->now);
    if (mute)
        table_put(cell, STYLE_NEAR, "muted%s%s ", *left ? " " : "", left);
    else if (model_alert_count(&app->model, domain->name, MODEL_ALERT_ACKNOWLEDGED) &&
             !model_alert_count(&app->model, domain->name, MODEL_ALERT_FIRING))
        table_put(cell, STYLE_NEAR, "acked ");
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct model_domain *domain = row;
    char text[DOMAIN_NAME_SIZE] = "-";
    switch (column) {
    case MARK:
        table_put(cell, part_level_style(domain->level), "%s",
                  domain->level == THRESHOLD_REACHED ? "▲"
                  : domain->level == THRESHOLD_NEAR  ? "~"
                                                     : "");
        break;
    case NAME:
        table_put(cell, domain->configured ? STYLE_STRONG : STYLE_NORMAL, "%s",
                  domain_name_readable(domain->name, text));
        break;
    case ALERT:
        write_alert(app, domain, cell);
        break;
    case MODE:
        write_force(app, domain, MODEL_FIELD_MODE, cell);
        break;
    case REPORTS:
        write_force(app, domain, MODEL_FIELD_REPORTS, cell);
        break;
    case HOUR:
        part_against(text, sizeof text, domain->failures.last_hour, domain->effective.hourly);
        table_put(cell, part_level_style(domain->hourly), "%s", text);
        break;
    case DAY:
        part_against(text, sizeof text, domain->failures.last_day, domain->effective.daily);
        table_put(cell, part_level_style(domain->daily), "%s", text);
        break;
    case QUEUE:
        table_put(cell, STYLE_NORMAL, "%s", text_count(text, sizeof text, domain->queued));
        break;
    case OLDEST:
        if (domain->oldest)
            text_age(text, sizeof text, app->now - domain->oldest);
        table_put(cell, STYLE_NORMAL, "%s", text);
        break;
    }
}

static const int64_t *bars(const void *row)
{
    return ((const struct model_domain *)row)->failures.minutes;
}

static int compare(int64_t one, int64_t other)
{
    return one > other ? -1 : one < other;
}

static int by_name(const void *one, const void *other)
{
    return strcmp(name_of(one), name_of(other));
}

static int by_hour(const void *one, const void *other)
{
    return compare(((const struct model_domain *)one)->failures.last_hour,
                   ((const struct model_domain *)other)->failures.last_hour);
}

static int by_day(const void *one, const void *other)
{
    return compare(((const struct model_domain *)one)->failures.last_day,
                   ((const struct model_domain *)other)->failures.last_day);
}

static int by_queue(const void *one, const void *other)
{
    return compare(((const struct model_domain *)one)->queued,
                   ((const struct model_domain *)other)->queued);
}

/* What the selected row is made of, below or beside the list. */
static void detail(struct app *app, struct area area, const void *data)
{
    const struct model_domain *domain = data;
    char readable[DOMAIN_NAME_SIZE];
    int after = area_text(area, 0, 0, STYLE_STRONG, domain_name_readable(domain->name, readable));
    if (model_domain_is_untold(domain))
        area_text(area, 0, after + 2, STYLE_BAD, MODEL_UNTOLD);
    if (area.columns >= 76 && area.rows < 20) {
        int left = 46;
        part_graph(app, area_part(area, 1, 0, area.rows - 1, left), app->graph, &domain->failures,
                   domain->effective);
        struct area right = area_part(area, 1, left + 2, area.rows - 1, area.columns - left - 2);
        int row = part_codes(right, 0, &domain->failures);
        if (row < right.rows - 1)
            part_reasons(app, right, row);
        return;
    }
    int height = area.rows >= 34 ? 9 : area.rows >= 24 ? 8 : 7, row = 1;
    for (int which = 0; which < 3 && row + height <= area.rows - 6; which++, row += height + 1)
        part_graph(app, area_part(area, row, 0, height, area.columns),
                   area.rows >= 30 ? which : (app->graph + which) % 3, &domain->failures,
                   domain->effective);
    row = part_codes(area, row, &domain->failures);
    part_reasons(app, area, row + 1);
}

static void prepare(struct app *app, const void *row)
{
    about_domain(app, name_of(row));
}

/* That nothing fails can be said only of nodes that are read. */
static const char *explain(const struct app *app)
{
    const struct model *model = &app->model;
    int read = 0;
    for (size_t i = 0; i < model->node_count; i++)
        read += model->nodes[i].read;
    if (model->node_count == 0)
        return "No nodes yet. Press 2, then n, to add one; or run: mtacon nodes add NAME "
               "[DESTINATION]";
    if (app_is_blind(app))
        return "BLIND: no node can be read, so nobody knows what fails. Press 2 to see why; r "
               "connects anew.";
    if (read < (int)model->node_count)
        return "No failures in the last 24 h on the nodes that are read; not all of them are. "
               "Press 2 to see which.";
    return "No failures in the last 24 h and no domain configured. n adds one; then c, b, a "
           "and e work on its row.";
}

static bool request(struct app *app, enum request request, const void *row)
{
    if (request == REQUEST_ADD) {
        form_domain_open(app);
        return true;
    }
    if (!row)
        return false;
    if (request == REQUEST_OPEN)
        app_open(app, &screen_domain, name_of(row));
    else if (request == REQUEST_MESSAGES)
        details_open(app, &screen_messages, name_of(row), NULL);
    else if (request == REQUEST_LINES)
        details_open(app, &screen_lines, name_of(row), NULL);
    else if (request == REQUEST_WITHHELD)
        details_open(app, &screen_withheld, name_of(row), NULL);
    else
        return form_policy_request(app, request, name_of(row));
    return true;
}

static const struct column columns[COLUMNS] = {
    [MARK] = {"", 1, .tight = true},
    [NAME] = {"Domain", 17, 44, .searched = true},
    [ALERT] = {"", 0, .priority = 1, .tight = true},
    [MODE] = {"Mode", 12, .priority = 1},
    [REPORTS] = {"Reports", 7, .priority = 3},
    [HOUR] = {"last hour", 9, .right = true},
    [DAY] = {"24 hours", 9, .priority = 2, .right = true},
    [QUEUE] = {"queue", 6, .priority = 4, .right = true},
    [OLDEST] = {"old", 3, .priority = 5, .right = true},
    [TREND] = {"60 min", 6, 12, .priority = 6, .bars = bars},
};

static const struct order orders[] = {
    {"worst first", -1, false, NULL},    {"name", NAME, true, by_name},
    {"last hour", HOUR, false, by_hour}, {"24 hours", DAY, false, by_day},
    {"queue", QUEUE, false, by_queue},
};

static const struct table table = {
    .columns = columns,
    .column_count = COLUMNS,
    .orders = orders,
    .order_count = sizeof orders / sizeof *orders,
    .gather = gather,
    .of_model = true,
    .name_of = name_of,
    .write = write,
    .explain = explain,
    .detail_rows = 10,
    .detail_grows = true,
    .beside = 84,
    .detail = detail,
};

const struct screen screen_domains = {
    .name = "Domains",
    .help = "Every domain that fails or is configured (bold), against its thresholds: ~ near, ! "
            "reached. Sums are over all nodes.",
    .requests = {REQUEST_OPEN, REQUEST_CONTINUITY, REQUEST_BOUNCE, REQUEST_ALERTS, REQUEST_POLICY,
                 REQUEST_PUSH, REQUEST_ADD, REQUEST_FILTER, REQUEST_HELP, REQUEST_QUIT,
                 REQUEST_GRAPH},
    .table = &table,
    .prepare = prepare,
    .request = request,
};
