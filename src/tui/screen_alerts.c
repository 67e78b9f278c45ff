/* Availability alerts: open ones first, then those that were. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console_private.h"
#include "mtacon/base/text.h"

enum { SHOWN = 200, DETAIL_ROWS = 5 };

static const char *name_of(void *argument, int index)
{
    return view_number_name(((struct store_alert *)argument)[index].id);
}

static enum style state_style(const struct model *model, const struct store_alert *alert)
{
    if (alert->closed_at)
        return STYLE_DIM;
    return strcmp(model_alert_state(model, alert), "firing") == 0 ? STYLE_BAD : STYLE_NEAR;
}

static void draw_row(const struct console *console, struct area area, int row,
                     const struct store_alert *alert)
{
    char count[48], since[32], readable[DOMAIN_NAME_SIZE];
    enum style style = state_style(&console->model, alert);
    bool firing = style == STYLE_BAD;
    area_text(area, row, 0, style, firing ? "▲" : " ");
    area_text(area, row, 1, style, model_alert_state(&console->model, alert));
    area_text(area_part(area, row, 14, 1, 26), 0, 0, style,
              domain_name_readable(alert->domain, readable));
    area_text(area, row, 41, style, alert_window_name(alert->window));
    part_against(count, sizeof count, alert->count, alert->threshold);
    area_right(area, row, 62, style, count);
    area_text(area, row, 64, style,
              console_time(console, since, sizeof since,
                           console->now - alert->since < 86400 ? "%H:%M" : "%m-%d %H:%M",
                           alert->since));
    if (alert->blind && !alert->closed_at)
        area_printf(area, row, area.columns >= 100 ? 78 : 71, STYLE_NEAR, "blind:%lld",
                    (long long)alert->blind);
}

static void draw_detail(const struct console *console, struct area area,
                        const struct store_alert *alert)
{
    const struct store_mute *mute = model_find_mute(&console->model, alert->domain);
    char peak[32], when[64], until[32];
    int row = 0;
    area_printf(area, row++, 1, STYLE_STRONG,
                "alert %lld: threshold reached %s, noticed %s, peak %s, mails %lld",
                (long long)alert->id,
                console_time(console, when, sizeof when, "%m-%d %H:%M", alert->since),
                console_time(console, until, sizeof until, "%H:%M", alert->state.fired[0]),
                text_count(peak, sizeof peak, alert->state.peak), (long long)alert->mails);
    if (alert->closed_at)
        area_printf(area, row++, 1, STYLE_NORMAL, "%s %s", alert->closed_as,
                    console_time(console, when, sizeof when, "%Y-%m-%d %H:%M", alert->closed_at));
    else if (alert->blind)
        area_printf(area, row++, 1, STYLE_NEAR,
                    "nodes not read: %lld; there may be more, and it cannot recover until they are",
                    (long long)alert->blind);
    else if (alert_is_flapping(&alert->state, console->now))
        area_text(area, row++, 1, STYLE_NEAR,
                  "it goes on and off: it is over when it has been quiet for 30 minutes");
    if (alert->acknowledged_at)
        area_printf(area, row++, 1, STYLE_NORMAL, "acknowledged %s by %s%s%s",
                    console_time(console, when, sizeof when, "%H:%M", alert->acknowledged_at),
                    alert->acknowledged_by, *alert->note ? ": " : "", alert->note);
    if (!alert->closed_at &&
        policy_effective(&console->model.policy, alert->domain).subscriber_count == 0)
        area_text(area, row++, 1, STYLE_NEAR, "nobody is told of it: t subscribes an address");
    if (mute)
        area_printf(area, row, 1, STYLE_NORMAL, "muted until %s by %s%s%s",
                    mute->until ? console_time(console, when, sizeof when, "%H:%M", mute->until)
                                : "it has recovered",
                    mute->author, *mute->note ? ": " : "", mute->note);
}

/* How the mails fare: what nobody would see else. */
static void draw_mails(const struct model *model, struct area area, int row)
{
    if (model->outbox.dead)
        area_printf(area, row, 1, STYLE_BAD,
                    "mails that could not be sent at all: %lld, that wait: %lld; O shows them",
                    (long long)model->outbox.dead, (long long)model->outbox.waiting);
    else if (!model->watched)
        area_text(area, row, 1, STYLE_NEAR,
                  "no watch runs on this store: nobody is mailed (start mtacon watch)");
    else if (model->outbox.waiting)
        area_printf(area, row, 1, STYLE_NEAR, "mails that wait: %lld; O shows them",
                    (long long)model->outbox.waiting);
    else
        area_text(area, row, 1, STYLE_DIM, "a watch runs: subscribers are mailed");
}

