/* Layers: the open screen, and over it what is being typed or asked. Each answers a key as taken or
 * not, from the top down; nothing else decides whose key it is.
 *
 * Consent. On a slow link keys arrive in one burst, before what they open was drawn. So a layer
 * knows whether it was drawn as it is now, and a key agrees (y, Enter, a push) only to what was:
 * whoever takes such a key asks layer_was_read first. Leaving and typing are no consent. What
 * changes under the operator's eyes says layer_changed, and is read anew. */
#ifndef MTACON_TUI_LAYER_H
#define MTACON_TUI_LAYER_H

#include "app.h"

struct layer_kind {
    bool modal; /* keys that it does not take go to nobody below */
    /* Before each drawing: reads what is shown. Drawing itself reads nothing. NULL: nothing to do.
     */
    void (*prepare)(struct app *app, void *state);
    void (*draw)(struct app *app, void *state, struct area area);
    bool (*key)(struct app *app, void *state, int key); /* true: taken */
    /* Whether a key would write, as the layer is now; NULL: none does. */
    bool (*writes)(const struct app *app, const void *state, int key);
    void (*close)(void *state); /* frees it; NULL: nothing to free */
};

/* Puts a layer on top; it owns `state`. False: too many are open, which it says, and `state` is
 * freed. */
bool layer_push(struct app *app, const struct layer_kind *kind, void *state);

/* Takes off the layer with that state, and frees it. */
void layer_drop(struct app *app, const void *state);
void layer_drop_all(struct app *app);

/* The state of the topmost layer of a kind; NULL: there is none. */
void *layer_find(const struct app *app, const struct layer_kind *kind);

/* Something is being typed or asked: over the open screen stands another layer. */
bool layer_is_busy(const struct app *app);

/* Whether a key may agree to what the layer with that state shows (NULL: the open screen): only
 * when it was drawn, under nothing modal, since it was opened or changed. If not, says to read it
 * first, and then to press `key`. */
bool layer_was_read(struct app *app, const void *state, const char *key);

/* What the topmost layer shows, as a number that no other showing has; 0: it was not drawn as it
 * is. */
int64_t layer_shown(const struct app *app);

/* Whether a key would write, by the topmost layer. */
bool layer_writes(const struct app *app, int key);

/* The layer with that state (NULL: the open screen) shows something else now. */
void layer_changed(struct app *app, const void *state);

/* Reads what they show, right before that is drawn. */
void layer_prepare(struct app *app);

/* Draws them all, from the bottom up. */
void layer_draw(struct app *app, struct area area);

/* False: no layer takes the key. */
bool layer_key(struct app *app, int key);

#endif
