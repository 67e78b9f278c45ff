#include "mtacon/store/change.h"

#include "store_private.h"

void store_count_take(sqlite3_stmt *found, store_count_row row, void *argument)
{
    const struct store_count count = {.node = sqlite3_column_int64(found, 0),
                                      .domain = sqlite3_column_int64(found, 1),
                                      .code = sqlite3_column_int(found, 2),
                                      .time = sqlite3_column_int64(found, 3),
                                      .count = sqlite3_column_int64(found, 4)};
    row(argument, &count);
}

bool store_change_position(struct store *store, int64_t *position, struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error, "SELECT seq FROM sqlite_sequence WHERE name = 'change'", "");
    *position = row && store_step(store, row, error) ? sqlite3_column_int64(row, 0) : 0;
    return store_finish(store, row, error);
}

/* They are numbered without gaps: where the first is there, all are. */
static bool find_first(struct store *store, int64_t after, int64_t *first, struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error, "SELECT min(id) FROM change WHERE id > ?", "i", after);
    *first = row && store_step(store, row, error) ? sqlite3_column_int64(row, 0) : 0;
    return store_finish(store, row, error);
}

bool store_change_list(struct store *store, int64_t *position, bool *missed, store_count_row row,
                       void *argument, struct error *error)
{
    int64_t now, first = 0, after = *position;
    *missed = false;
    if (!store_change_position(store, &now, error))
        return false;
    if (now == after)
        return true;
    if (!find_first(store, after, &first, error))
        return false;
    *missed = first != after + 1;
    *position = now;
    if (*missed)
        return true;
    sqlite3_stmt *found = store_prepare(
        store, error, "SELECT node, domain, code, minute, count FROM change WHERE id > ?", "i",
        after);
    while (found && store_step(store, found, error))
        store_count_take(found, row, argument);
    return store_finish(store, found, error);
}

bool store_change_add(struct store *store, int64_t node, int64_t domain, int code,
                      struct error *error)
{
    return store_run(store, error, "INSERT INTO change VALUES (NULL, ?, ?, ?, 0, 0)", "iii", node,
                     domain, (int64_t)code);
}

bool store_change_trim(struct store *store, struct error *error)
{
    return store_run(store, error,
                     "DELETE FROM change WHERE id <= (SELECT seq FROM sqlite_sequence WHERE name = "
                     "'change') - ?",
                     "i", (int64_t)STORE_CHANGES_KEPT);
}
