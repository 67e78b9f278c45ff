/* Statements: what every file of store/ stands on. */
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "store_private.h"

bool store_failed(struct store *store, struct error *error)
{
    int code = sqlite3_errcode(store->database);
    const char *next = "";
    if (code == SQLITE_FULL || code == SQLITE_IOERR)
        next = ": free some space: nothing is lost, it is read again from the nodes";
    else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        next = ": the file is damaged: move it away (it is left untouched), or give another with "
               "--store";
    else if (code == SQLITE_BUSY)
        next = ": another process is writing to it, and nothing was changed: try again";
    else if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM)
        next = ": check owner and mode of the file and its folder";
    return error_set(error, ERROR_STORE, "store %s: %s%s", store->path,
                     sqlite3_errmsg(store->database), next);
}

/* ---- kept statements ---- */

/* One that is free; NULL: it was not kept, or is in use just now. */
static struct store_statement *find_kept(struct store *store, const char *sql)
{
    for (int i = 0; i < store->statement_count; i++)
        if (!store->statements[i].used && strcmp(store->statements[i].sql, sql) == 0)
            return &store->statements[i];
    return NULL;
}

static void keep(struct store *store, sqlite3_stmt *statement)
{
    if (store->statement_count < STORE_STATEMENTS)
        store->statements[store->statement_count++] =
            (struct store_statement){statement, sqlite3_sql(statement), true};
}

static sqlite3_stmt *compile(struct store *store, const char *sql)
{
    struct store_statement *kept = find_kept(store, sql);
    sqlite3_stmt *statement = NULL;
    if (kept) {
        kept->used = true;
        return kept->statement;
    }
    if (sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL) == SQLITE_OK && statement)
        keep(store, statement);
    return statement;
}

void store_drop_statements(struct store *store)
{
    for (int i = 0; i < store->statement_count; i++)
        sqlite3_finalize(store->statements[i].statement);
    store->statement_count = 0;
}

/* ---- use ---- */

static sqlite3_stmt *prepare(struct store *store, struct error *error, const char *sql,
                             const char *types, va_list values)
{
    sqlite3_stmt *statement = compile(store, sql);
    if (!statement) {
        store_failed(store, error);
        return NULL;
    }
    for (int i = 0; types[i]; i++) {
        if (types[i] == 'i')
            sqlite3_bind_int64(statement, i + 1, va_arg(values, int64_t));
        else
            sqlite3_bind_text(statement, i + 1, va_arg(values, const char *), -1, SQLITE_TRANSIENT);
    }
    return statement;
}

sqlite3_stmt *store_prepare(struct store *store, struct error *error, const char *sql,
                            const char *types, ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *statement = prepare(store, error, sql, types, values);
    va_end(values);
    return statement;
}

bool store_run(struct store *store, struct error *error, const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *statement = prepare(store, error, sql, types, values);
    va_end(values);
    while (statement && store_step(store, statement, error))
        ;
    return store_finish(store, statement, error);
}

bool store_step(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    int status = sqlite3_step(statement);
    if (status != SQLITE_ROW && status != SQLITE_DONE)
        store_failed(store, error);
    return status == SQLITE_ROW;
}

bool store_finish(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    if (!statement)
        return false;
    for (int i = 0; i < store->statement_count; i++) {
        if (store->statements[i].statement != statement)
            continue;
        bool done = sqlite3_reset(statement) == SQLITE_OK || store_failed(store, error);
        sqlite3_clear_bindings(statement);
        store->statements[i].used = false;
        return done;
    }
    if (sqlite3_finalize(statement) != SQLITE_OK)
        return store_failed(store, error);
    return true;
}

bool store_begin(struct store *store, struct error *error)
{
    if (!store_run(store, error, store->depth ? "SAVEPOINT inner" : "BEGIN IMMEDIATE", ""))
        return false;
    store->depth++;
    return true;
}

bool store_begin_reading(struct store *store, struct error *error)
{
    if (!store_run(store, error, store->depth ? "SAVEPOINT inner" : "BEGIN", ""))
        return false;
    store->depth++;
    return true;
}

bool store_commit(struct store *store, struct error *error)
{
    if (!store_run(store, error, store->depth > 1 ? "RELEASE inner" : "COMMIT", ""))
        return false;
    store->depth--;
    return true;
}

void store_rollback(struct store *store)
{
    if (!store->depth)
        return;
    store->depth--;
    /* SQLite has undone all by itself where the disk is full. */
    if (sqlite3_get_autocommit(store->database))
        store->depth = 0;
    else
        sqlite3_exec(store->database,
                     store->depth ? "ROLLBACK TO inner; RELEASE inner" : "ROLLBACK", NULL, NULL,
                     NULL);
}

bool store_has_begun(const struct store *store)
{
    return store->depth > 0;
}

const char *store_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text ? (const char *)text : "";
}
