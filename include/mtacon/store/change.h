/* What changed in the store since it was read last: failures that were counted, and domains whose
 * queue or Office 365 is another one. Written with what it tells of, in the same transaction. */
#ifndef MTACON_STORE_CHANGE_H
#define MTACON_STORE_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/store/store.h"

/* One count: of a node, domain (its number: store_seen_name in failure.h) and code, in the minute
 * or hour that begins at `time`. */
struct store_count {
    int64_t node, domain, time, count;
    int code;
};
typedef void (*store_count_row)(void *argument, const struct store_count *count);

/* In place of a code. */
enum { STORE_CHANGE_QUEUE = -1, STORE_CHANGE_OFFICE365 = -2, STORE_CHANGE_ALERT = -3 };

/* As many are kept: who has missed more reads all anew. */
enum { STORE_CHANGES_KEPT = 50000 };

/* How far it goes: what is read in the same transaction (store_begin_reading) has all before. */
bool store_change_position(struct store *store, int64_t *position, struct error *error);

/* What came after `*position`, in its order, and moves that on. `*missed`: some of it is not known
 * any more, and none was given. Of a queue or Office 365 only node and domain are set; of an
 * alert, nothing: any of them may be another one. */
bool store_change_list(struct store *store, int64_t *position, bool *missed, store_count_row row,
                       void *argument, struct error *error);

#endif
