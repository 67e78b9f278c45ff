/* A store for random keys to play on: three nodes, so many domains, alerts, mails, revisions. It is
 * made once and copied for each game; what other consoles do to it meanwhile is a list of things.
 */
#ifndef TESTS_KEYS_WORLD_H
#define TESTS_KEYS_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/store/store.h"

#define WORLD_NOW 1795532645LL /* 2026-11-24 15:04:05 UTC */

struct world {
    char folder[128], template[160], path[160];
    struct store *elsewhere; /* as another console has it; NULL: not opened yet */
};

/* A store with so many domains that fail; 0: nothing in it, not even a node. */
void world_begin(struct world *world, int domains);
void world_end(struct world *world);

/* The store as it was made, for a new game; the caller closes it before the next. */
struct store *world_open(struct world *world);

/* Another console does the thing of that number (any): nodes, domains, alerts and revisions come
 * and go, a node is lost and found. */
void world_change(struct world *world, unsigned thing);

#endif
