/* What waits in the queues, as the nodes' last listings had it. */
#ifndef MTACON_STORE_QUEUE_H
#define MTACON_STORE_QUEUE_H

#include "mtacon/base/error.h"
#include "mtacon/core/queue.h"
#include "mtacon/store/store.h"

/* What waits on a node by domain; and by reason, of one domain over all listings, else (NULL) on
 * one node: most first. The caller frees the arrays. */
bool store_queue_domains(struct store *store, int64_t node, struct queue_domain **domains,
                         size_t *count, struct error *error);
bool store_queue_reasons(struct store *store, int64_t node, const char *domain,
                         struct queue_reason **reasons, size_t *count, struct error *error);

/* What waits for one domain (its number in the store; 0: for each) over all listings. A domain for
 * which nothing does gives no row; the name is not set. */
bool store_queue_of(struct store *store, int64_t domain,
                    void (*row)(void *argument, int64_t domain, const struct queue_domain *queued),
                    void *argument, struct error *error);

#endif
