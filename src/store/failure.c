#include "mtacon/store/failure.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/core/window.h"
#include "store_private.h"

int64_t store_domain_id(struct store *store, const char *name, struct error *error)
{
    int64_t id = -1;
    if (!store_run(store, error, "INSERT OR IGNORE INTO seen_domain (name) VALUES (?)", "t", name))
        return -1;
    sqlite3_stmt *row =
        store_prepare(store, error, "SELECT id FROM seen_domain WHERE name = ?", "t", name);
    if (row && store_step(store, row, error))
        id = sqlite3_column_int64(row, 0);
    return store_finish(store, row, error) ? id : -1;
}

static bool read_cursor(struct store *store, int64_t node, struct log_cursor *cursor,
                        struct error *error)
{
    bool found = false;
    sqlite3_stmt *row = store_prepare(
        store, error, "SELECT fingerprint, log_offset, log_at FROM node WHERE id = ?", "i", node);
    if (row && store_step(store, row, error)) {
        found = true;
        snprintf(cursor->fingerprint, sizeof cursor->fingerprint, "%s", store_text(row, 0));
        cursor->offset = sqlite3_column_int64(row, 1);
        cursor->at = sqlite3_column_int64(row, 2);
    }
    if (!store_finish(store, row, error))
        return false;
    return found || error_set(error, ERROR_REFUSED, "the node was removed");
}

/* A count is added to its minute and to its hour, and told to who reads on. */
enum { MINUTE, HOUR, CHANGE, TABLES };
static const char *const adding[TABLES] = {
    [MINUTE] = "INSERT INTO failure_minute (node, domain, code, minute, count) VALUES (?, ?, ?, ?, "
               "?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
    [HOUR] = "INSERT INTO failure_hour (node, domain, code, hour, count) VALUES (?, ?, ?, ?, ?) ON "
             "CONFLICT DO UPDATE SET count = count + excluded.count",
    [CHANGE] = "INSERT INTO change (node, domain, code, minute, count) VALUES (?, ?, ?, ?, ?)",
};

static bool add_count(struct store *store, sqlite3_stmt *const statements[TABLES], int64_t node,
                      int64_t domain, const struct failure_count *count, struct error *error)
{
    bool done = true;
    for (int i = 0; done && i < TABLES; i++) {
        sqlite3_bind_int64(statements[i], 1, node);
        sqlite3_bind_int64(statements[i], 2, domain);
        sqlite3_bind_int64(statements[i], 3, count->code);
        sqlite3_bind_int64(statements[i], 4,
                           i == HOUR ? window_hour(count->minute) : count->minute);
        sqlite3_bind_int64(statements[i], 5, count->count);
        done = sqlite3_step(statements[i]) == SQLITE_DONE || store_failed(store, error);
        sqlite3_reset(statements[i]);
    }
    return done;
}

/* Rows of one piece are many and of few domains: statements and the last id are kept. */
static bool add_counts(struct store *store, int64_t node, const struct log_piece *piece,
                       struct error *error)
{
    sqlite3_stmt *statements[TABLES] = {NULL};
    bool done = true;
    int64_t id = -1;
    const char *last = "";
    for (int i = 0; done && i < TABLES; i++)
        done = (statements[i] = store_prepare(store, error, adding[i], "")) != NULL;
    for (size_t i = 0; done && i < piece->count_count; i++) {
        const struct failure_count *row = &piece->counts[i];
        if (strcmp(last, row->domain) != 0) {
            id = store_domain_id(store, row->domain, error);
            last = row->domain;
        }
        done = id >= 0 && add_count(store, statements, node, id, row, error);
    }
    for (int i = 0; i < TABLES; i++)
        store_finish(store, statements[i], NULL);
    return done && store_change_trim(store, error);
}

static bool add_samples(struct store *store, int64_t node, const struct log_piece *piece,
                        struct error *error)
{
    for (size_t i = 0; i < piece->sample_count; i++) {
        const struct failure_sample *sample = &piece->samples[i];
        int64_t id = store_domain_id(store, sample->domain, error);
        if (id < 0 ||
            !store_run(store, error, "INSERT OR REPLACE INTO sample VALUES (?, ?, ?, ?, ?)",
                       "iiiit", id, node, (int64_t)sample->code, sample->at, sample->text))
            return false;
    }
    return true;
}

/* For the gate of a rollout, which looks back an hour. */
static bool add_refused(struct store *store, int64_t node, const struct log_piece *piece,
                        struct error *error)
{
    bool done = !piece->refused_count ||
                store_run(store, error, "DELETE FROM refused WHERE node = ? AND minute < ?", "ii",
                          node, piece->after.at - WINDOW_DAY);
    for (size_t i = 0; done && i < piece->refused_count; i++)
        done = store_run(store, error,
                         "INSERT INTO refused (node, minute, count) VALUES (?, ?, ?) ON CONFLICT "
                         "DO UPDATE SET count = count + excluded.count",
                         "iii", node, piece->refused[i].minute, piece->refused[i].count);
    return done;
}

