/* Failure counts: written with the log position they come from, read by window. */
#ifndef MTACON_STORE_FAILURE_H
#define MTACON_STORE_FAILURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/core/failure.h"
#include "mtacon/store/change.h"
#include "mtacon/store/store.h"

enum store_failure_result {
    STORE_FAILURE_COMMITTED, /* counts and position are saved */
    STORE_FAILURE_STALE,  /* another console was faster: nothing saved, take the store's position */
    STORE_FAILURE_FAILED, /* `error` says why; ask again later */
};

/* Saves a piece and moves the node's position from `piece->before` to `piece->after`, in one
 * transaction, if it still is at `before`. `*now_at` is the position that holds afterwards. */
enum store_failure_result store_failure_save(struct store *store, int64_t node,
                                             const struct log_piece *piece,
                                             struct log_cursor *now_at, struct error *error);

/* All counts by minute of `from` <= minute < `to`; and by hour, of those since the hour `from`. */
bool store_failure_minutes(struct store *store, int64_t from, int64_t to, store_count_row row,
                           void *argument, struct error *error);
bool store_failure_since_hour(struct store *store, int64_t from, store_count_row row,
                              void *argument, struct error *error);

/* A domain's name by its number; "" when there is none. */
bool store_seen_name(struct store *store, int64_t domain, char name[DOMAIN_NAME_SIZE],
                     struct error *error);

/* Every domain ever seen on a node; `name` is valid during the callback. */
bool store_seen_domains(struct store *store, void (*row)(void *argument, const char *name),
                        void *argument, struct error *error);

/* Failures by hour since `since`, of one domain, else (NULL) of one node, else (0) of all, into
 * hours[0..count-1], the first being that of `since`. */
bool store_failure_hours(struct store *store, int64_t node, const char *domain, int64_t since,
                         int64_t *hours, int count, struct error *error);

/* The newest sample of each code of a domain; the caller frees the array. */
bool store_failure_samples(struct store *store, const char *domain, struct failure_sample **samples,
                           size_t *count, struct error *error);

#endif
