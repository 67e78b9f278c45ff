#include "mtacon/store/revision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/audit.h"
#include "store_private.h"

static void read_head(sqlite3_stmt *row, struct policy_revision *revision)
{
    *revision = (struct policy_revision){.number = sqlite3_column_int64(row, 0),
                                         .at = sqlite3_column_int64(row, 4)};
    snprintf(revision->hash, sizeof revision->hash, "%s", store_text(row, 1));
    snprintf(revision->parent, sizeof revision->parent, "%s", store_text(row, 2));
    snprintf(revision->author, sizeof revision->author, "%s", store_text(row, 3));
    snprintf(revision->reason, sizeof revision->reason, "%s", store_text(row, 5));
}

#define COLUMNS "number, hash, parent, author, at, reason, document"

/* Reads the one row of a query; false without `error` set to a kind when there is none. */
static bool read_one(struct store *store, sqlite3_stmt *row, struct policy *policy,
                     struct policy_revision *revision, struct error *error)
{
    bool found = row && store_step(store, row, error), good = true;
    if (found) {
        struct policy_revision inside;
        policy_clear(policy);
        good = policy_document_read(store_text(row, 6), policy, &inside, error);
        /* The number is the store's own: a document taken over keeps its author's inside. */
        read_head(row, revision);
        if (!good)
            policy_init(policy);
    }
    return store_finish(store, row, error) && found && good;
}

bool revision_load_current(struct store *store, struct policy *policy,
                           struct policy_revision *revision, struct error *error)
{
    struct error why = {0};
    policy_init(policy);
    *revision = (struct policy_revision){0};
    sqlite3_stmt *row = store_prepare(
        store, &why, "SELECT " COLUMNS " FROM revision ORDER BY number DESC LIMIT 1", "");
    if (read_one(store, row, policy, revision, &why) || why.kind == ERROR_NONE)
        return true;
    if (error)
        *error = why;
    return false;
}

bool revision_load_head(struct store *store, struct policy_revision *revision, struct error *error)
{
    sqlite3_stmt *row = store_prepare(store, error,
                                      "SELECT number, hash, parent, author, at, reason FROM "
                                      "revision ORDER BY number DESC LIMIT 1",
                                      "");
    *revision = (struct policy_revision){.number = 0};
    if (row && store_step(store, row, error))
        read_head(row, revision);
    return store_finish(store, row, error);
}

bool revision_find(struct store *store, int64_t number, struct policy_revision *revision,
                   struct error *error)
{
    sqlite3_stmt *row = store_prepare(store, error,
                                      "SELECT number, hash, parent, author, at, reason FROM "
                                      "revision WHERE number = ?",
                                      "i", number);
    bool found = row && store_step(store, row, error);
    *revision = (struct policy_revision){.number = 0};
    if (found)
        read_head(row, revision);
    return store_finish(store, row, error) && found;
}

bool revision_load(struct store *store, int64_t number, const char *hash, struct policy *policy,
                   struct policy_revision *revision, struct error *error)
{
    struct error why = {0};
    policy_init(policy);
    sqlite3_stmt *row =
        store_prepare(store, &why, "SELECT " COLUMNS " FROM revision WHERE number = ? OR hash = ?",
                      "it", number, hash ? hash : "");
    if (read_one(store, row, policy, revision, &why))
        return true;
    if (why.kind == ERROR_NONE)
        return error_set(error, ERROR_REFUSED, "there is no revision %lld: see 'mtacon history'",
                         (long long)number);
    if (error)
        *error = why;
    return false;
}

char *revision_document(struct store *store, const char *hash, struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error, "SELECT document FROM revision WHERE hash = ?", "t", hash);
    char *document = NULL;
    if (row && store_step(store, row, error))
        document = memory_string(store_text(row, 0));
    else if (row)
        error_set(error, ERROR_REFUSED,
                  "there is no revision %.12s in this store: see 'mtacon history'", hash);
    store_finish(store, row, document ? NULL : error);
    return document;
}

bool revision_list(struct store *store, int64_t limit, struct policy_revision **revisions,
                   size_t *count, struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error,
                      "SELECT number, hash, parent, author, at, reason FROM revision "
                      "ORDER BY number DESC LIMIT ?",
                      "i", limit);
    *revisions = NULL;
    *count = 0;
    while (row && store_step(store, row, error)) {
        *revisions = memory_grow(*revisions, *count, sizeof **revisions);
        read_head(row, &(*revisions)[(*count)++]);
    }
    return store_finish(store, row, error);
}

int64_t revision_number_of(struct store *store, const char *hash)
{
    sqlite3_stmt *row =
        store_prepare(store, NULL, "SELECT number FROM revision WHERE hash = ?", "t", hash);
    int64_t number = row && store_step(store, row, NULL) ? sqlite3_column_int64(row, 0) : 0;
    store_finish(store, row, NULL);
    return number;
}

