#include "mtacon/store/mute.h"

#include <stdio.h>
#include <stdlib.h>

#include "mtacon/base/memory.h"
#include "mtacon/store/audit.h"
#include "store_private.h"

bool store_mute_list(struct store *store, int64_t now, struct store_mute **mutes, size_t *count,
                     struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error,
        "SELECT domain, until, since, author, note FROM mute WHERE until > ? OR (until = 0 AND "
        "EXISTS (SELECT 1 FROM alert WHERE alert.domain = mute.domain AND closed_at = 0))",
        "i", now);
    *mutes = NULL;
    *count = 0;
    while (row && store_step(store, row, error)) {
        *mutes = memory_grow(*mutes, *count, sizeof **mutes);
        struct store_mute *mute = &(*mutes)[(*count)++];
        *mute = (struct store_mute){.until = sqlite3_column_int64(row, 1),
                                    .since = sqlite3_column_int64(row, 2)};
        snprintf(mute->domain, sizeof mute->domain, "%s", store_text(row, 0));
        snprintf(mute->author, sizeof mute->author, "%s", store_text(row, 3));
        snprintf(mute->note, sizeof mute->note, "%s", store_text(row, 4));
    }
    return store_finish(store, row, error);
}

static bool has_open(struct store *store, const char *domain)
{
    sqlite3_stmt *row = store_prepare(
        store, NULL, "SELECT 1 FROM alert WHERE domain = ? AND closed_at = 0", "t", domain);
    bool found = row && store_step(store, row, NULL);
    store_finish(store, row, NULL);
    return found;
}

bool store_mute_add(struct store *store, const char *domain, int64_t until, const char *note,
                    int64_t now, struct error *error)
{
    char *detail =
        memory_printf("%s%s%s", until ? "for a time" : "until recovered", *note ? ": " : "", note);
    bool done = store_begin(store, error);
    if (done && !until && !has_open(store, domain))
        done = error_set(error, ERROR_REFUSED,
                         "%s: no alert is open that could recover: say for how long", domain);
    done = done &&
           store_run(store, error, "INSERT OR REPLACE INTO mute VALUES (?, ?, ?, ?, ?)", "tiitt",
                     domain, until, now, audit_author(), note) &&
           audit_add(store, now, "mute", domain, detail, error) && store_commit(store, error);
    if (!done)
        store_rollback(store);
    free(detail);
    return done;
}

bool store_mute_remove(struct store *store, const char *domain, const char *note, int64_t now,
                       struct error *error)
{
    bool done = store_begin(store, error) &&
                store_run(store, error, "DELETE FROM mute WHERE domain = ?", "t", domain);
    if (done && sqlite3_changes(store->database) == 0)
        done = error_set(error, ERROR_REFUSED, "%s is not muted: see 'mtacon alerts'", domain);
    done =
        done && audit_add(store, now, "unmute", domain, note, error) && store_commit(store, error);
    if (!done)
        store_rollback(store);
    return done;
}

bool store_mute_expire(struct store *store, int64_t now, struct error *error)
{
    return store_run(store, error,
                     "DELETE FROM mute WHERE (until > 0 AND until <= ?) OR (until = 0 AND NOT "
                     "EXISTS (SELECT 1 FROM alert WHERE alert.domain = mute.domain AND closed_at "
                     "= 0))",
                     "i", now);
}
