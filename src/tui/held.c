#include "held.h"

#include "form.h"
#include "input.h"
#include "layer.h"

enum { GIVEN_UP_MS = 10000 };

static const void *top_layer(const struct app *app)
{
    return app->layer_count ? app->layers[app->layer_count - 1].state : NULL;
}

/* Enter and y are how a form or a dialog is agreed to; a screen says which requests write. */
static bool may_write(struct app *app, int key)
{
    const struct screen *screen = app_view(app)->screen;
    enum request request = request_of_key(key);
    const struct form *form = form_find(app);
    /* Where a form is being saved it is the clerk who holds the store, and no key writes. */
    if (app->options->read_only || (form && form->waits))
        return false;
    if (layer_is_busy(app))
        return key == KEY_CODE_ENTER || key == 'y';
    for (int i = 0; i < VIEW_WRITES && screen->writes[i]; i++)
        if (screen->writes[i] == request)
            return true;
    return false;
}

static void say(struct app *app)
{
    app_say(app, "saving waits: another process has held the store for %lld s. Esc gives it up.",
            (long long)(app->clock - app->held.since) / 1000);
}

bool held_waits(const struct app *app)
{
    return app->held.key != 0;
}

bool held_takes(struct app *app, int key)
{
    if (!held_waits(app)) {
        if (!may_write(app, key) || store_is_free(app->options->store))
            return false;
        app->held.key = key;
        app->held.since = app->clock;
        app->held.layer = top_layer(app);
        say(app);
    } else if (input_is_leave(key)) {
        app->held.key = 0;
        app_say(app, "given up: nothing was saved");
    }
    return true;
}

int held_look(struct app *app)
{
    int key = app->held.key;
    if (!key)
        return 0;
    if (app->held.layer != top_layer(app)) {
        app->held.key = 0;
        app_say(app, "nothing was saved: what asked for it is gone");
    } else if (store_is_free(app->options->store)) {
        app->held.key = 0;
        return key;
    } else if (app->clock - app->held.since >= GIVEN_UP_MS) {
        app->held.key = 0;
        app_say(app, "NOT saved: another process has held the store for %d s. Press it again.",
                GIVEN_UP_MS / 1000);
    } else {
        say(app);
    }
    return 0;
}
