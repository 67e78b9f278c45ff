#include "mtacon/store/office365.h"

#include <stdio.h>

#include "mtacon/base/memory.h"
#include "store_private.h"

bool store_office365_set(struct store *store, int64_t node, const struct office365_seen *seen,
                         size_t count, struct error *error)
{
    bool done = store_begin(store, error) &&
                store_run(store, error, "DELETE FROM office365 WHERE node = ?", "i", node);
    /* A node that was removed meanwhile has nothing to say. */
    for (size_t i = 0; done && i < count; i++)
        done = store_run(
            store, error, "INSERT INTO office365 SELECT id, ?2, ?3, ?4, ?5 FROM node WHERE id = ?1",
            "itiii", node, seen[i].domain, seen[i].relayed, seen[i].reports, seen[i].at);
    done = done && store_commit(store, error);
    if (!done)
        store_rollback(store);
    return done;
}

bool store_office365_load(struct store *store, struct office365_seen **seen, size_t *count,
                          struct error *error)
{
    sqlite3_stmt *row = store_prepare(store, error,
                                      "SELECT domain, sum(relayed), sum(reports), max(at) FROM "
                                      "office365 GROUP BY domain",
                                      "");
    *seen = NULL;
    *count = 0;
    while (row && store_step(store, row, error)) {
        *seen = memory_grow(*seen, *count, sizeof **seen);
        struct office365_seen *one = &(*seen)[(*count)++];
        *one = (struct office365_seen){.relayed = sqlite3_column_int64(row, 1),
                                       .reports = sqlite3_column_int64(row, 2),
                                       .at = sqlite3_column_int64(row, 3)};
        snprintf(one->domain, sizeof one->domain, "%s", store_text(row, 0));
    }
    return store_finish(store, row, error);
}
