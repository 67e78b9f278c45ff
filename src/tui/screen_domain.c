/* One domain: its failures over time, by code, and why its mail waits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "details.h"
#include "form_policy.h"
#include "mtacon/base/text.h"
#include "mtacon/model/in_force.h"
#include "parts.h"
#include "screens.h"

/* When the event ends, and what then. */
static int draw_end(const struct app *app, struct area area, int row,
                    const struct model_domain *domain)
{
    struct policy_domain policy = policy_effective(&app->model.policy, domain->name);
    bool inherited = policy_inherits_event(&app->model.policy, domain->name);
    char left[24];
    return area_wrap_printf(area, row, 0, STYLE_NEAR, "%s event ends in %s: then %s (%s)",
                            inherited ? "it inherits from *, whose" : "its",
                            part_left(left, sizeof left, policy.until - app->now),
                            policy_mode_title(policy.mode_after),
                            inherited ? "c on * extends" : "c extends");
}

/* What the domain's policy is, and whether it leaves the console blind; returns the next row. */
static int draw_policy(const struct app *app, struct area area, int row,
                       const struct model_domain *domain)
{
    const struct policy_domain *own = policy_find(&app->model.policy, domain->name);
    struct model_in_force force = model_in_force(&app->model, domain->name, MODEL_FIELD_MODE);
    if (!own && !force.differ) {
        bool untold = model_domain_is_untold(domain);
        area_printf(area, row, 0, untold ? STYLE_BAD : STYLE_DIM, "%s (e edits)",
                    untold ? MODEL_UNTOLD : "no policy of its own: not touched on the nodes");
        return row + 2;
    }
    row = part_policy(app, area, row, domain->name);
    if (force.saved.until)
        row = draw_end(app, area, row, domain);
    const char *warning = model_office365_warning(&app->model, domain);
    if (warning)
        row = area_wrap(area, row, 0, STYLE_NEAR, warning);
    return row + 1;
}

static int draw_numbers(const struct app *app, struct area area, const struct model_domain *domain)
{
    char hour[64], day[64], number[32], other[32], age[16] = "-";
    const struct model_failures *failures = &domain->failures;
    int column = area_printf(area, 0, 0, STYLE_STRONG, "%s", domain->name) + 3;
    column = area_text(area, 0, column, STYLE_NORMAL, "last hour ");
    column =
        area_text(area, 0, column, part_level_style(domain->hourly),
                  part_against(hour, sizeof hour, failures->last_hour, domain->effective.hourly));
    column = area_text(area, 0, column + 1, STYLE_NORMAL, "24 h ");
    area_text(area, 0, column, part_level_style(domain->daily),
              part_against(day, sizeof day, failures->last_day, domain->effective.daily));
    if (domain->oldest)
        text_age(age, sizeof age, app->now - domain->oldest);
    column = area_printf(
        area, 1, 0, STYLE_NORMAL, "temporary %s  permanent %s  expired %lld   (24 h)",
        text_count(number, sizeof number, failures->temporary),
        text_count(other, sizeof other, failures->permanent), (long long)failures->expired);
    if (failures->suppressed)
        area_printf(area, 1, column + 2, STYLE_NEAR, "reports withheld %s: w",
                    text_count(number, sizeof number, failures->suppressed));
    area_printf(area, 2, 0, domain->expiring_6h ? STYLE_NEAR : STYLE_NORMAL,
                "queued %s  oldest %s  expiring within 6 h %lld, 24 h %lld",
                text_count(number, sizeof number, domain->queued), age,
                (long long)domain->expiring_6h, (long long)domain->expiring_24h);
    if (!domain->effective.hourly && !domain->effective.daily)
        area_text(area, 2, 52, STYLE_DIM, "no thresholds are set");
    return draw_policy(app, area, 3, domain);
}

