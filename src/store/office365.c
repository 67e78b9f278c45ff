#include "mtacon/store/office365.h"

#include <stdio.h>

#include "mtacon/store/change.h"
#include "store_private.h"

/* All that it is told of is told anew: it is searched for seldom. */
static bool tell(struct store *store, int64_t node, struct error *error)
{
    return store_run(store, error,
                     "INSERT OR IGNORE INTO seen_domain (name) SELECT domain FROM office365 WHERE "
                     "node = ?",
                     "i", node) &&
           store_run(
               store, error,
               "INSERT INTO change SELECT NULL, node, seen_domain.id, ?2, 0, 0 FROM office365 "
               "JOIN seen_domain ON name = domain WHERE node = ?1",
               "ii", node, (int64_t)STORE_CHANGE_OFFICE365);
}

bool store_office365_set(struct store *store, int64_t node, const struct office365_seen *seen,
                         size_t count, struct error *error)
{
    bool done = store_begin(store, error) && tell(store, node, error) &&
                store_run(store, error, "DELETE FROM office365 WHERE node = ?", "i", node);
    /* A node that was removed meanwhile has nothing to say. */
    for (size_t i = 0; done && i < count; i++)
        done = store_run(
            store, error, "INSERT INTO office365 SELECT id, ?2, ?3, ?4, ?5 FROM node WHERE id = ?1",
            "itiii", node, seen[i].domain, seen[i].relayed, seen[i].reports, seen[i].at);
    done = done && tell(store, node, error) && store_change_trim(store, error) &&
           store_commit(store, error);
    if (!done)
        store_rollback(store);
    return done;
}

bool store_office365_of(struct store *store, int64_t domain,
                        void (*row)(void *argument, const struct office365_seen *seen),
                        void *argument, struct error *error)
{
#define SEEN "SELECT domain, sum(relayed), sum(reports), max(at) FROM office365"
    sqlite3_stmt *found =
        domain ? store_prepare(store, error,
                               SEEN " WHERE domain = (SELECT name FROM seen_domain WHERE id = ?) "
                                    "GROUP BY domain",
                               "i", domain)
               : store_prepare(store, error, SEEN " GROUP BY domain", "");
#undef SEEN
    while (found && store_step(store, found, error)) {
        struct office365_seen seen = {.relayed = sqlite3_column_int64(found, 1),
                                      .reports = sqlite3_column_int64(found, 2),
                                      .at = sqlite3_column_int64(found, 3)};
        snprintf(seen.domain, sizeof seen.domain, "%s", store_text(found, 0));
        row(argument, &seen);
    }
    return store_finish(store, found, error);
}
