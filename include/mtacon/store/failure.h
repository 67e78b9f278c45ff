/* Failure counts: written with the log position they come from, read by window. */
#ifndef MTACON_STORE_FAILURE_H
#define MTACON_STORE_FAILURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/core/failure.h"
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

/* Counts of one (node, domain, code) over the windows that end at `now`. */
struct store_total {
    int64_t node;
    int code;
    int64_t last_hour, last_day;
    const char *domain; /* valid during the callback */
};
bool store_failure_totals(struct store *store, int64_t now,
                          void (*row)(void *argument, const struct store_total *total),
                          void *argument, struct error *error);

/* Every domain ever seen on a node; `name` is valid during the callback. */
bool store_seen_domains(struct store *store, void (*row)(void *argument, const char *name),
                        void *argument, struct error *error);

/* Failures by minute since the first minute of the last hour, by node and domain. */
struct store_point {
    int64_t node;
    int64_t time; /* minute or hour, epoch */
    int64_t count;
    const char *domain; /* valid during the callback */
};
bool store_failure_minutes(struct store *store, int64_t now,
                           void (*row)(void *argument, const struct store_point *point),
                           void *argument, struct error *error);

/* Failures by hour since `since`, of one node (0: all) and one domain (NULL: all), into
 * hours[0..count-1], the first being that of `since`. */
bool store_failure_hours(struct store *store, int64_t node, const char *domain, int64_t since,
                         int64_t *hours, int count, struct error *error);

/* The newest sample of each code of a domain (NULL: any), of a node (0: any); the caller frees
 * the array. */
bool store_failure_samples(struct store *store, int64_t node, const char *domain,
                           struct failure_sample **samples, size_t *count, struct error *error);

#endif
