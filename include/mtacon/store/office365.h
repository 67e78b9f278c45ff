/* What was last seen of Office 365, by node and domain. */
#ifndef MTACON_STORE_OFFICE365_H
#define MTACON_STORE_OFFICE365_H

#include <stdbool.h>
#include <stddef.h>

#include "mtacon/core/office365.h"
#include "mtacon/store/store.h"

/* Replaces what was seen on a node before. */
bool store_office365_set(struct store *store, int64_t node, const struct office365_seen *seen,
                         size_t count, struct error *error);

/* Over all nodes, of one domain (its number in the store; 0: of each). A domain of which nothing
 * was seen gives no row. */
bool store_office365_of(struct store *store, int64_t domain,
                        void (*row)(void *argument, const struct office365_seen *seen),
                        void *argument, struct error *error);

#endif
