#include "layer.h"

#include <stdlib.h>

bool layer_push(struct app *app, const struct layer_kind *kind, void *state)
{
    if (app->layer_count == APP_LAYERS) {
        if (kind->close)
            kind->close(state);
        app_say(app, "too much is open at once: Esc closes the last of it");
        return false;
    }
    app->layers[app->layer_count++] =
        (struct layer){.kind = kind, .state = state, .showing = ++app->showings};
    return true;
}

void layer_drop(struct app *app, const void *state)
{
    for (int i = app->layer_count - 1; i >= 0; i--) {
        if (app->layers[i].state != state)
            continue;
        struct layer gone = app->layers[i];
        for (app->layer_count--; i < app->layer_count; i++)
            app->layers[i] = app->layers[i + 1];
        if (gone.kind->close)
            gone.kind->close(gone.state);
        return;
    }
}

void layer_drop_all(struct app *app)
{
    while (app->layer_count)
        layer_drop(app, app->layers[app->layer_count - 1].state);
}

void *layer_find(const struct app *app, const struct layer_kind *kind)
{
    for (int i = app->layer_count - 1; i >= 0; i--)
        if (app->layers[i].kind == kind)
            return app->layers[i].state;
    return NULL;
}

bool layer_is_busy(const struct app *app)
{
    return app->layer_count > 1;
}

void layer_prepare(struct app *app)
{
    for (int i = 0; i < app->layer_count; i++)
        if (app->layers[i].kind->prepare)
            app->layers[i].kind->prepare(app, app->layers[i].state);
}

void layer_draw(struct app *app, struct area area)
{
    for (int i = 0; i < app->layer_count; i++)
        app->layers[i].kind->draw(app, app->layers[i].state, area);
    /* What lies under a modal one may be covered by it. */
    for (int i = app->layer_count - 1; i >= 0; i--) {
        app->layers[i].drawn = true;
        if (app->layers[i].kind->modal)
            return;
    }
}

static struct layer *find(struct app *app, const void *state)
{
    for (int i = 0; i < app->layer_count; i++)
        if (app->layers[i].state == state)
            return &app->layers[i];
    return NULL;
}

bool layer_was_read(struct app *app, const void *state, const char *key)
{
    const struct layer *layer = find(app, state);
    bool read = layer && layer->drawn;
    if (!read)
        app_say(app, "read it first, then %s", key);
    return read;
}

void layer_changed(struct app *app, const void *state)
{
    struct layer *layer = find(app, state);
    if (!layer)
        return;
    layer->drawn = false;
    layer->showing = ++app->showings;
}

int64_t layer_shown(const struct app *app)
{
    const struct layer *top = &app->layers[app->layer_count - 1];
    return top->drawn ? top->showing : 0;
}

bool layer_writes(const struct app *app, int key)
{
    const struct layer *top = &app->layers[app->layer_count - 1];
    return top->kind->writes && top->kind->writes(app, top->state, key);
}

bool layer_key(struct app *app, int key)
{
    for (int i = app->layer_count - 1; i >= 0; i--) {
        const struct layer_kind *kind = app->layers[i].kind;
        if (kind->key(app, app->layers[i].state, key))
            return true;
        if (kind->modal)
            return true;
    }
    return false;
}
