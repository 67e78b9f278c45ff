#include "mtacon/core/queue.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[QUEUE_COUNT] = {"incoming", "active", "deferred", "hold", "corrupt"};

const char *queue_name(enum queue queue)
{
    return names[queue];
}

enum queue queue_find(const char *name)
{
    int i = 0;
    while (i < QUEUE_COUNT && strcmp(names[i], name) != 0)
        i++;
    return (enum queue)i;
}

const char *queue_age_name(int bucket)
{
    static const char *const ages[QUEUE_AGES] = {"< 5 m", "< 1 h", "< 6 h", "< 1 d", "< 2 d",
                                                 "< 3 d", "< 4 d", "< 5 d", ">= 5 d"};
    return ages[bucket];
}

void queue_listing_clear(struct queue_listing *listing)
{
    free(listing->domains);
    free(listing->reasons);
    *listing = (struct queue_listing){0};
}