enum store_failure_result store_failure_save(struct store *store, int64_t node,
                                             const struct log_piece *piece,
                                             struct log_cursor *now_at, struct error *error)
{
    if (!store_begin(store, error))
        return STORE_FAILURE_FAILED;
    if (!read_cursor(store, node, now_at, error)) {
        store_rollback(store);
        return STORE_FAILURE_FAILED;
    }
    if (!log_cursor_equal(now_at, &piece->before)) {
        store_rollback(store);
        return STORE_FAILURE_STALE;
    }
    bool done =
        add_counts(store, node, piece, error) && add_samples(store, node, piece, error) &&
        add_refused(store, node, piece, error) &&
        store_run(store, error,
                  "UPDATE node SET fingerprint = ?1, log_offset = ?2, log_at = ?3, gap_at = "
                  "CASE WHEN ?5 IS NULL THEN gap_at ELSE ?4 END, gap = coalesce(?5, gap), "
                  "skipped = skipped + ?6, last_contact = max(last_contact, ?7) WHERE id = ?8",
                  "tiiitiii", piece->after.fingerprint, piece->after.offset, piece->after.at,
                  piece->after.at, piece->gap, piece->skipped, piece->after.at, node) &&
        store_commit(store, error);
    if (!done) {
        store_rollback(store);
        return STORE_FAILURE_FAILED;
    }
    *now_at = piece->after;
    return STORE_FAILURE_COMMITTED;
}

bool store_failure_minutes(struct store *store, int64_t from, int64_t to, store_count_row row,
                           void *argument, struct error *error)
{
    sqlite3_stmt *found = store_prepare(store, error,
                                        "SELECT node, domain, code, minute, count FROM "
                                        "failure_minute WHERE minute >= ? AND minute < ?",
                                        "ii", from, to);
    while (found && store_step(store, found, error))
        store_count_take(found, row, argument);
    return store_finish(store, found, error);
}

bool store_failure_since_hour(struct store *store, int64_t from, store_count_row row,
                              void *argument, struct error *error)
{
    sqlite3_stmt *found = store_prepare(
        store, error, "SELECT node, domain, code, hour, count FROM failure_hour WHERE hour >= ?",
        "i", from);
    while (found && store_step(store, found, error))
        store_count_take(found, row, argument);
    return store_finish(store, found, error);
}

bool store_seen_name(struct store *store, int64_t domain, char name[DOMAIN_NAME_SIZE],
                     struct error *error)
{
    sqlite3_stmt *found =
        store_prepare(store, error, "SELECT name FROM seen_domain WHERE id = ?", "i", domain);
    bool any = found && store_step(store, found, error);
    snprintf(name, DOMAIN_NAME_SIZE, "%s", any ? store_text(found, 0) : "");
    return store_finish(store, found, error);
}

bool store_seen_domains(struct store *store, void (*row)(void *argument, const char *name),
                        void *argument, struct error *error)
{
    sqlite3_stmt *found =
        store_prepare(store, error, "SELECT name FROM seen_domain ORDER BY name", "");
    while (found && store_step(store, found, error))
        row(argument, store_text(found, 0));
    return store_finish(store, found, error);
}

static sqlite3_stmt *hours_of_domain(struct store *store, const char *domain, int64_t since,
                                     struct error *error)
{
    return store_prepare(store, error,
                         "SELECT hour, sum(count) FROM failure_hour WHERE domain = (SELECT id FROM "
                         "seen_domain WHERE name = ?) AND hour >= ? AND code > 1 GROUP BY hour",
                         "ti", domain, since);
}

/* The table is in the order of hours, and then of nodes: each hour is looked up. */
static sqlite3_stmt *hours_of_node(struct store *store, int64_t node, int64_t since, int count,
                                   struct error *error)
{
    return store_prepare(store, error,
                         "WITH RECURSIVE hours (at) AS (SELECT ?1 UNION ALL SELECT at + ?2 FROM "
                         "hours WHERE at < ?3) SELECT hour, sum(count) FROM hours CROSS JOIN "
                         "failure_hour ON hour = at AND node = ?4 WHERE code > 1 GROUP BY hour",
                         "iiii", since, (int64_t)WINDOW_HOUR,
                         since + (count - 1) * (int64_t)WINDOW_HOUR, node);
}

static sqlite3_stmt *hours_of_all(struct store *store, int64_t since, struct error *error)
{
    return store_prepare(store, error,
                         "SELECT hour, sum(count) FROM failure_hour WHERE hour >= ? AND code > 1 "
                         "GROUP BY hour",
                         "i", since);
}

bool store_failure_hours(struct store *store, int64_t node, const char *domain, int64_t since,
                         int64_t *hours, int count, struct error *error)
{
    memset(hours, 0, sizeof *hours * (size_t)count);
    sqlite3_stmt *statement = domain ? hours_of_domain(store, domain, window_hour(since), error)
                              : node ? hours_of_node(store, node, window_hour(since), count, error)
                                     : hours_of_all(store, window_hour(since), error);
    while (statement && store_step(store, statement, error)) {
        int64_t index = (sqlite3_column_int64(statement, 0) - window_hour(since)) / WINDOW_HOUR;
        if (index >= 0 && index < count)
            hours[index] = sqlite3_column_int64(statement, 1);
    }
    return store_finish(store, statement, error);
}

bool store_failure_samples(struct store *store, const char *domain, struct failure_sample **samples,
                           size_t *count, struct error *error)
{
    sqlite3_stmt *statement = store_prepare(store, error,
                                            "SELECT code, max(at), text, name FROM seen_domain "
                                            "JOIN sample ON domain = id WHERE name = ? "
                                            "GROUP BY code",
                                            "t", domain);
    *samples = NULL;
    *count = 0;
    while (statement && store_step(store, statement, error)) {
        *samples = memory_grow(*samples, *count, sizeof **samples);
        struct failure_sample *sample = &(*samples)[(*count)++];
        *sample = (struct failure_sample){.code = sqlite3_column_int(statement, 0),
                                          .at = sqlite3_column_int64(statement, 1)};
        snprintf(sample->text, sizeof sample->text, "%s", store_text(statement, 2));
        snprintf(sample->domain, sizeof sample->domain, "%s", store_text(statement, 3));
    }
    return store_finish(store, statement, error);
}
