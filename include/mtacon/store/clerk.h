/* Does what takes long with the store, on a thread of its own with a connection of its own: a
 * document of ten thousand domains is read or written there, and whoever draws does not wait. */
#ifndef MTACON_STORE_CLERK_H
#define MTACON_STORE_CLERK_H

#include "mtacon/store/store.h"

struct clerk;

struct clerk_task {
    /* On the clerk's thread, with its connection. Touches nothing but `argument`. */
    void (*run)(void *argument, struct store *store);
    /* On the owner's, from clerk_look, once; also when the clerk ends before: frees `argument`. */
    void (*done)(void *argument);
};

/* Begins, for a store that stays open until clerk_stop. NULL and `error` when there can be none. */
struct clerk *clerk_start(const struct store *store, struct error *error);

/* Ends it; what it was told to do is done first. NULL is allowed. */
void clerk_stop(struct clerk *clerk);

/* Tells it to do something: one thing after the other, in the order they were told. */
void clerk_do(struct clerk *clerk, const struct clerk_task *task, void *argument);

/* Readable when clerk_look has something to do. */
int clerk_fd(const struct clerk *clerk);

/* Calls `done` of what was done; true when anything was. */
bool clerk_look(struct clerk *clerk);

#endif
