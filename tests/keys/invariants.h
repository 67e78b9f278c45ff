/* What holds of the console whatever is pressed, drawn and changed, in whatever order. Each
 * function returns NULL, or what does not hold, in words (valid until the next call). */
#ifndef TESTS_KEYS_INVARIANTS_H
#define TESTS_KEYS_INVARIANTS_H

#include "app.h"

/* After each step: the stacks, the form's focus, what is typed, the message. */
const char *invariants_of_state(const struct app *app);

/* After each drawing: the selection is a row that is shown, all that is drawn is whole. */
const char *invariants_of_screen(struct app *app, const struct cells *cells);

/* What was before a key. */
struct moment {
    const struct screen *screen;
    struct identity selected;
    int depth, layer_count, action_count, index, count, order, graph;
    int64_t generation;
    bool placed, quit, local_time;
    bool answered; /* what was answered may be written out: those letters mean nothing */
};
struct moment moment_of(struct app *app);

/* After a key. */
const char *invariants_of_key(const struct moment *before, struct app *app, int key);

/* After a key on a screen that was drawn and has not changed since: what its footer offers did
 * something that shows. `seen` is that drawing; where nothing else tells, it is drawn once more. */
const char *invariants_of_effect(const struct moment *before, struct app *app, int key,
                                 const struct cells *seen);

#endif
