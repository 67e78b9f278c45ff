/* Statements: what the files of store/ share. */
#ifndef MTACON_STORE_PRIVATE_H
#define MTACON_STORE_PRIVATE_H

#include <sqlite3.h>

#include "mtacon/store/change.h"
#include "mtacon/store/store.h"

enum { STORE_STATEMENTS = 64 };

struct store {
    sqlite3 *database;
    char *path;
    int depth;    /* of transactions begun */
    int patience; /* ms: store_set_patience */
    /* Compiled once: what is asked all the time is asked in few words. */
    struct store_statement {
        sqlite3_stmt *statement;
        const char *sql; /* as SQLite keeps it */
        bool used;
    } statements[STORE_STATEMENTS];
    int statement_count;
};

/* Prepares `sql`; NULL and `error` on failure. Parameters follow as a type letter string, the
 * values after: i int64_t, t const char * (NULL allowed). */
sqlite3_stmt *store_prepare(struct store *store, struct error *error, const char *sql,
                            const char *types, ...);

/* Prepares, runs to the end, gives back. */
bool store_run(struct store *store, struct error *error, const char *sql, const char *types, ...);

/* Steps; on an error that is no end of rows fills `error`. True while there is a row. */
bool store_step(struct store *store, sqlite3_stmt *statement, struct error *error);

/* Gives it back; false when the steps had met an error. NULL (not prepared) is false too. */
bool store_finish(struct store *store, sqlite3_stmt *statement, struct error *error);

/* Before the database is closed. */
void store_drop_statements(struct store *store);

/* Fills `error` with what SQLite last said; returns false. */
bool store_failed(struct store *store, struct error *error);

/* A column as text, "" for NULL; valid until the next step. */
const char *store_text(sqlite3_stmt *statement, int column);

/* Gives a row (node, domain, code, time, count) to `row`. */
void store_count_take(sqlite3_stmt *found, store_count_row row, void *argument);

/* Tells who reads on (change.h); drops what is too old for that. */
bool store_change_add(struct store *store, int64_t node, int64_t domain, int code,
                      struct error *error);
bool store_change_trim(struct store *store, struct error *error);

/* The id of a domain seen in a log, added when new; -1 on failure. */
int64_t store_domain_id(struct store *store, const char *name, struct error *error);

#endif
