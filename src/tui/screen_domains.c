/* Domains, worst first: who is failing? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console_private.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/tui/graph.h"

enum { SORT_WORST, SORT_NAME, SORT_HOUR, SORT_DAY, SORT_QUEUED, SORT_COUNT };
static const char *const sort_names[SORT_COUNT] = {"worst first", "name", "last hour", "24 hours",
                                                   "queued"};

struct rows {
    const struct model_domain **domains;
    int count;
};

static int sorting; /* qsort hands no argument on */

static int compare(const void *left, const void *right)
{
    const struct model_domain *one = *(const struct model_domain *const *)left;
    const struct model_domain *other = *(const struct model_domain *const *)right;
    int64_t difference = 0;
    if (sorting == SORT_HOUR)
        difference = other->failures.last_hour - one->failures.last_hour;
    else if (sorting == SORT_DAY)
        difference = other->failures.last_day - one->failures.last_day;
    else if (sorting == SORT_QUEUED)
        difference = other->queued - one->queued;
    if (difference)
        return difference < 0 ? -1 : 1;
    return strcmp(one->name, other->name);
}

static struct rows rows_of(const struct console *console, int sort)
{
    const struct model *model = &console->model;
    struct rows rows = {memory_new(model->domain_count, sizeof *rows.domains), 0};
    for (size_t i = 0; i < model->domain_count; i++)
        if (view_matches(console, model->domains[i].name))
            rows.domains[rows.count++] = &model->domains[i];
    sorting = sort;
    if (sort != SORT_WORST && rows.count)
        qsort(rows.domains, (size_t)rows.count, sizeof *rows.domains, compare);
    return rows;
}

static const char *name_of(void *argument, int index)
{
    return ((struct rows *)argument)->domains[index]->name;
}

/* Where the columns after the name are; what is wider than 80 goes to the name first. */
static int after_name(struct area area)
{
    int more = area.columns - 80;
    return 18 + (more < 0 ? 0 : more > 24 ? 24 : more);
}

/* 'Enabled 1h42': the mode, and how long its event still runs. */
static void draw_mode(const struct console *console, struct area area, int row, int column,
                      const struct model_domain *domain)
{
    char left[48] = "";
    long long minutes = (domain->until - console->now + 59) / 60;
    if (domain->until && minutes <= 0)
        snprintf(left, sizeof left, " ENDED");
    else if (domain->until && minutes >= 60)
        snprintf(left, sizeof left, " %lldh%02lld", minutes / 60, minutes % 60);
    else if (domain->until)
        snprintf(left, sizeof left, " %lldm", minutes);
    if (domain->configured)
        area_printf(area, row, column,
                    domain->mode == POLICY_MODE_ENABLED ? STYLE_NEAR : STYLE_NORMAL, "%s%s",
                    policy_mode_title(domain->mode), left);
    if (domain->configured)
        area_text(area, row, column + 13, domain->reports ? STYLE_NORMAL : STYLE_NEAR,
                  domain->reports ? "on" : "OFF");
}

static void draw_row(const struct console *console, struct area area, int row,
                     const struct model_domain *domain, bool selected)
{
    char hour[64], day[64], number[32], age[16] = "-", readable[DOMAIN_NAME_SIZE];
    int base = after_name(area);
    struct area name = area_part(area, row, 1, 1, base - 1);
    area_put(area, row, 0, part_level_style(domain->level),
             domain->level == THRESHOLD_REACHED ? 0x25b2
             : domain->level == THRESHOLD_NEAR  ? '~'
                                                : ' ');
    area_text(name, 0, 0, domain->configured ? STYLE_STRONG : STYLE_NORMAL,
              domain_name_readable(domain->name, readable));
    draw_mode(console, area, row, base + 1, domain);
    area_right(
        area, row, base + 29, part_level_style(domain->hourly),
        part_against(hour, sizeof hour, domain->failures.last_hour, domain->effective.hourly));
    area_right(area, row, base + 43, part_level_style(domain->daily),
               part_against(day, sizeof day, domain->failures.last_day, domain->effective.daily));
    area_right(area, row, base + 48, STYLE_NORMAL,
               text_count(number, sizeof number, domain->queued));
    if (domain->oldest)
        text_age(age, sizeof age, console->now - domain->oldest);
    area_right(area, row, base + 52, STYLE_NORMAL, age);
    if (selected)
        area_restyle(area, row, STYLE_SELECTED);
    graph_spark(area, row, base + 53, area.columns - base - 53 > 12 ? 12 : area.columns - base - 53,
                selected ? STYLE_SELECTED : STYLE_GRAPH, domain->failures.minutes, WINDOW_MINUTES);
}

