#include "frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "announcement.h"
#include "layer.h"
#include "mtacon/base/text.h"
#include "mtacon/model/in_force.h"
#include "tabs.h"

enum { STALE = 30, BEHIND_SAID = 3 };

/* A tab as it stands in the title: in full, or its number only. */
static const char *tab_text(const struct app *app, int tab, bool here, bool full, char *out,
                            size_t size)
{
    char badge[VIEW_BADGE_SIZE] = "";
    if (tabs[tab]->badge)
        tabs[tab]->badge(app, badge);
    if (here || full)
        snprintf(out, size, here ? "[%d %s%s] " : "%d %s%s ", tab + 1, tabs[tab]->name, badge);
    else
        snprintf(out, size, "%d%s ", tab + 1, badge);
    return out;
}

static int tabs_width(const struct app *app, int here, int count, bool full)
{
    char text[64];
    int width = 0;
    for (int i = 0; i < count; i++)
        width += text_width(tab_text(app, i, i == here, full, text, sizeof text));
    return width;
}

/* All tabs; where it is narrow without the last (the reference of codes: System has it too), else
 * by their numbers, at the least the open one. */
static void draw_tabs(const struct app *app, struct area area)
{
    char text[64];
    int here = 0, count = TABS, column = 0;
    while (here < TABS && app->views[0].screen != tabs[here])
        here++;
    if (here < TABS - 1 && tabs_width(app, here, TABS, true) > area.columns)
        count--;
    bool full = tabs_width(app, here, count, true) <= area.columns;
    count = full ? count : TABS;
    bool alone = !full && tabs_width(app, here, TABS, false) > area.columns;
    for (int i = alone ? here : 0; i < (alone ? here + 1 : count); i++)
        column = area_text(area, 0, column, i == here ? STYLE_BAR_KEY : STYLE_BAR,
                           tab_text(app, i, i == here, full, text, sizeof text));
}

/* Inside one of them, where the operator came from and where he is. */
static void draw_path(const struct app *app, struct area area)
{
    char text[64];
    int from = 0, column = 0;
    while (from < TABS && app->views[0].screen != tabs[from])
        from++;
    if (from < TABS)
        column =
            area_text(area, 0, 0, STYLE_BAR, tab_text(app, from, false, true, text, sizeof text));
    area_printf(area, 0, column, STYLE_BAR_KEY, "[%s]", app->views[app->depth].screen->name);
}

static void draw_title(const struct app *app, struct area area)
{
    char when[40];
    area_fill(area, 0, STYLE_BAR);
    int left = area_text(area, 0, 1, STYLE_BAR_KEY, "mtacon") + 2;
    app_time(app, when, sizeof when, app->local_time ? "%H:%M:%S %Z" : "%H:%M:%SZ", app->now);
    int right = area.columns - 1 - text_width(when);
    area_text(area, 0, right, STYLE_BAR, when);
    if (app->options->read_only)
        area_right(area, 0, right - 2, STYLE_BAR, "read-only");
    struct area rest =
        area_part(area, 0, left, 1, right - left - (app->options->read_only ? 12 : 1));
    if (app->depth > 0)
        draw_path(app, rest);
    else
        draw_tabs(app, rest);
}

/* How many nodes are read right now; without a fleet none is. */
static int nodes_up(const struct app *app)
{
    int up = 0;
    for (size_t i = 0; app->fleet && i < fleet_count(app->fleet); i++)
        up += fleet_live_at(app->fleet, i)->state == FLEET_UP;
    return up;
}

