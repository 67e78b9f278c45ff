/* Domains that were configured; '*' holds the defaults. */
#ifndef MTACON_STORE_DOMAIN_H
#define MTACON_STORE_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "mtacon/base/error.h"
#include "mtacon/core/domain_name.h"
#include "mtacon/core/threshold.h"
#include "mtacon/store/store.h"

struct store_domain {
    char name[DOMAIN_NAME_SIZE];
    struct thresholds thresholds; /* THRESHOLD_INHERITED where not set */
};

/* All of them by name, '*' first and always there. The caller frees the array. */
bool store_domains_load(struct store *store, struct store_domain **domains, size_t *count,
                        struct error *error);

/* Adds a domain or changes it: of `thresholds`, NULL keeps what is set. */
bool store_domain_set(struct store *store, const char *name, const int64_t *hourly,
                      const int64_t *daily, struct error *error);

bool store_domain_remove(struct store *store, const char *name, struct error *error);

#endif