static void draw_heading(const struct console *console, struct area area, const struct view *view)
{
    int base = after_name(area);
    (void)console;
    area_printf(area, 0, 1, STYLE_HEADING, "Domain%s%s", view->sort ? " by " : "",
                view->sort ? sort_names[view->sort] : "");
    area_text(area, 0, base + 1, STYLE_HEADING, "Mode");
    area_text(area, 0, base + 13, STYLE_HEADING, "Reports");
    area_right(area, 0, base + 30, STYLE_HEADING, "last hour");
    area_right(area, 0, base + 41, STYLE_HEADING, "24 hours");
    area_right(area, 0, base + 48, STYLE_HEADING, "queue");
    area_right(area, 0, base + 52, STYLE_HEADING, "old");
    area_text(area, 0, base + 53, STYLE_HEADING, "60 min");
}

static void draw_empty(const struct console *console, struct area area)
{
    if (console->model.node_count == 0)
        area_wrap(area, 1, 1, STYLE_NORMAL,
                  "No nodes yet. Press 2, then n, to add one; or run: mtacon nodes add NAME "
                  "[DESTINATION]");
    else if (console->filter[0])
        area_printf(area, 1, 1, STYLE_NORMAL, "Nothing matches '%s'. Esc drops the filter.",
                    console->filter);
    else
        area_wrap(area, 1, 1, STYLE_NORMAL,
                  "No failures in the last 24 h and no domain configured. To configure one: mtacon "
                  "domains add DOMAIN; then c, b, a and e work on its row.");
}

/* What the selected row is made of, below or beside the list. */
static void draw_detail(struct console *console, struct area area,
                        const struct model_domain *domain)
{
    char title[DOMAIN_NAME_SIZE + 64];
    if (area.rows < 6)
        return;
    snprintf(title, sizeof title, "%s", domain->name);
    area_text(area, 0, 0, STYLE_STRONG, title);
    if (area.columns >= 78 && area.rows < 20) {
        int left = 46;
        part_graph(console, area_part(area, 1, 0, area.rows - 1, left), console->graph, 0,
                   domain->name, &domain->failures, domain->effective);
        struct area right = area_part(area, 1, left + 2, area.rows - 1, area.columns - left - 2);
        int row = part_codes(right, 0, &domain->failures);
        if (row < right.rows - 1)
            part_reasons(console, right, row, 0, domain->name);
        return;
    }
    int height = area.rows >= 34 ? 9 : area.rows >= 24 ? 8 : 7, row = 1;
    for (int which = 0; which < 3 && row + height <= area.rows - 6; which++, row += height + 1)
        part_graph(console, area_part(area, row, 0, height, area.columns),
                   area.rows >= 30 ? which : (console->graph + which) % 3, 0, domain->name,
                   &domain->failures, domain->effective);
    row = part_codes(area, row, &domain->failures);
    part_reasons(console, area, row + 1, 0, domain->name);
}

static void draw(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    struct rows rows = rows_of(console, view->sort);
    bool beside = area.columns >= 150;
    struct area list = beside ? area_part(area, 0, 0, area.rows, 84) : area;
    int page = beside ? area.rows - 1 : area.rows - 12;
    if (page < 6)
        page = area.rows >= 16 ? 6 : area.rows - 1;
    if (!beside && page > rows.count)
        page = rows.count > 6 ? rows.count : 6;
    view_place(view, rows.count, page, name_of, &rows);
    draw_heading(console, list, view);
    for (int i = 0; i < page && view->top + i < rows.count; i++)
        draw_row(console, list, i + 1, rows.domains[view->top + i], view->top + i == view->index);
    if (rows.count > view->top + page)
        area_printf(list, page, list.columns - 12, STYLE_DIM, " %d more ↓",
                    rows.count - view->top - page);
    if (rows.count == 0)
        draw_empty(console, list);
    else if (beside)
        draw_detail(console, area_part(area, 0, 86, area.rows, area.columns - 86),
                    rows.domains[view->index]);
    else
        draw_detail(console, area_part(area, page + 2, 1, area.rows - page - 2, area.columns - 1),
                    rows.domains[view->index]);
    free(rows.domains);
}

static bool request(struct console *console, enum request request)
{
    struct view *view = console_view(console);
    struct rows rows = rows_of(console, view->sort);
    const char *name = view->index < rows.count ? rows.domains[view->index]->name : NULL;
    bool done = true;
    if (request == REQUEST_OPEN && name)
        console_open(console, &screen_domain, name);
    else if (request == REQUEST_MESSAGES && name)
        console_open(console, &screen_messages, name);
    else if (request == REQUEST_LINES && name)
        console_open(console, &screen_lines, name);
    else if (name && form_policy_request(console, request, name))
        done = true;
    else if (request == REQUEST_SORT)
        view->sort = (view->sort + 1) % SORT_COUNT;
    else
        done = false;
    free(rows.domains);
    return done;
}

const struct screen screen_domains = {
    .name = "Domains",
    .help = "Every domain that fails or is configured (bold), against its thresholds: ~ near, ! "
            "reached. Sums are over all nodes.",
    .requests = {REQUEST_OPEN, REQUEST_CONTINUITY, REQUEST_BOUNCE, REQUEST_ALERTS, REQUEST_POLICY,
                 REQUEST_PUSH, REQUEST_GRAPH, REQUEST_FILTER, REQUEST_HELP, REQUEST_QUIT},
    .draw = draw,
    .request = request,
};
