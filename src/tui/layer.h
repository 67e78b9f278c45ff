/* Layers: the open screen, and over it what is being typed or asked. Each answers a key as taken or
 * not, from the top down; nothing else decides whose key it is. */
#ifndef MTACON_TUI_LAYER_H
#define MTACON_TUI_LAYER_H

#include "app.h"

struct layer_kind {
    bool modal; /* keys that it does not take go to nobody below */
    void (*draw)(struct app *app, void *state, struct area area);
    bool (*key)(struct app *app, void *state, int key); /* true: taken */
    void (*close)(void *state);                         /* frees it; NULL: nothing to free */
};

/* Puts a layer on top; it owns `state`. */
void layer_push(struct app *app, const struct layer_kind *kind, void *state);

/* Takes off the layer with that state, and frees it. */
void layer_drop(struct app *app, const void *state);
void layer_drop_all(struct app *app);

/* The state of the topmost layer of a kind; NULL: there is none. */
void *layer_find(const struct app *app, const struct layer_kind *kind);

/* Something is being typed or asked: over the open screen stands another layer. */
bool layer_is_busy(const struct app *app);

/* Draws them all, from the bottom up. */
void layer_draw(struct app *app, struct area area);

/* False: no layer takes the key. */
bool layer_key(struct app *app, int key);

#endif
