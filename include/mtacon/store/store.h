/* The local SQLite store: one file, several consoles at a time (WAL). Used by one thread. */
#ifndef MTACON_STORE_STORE_H
#define MTACON_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/base/error.h"

struct store;

enum { STORE_VERSION = 11, STORE_MINUTES_KEPT = 48 * 3600, STORE_HOURS_KEPT = 400 * 86400 };

/* Opens `path`, made (mode 0600) and migrated as needed; NULL path: under XDG_STATE_HOME. NULL and
 * `error` when it is damaged, of a newer version, or no store of ours: the file is untouched. */
struct store *store_open(const char *path, struct error *error);
void store_close(struct store *store);

/* How long is waited for another process, or thread, that writes just now, until a change fails. A
 * store is opened with STORE_PATIENCE_MS; who must answer keys has none to spare. */
enum { STORE_PATIENCE_MS = 10000 };
void store_set_patience(struct store *store, int milliseconds);

/* Whether a change could begin right now: nobody else is writing. Never waits. A store that cannot
 * be written for another reason is free: that is said by whoever tries. */
bool store_is_free(struct store *store);

const char *store_path(const struct store *store);

/* Changes that belong together: all of them, or none, as others see it. One may be begun inside
 * another: then the outermost commit writes, and undoing the inner one leaves the outer as it was
 * before. A commit that fails has undone all; undoing where nothing was begun is allowed. */
bool store_begin(struct store *store, struct error *error);
bool store_commit(struct store *store, struct error *error);
void store_rollback(struct store *store);

/* Whether what was begun still waits for its end: a full disk undoes all at once. */
bool store_has_begun(const struct store *store);

/* What is read until store_commit is of one moment, whatever others write meanwhile. */
bool store_begin_reading(struct store *store, struct error *error);

/* A number that changes when another process has written. */
int64_t store_data_version(struct store *store);

/* Deletes what is older than it is kept, at most `rows` of each kind; `*more`: that were not all.
 */
bool store_prune(struct store *store, int64_t now, int rows, bool *more, struct error *error);

#endif
