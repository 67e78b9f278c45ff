/* Statements: what the files of store/ share. */
#ifndef MTACON_STORE_PRIVATE_H
#define MTACON_STORE_PRIVATE_H

#include <sqlite3.h>

#include "mtacon/store/store.h"

struct store {
    sqlite3 *database;
    char *path;
    int depth; /* of transactions begun */
};

/* Prepares `sql`; NULL and `error` on failure. Parameters follow as a type letter string, the
 * values after: i int64_t, t const char * (NULL allowed). */
sqlite3_stmt *store_prepare(struct store *store, struct error *error, const char *sql,
                            const char *types, ...);

/* Prepares, runs to the end, finalises. */
bool store_run(struct store *store, struct error *error, const char *sql, const char *types, ...);

/* Steps; on an error that is no end of rows fills `error`. True while there is a row. */
bool store_step(struct store *store, sqlite3_stmt *statement, struct error *error);

/* Finalises; false when the steps had met an error. */
bool store_finish(struct store *store, sqlite3_stmt *statement, struct error *error);

/* Fills `error` with what SQLite last said; returns false. */
bool store_failed(struct store *store, struct error *error);

/* A column as text, "" for NULL; valid until the next step. */
const char *store_text(sqlite3_stmt *statement, int column);

/* The id of a domain seen in a log, added when new; -1 on failure. */
int64_t store_domain_id(struct store *store, const char *name, struct error *error);

#endif
