#include "held.h"

#include "input.h"
#include "layer.h"

enum { GIVEN_UP_MS = 10000 };

static void say(struct app *app)
{
    long long seconds = (long long)(app->clock - app->held.since) / 1000;
    if (seconds)
        app_say(app, "saving waits: the store has been locked for %lld s. Esc gives it up.",
                seconds);
    else
        app_say(app, "saving waits: the store is locked. Esc gives it up.");
}

static void drop(struct app *app)
{
    app->held.count = 0;
    app->held.free = false;
}

static void keep(struct app *app, int key)
{
    if (app->held.count < APP_HELD)
        app->held.keys[app->held.count++] = key;
}

bool held_waits(const struct app *app)
{
    return app->held.count > 0;
}

bool held_takes(struct app *app, int key)
{
    if (app->held.free)
        return false;
    if (!held_waits(app)) {
        int64_t showing = layer_shown(app);
        if (app->options->read_only || !showing || !layer_writes(app, key) ||
            store_is_free(app->options->store))
            return false;
        app->held.since = app->clock;
        app->held.showing = showing;
        keep(app, key);
        say(app);
    } else if (input_is_leave(key)) {
        drop(app);
        app_say(app, "given up: nothing was saved");
    } else {
        keep(app, key);
    }
    return true;
}

/* The next of the keys; the last ends it. */
static int give_back(struct app *app)
{
    int key = app->held.keys[0];
    app->held.free = true;
    app->held.count--;
    for (int i = 0; i < app->held.count; i++)
        app->held.keys[i] = app->held.keys[i + 1];
    return key;
}

int held_look(struct app *app)
{
    if (!held_waits(app)) {
        app->held.free = false;
        return 0;
    }
    if (app->held.free)
        return give_back(app);
    if (app->held.showing != layer_shown(app)) {
        drop(app);
        app_say(app, "nothing was saved: it is not what you agreed to any more, look at it again");
    } else if (store_is_free(app->options->store)) {
        return give_back(app);
    } else if (app->clock - app->held.since >= GIVEN_UP_MS) {
        drop(app);
        app_say(app, "NOT saved: the store has been locked for %d s. Press it again.",
                GIVEN_UP_MS / 1000);
    } else {
        say(app);
    }
    return 0;
}