/* The alert that was drawn under the cursor, wherever newer ones have moved it since. */
static bool chosen(struct console *console, struct store_alert *alert)
{
    struct store_alert *alerts = NULL;
    size_t count = 0;
    bool found = false;
    store_alerts_load(console->options->store, true, SHOWN, &alerts, &count, NULL);
    for (size_t i = 0; i < count && !found; i++) {
        found = alerts[i].id == console_view(console)->number;
        if (found)
            *alert = alerts[i];
    }
    free(alerts);
    return found;
}

static void draw(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    struct store_alert *alerts = NULL;
    size_t count = 0;
    int page = area.rows - DETAIL_ROWS - 2;
    store_alerts_load(console->options->store, true, SHOWN, &alerts, &count, NULL);
    view_place(view, (int)count, page, name_of, alerts);
    view->number = count ? alerts[view->index].id : 0;
    area_text(area, 0, 1, STYLE_HEADING,
              "state        domain                     window      count/threshold since");
    for (int i = 0; i < page && view->top + i < (int)count; i++) {
        draw_row(console, area, i + 1, &alerts[view->top + i]);
        if (view->top + i == view->index)
            area_restyle(area, i + 1, STYLE_SELECTED);
    }
    if (count)
        draw_detail(console, area_part(area, area.rows - DETAIL_ROWS, 0, 4, area.columns),
                    &alerts[view->index]);
    else
        area_text(area, 2, 1, STYLE_DIM,
                  "no alert was ever open: a on a domain sets its thresholds, t who is told");
    draw_mails(&console->model, area, area.rows - 1);
    free(alerts);
}

static void unmute(struct console *console, const char *domain)
{
    struct error error;
    if (console->options->read_only)
        console_say(console, "--read-only: nothing is changed");
    else if (store_unmute(console->options->store, domain, "", console->now, &error))
        console_say(console, "%s is mailed about again", domain);
    else
        console_say(console, "%s", error.text);
    console_reload(console);
}

static bool request(struct console *console, enum request request)
{
    struct store_alert alert;
    if (request == REQUEST_OUTBOX) {
        console_open(console, &screen_outbox, "");
        return true;
    }
    if (!chosen(console, &alert))
        return false;
    if (request == REQUEST_OPEN)
        console_open(console, &screen_domain, alert.domain);
    else if (request == REQUEST_ACKNOWLEDGE || request == REQUEST_MUTE)
        form_alert_open(console, &alert, request == REQUEST_MUTE);
    else if (request == REQUEST_UNMUTE)
        unmute(console, alert.domain);
    else
        return form_policy_request(console, request, alert.domain);
    return true;
}

const struct screen screen_alerts = {
    .name = "Alerts",
    .help = "A count that has reached its threshold. It is over when the count is below 80 % of "
            "it, and all nodes are read. 'blind' counts nodes that are not.",
    .requests = {REQUEST_OPEN, REQUEST_ACKNOWLEDGE, REQUEST_MUTE, REQUEST_UNMUTE,
                 REQUEST_CONTINUITY, REQUEST_OUTBOX, REQUEST_HELP, REQUEST_QUIT},
    .draw = draw,
    .request = request,
};