static int draw_samples(const struct app *app, struct area area, int row)
{
    const struct about *about = &app->about;
    if (row + 1 >= area.rows || !about->sample_count)
        return row;
    area_text(area, row++, 0, STYLE_HEADING, "newest reply of each code");
    for (size_t i = 0; i < about->sample_count && row < area.rows; i++, row++) {
        char name[16];
        smtp_code_title(about->samples[i].code, name, sizeof name);
        int column = area_printf(area, row, 0, STYLE_STRONG, "%s ", name);
        area_text(area, row, column, STYLE_NORMAL, about->samples[i].text);
    }
    return row;
}

/* One graph where there is little room, all three where they fit. */
static int draw_graphs(struct app *app, struct area area, int row,
                       const struct model_domain *domain)
{
    bool all = area.rows - row >= 33;
    int height = area.rows >= 44 ? 10 : area.rows >= 20 ? 8 : 7;
    for (int which = 0; which < 3; which++) {
        if (!all && which != app->graph)
            continue;
        part_graph(app, area_part(area, row, 0, height - 1, area.columns), which, &domain->failures,
                   domain->effective);
        row += height;
    }
    return row;
}

/* What is known of the open domain; of one that neither fails nor is configured, in `quiet`. */
static const struct model_domain *find(struct app *app, struct model_domain *quiet)
{
    const char *name = app_view(app)->subject;
    const struct model_domain *domain = model_find_domain(&app->model, name);
    if (domain)
        return domain;
    *quiet = (struct model_domain){.own = {THRESHOLD_INHERITED, THRESHOLD_INHERITED},
                                   .effective = app->model.defaults,
                                   .reports = true};
    snprintf(quiet->name, sizeof quiet->name, "%s", name);
    return quiet;
}

/* What its numbers are made of, in two columns where there is room. */
static int write_parts(struct app *app, struct area area)
{
    struct model_domain quiet;
    const struct model_domain *domain = find(app, &quiet);
    bool wide = area.columns >= 119;
    struct area right = area_part(area, 0, wide ? area.columns / 2 : 0, area.rows,
                                  wide ? area.columns - area.columns / 2 : area.columns);
    struct area left = area_part(area, 0, 0, area.rows, wide ? area.columns / 2 - 2 : area.columns);
    int row = part_codes(left, 0, &domain->failures), below = wide ? 0 : row;
    below = part_reasons(app, right, below);
    below = draw_samples(app, right, below + (wide ? 1 : 0));
    return below > row ? below : row;
}

static void draw(struct app *app, struct area area)
{
    struct model_domain quiet;
    const struct model_domain *domain = find(app, &quiet);
    area = area_part(area, 0, 1, area.rows, area.columns - 1);
    int row = draw_graphs(app, area, draw_numbers(app, area, domain), domain) - 1;
    view_text(app, app_view(app), area_part(area, row, 0, area.rows - row, area.columns),
              write_parts);
}

static void prepare(struct app *app, const void *row)
{
    (void)row;
    about_domain(app, app_view(app)->subject);
}

static bool request(struct app *app, enum request request, const void *row)
{
    (void)row;
    const char *name = app_view(app)->subject;
    if (request == REQUEST_MESSAGES || request == REQUEST_OPEN)
        details_open(app, &screen_messages, name, NULL);
    else if (request == REQUEST_LINES)
        details_open(app, &screen_lines, name, NULL);
    else if (request == REQUEST_WITHHELD)
        details_open(app, &screen_withheld, name, NULL);
    else
        return form_policy_request(app, request, name);
    return true;
}

const struct screen screen_domain = {
    .name = "Domain",
    .help = "One domain over all nodes. The queue counts messages, reasons count recipients: a "
            "message with two of them may be there twice. The bar marked ^ still grows. Thresholds "
            "are lines in the "
            "graphs of 24 hours (hourly threshold) and 7 days (24 h threshold).",
    .requests = {REQUEST_CONTINUITY, REQUEST_BOUNCE, REQUEST_ALERTS, REQUEST_SUBSCRIBERS,
                 REQUEST_POLICY, REQUEST_GRAPH, REQUEST_MESSAGES, REQUEST_LINES, REQUEST_HELP,
                 REQUEST_BACK},
    .scrolls = true,
    .prepare = prepare,
    .draw = draw,
    .request = request,
};
