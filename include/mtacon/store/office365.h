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

/* Over all nodes, by domain; the caller frees the array. */
bool store_office365_load(struct store *store, struct office365_seen **seen, size_t *count,
                          struct error *error);

#endif