/* Adds a piece where all of it fits; returns the column after it. */
static int add_piece(struct area area, int column, enum style style, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static int add_piece(struct area area, int column, enum style style, const char *format, ...)
{
    char text[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (column + text_width(text) > area.columns)
        return column;
    return area_text(area, 0, column, style, text) + 2;
}

/* How many nodes are up; that none is, or that none was read lately, says all else is of then. */
static int draw_contact(const struct app *app, struct area area, int column)
{
    char when[32];
    int up = nodes_up(app), all = (int)app->model.node_count;
    int64_t newest = model_newest_contact(&app->model);
    if (app_is_blind(app) && !newest)
        return add_piece(area, column, STYLE_BAD, "BLIND: no node was read yet");
    if (app_is_blind(app))
        return add_piece(area, column, STYLE_BAD, "BLIND since %s: no node is read",
                         app_time(app, when, sizeof when, "%H:%M", newest));
    column =
        add_piece(area, column, up < all ? STYLE_BAD : STYLE_GOOD, "nodes %d of %d up", up, all);
    if (newest && app->now - newest > STALE)
        column = add_piece(area, column, STYLE_NEAR, "READ %s AGO",
                           text_age(when, sizeof when, app->now - newest));
    return column;
}

/* Where the revision stands, at the right, and the key that goes on from there; returns the column
 * before it. It stays when others give way: what is only saved must not look as if it were in
 * force. */
static int draw_standing(const struct app *app, struct area area)
{
    static const struct {
        enum style style;
        enum request key; /* REQUEST_NONE: none */
    } looks[] = {[MODEL_NOTHING_SAVED] = {STYLE_DIM, REQUEST_NONE},
                 [MODEL_NOT_ENROLLED] = {STYLE_NEAR, REQUEST_NONE},
                 [MODEL_FAILED] = {STYLE_BAD, REQUEST_PUSH},
                 [MODEL_RETURNED] = {STYLE_BAD, REQUEST_PUSH},
                 [MODEL_PUSHING] = {STYLE_NEAR, REQUEST_NONE},
                 [MODEL_WAITS] = {STYLE_NEAR, REQUEST_PUSH},
                 [MODEL_FOREIGN] = {STYLE_BAD, REQUEST_NODES},
                 [MODEL_DRIFTED] = {STYLE_NEAR, REQUEST_NODES},
                 [MODEL_UNKNOWN] = {STYLE_NEAR, REQUEST_NONE},
                 [MODEL_IN_FORCE] = {STYLE_GOOD, REQUEST_NONE}};
    enum model_standing standing = model_policy_standing(&app->model).standing;
    struct buffer text = {0};
    model_policy_text(&app->model, &text);
    if (looks[standing].key && !layer_is_busy(app))
        buffer_printf(&text, ": %s", request_info(looks[standing].key)->key_names);
    int column = area.columns - 1 - text_width(buffer_text(&text));
    area_text(area, 0, column, looks[standing].style, buffer_text(&text));
    buffer_clear(&text);
    return column - 2;
}

static void draw_summary(const struct app *app, struct area area)
{
    const struct model *model = &app->model;
    char hour[32], day[32], number[32];
    area = area_part(area, 0, 0, 1, draw_standing(app, area));
    int column = draw_contact(app, area, 1);
    if (app->fleet && fleet_behind(app->fleet) >= BEHIND_SAID)
        column = add_piece(area, column, STYLE_BAD, "store behind by %lld s",
                           (long long)fleet_behind(app->fleet));
    column = add_piece(area, column, STYLE_NORMAL, "failures %s/h %s/24h",
                       text_count(hour, sizeof hour, model->failures.last_hour),
                       text_count(day, sizeof day, model->failures.last_day));
    column = add_piece(area, column, STYLE_NORMAL, "queue %s",
                       text_count(number, sizeof number, model->queued));
    if (model->expiring_6h)
        column = add_piece(area, column, STYLE_NEAR, "exp<6h %lld", (long long)model->expiring_6h);
    if (model->oldest)
        add_piece(area, column, STYLE_NORMAL, "oldest %s",
                  text_age(number, sizeof number, app->now - model->oldest));
}

static const char *footer_label(const struct screen *screen, enum request request)
{
    return request == REQUEST_OPEN && screen->enter ? screen->enter : request_info(request)->label;
}

/* Columns of a key and its label, with the gap before the next. */
static int footer_width(const struct screen *screen, enum request request)
{
    return request ? text_width(request_info(request)->key_names) + 1 +
                         text_width(footer_label(screen, request)) + 2
                   : 0;
}

/* Help and the way out: who knows no other key finds all from them. */
static bool footer_stays(enum request request)
{
    return request == REQUEST_HELP || request == REQUEST_BACK || request == REQUEST_QUIT;
}

/* Where not all fits, others give way to those that stay, the last one first. */
static void draw_footer(const struct app *app, struct area area)
{
    const struct screen *screen = app->views[app->depth].screen;
    int row = area.rows - 1, column = 1, room = area.columns;
    area_fill(area, row, STYLE_BAR);
    for (int i = 0; i < VIEW_REQUESTS; i++)
        room -= footer_stays(screen->requests[i]) ? footer_width(screen, screen->requests[i]) : 0;
    for (int i = 0; i < VIEW_REQUESTS && screen->requests[i]; i++) {
        enum request request = screen->requests[i];
        int width = footer_width(screen, request);
        if (footer_stays(request))
            room += width;
        if (column + width > room + 2)
            continue;
        column = area_text(area, row, column, STYLE_BAR_KEY, request_info(request)->key_names) + 1;
        column = area_text(area, row, column, STYLE_BAR, footer_label(screen, request)) + 2;
    }
}

/* The newest alert that nobody is at, and how many more there are. */
static void draw_alert_banner(const struct app *app, struct area area, int row, int column)
{
    const struct model *model = &app->model;
    char count[32], limit[32], since[32], more[32] = "";
    const struct store_alert *alert = NULL;
    int firing = 0;
    for (size_t i = 0; i < model->alert_count; i++) {
        if (model_alert_state(model, &model->alerts[i]) != MODEL_ALERT_FIRING)
            continue;
        alert = alert ? alert : &model->alerts[i];
        firing++;
    }
    if (!alert || app->views[app->depth].screen->badge)
        return; /* the screen that counts them shows them */
    if (firing > 1)
        snprintf(more, sizeof more, " (and %d more)", firing - 1);
    area_printf(area, row, column, STYLE_BAD, "▲ ALERT %s %s/%s %s since %s%s: 3 shows",
                alert->domain, text_count(count, sizeof count, alert->count),
                text_count(limit, sizeof limit, alert->threshold),
                alert->window == ALERT_HOURLY ? "/h" : "/24h",
                app_time(app, since, sizeof since, "%H:%M", alert->since), more);
}

static void draw_message(struct app *app, struct area area)
{
    int row = area.rows - 2, column = announcement_draw(app, area, row);
    const char *store_error = app->fleet ? fleet_store_error(app->fleet) : "";
    struct error kept;
    const char *filter = app->views[app->depth].filter;
    /* That a key waits, or was given up, says more than that all does. */
    bool answered = app->message[0] && app->fleet && fleet_is_held(app->fleet);
    if (*store_error && !answered)
        area_text(area, row, column, STYLE_BAD, store_error);
    else if (keeper_failed(app->keeper, &kept))
        area_text(area, row, column, STYLE_BAD, kept.text);
    else if (app->message[0])
        area_text(area, row, column, STYLE_STRONG, app->message);
    else if (layer_is_busy(app))
        return; /* banners name keys, and those do not work now */
    else if (*filter)
        area_printf(area, row, column, STYLE_NEAR, "filter: %s   (Esc drops it)", filter);
    else
        draw_alert_banner(app, area, row, column);
}

void frame_draw(struct app *app, struct area area)
{
    draw_title(app, area);
    draw_summary(app, area_part(area, 1, 0, 1, area.columns));
    draw_message(app, area);
    draw_footer(app, area);
}
