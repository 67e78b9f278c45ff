#include "layer.h"

#include <stdlib.h>

void layer_push(struct app *app, const struct layer_kind *kind, void *state)
{
    if (app->layer_count == APP_LAYERS) {
        if (kind->close)
            kind->close(state);
        return;
    }
    app->layers[app->layer_count++] = (struct layer){kind, state};
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

void layer_draw(struct app *app, struct area area)
{
    for (int i = 0; i < app->layer_count; i++)
        app->layers[i].kind->draw(app, app->layers[i].state, area);
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
