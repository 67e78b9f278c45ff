#include "mtacon/store/domain.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "store_private.h"

static int64_t inherited_or(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? THRESHOLD_INHERITED
                                                           : sqlite3_column_int64(row, column);
}

bool store_domains_load(struct store *store, struct store_domain **domains, size_t *count,
                        struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error, "SELECT name, hourly, daily FROM domain ORDER BY name <> '*', name", "");
    *domains = memory_new(1, sizeof **domains);
    *count = 1;
    **domains = (struct store_domain){.name = DOMAIN_NAME_DEFAULTS};
    while (row && store_step(store, row, error)) {
        struct store_domain domain = {
            .thresholds = {.hourly = inherited_or(row, 1), .daily = inherited_or(row, 2)}};
        snprintf(domain.name, sizeof domain.name, "%s", store_text(row, 0));
        if (strcmp(domain.name, DOMAIN_NAME_DEFAULTS) == 0) {
            (*domains)[0].thresholds =
                threshold_effective(domain.thresholds, (struct thresholds){0, 0});
            continue;
        }
        *domains = memory_resize(*domains, *count + 1, sizeof **domains);
        (*domains)[(*count)++] = domain;
    }
    return store_finish(store, row, error);
}

bool store_domain_set(struct store *store, const char *name, const int64_t *hourly,
                      const int64_t *daily, struct error *error)
{
    bool done =
        store_run(store, error, "INSERT OR IGNORE INTO domain (name) VALUES (?)", "t", name);
    if (done && hourly)
        done = store_run(store, error, "UPDATE domain SET hourly = ? WHERE name = ?", "it", *hourly,
                         name);
    if (done && daily)
        done = store_run(store, error, "UPDATE domain SET daily = ? WHERE name = ?", "it", *daily,
                         name);
    return done;
}

bool store_domain_remove(struct store *store, const char *name, struct error *error)
{
    if (!store_run(store, error, "DELETE FROM domain WHERE name = ?", "t", name))
        return false;
    if (sqlite3_changes(store->database) == 0)
        return error_set(error, ERROR_REFUSED, "%s is not configured: see 'mtacon domains list'",
                         name);
    return true;
}
