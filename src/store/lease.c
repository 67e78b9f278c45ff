#include "mtacon/store/lease.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "store_private.h"

static bool has_ended(int64_t process)
{
    return process > 0 && kill((pid_t)process, 0) < 0 && errno == ESRCH;
}

bool lease_load(struct store *store, const char *name, int64_t now, struct lease *lease)
{
    sqlite3_stmt *row = store_prepare(
        store, NULL, "SELECT holder, process, rank, at FROM lease WHERE name = ?", "t", name);
    *lease = (struct lease){0};
    if (row && store_step(store, row, NULL)) {
        snprintf(lease->holder, sizeof lease->holder, "%s", store_text(row, 0));
        lease->process = sqlite3_column_int64(row, 1);
        lease->rank = (enum lease_rank)sqlite3_column_int(row, 2);
        lease->at = sqlite3_column_int64(row, 3);
    }
    /* A time ahead of ours is that of a clock which was set back since. */
    int64_t silent = now - lease->at;
    if (silent > LEASE_PATIENCE || silent < -LEASE_PATIENCE || has_ended(lease->process))
        lease->holder[0] = '\0';
    return store_finish(store, row, NULL);
}

bool lease_take(struct store *store, const char *name, const char *holder, enum lease_rank rank,
                int64_t now)
{
    struct lease lease;
    if (lease_keep(store, name, holder, now))
        return true;
    /* Looked at first, so that those who wait do not write. */
    if (!lease_load(store, name, now, &lease) || (*lease.holder && lease.rank >= rank))
        return false;
    /* Only from the one that was looked at. */
    return store_run(store, NULL,
                     "INSERT INTO lease VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE "
                     "SET holder = ?2, process = ?3, rank = ?4, at = ?5 WHERE process = ?6 AND at "
                     "= ?7",
                     "ttiiiii", name, holder, (int64_t)getpid(), (int64_t)rank, now, lease.process,
                     lease.at) &&
           sqlite3_changes(store->database) > 0;
}

bool lease_keep(struct store *store, const char *name, const char *holder, int64_t now)
{
    return store_run(store, NULL, "UPDATE lease SET at = ? WHERE name = ? AND holder = ?", "itt",
                     now, name, holder) &&
           sqlite3_changes(store->database) > 0;
}

void lease_release(struct store *store, const char *name, const char *holder)
{
    store_run(store, NULL, "DELETE FROM lease WHERE name = ? AND holder = ?", "tt", name, holder);
}