int64_t revision_current_number(struct store *store)
{
    sqlite3_stmt *row = store_prepare(store, NULL, "SELECT max(number) FROM revision", "");
    int64_t number = row && store_step(store, row, NULL) ? sqlite3_column_int64(row, 0) : 0;
    store_finish(store, row, NULL);
    return number;
}

bool revision_known(struct store *store, const char *hash)
{
    return revision_number_of(store, hash) > 0;
}

static bool insert(struct store *store, const struct policy_revision *revision,
                   const char *document, struct error *error)
{
    return store_run(store, error,
                     "INSERT INTO revision (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)", "itttitt",
                     revision->number, revision->hash, revision->parent, revision->author,
                     revision->at, revision->reason, document);
}

/* Within a transaction. */
static enum revision_result save(struct store *store, const struct policy *policy,
                                 const char *parent, const char *author, const char *reason,
                                 int64_t at, struct policy_revision *revision, struct error *error)
{
    struct policy current;
    struct policy_revision head;
    enum revision_result result = REVISION_FAILED;
    bool loaded = revision_load_current(store, &current, &head, error);
    if (loaded && strcmp(head.hash, parent) != 0) {
        error_set(error, ERROR_REFUSED,
                  "revision %lld by %s was saved meanwhile: look at it first ('mtacon diff')",
                  (long long)head.number, head.author);
        result = REVISION_STALE;
    } else if (loaded && policy_diff(&current, policy, NULL, NULL) == 0) {
        *revision = head;
        result = REVISION_UNCHANGED;
    } else if (loaded) {
        *revision = (struct policy_revision){.number = head.number + 1, .at = at};
        snprintf(revision->parent, sizeof revision->parent, "%s", parent);
        snprintf(revision->author, sizeof revision->author, "%s", author ? author : audit_author());
        snprintf(revision->reason, sizeof revision->reason, "%s", reason);
        char *document = policy_document_write(policy, revision);
        char subject[32];
        snprintf(subject, sizeof subject, "revision %lld", (long long)revision->number);
        if (insert(store, revision, document, error) &&
            audit_add(store, at, "save", subject, reason, error))
            result = REVISION_SAVED;
        free(document);
    }
    policy_clear(&current);
    return result;
}

enum revision_result revision_save(struct store *store, const struct policy *policy,
                                   const char *parent, const char *author, const char *reason,
                                   int64_t at, struct policy_revision *revision,
                                   struct error *error)
{
    if (!store_begin(store, error))
        return REVISION_FAILED;
    enum revision_result result = save(store, policy, parent, author, reason, at, revision, error);
    if (result == REVISION_SAVED && !store_commit(store, error))
        result = REVISION_FAILED;
    if (result != REVISION_SAVED)
        store_rollback(store);
    return result;
}

bool revision_adopt(struct store *store, const char *document, const char *from, int64_t at,
                    struct policy_revision *revision, struct error *error)
{
    struct policy policy, current;
    struct policy_revision head;
    if (!policy_document_read(document, &policy, revision, error))
        return false;
    policy_clear(&policy);
    if (!store_begin(store, error))
        return false;
    bool done = revision_load_current(store, &current, &head, error);
    policy_clear(&current);
    if (revision->number <= head.number)
        revision->number = head.number + 1;
    char subject[32];
    snprintf(subject, sizeof subject, "revision %lld", (long long)revision->number);
    /* Known already, from an earlier day: it is taken anew as the newest. */
    done = done &&
           store_run(store, error, "DELETE FROM revision WHERE hash = ?", "t", revision->hash) &&
           insert(store, revision, document, error) &&
           audit_add(store, at, "adopt", subject, from, error) && store_commit(store, error);
    if (!done)
        store_rollback(store);
    return done;
}

bool revision_import_domains(struct store *store, struct error *error)
{
    struct policy policy;
    struct policy_revision revision;
    bool any = false;
    sqlite3_stmt *row = store_prepare(store, error, "SELECT name, hourly, daily FROM domain", "");
    policy_init(&policy);
    while (row && store_step(store, row, error)) {
        char name[DOMAIN_NAME_SIZE] = DOMAIN_NAME_DEFAULTS;
        if (strcmp(store_text(row, 0), DOMAIN_NAME_DEFAULTS) != 0 &&
            domain_name_normalise(store_text(row, 0), name))
            continue;
        struct policy_domain *domain = policy_add(&policy, name);
        if (domain && sqlite3_column_type(row, 1) != SQLITE_NULL)
            domain->thresholds.hourly = sqlite3_column_int64(row, 1);
        if (domain && sqlite3_column_type(row, 2) != SQLITE_NULL)
            domain->thresholds.daily = sqlite3_column_int64(row, 2);
        any = true;
    }
    bool done = store_finish(store, row, error);
    if (done && any)
        done = save(store, &policy, "", NULL, "thresholds of an earlier version", clock_now(),
                    &revision, error) != REVISION_FAILED;
    policy_clear(&policy);
    return done && store_run(store, error, "DROP TABLE domain", "");
}
