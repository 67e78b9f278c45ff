#include "tabs.h"

#include "announcement.h"
#include "dialog.h"
#include "filter.h"
#include "layer.h"
#include "screens.h"
#include "table.h"

const struct screen *const tabs[TABS] = {&screen_domains, &screen_nodes,  &screen_alerts,
                                         &screen_history, &screen_system, &screen_codes};

static void back(struct app *app)
{
    struct view *view = app_view(app);
    if (view->filter[0]) {
        view->filter[0] = '\0';
        table_place(app);
    } else if (app->depth > 0) {
        app_close(app);
    } else {
        app_say(app, "nothing is open over this screen: q quits");
    }
}

static void quit(struct app *app, const char *subject, const char *reason)
{
    (void)subject;
    (void)reason;
    app->quit = true;
}

/* ^C is pressed in a hurry: it goes back by one as Esc does, and never ends it without a word. */
static void leave(struct app *app)
{
    if (app->depth > 0 || app_view(app)->filter[0])
        back(app);
    else
        dialog_confirm(app, &(struct dialog){.title = "Quit",
                                             .subject = "",
                                             .text = app->action_count
                                                         ? "Quit mtacon? What it is asking nodes "
                                                           "about just now ends with it."
                                                         : "Quit mtacon?",
                                             .changes_nothing = true,
                                             .yes = quit});
}

static void next_tab(struct app *app)
{
    int index = 0;
    while (index < TABS && app->views[0].screen != tabs[index])
        index++;
    app_change(app, tabs[(index + 1) % TABS]);
}

/* Opens a screen unless it is the one that is open. */
static void open_once(struct app *app, const struct screen *screen)
{
    if (app_view(app)->screen != screen)
        app_open(app, screen, "");
}

/* Those that show something. */
static bool screen_request(struct app *app, enum request request)
{
    switch (request) {
    case REQUEST_NEXT_SCREEN:
        next_tab(app);
        return true;
    case REQUEST_DOMAINS:
    case REQUEST_NODES:
    case REQUEST_ALERT_LIST:
    case REQUEST_HISTORY:
    case REQUEST_SYSTEM:
    case REQUEST_CODES:
        app_change(app, tabs[(int)request - REQUEST_DOMAINS]);
        return true;
    case REQUEST_HELP:
        open_once(app, &screen_help);
        return true;
    case REQUEST_PUSH:
        open_once(app, &screen_push);
        return true;
    default:
        return false;
    }
}

static void reconnect(struct app *app)
{
    if (app->fleet)
        fleet_retry(app->fleet, 0);
    app_say(app, "connecting to what is down");
}

/* What keys mean on every screen, unless it has a meaning of its own; false: nothing. */
static bool general_request(struct app *app, enum request request)
{
    switch (request) {
    case REQUEST_BACK:
        back(app);
        return true;
    case REQUEST_QUIT:
        app->quit = app->depth == 0;
        app_close(app);
        return true;
    case REQUEST_LEAVE:
        leave(app);
        return true;
    case REQUEST_FILTER:
        filter_open(app);
        return true;
    case REQUEST_GRAPH:
        app->graph = (app->graph + 1) % 3;
        return true;
    case REQUEST_CONNECT:
        reconnect(app);
        return true;
    case REQUEST_ANSWER:
        announcement_open(app);
        return true;
    case REQUEST_LOCAL_TIME:
        app->local_time = !app->local_time;
        return true;
    case REQUEST_REDRAW:
    case REQUEST_SUSPEND:
        return true; /* done by whoever has the terminal */
    default:
        return screen_request(app, request);
    }
}

/* A request that the footer offers here failed for want of a row. */
static bool wants_row(const struct screen *screen, enum request request)
{
    for (int i = 0; i < VIEW_REQUESTS && screen->requests[i]; i++)
        if (screen->requests[i] == request)
            return true;
    return false;
}

static void prepare(struct app *app, void *state)
{
    struct view *view = app_view(app);
    const void *row = NULL;
    (void)state;
    view_load(app, view);
    if (view->screen->table)
        row = table_prepare(app);
    if (view->screen->prepare && (row || !view->screen->table))
        view->screen->prepare(app, row);
}

static void draw(struct app *app, void *state, struct area area)
{
    const struct screen *screen = app_view(app)->screen;
    (void)state;
    area = area_part(area, 2, 0, area.rows - 4, area.columns);
    if (screen->table)
        table_draw(app, area);
    else
        screen->draw(app, area);
}

static bool give(struct app *app, enum request request, const void *row)
{
    const struct screen *screen = app_view(app)->screen;
    return (screen->request && screen->request(app, request, row)) || general_request(app, request);
}

/* A key on a list: first what needs no row, then what it means for the row under the cursor. */
static bool list_key(struct app *app, enum request request)
{
    const struct view *view = app_view(app);
    if (table_request(app, request) || give(app, request, NULL))
        return true;
    const void *row = table_selected(app);
    if (!row && !wants_row(view->screen, request))
        return false;
    if (!row)
        app_say(app, view->list.placed ? "that row is gone" : "there is no row to do that with");
    else if (request != REQUEST_NONE && table_has_shifted(app))
        app_say(app, "another row has just come here: once more, if you mean this one");
    else
        return view->screen->request && view->screen->request(app, request, row);
    return true;
}

static bool key(struct app *app, void *state, int key)
{
    enum request request = request_of_key(key);
    struct view *view = app_view(app);
    (void)state;
    view_load(app, view);
    if (view->screen->table)
        return list_key(app, request);
    return (view->screen->scrolls && view_scroll(view, request)) || give(app, request, NULL);
}

static bool writes(const struct app *app, const void *state, int key)
{
    const struct screen *screen = app->views[app->depth].screen;
    enum request request = request_of_key(key);
    (void)state;
    for (int i = 0; i < VIEW_WRITES && screen->writes[i]; i++)
        if (screen->writes[i] == request)
            return true;
    return false;
}

static const struct layer_kind kind = {
    .prepare = prepare, .draw = draw, .key = key, .writes = writes};

void tabs_begin(struct app *app)
{
    layer_push(app, &kind, NULL);
}
