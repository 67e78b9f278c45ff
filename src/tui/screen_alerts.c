/* Availability alerts: open ones first, by customer, the worst first; then those that were. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form_alert.h"
#include "form_policy.h"
#include "mtacon/store/mute.h"
#include "mtacon/act/handling.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "parts.h"
#include "screens.h"
#include "table.h"

enum { SHOWN = 200 };
enum { MARK, STATE, DOMAIN, WINDOW, COUNT, SINCE, BLIND, COLUMNS };

struct alert_row {
    struct store_alert alert;
    int64_t badness; /* of its domain, by its worst open alert; -1: it is closed */
};

static void clear(struct view *view)
{
    free(((struct table_rows *)view->state)->rows);
}

/* Nobody is at it before somebody is before nobody is told; then how far it is over its threshold.
 */
static int64_t badness_of(const struct model *model, const struct store_alert *alert)
{
    enum { RANK = 1000000000 };
    int64_t percent = alert->threshold ? alert->count * 100 / alert->threshold : 0;
    int64_t rank = MODEL_ALERT_MUTED - (int64_t)model_alert_state(model, alert);
    return alert->closed_at ? -1 : rank * RANK + (percent < RANK ? percent : RANK - 1);
}

static void rate(const struct model *model, struct alert_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rows[i].badness = badness_of(model, &rows[i].alert);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            if (rows[i].badness >= 0 && rows[k].badness > rows[i].badness &&
                strcmp(rows[i].alert.domain, rows[k].alert.domain) == 0)
                rows[i].badness = rows[k].badness;
}

/* Both windows of a domain stand together. */
static int compare(const void *left, const void *right)
{
    const struct alert_row *one = left, *other = right;
    if (one->badness != other->badness)
        return one->badness < other->badness ? 1 : -1;
    if (one->badness < 0)
        return one->alert.closed_at < other->alert.closed_at ? 1 : -1;
    int order = strcmp(one->alert.domain, other->alert.domain);
    return order ? order : (int)one->alert.window - (int)other->alert.window;
}

static void load(struct app *app, struct view *view)
{
    struct store_alert *alerts = NULL;
    struct error error;
    size_t count = 0;
    if (!store_alert_list(app->options->store, true, SHOWN, &alerts, &count, &error)) {
        app_say(app, "%s", error.text);
        return;
    }
    struct alert_row *rows = memory_new(count, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i].alert = alerts[i];
    free(alerts);
    rate(&app->model, rows, count);
    qsort(rows, count, sizeof *rows, compare);
    clear(view);
    *(struct table_rows *)view->state = (struct table_rows){rows, count};
}

static bool is_firing(const struct model *model, const struct store_alert *alert)
{
    return model_alert_state(model, alert) == MODEL_ALERT_FIRING;
}

/* Both may be: then nobody is mailed, and somebody is at it. */
static const char *state_text(const struct model *model, const struct store_alert *alert)
{
    enum model_alert_state state = model_alert_state(model, alert);
    bool muted = state == MODEL_ALERT_ACKNOWLEDGED && model_find_mute(model, alert->domain);
    return muted ? "acked, muted" : model_alert_state_name(state);
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct store_alert *alert = &((const struct alert_row *)row)->alert;
    bool firing = !alert->closed_at && is_firing(&app->model, alert);
    enum style style = alert->closed_at ? STYLE_DIM : firing ? STYLE_BAD : STYLE_NEAR;
    char text[DOMAIN_NAME_SIZE];
    switch (column) {
    case MARK:
        table_put(cell, style, "%s", firing ? "▲" : "");
        break;
    case STATE:
        table_put(cell, style, "%s", state_text(&app->model, alert));
        break;
    case DOMAIN:
        table_put(cell, style, "%s", domain_name_readable(alert->domain, text));
        break;
    case WINDOW:
        table_put(cell, style, "%s", alert_window_heading(alert->window));
        break;
    case COUNT:
        table_put(cell, style, "%s",
                  part_against(text, sizeof text, alert->count, alert->threshold));
        break;
    case SINCE:
        table_put(cell, style, "%s",
                  app_time(app, text, sizeof text,
                           app->now - alert->since < 86400 ? "%H:%M" : "%m-%d %H:%M",
                           alert->since));
        break;
    case BLIND:
        if (alert->blind && !alert->closed_at)
            table_put(cell, STYLE_NEAR, "%lld", (long long)alert->blind);
        break;
    }
}

