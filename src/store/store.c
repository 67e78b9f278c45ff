#include "mtacon/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mtacon/base/embedded.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"
#include "mtacon/store/revision.h"
#include "store_private.h"

#define APPLICATION_ID 0x6d746163 /* "mtac" */

static bool read_number(struct store *store, const char *sql, int64_t *number, struct error *error)
{
    sqlite3_stmt *statement = store_prepare(store, error, sql, "");
    if (statement && store_step(store, statement, error))
        *number = sqlite3_column_int64(statement, 0);
    return store_finish(store, statement, error);
}

static bool run_script(struct store *store, const char *sql, struct error *error)
{
    if (sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    return store_failed(store, error);
}

/* By the version they lead to: a script, and what SQL cannot do. */
static const struct {
    const char *script;
    bool (*after)(struct store *store, struct error *error);
} migrations[STORE_VERSION + 1] = {{NULL, NULL},
                                   {data_schema_1_sql, NULL},
                                   {data_schema_2_sql, revision_import_domains},
                                   {data_schema_3_sql, NULL},
                                   {data_schema_4_sql, NULL},
                                   {data_schema_5_sql, NULL},
                                   {data_schema_6_sql, NULL},
                                   {data_schema_7_sql, NULL},
                                   {data_schema_8_sql, NULL},
                                   {data_schema_9_sql, NULL},
                                   {data_schema_10_sql, NULL},
                                   {data_schema_11_sql, NULL}};

static bool migrate(struct store *store, struct error *error)
{
    int64_t version = 0, tables = 0, application = 0;
    if (!store_begin(store, error))
        return false;
    bool done = read_number(store, "PRAGMA user_version", &version, error);
    done = done && read_number(store, "PRAGMA application_id", &application, error);
    done = done && read_number(store, "SELECT count(*) FROM sqlite_master", &tables, error);
    if (done && tables && application != APPLICATION_ID)
        done = error_set(error, ERROR_STORE,
                         "%s is an SQLite file, but no mtacon store: give "
                         "another with --store",
                         store->path);
    if (done && version > STORE_VERSION)
        done = error_set(error, ERROR_STORE,
                         "store %s was made by a newer mtacon (version %lld, "
                         "this one knows %d): use that one, or another file with --store",
                         store->path, (long long)version, STORE_VERSION);
    for (int64_t next = version + 1; done && next <= STORE_VERSION; next++) {
        char *finish = memory_printf("PRAGMA application_id = %d; PRAGMA user_version = %lld",
                                     APPLICATION_ID, (long long)next);
        done = run_script(store, migrations[next].script, error) &&
               (!migrations[next].after || migrations[next].after(store, error)) &&
               run_script(store, finish, error);
        free(finish);
    }
    done = done && store_commit(store, error);
    if (!done)
        store_rollback(store);
    return done;
}

/* Made before SQLite opens it, so that it never exists with another mode; SQLite gives its
 * -wal and -shm files the same. One that is there is not opened: closing it again would drop the
 * locks that other connections of this process hold (fcntl(2)), and who closes the store elsewhere
 * would take its log away under them. */
static bool make_file(const char *path, struct error *error)
{
    if (!path_make_parent(path, error))
        return false;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return true;
    if (fd < 0)
        return error_set(error, ERROR_STORE, "store %s: %s", path, strerror(errno));
    close(fd);
    return true;
}

struct store *store_open(const char *path, struct error *error)
{
    struct store *store = memory_new(1, sizeof *store);
    store->path = path ? memory_string(path) : path_state("mtacon.db");
    if (!store->path) {
        error_set(error, ERROR_STORE, "no home directory: give a file with --store");
        store_close(store);
        return NULL;
    }
    if (!make_file(store->path, error)) {
        store_close(store);
        return NULL;
    }
    int status = sqlite3_open_v2(store->path, &store->database,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    bool good = status == SQLITE_OK || store_failed(store, error);
    if (good) {
        store_set_patience(store, STORE_PATIENCE_MS);
        int64_t version = 0;
        /* A read first: a file that is not ours must not even be switched to WAL. */
        good = read_number(store, "PRAGMA user_version", &version, error) &&
               migrate(store, error) && store_run(store, error, "PRAGMA journal_mode = WAL", "") &&
               store_run(store, error, "PRAGMA synchronous = NORMAL", "") &&
               store_run(store, error, "PRAGMA foreign_keys = ON", "");
    }
    if (good)
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store_drop_statements(store);
    sqlite3_close(store->database);
    free(store->path);
    free(store);
}

void store_set_patience(struct store *store, int milliseconds)
{
    store->patience = milliseconds;
    sqlite3_busy_timeout(store->database, milliseconds);
}

bool store_is_free(struct store *store)
{
    if (store->depth)
        return true;
    sqlite3_busy_timeout(store->database, 0);
    int status = sqlite3_exec(store->database, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (status == SQLITE_OK)
        sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_busy_timeout(store->database, store->patience);
    return status != SQLITE_BUSY;
}

const char *store_path(const struct store *store)
{
    return store->path;
}

int64_t store_data_version(struct store *store)
{
    int64_t version = -1;
    read_number(store, "PRAGMA data_version", &version, NULL);
    return version;
}

static bool delete_rows(struct store *store, const char *sql, int64_t before, int rows, bool *more,
                        struct error *error)
{
    if (!store_run(store, error, sql, "ii", before, (int64_t)rows))
        return false;
    *more = *more || sqlite3_changes(store->database) == rows;
    return true;
}

bool store_prune(struct store *store, int64_t now, int rows, bool *more, struct error *error)
{
    *more = false;
    return delete_rows(store,
                       "DELETE FROM failure_minute WHERE (minute, node, domain, code) IN (SELECT "
                       "minute, node, domain, code FROM failure_minute WHERE minute < ? LIMIT ?)",
                       now - STORE_MINUTES_KEPT, rows, more, error) &&
           delete_rows(store,
                       "DELETE FROM failure_hour WHERE (hour, node, domain, code) IN (SELECT hour, "
                       "node, domain, code FROM failure_hour WHERE hour < ? LIMIT ?)",
                       now - STORE_HOURS_KEPT, rows, more, error);
}
