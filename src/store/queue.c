#include "mtacon/store/queue.h"

#include <stdio.h>

#include "mtacon/base/memory.h"
#include "store_private.h"

bool store_queue_domains(struct store *store, int64_t node, struct queue_domain **domains,
                         size_t *count, struct error *error)
{
    sqlite3_stmt *statement = store_prepare(
        store, error,
        "SELECT name, sum(messages), min(oldest), sum(expiring_6h), sum(expiring_24h), "
        "min(nullif(expires, 0)) FROM "
        "queue_domain JOIN seen_domain ON id = domain WHERE node = ? GROUP BY domain "
        "ORDER BY 2 DESC, 1 LIMIT 1000",
        "i", node);
    *domains = NULL;
    *count = 0;
    while (statement && store_step(store, statement, error)) {
        *domains = memory_grow(*domains, *count, sizeof **domains);
        struct queue_domain *domain = &(*domains)[(*count)++];
        *domain = (struct queue_domain){.messages = sqlite3_column_int64(statement, 1),
                                        .oldest = sqlite3_column_int64(statement, 2),
                                        .expiring_6h = sqlite3_column_int64(statement, 3),
                                        .expiring_24h = sqlite3_column_int64(statement, 4),
                                        .expires = sqlite3_column_int64(statement, 5)};
        snprintf(domain->name, sizeof domain->name, "%s", store_text(statement, 0));
    }
    return store_finish(store, statement, error);
}

bool store_queue_reasons(struct store *store, int64_t node, const char *domain,
                         struct queue_reason **reasons, size_t *count, struct error *error)
{
#define REASONS                                                                                    \
    "SELECT text, sum(messages), min(name) FROM queue_reason JOIN seen_domain ON id = domain "     \
    "WHERE "
#define GROUPED " GROUP BY text ORDER BY 2 DESC, 1 LIMIT 50"
    sqlite3_stmt *statement =
        domain ? store_prepare(store, error, REASONS "name = ?" GROUPED, "t", domain)
               : store_prepare(store, error, REASONS "node = ?" GROUPED, "i", node);
#undef REASONS
#undef GROUPED
    *reasons = NULL;
    *count = 0;
    while (statement && store_step(store, statement, error)) {
        *reasons = memory_grow(*reasons, *count, sizeof **reasons);
        struct queue_reason *reason = &(*reasons)[(*count)++];
        *reason = (struct queue_reason){.messages = sqlite3_column_int64(statement, 1)};
        snprintf(reason->text, sizeof reason->text, "%s", store_text(statement, 0));
        snprintf(reason->domain, sizeof reason->domain, "%s", store_text(statement, 2));
    }
    return store_finish(store, statement, error);
}

bool store_queue_of(struct store *store, int64_t domain,
                    void (*row)(void *argument, int64_t domain, const struct queue_domain *queued),
                    void *argument, struct error *error)
{
#define QUEUED                                                                                     \
    "SELECT domain, sum(messages), min(oldest), sum(expiring_6h), sum(expiring_24h), "             \
    "min(nullif(expires, 0)) FROM queue_domain"
    sqlite3_stmt *found =
        domain
            ? store_prepare(store, error, QUEUED " WHERE domain = ? GROUP BY domain", "i", domain)
            : store_prepare(store, error, QUEUED " GROUP BY domain", "");
#undef QUEUED
    while (found && store_step(store, found, error)) {
        const struct queue_domain queued = {.messages = sqlite3_column_int64(found, 1),
                                            .oldest = sqlite3_column_int64(found, 2),
                                            .expiring_6h = sqlite3_column_int64(found, 3),
                                            .expiring_24h = sqlite3_column_int64(found, 4),
                                            .expires = sqlite3_column_int64(found, 5)};
        row(argument, sqlite3_column_int64(found, 0), &queued);
    }
    return store_finish(store, found, error);
}