static void detail(struct app *app, struct area area, const void *data)
{
    const struct store_alert *alert = &((const struct alert_row *)data)->alert;
    const struct store_mute *mute = model_find_mute(&app->model, alert->domain);
    char peak[32], when[64], until[32];
    int row = 0;
    row = area_wrap_printf(
        area, row, 0, STYLE_STRONG,
        "alert %lld: threshold reached %s, noticed %s, peak %s, mails %lld", (long long)alert->id,
        app_time(app, when, sizeof when, "%m-%d %H:%M", alert->since),
        app_time(app, until, sizeof until, "%H:%M", alert->state.fired[0]),
        text_count(peak, sizeof peak, alert->state.peak), (long long)alert->mails);
    if (alert->closed_at)
        row =
            area_wrap_printf(area, row, 0, STYLE_NORMAL, "%s %s",
                             model_alert_state_name(model_alert_state(&app->model, alert)),
                             app_time(app, when, sizeof when, "%Y-%m-%d %H:%M", alert->closed_at));
    else if (alert->blind)
        row = area_wrap_printf(
            area, row, 0, STYLE_NEAR,
            "nodes not read: %lld; there may be more, and it cannot recover until they are",
            (long long)alert->blind);
    else if (alert_is_flapping(&alert->state, app->now))
        row = area_wrap(area, row, 0, STYLE_NEAR,
                        "it goes on and off: it is over when it has been quiet for 30 minutes");
    if (alert->acknowledged_at)
        row = area_wrap_printf(area, row, 0, STYLE_NORMAL, "acknowledged %s by %s%s%s",
                               app_time(app, when, sizeof when, "%H:%M", alert->acknowledged_at),
                               alert->acknowledged_by, *alert->note ? ": " : "", alert->note);
    if (!alert->closed_at &&
        policy_effective(&app->model.policy, alert->domain).subscriber_count == 0)
        row = area_wrap(area, row, 0, STYLE_NEAR, "nobody is told of it: t subscribes an address");
    if (!alert->closed_at)
        row = part_policy(app, area, row, alert->domain);
    if (mute)
        area_wrap_printf(area, row, 0, STYLE_NORMAL, "muted until %s by %s%s%s",
                         mute->until ? app_time(app, when, sizeof when, "%H:%M", mute->until)
                                     : "it has recovered",
                         mute->author, *mute->note ? ": " : "", mute->note);
}

/* What is open, by who is at it: acknowledged and muted ones are not over. */
static void draw_counts(const struct model *model, struct area area)
{
    int firing = model_alert_count(model, NULL, MODEL_ALERT_FIRING);
    int acknowledged = model_alert_count(model, NULL, MODEL_ALERT_ACKNOWLEDGED);
    int muted = 0; /* acknowledged or not */
    for (size_t i = 0; i < model->alert_count; i++)
        muted += model_find_mute(model, model->alerts[i].domain) != NULL;
    area_printf(area, 0, 1, firing ? STYLE_BAD : STYLE_NORMAL,
                "open: %d firing, %d acknowledged, %d muted", firing, acknowledged, muted);
}

