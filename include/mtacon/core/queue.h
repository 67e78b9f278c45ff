/* The queues of a node, and a summary of what waits in them. */
#ifndef MTACON_CORE_QUEUE_H
#define MTACON_CORE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/domain_name.h"

enum queue { QUEUE_INCOMING, QUEUE_ACTIVE, QUEUE_DEFERRED, QUEUE_HOLD, QUEUE_CORRUPT, QUEUE_COUNT };

/* Age buckets: under 5 minutes, 1 h, 6 h, 1 d, 2 d, 3 d, 4 d, 5 d, and older. */
enum { QUEUE_AGES = 9 };

/* The rule: mail is tried for 5 days. */
enum { QUEUE_LIFETIME = 5 * 86400 };

struct queue_domain {
    char name[DOMAIN_NAME_SIZE];
    int64_t messages, oldest; /* oldest: arrival, epoch */
    /* Held messages do not expire. expires: not before then (epoch) the first does; 0: none does.
     */
    int64_t expiring_6h, expiring_24h, expires;
};

struct queue_reason {
    char domain[DOMAIN_NAME_SIZE];
    char text[160];
    int64_t messages;
};

/* What a full listing of the queue came to. */
struct queue_listing {
    int64_t sizes[QUEUE_COUNT];
    int64_t oldest; /* arrival, epoch; 0: nothing queued */
    int64_t expiring_6h, expiring_24h;
    int64_t ages[QUEUE_AGES];
    int64_t listed;
    bool truncated; /* there was more than the console asks for */
    struct queue_domain *domains;
    size_t domain_count;
    struct queue_reason *reasons;
    size_t reason_count;
};

void queue_listing_clear(struct queue_listing *listing);

/* "incoming" ... */
const char *queue_name(enum queue queue);

/* The queue of that name; QUEUE_COUNT when there is none. */
enum queue queue_find(const char *name);

/* "< 5 m" ...: an age bucket in words. */
const char *queue_age_name(int bucket);

#endif
