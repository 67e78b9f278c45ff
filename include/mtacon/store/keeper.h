/* What keeps a store small and quick, on a thread of its own with a connection of its own: it
 * deletes what is older than is kept, a little at a time, and copies the log of what was written
 * back into the file, so that whoever writes never waits for the disk to have it. The log
 * stays within bounds, however much is written. */
#ifndef MTACON_STORE_KEEPER_H
#define MTACON_STORE_KEEPER_H

#include "mtacon/store/store.h"

struct keeper;

/* Begins, for a store that stays open until keeper_stop. NULL and `error` when there can be none:
 * then the store is as quick as it was. */
struct keeper *keeper_start(struct store *store, struct error *error);

/* Whether its last step failed, and why. NULL is allowed, and never fails. */
bool keeper_failed(struct keeper *keeper, struct error *why);

/* Ends it, after the step it is at. NULL is allowed. */
void keeper_stop(struct keeper *keeper);

#endif
