/* What stands around every screen: title, summary, the line that tells what matters most, keys. */
#include <stdio.h>
#include <string.h>

#include "console_private.h"
#include "mtacon/base/text.h"

enum { STALE = 30 };

/* Open alerts that nobody is at yet. */
static int count_firing(const struct model *model)
{
    int firing = 0;
    for (size_t i = 0; i < model->alert_count; i++)
        firing += strcmp(model_alert_state(model, &model->alerts[i]), "firing") == 0;
    return firing;
}

static void draw_title(const struct console *console, struct area area)
{
    char when[40], count[16];
    const struct screen *open = console->views[console->depth].screen;
    bool is_tab = false;
    area_fill(area, 0, STYLE_BAR);
    int column = area_text(area, 0, 1, STYLE_BAR_KEY, "mtacon") + 2;
    /* Inside one of them, where the operator came from and where he is. */
    for (int i = 0; i < CONSOLE_TABS; i++) {
        if (console->depth > 0 && console->views[0].screen != console_tabs[i])
            continue;
        bool here = console->views[0].screen == console_tabs[i] && console->depth == 0;
        is_tab = is_tab || here;
        if (console_tabs[i] == &screen_alerts && count_firing(&console->model))
            snprintf(count, sizeof count, " (%d)", count_firing(&console->model));
        else
            count[0] = '\0';
        /* The reference of codes gives way where it is narrow: System has it too. */
        if (!here && column + 20 > area.columns - (console->options->read_only ? 12 : 0))
            continue;
        column = area_printf(area, 0, column, here ? STYLE_BAR_KEY : STYLE_BAR,
                             here ? "[%d %s%s]" : " %d %s%s ", i + 1, console_tabs[i]->name, count);
    }
    if (!is_tab)
        area_printf(area, 0, column, STYLE_BAR_KEY, "[%s]", open->name);
    console_time(console, when, sizeof when, console->local_time ? "%H:%M:%S %Z" : "%H:%M:%SZ",
                 console->now);
    if (console->options->read_only)
        area_right(area, 0, area.columns - 12, STYLE_BAR, "read-only");
    area_right(area, 0, area.columns - 1, STYLE_BAR, when);
}

/* How many nodes are read right now; without a fleet none is. */
static int nodes_up(const struct console *console)
{
    int up = 0;
    for (size_t i = 0; console->fleet && i < fleet_count(console->fleet); i++)
        up += fleet_live_at(console->fleet, i)->state == FLEET_UP;
    return up;
}

static void draw_summary(const struct console *console, struct area area)
{
    const struct model *model = &console->model;
    char hour[32], day[32], queue[32], age[16] = "-";
    int up = nodes_up(console), all = (int)model->node_count;
    int64_t newest = 0, oldest = 0;
    for (size_t i = 0; i < model->node_count; i++) {
        int64_t contact = model->nodes[i].stored.last_contact;
        newest = contact > newest ? contact : newest;
        oldest = i == 0 || contact < oldest ? contact : oldest;
    }
    int column =
        area_printf(area, 0, 1, up < all ? STYLE_BAD : STYLE_GOOD, "nodes %d of %d up", up, all);
    column = area_printf(area, 0, column + 2, STYLE_NORMAL, "failures %s/h %s/24h",
                         text_count(hour, sizeof hour, model->failures.last_hour),
                         text_count(day, sizeof day, model->failures.last_day));
    if (model->oldest)
        text_age(age, sizeof age, console->now - model->oldest);
    column = area_printf(area, 0, column + 2, STYLE_NORMAL, "queue %s oldest %s",
                         text_count(queue, sizeof queue, model->queued), age);
    if (model->expiring_6h)
        column = area_printf(area, 0, column + 2, STYLE_NEAR, "exp<6h %lld",
                             (long long)model->expiring_6h);
    if (newest && console->now - newest > STALE)
        area_printf(area, 0, column + 2, STYLE_NEAR, "READ %s AGO",
                    text_age(age, sizeof age, console->now - newest));
}