/* How the mails fare: what nobody would see else. */
static void draw_mails(struct app *app, struct area area)
{
    const struct model *model = &app->model;
    if (model->outbox.dead)
        area_printf(area, 0, 1, STYLE_BAD,
                    "mails not sent at all: %lld, waiting: %lld; O shows them",
                    (long long)model->outbox.dead, (long long)model->outbox.waiting);
    else if (!model->watched)
        area_text(area, 0, 1, STYLE_NEAR, "nobody is mailed: no watch runs (start mtacon watch)");
    else if (model->outbox.waiting)
        area_printf(area, 0, 1, STYLE_NEAR, "mails waiting: %lld; O shows them",
                    (long long)model->outbox.waiting);
    else
        area_text(area, 0, 1, STYLE_DIM, "a watch runs: it mails the subscribers of each domain");
}

static void head(struct app *app, struct area area)
{
    draw_counts(&app->model, area);
    draw_mails(app, area_part(area, 1, 0, 1, area.columns));
}

static void unmute(struct app *app, const char *domain)
{
    struct act act = app_act(app);
    struct handling handling;
    struct error error;
    if (handling_begin(&act, domain, NULL, NULL, app->now, &handling, &error) &&
        handling_unmute(&act, &handling, &error))
        app_say(app, "%s is mailed about again", domain);
    else
        app_say(app, "%s", error.text);
    handling_clear(&handling);
    app_reload(app);
}

static bool request(struct app *app, enum request request, const void *row)
{
    const struct store_alert *alert = row ? &((const struct alert_row *)row)->alert : NULL;
    if (request == REQUEST_OUTBOX) {
        app_open(app, &screen_outbox, "");
        return true;
    }
    if (!alert)
        return false;
    if (request == REQUEST_OPEN)
        app_open(app, &screen_domain, alert->domain);
    else if (request == REQUEST_ACKNOWLEDGE || request == REQUEST_MUTE)
        form_alert_open(app, alert->domain, request == REQUEST_MUTE);
    else if (request == REQUEST_UNMUTE)
        unmute(app, alert->domain);
    else
        return form_policy_request(app, request, alert->domain);
    return true;
}

/* Open alerts that nobody is at yet. */
static void badge(const struct app *app, char out[VIEW_BADGE_SIZE])
{
    int firing = model_alert_count(&app->model, NULL, MODEL_ALERT_FIRING);
    if (firing)
        snprintf(out, VIEW_BADGE_SIZE, " (%d)", firing);
}

static const struct column columns[COLUMNS] = {
    [MARK] = {"", 1, .tight = true},
    [STATE] = {"state", 12, .searched = true},
    [DOMAIN] = {"domain", 18, 50, .searched = true},
    [WINDOW] = {"window", 9, .priority = 1},
    [COUNT] = {"count/threshold", 15, .priority = 2, .right = true},
    [SINCE] = {"since", 11, .priority = 3},
    [BLIND] = {"blind", 5, .priority = 4, .right = true},
};

static const struct table table = {
    .columns = columns,
    .column_count = COLUMNS,
    .row_size = sizeof(struct alert_row),
    .number_at = offsetof(struct alert_row, alert.id),
    .write = write,
    .empty = "No alert was ever open: a on a domain sets its thresholds, t who is told.",
    .head_rows = 2,
    .head = head,
    .detail_rows = 5,
    .detail = detail,
};

const struct screen screen_alerts = {
    .name = "Alerts",
    .help =
        "Counts that have reached their thresholds, by domain, the worst first. One is over when "
        "the count is below 80 % of it, and all nodes are read; 'blind' counts nodes that are "
        "not. K and M are for all alerts of the domain; they stay open until they are over.",
    .menu = "open ones, and those that were; acknowledge, mute",
    .requests = {REQUEST_OPEN, REQUEST_ACKNOWLEDGE, REQUEST_MUTE, REQUEST_UNMUTE,
                 REQUEST_CONTINUITY, REQUEST_OUTBOX, REQUEST_HELP, REQUEST_QUIT},
    .writes = {REQUEST_UNMUTE},
    .table = &table,
    .request = request,
    .state_size = sizeof(struct table_rows),
    .load = load,
    .close = clear,
    .badge = badge,
};
