#include "app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"

struct view *app_view(struct app *app)
{
    return &app->views[app->depth];
}

void app_say(struct app *app, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(app->message, sizeof app->message, format, arguments);
    va_end(arguments);
}

struct act app_act(const struct app *app)
{
    return (struct act){.store = app->options->store,
                        .fleet = app->fleet,
                        .clerk = app->clerk,
                        .read_only = app->options->read_only};
}

bool app_refuses_change(struct app *app)
{
    struct act act = app_act(app);
    struct error error;
    bool refused = !act_allowed(&act, &error);
    if (refused)
        app_say(app, "%s", error.text);
    return refused;
}

/* The lowest layer is the open screen: this one was not drawn yet (layer.h). */
static void show_another(struct app *app)
{
    app->layers[0].drawn = false;
}

void app_open(struct app *app, const struct screen *screen, const char *subject)
{
    if (app->depth + 1 == APP_DEPTH) {
        app_say(app, "too many screens are open: Esc goes back");
        return;
    }
    app->depth++;
    view_open(app, app_view(app), screen, subject);
    show_another(app);
}

void app_close(struct app *app)
{
    if (app->depth == 0)
        return;
    view_close(&app->views[app->depth--]);
    show_another(app);
}

void app_change(struct app *app, const struct screen *screen)
{
    while (app->depth > 0)
        app_close(app);
    view_close(&app->views[0]);
    view_open(app, &app->views[0], screen, "");
    show_another(app);
}

const char *app_time(const struct app *app, char *out, size_t size, const char *format, int64_t at)
{
    return clock_format(out, size, format, at, app->local_time);
}

bool app_is_blind(const struct app *app)
{
    enum { STALE = 30 };
    int64_t newest = model_newest_contact(&app->model);
    for (size_t i = 0; app->fleet && i < fleet_count(app->fleet); i++)
        if (fleet_live_at(app->fleet, i)->state == FLEET_UP)
            return false;
    return app->model.node_count && app->now - newest > STALE;
}

/* A new alert rings the bell, once. */
static void note_alerts(struct app *app)
{
    int64_t newest = 0;
    for (size_t i = 0; i < app->model.alert_count; i++)
        if (app->model.alerts[i].id > newest)
            newest = app->model.alerts[i].id;
    app->bell = app->bell || newest > app->alerted;
    if (newest > app->alerted)
        app->alerted = newest;
}

void app_reload(struct app *app)
{
    struct error error;
    if (app->fleet)
        app->now = clock_now();
    if (model_reload(app->options->store, app->now, &app->model, &error))
        note_alerts(app);
    else
        app_say(app, "%s", error.text);
}

bool app_begin(struct app *app, const struct console_options *options, int64_t now,
               const struct screen *first, struct error *error)
{
    *app = (struct app){.options = options,
                        .now = now,
                        .local_time = options->local_time,
                        .rows = APP_ROWS,
                        .columns = APP_COLUMNS};
    if (!model_load(options->store, now, &app->model, error))
        return false;
    note_alerts(app);
    app->bell = false; /* those before are on the screen */
    view_open(app, &app->views[0], first, "");
    return true;
}

void app_end(struct app *app)
{
    while (app->depth > 0)
        app_close(app);
    view_close(&app->views[0]);
    about_clear(&app->about);
    revisions_clear(&app->revisions);
    model_clear(&app->model);
    free(app->announced);
}

void app_begin_clerk(struct app *app)
{
    app->clerk = clerk_start(app->options->store, NULL);
    app->model.archive = app->clerk ? archive_new(app->clerk) : NULL;
}

void app_end_clerk(struct app *app)
{
    clerk_stop(app->clerk);
    archive_free(app->model.archive);
    app->clerk = NULL;
    app->model.archive = NULL;
}

void app_do(struct app *app, const struct clerk_task *task, void *argument)
{
    if (app->clerk) {
        clerk_do(app->clerk, task, argument);
        return;
    }
    task->run(argument, app->options->store);
    task->done(argument);
}

void app_reload_with(struct app *app, const struct policy_revision *saved, struct policy *policy)
{
    if (app->model.archive)
        archive_put(app->model.archive, saved, policy);
    app_reload(app);
}