static void draw_footer(const struct console *console, struct area area)
{
    const struct screen *screen = console->views[console->depth].screen;
    int row = area.rows - 1, column = 1;
    area_fill(area, row, STYLE_BAR);
    for (int i = 0; i < 10 && screen->requests[i]; i++) {
        const struct request_info *info = request_info(screen->requests[i]);
        if (column + text_width(info->key_names) + text_width(info->label) + 2 > area.columns)
            break;
        column = area_text(area, row, column, STYLE_BAR_KEY, info->key_names) + 1;
        column = area_text(area, row, column, STYLE_BAR, info->label) + 2;
    }
}

/* The newest alert that nobody is at; false when there is none. */
static bool draw_alert_banner(const struct console *console, struct area area, int row)
{
    const struct model *model = &console->model;
    char count[32], limit[32], since[32], more[32] = "";
    int firing = count_firing(model);
    size_t i = 0;
    while (i < model->alert_count &&
           strcmp(model_alert_state(model, &model->alerts[i]), "firing") != 0)
        i++;
    if (i == model->alert_count || console->views[console->depth].screen == &screen_alerts)
        return false;
    const struct store_alert *alert = &model->alerts[i];
    if (firing > 1)
        snprintf(more, sizeof more, " (and %d more)", firing - 1);
    area_printf(area, row, 1, STYLE_BAD, "▲ ALERT %s %s/%s %s since %s%s: 3 shows", alert->domain,
                text_count(count, sizeof count, alert->count),
                text_count(limit, sizeof limit, alert->threshold),
                alert->window == ALERT_HOURLY ? "/h" : "/24h",
                console_time(console, since, sizeof since, "%H:%M", alert->since), more);
    return true;
}

/* What the operator must know about policy on the nodes, worst first. */
static void draw_policy_banner(const struct model *model, struct area area, int row)
{
    int foreign = 0, drifted = 0, behind = 0;
    for (size_t i = 0; i < model->node_count; i++) {
        foreign += model->nodes[i].sync == SYNC_FOREIGN;
        drifted += model->nodes[i].sync == SYNC_DRIFTED;
        behind += model->nodes[i].sync == SYNC_BEHIND;
    }
    if (model->split)
        area_printf(
            area, row, 1, STYLE_BAD,
            "SPLIT: %d of %d nodes carry another console's revision: 2 shows which, A adopts",
            foreign, model->enrolled);
    else if (foreign)
        area_printf(area, row, 1, STYLE_BAD,
                    "another console pushed a revision unknown here: 2 shows which, A adopts it");
    else if (behind)
        area_printf(area, row, 1, STYLE_NEAR,
                    "revision %lld is in force on %d of %d nodes: p pushes",
                    (long long)model->revision.number, model->current, model->enrolled);
    else if (drifted)
        area_printf(area, row, 1, STYLE_NEAR, "%d nodes have drifted: 2 shows which, p pushes anew",
                    drifted);
}

static void draw_message(struct console *console, struct area area)
{
    int row = area.rows - 2;
    const char *store_error = console->fleet ? fleet_store_error(console->fleet) : "";
    if (console->filtering) {
        area_text(area, row, 1, STYLE_STRONG, "Filter:");
        input_draw(&console->filter_input, area, row, 9, 40, true, false);
    } else if (*store_error) {
        area_text(area, row, 1, STYLE_BAD, store_error);
    } else if (console->message[0]) {
        area_text(area, row, 1, STYLE_STRONG, console->message);
    } else if (console->filter[0] && console->depth == 0) {
        area_printf(area, row, 1, STYLE_NEAR, "filter: %s   (Esc drops it)", console->filter);
    } else if (!draw_alert_banner(console, area, row)) {
        draw_policy_banner(&console->model, area, row);
    }
}

void frame_draw(struct console *console, struct area area)
{
    draw_title(console, area);
    draw_summary(console, area_part(area, 1, 0, 1, area.columns));
    draw_message(console, area);
    draw_footer(console, area);
}
