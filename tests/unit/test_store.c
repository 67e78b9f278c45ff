#include "suites.h"

#include <fcntl.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/embedded.h"
#include "mtacon/core/smtp_code.h"
#include "mtacon/core/window.h"
#include "mtacon/model/model.h"
#include "mtacon/store/alert.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/failure.h"
#include "mtacon/store/keeper.h"
#include "mtacon/store/lease.h"
#include "mtacon/store/node.h"
#include "mtacon/store/revision.h"
#include "mtacon/store/rollout.h"
#include "mtacon/store/store.h"
#include "store_private.h"

#define NOW 1795487496LL /* 2026-11-24 02:31:36 */

static char folder[64], path[96];
static struct error error;

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/mtacon-check-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/sub/store.db", folder);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static struct store *open_store(void)
{
    struct store *store = store_open(path, &error);
    ck_assert_msg(store != NULL, "%s", error.text);
    return store;
}

static int64_t add_node(struct store *store, const char *name)
{
    char text[32], mta[] = "postfix";
    struct store_node *nodes, node = {.name = text, .destination = text, .mta = mta};
    size_t count;
    int64_t id = 0;
    snprintf(text, sizeof text, "%s", name);
    ck_assert(store_node_add(store, &node, &error));
    ck_assert(store_node_list(store, &nodes, &count, &error));
    for (size_t i = 0; i < count; i++)
        if (strcmp(nodes[i].name, name) == 0)
            id = nodes[i].id;
    store_node_list_free(nodes, count);
    return id;
}

static struct log_piece piece_of(int64_t from, int64_t to, struct failure_count *counts,
                                 size_t count)
{
    struct log_piece piece = {.counts = counts, .count_count = count};
    piece.before = (struct log_cursor){.fingerprint = "1:2", .offset = from};
    piece.after = (struct log_cursor){.fingerprint = "1:2", .offset = to, .at = NOW};
    if (from == 0)
        piece.before = LOG_CURSOR_NONE;
    return piece;
}

START_TEST(file_is_private)
{
    struct stat status;
    umask(0);
    struct store *store = open_store();
    add_node(store, "a");
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    char wal[128];
    snprintf(wal, sizeof wal, "%s-wal", path);
    ck_assert_int_eq(stat(wal, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    store_close(store);
}
END_TEST

START_TEST(counts_and_position_move_together)
{
    struct store *store = open_store(), *other = open_store();
    int64_t node = add_node(store, "mta1");
    struct failure_count counts[] = {{NOW / 60 * 60, 3, 550, "acme.example"},
                                     {NOW / 60 * 60 - 60, 2, 421, "acme.example"}};
    struct log_piece first = piece_of(0, 100, counts, 2);
    struct log_cursor cursor;
    ck_assert_int_eq(store_failure_save(store, node, &first, &cursor, &error),
                     STORE_FAILURE_COMMITTED);
    /* The other console read the same piece, a moment too late. */
    ck_assert_int_eq(store_failure_save(other, node, &first, &cursor, &error), STORE_FAILURE_STALE);
    ck_assert_int_eq(cursor.offset, 100);
    struct log_piece second = piece_of(100, 200, counts, 1);
    ck_assert_int_eq(store_failure_save(other, node, &second, &cursor, &error),
                     STORE_FAILURE_COMMITTED);
    struct model model;
    ck_assert(model_load(store, NOW, &model, &error));
    ck_assert_int_eq(model.failures.last_day, 8);
    ck_assert_int_eq(model.failures.last_hour, 8);
    ck_assert_int_eq(model.failures.temporary, 2);
    model_clear(&model);
    store_close(other);
    store_close(store);
}
END_TEST

START_TEST(a_gap_is_kept_until_the_next_one)
{
    struct store *store = open_store();
    int64_t node = add_node(store, "mta1");
    struct log_piece first = piece_of(0, 100, NULL, 0), second = piece_of(100, 200, NULL, 0);
    struct log_cursor cursor;
    struct store_node *nodes;
    size_t count;
    char long_one[sizeof first.after.fingerprint];
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    char monday[] = "all of Monday";
    first.gap = monday;
    store_failure_save(store, node, &first, &cursor, &error);
    /* What names a position in a journal is long. */
    strcpy(second.after.fingerprint, long_one);
    ck_assert_int_eq(store_failure_save(store, node, &second, &cursor, &error),
                     STORE_FAILURE_COMMITTED);
    ck_assert(store_node_list(store, &nodes, &count, &error));
    ck_assert_str_eq(nodes[0].gap, "all of Monday");
    ck_assert_int_eq(nodes[0].gap_at, NOW);
    ck_assert_str_eq(nodes[0].cursor.fingerprint, long_one);
    store_node_list_free(nodes, count);
    store_close(store);
}
END_TEST

START_TEST(windows_are_exact_to_the_minute)
{
    struct store *store = open_store();
    int64_t node = add_node(store, "mta1"), minute = window_minute(NOW);
    struct failure_count counts[] = {
        {minute - 1439 * 60, 1, 450, "acme.example"},  /* first minute of the day */
        {minute - 1440 * 60, 10, 450, "acme.example"}, /* just outside */
        {minute - 59 * 60, 100, 450, "acme.example"},  /* first minute of the hour */
        {minute - 60 * 60, 1000, 450, "acme.example"}, /* just outside the hour */
        {minute, 10000, SMTP_CODE_EXPIRED, "acme.example"}};
    struct log_piece piece = piece_of(0, 10, counts, 5);
    struct log_cursor cursor;
    struct model model;
    ck_assert_int_eq(store_failure_save(store, node, &piece, &cursor, &error),
                     STORE_FAILURE_COMMITTED);
    for (int shift = 0; shift < 3; shift++) {
        ck_assert(model_load(store, NOW + shift * 60, &model, &error));
        ck_assert_int_eq(model.failures.last_day, shift == 0 ? 1101 : 1100);
        ck_assert_int_eq(model.failures.last_hour, shift == 0 ? 100 : 0);
        ck_assert_int_eq(model.failures.expired, 10000);
        model_clear(&model);
    }
    store_close(store);
}
END_TEST

static unsigned seed = 42;
static int64_t any(int64_t limit)
{
    seed = seed * 1103515245u + 12345u;
    return (int64_t)(seed >> 8) % limit;
}

/* The model against a plain sum over everything that was put in. */
START_TEST(model_equals_a_plain_sum)
{
    enum { ROWS = 3000 };
    static struct failure_count rows[ROWS];
    static const int codes[] = {421, 450, 550, 554, 4, 5};
    struct store *store = open_store();
    int64_t node = add_node(store, "mta1");
    for (int i = 0; i < ROWS; i++) {
        rows[i] = (struct failure_count){.minute = window_minute(NOW - any(30 * 3600)),
                                         .count = 1 + any(5),
                                         .code = codes[any(6)]};
        snprintf(rows[i].domain, sizeof rows[i].domain, "d%lld.example", (long long)any(7));
    }
    struct log_piece piece = piece_of(0, 10, rows, ROWS);
    struct log_cursor cursor;
    struct model model;
    ck_assert_int_eq(store_failure_save(store, node, &piece, &cursor, &error),
                     STORE_FAILURE_COMMITTED);
    for (int64_t now = NOW; now < NOW + 7200; now += 419) {
        ck_assert(model_load(store, now, &model, &error));
        for (int d = 0; d < 7; d++) {
            char name[32];
            int64_t hour = 0, day = 0, minutes = 0;
            snprintf(name, sizeof name, "d%d.example", d);
            for (int i = 0; i < ROWS; i++) {
                if (strcmp(rows[i].domain, name) != 0)
                    continue;
                day += rows[i].minute > window_minute(now) - 86400 ? rows[i].count : 0;
                hour += rows[i].minute > window_minute(now) - 3600 ? rows[i].count : 0;
            }
            const struct model_domain *domain = model_find_domain(&model, name);
            ck_assert_ptr_nonnull(domain);
            ck_assert_int_eq(domain->failures.last_hour, hour);
            ck_assert_int_eq(domain->failures.last_day, day);
            for (int m = 0; m < WINDOW_MINUTES; m++)
                minutes += domain->failures.minutes[m];
            ck_assert_int_eq(minutes, hour);
        }
        model_clear(&model);
    }
    struct model_history history;
    int64_t last_day = 0;
    ck_assert(model_history_load(store, NOW, 0, NULL, &history, &error));
    for (int i = 0; i < ROWS; i++)
        last_day += rows[i].minute >= window_hour(NOW) - 23 * 3600 ? rows[i].count : 0;
    ck_assert_int_eq(history.rolling[WINDOW_TREND_POINTS - 1], last_day);
    store_close(store);
}
END_TEST

/* What a thousand nodes counted in 20 minutes, all of it too old, goes while others write. */
START_TEST(what_is_old_goes_while_others_write)
{
    enum { NODES = 1000, MINUTES = 20 };
    struct store *store = open_store();
    int64_t node = add_node(store, "mta1"), left = 1;
    int64_t old = clock_now() / 60 * 60 - STORE_MINUTES_KEPT - 7200;
    char *sql = sqlite3_mprintf(
        "INSERT INTO seen_domain (name) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
        "FROM n WHERE i < %d) SELECT 'd' || i FROM n; INSERT INTO failure_minute (minute, node, "
        "domain, code, count) WITH RECURSIVE m (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM m "
        "WHERE i + 1 < %d) SELECT %lld + 60 * i, %lld, id, 450, 1 FROM m, seen_domain",
        NODES, MINUTES, (long long)old, (long long)node);
    ck_assert_int_eq(sqlite3_exec(store->database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
    struct keeper *keeper = keeper_start(store, &error);
    ck_assert_ptr_nonnull(keeper);
    while (left) {
        ck_assert_msg(store_node_set_state(store, node, STORE_NODE_UP, "", "", NOW, &error), "%s",
                      error.text);
        sqlite3_stmt *row =
            store_prepare(store, &error, "SELECT EXISTS (SELECT 1 FROM failure_minute)", "");
        ck_assert(store_step(store, row, &error));
        left = sqlite3_column_int64(row, 0);
        store_finish(store, row, &error);
    }
    keeper_stop(keeper);
    store_close(store);
}
END_TEST

/* Whoever writes does not do it himself: without the keeper the file would never grow. */
START_TEST(what_is_written_is_copied_back_by_the_keeper)
{
    enum { MIB = 1 << 20 };
    struct store *store = open_store();
    struct keeper *keeper = keeper_start(store, &error);
    ck_assert_ptr_nonnull(keeper);
    char text[4000];
    struct stat file = {.st_size = 0};
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    while (file.st_size < 6 * MIB) {
        ck_assert_msg(audit_add(store, NOW, "save", "x", text, &error), "%s", error.text);
        ck_assert_int_eq(stat(path, &file), 0);
    }
    keeper_stop(keeper);
    store_close(store);
}
END_TEST

/* Whoever writes without a pause keeps SQLite from beginning its log anew. */
START_TEST(the_log_does_not_grow_without_end)
{
    enum { MIB = 1 << 20 };
    struct store *store = open_store();
    struct keeper *keeper = keeper_start(store, &error);
    ck_assert_ptr_nonnull(keeper);
    char text[4000], log[128];
    struct stat file;
    off_t most = 0;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    snprintf(log, sizeof log, "%s-wal", path);
    do {
        ck_assert_msg(audit_add(store, NOW, "save", "x", text, &error), "%s", error.text);
        ck_assert_int_eq(stat(log, &file), 0);
        if (file.st_size > most)
            most = file.st_size;
    } while (most < 16 * MIB || file.st_size >= most / 2);
    keeper_stop(keeper);
    store_close(store);
}
END_TEST

/* Each look of the keeper is told of. */
START_TEST(what_the_keeper_cannot_do_is_said)
{
    struct store *store = open_store();
    struct error why;
    ck_assert_int_eq(sqlite3_exec(store->database, "DROP TABLE failure_minute", NULL, NULL, NULL),
                     SQLITE_OK);
    struct keeper *keeper = keeper_start(store, &error);
    while (!keeper_failed(keeper, &why))
        poll(NULL, 0, 1);
    ck_assert_ptr_nonnull(strstr(why.text, "failure_minute"));
    keeper_stop(keeper);
    ck_assert(!keeper_failed(NULL, &why));
    store_close(store);
}
END_TEST

START_TEST(whether_another_one_writes_is_seen_at_once)
{
    struct store *store = open_store(), *other = open_store();
    ck_assert(store_is_free(store));
    ck_assert(store_begin(other, &error));
    ck_assert(!store_is_free(store));
    store_set_patience(store, 0);
    ck_assert(!store_begin(store, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "another process is writing"));
    store_rollback(other);
    ck_assert(store_is_free(store));
    ck_assert(store_begin(store, &error));
    ck_assert(store_is_free(store)); /* it is held by whoever asks */
    store_rollback(store);
    store_close(other);
    store_close(store);
}
END_TEST

START_TEST(old_rows_are_pruned_in_bounded_steps)
{
    struct store *store = open_store();
    int64_t node = add_node(store, "mta1"), hours[WINDOW_HOURS];
    struct failure_count counts[] = {
        {NOW / 60 * 60 - STORE_MINUTES_KEPT - 120, 1, 450, "a.example"},
        {NOW / 60 * 60, 1, 450, "a.example"}};
    struct log_piece piece = piece_of(0, 10, counts, 2);
    struct log_cursor cursor;
    ck_assert_int_eq(store_failure_save(store, node, &piece, &cursor, &error),
                     STORE_FAILURE_COMMITTED);
    bool more = true;
    ck_assert(store_prune(store, NOW, 1, &more, &error));
    ck_assert(more); /* as many as were asked for: there may be another */
    ck_assert(store_prune(store, NOW, 1, &more, &error));
    ck_assert(!more);
    ck_assert(
        store_failure_hours(store, 0, NULL, NOW - STORE_MINUTES_KEPT - 3600, hours, 24, &error));
    int64_t sum = 0;
    for (int i = 0; i < 24; i++)
        sum += hours[i];
    ck_assert_int_eq(sum, 1); /* the hour stays when its minutes go */
    sqlite3 *raw;
    sqlite3_stmt *row;
    ck_assert_int_eq(sqlite3_open(path, &raw), SQLITE_OK);
    sqlite3_prepare_v2(raw, "SELECT count(*) FROM failure_minute", -1, &row, NULL);
    sqlite3_step(row);
    ck_assert_int_eq(sqlite3_column_int(row, 0), 1);
    sqlite3_finalize(row);
    sqlite3_close(raw);
    store_close(store);
}
END_TEST

START_TEST(removing_a_node_removes_its_counts)
{
    struct store *store = open_store();
    int64_t node = add_node(store, "mta1");
    struct failure_count counts[] = {{NOW / 60 * 60, 5, 450, "a.example"}};
    struct log_piece piece = piece_of(0, 10, counts, 1);
    struct log_cursor cursor;
    struct model model;
    ck_assert_int_eq(store_failure_save(store, node, &piece, &cursor, &error),
                     STORE_FAILURE_COMMITTED);
    ck_assert(store_node_remove(store, "mta1", &error));
    ck_assert(!store_node_remove(store, "mta1", &error));
    ck_assert(model_load(store, NOW, &model, &error));
    ck_assert_int_eq(model.failures.last_day, 0);
    model_clear(&model);
    /* A reading that comes late, of a node that is gone. */
    ck_assert_int_eq(store_failure_save(store, node, &piece, &cursor, &error),
                     STORE_FAILURE_FAILED);
    store_close(store);
}
END_TEST

static void write_file(const char *bytes, size_t length)
{
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", folder);
    mkdir(sub, 0700);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

START_TEST(damaged_file_is_left_untouched)
{
    static char bytes[8192];
    char after[sizeof bytes];
    memset(bytes, 'x', sizeof bytes);
    write_file(bytes, sizeof bytes);
    ck_assert_ptr_null(store_open(path, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_ptr_nonnull(strstr(error.text, "damaged"));
    FILE *file = fopen(path, "r");
    ck_assert_uint_eq(fread(after, 1, sizeof after, file), sizeof after);
    fclose(file);
    ck_assert_int_eq(memcmp(bytes, after, sizeof bytes), 0);
}
END_TEST

START_TEST(newer_or_foreign_file_is_refused)
{
    sqlite3 *raw;
    store_close(open_store());
    ck_assert_int_eq(sqlite3_open(path, &raw), SQLITE_OK);
    sqlite3_exec(raw, "PRAGMA user_version = 99", NULL, NULL, NULL);
    sqlite3_close(raw);
    ck_assert_ptr_null(store_open(path, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "newer mtacon"));
    unlink(path);
    ck_assert_int_eq(sqlite3_open(path, &raw), SQLITE_OK);
    sqlite3_exec(raw, "CREATE TABLE mine (a)", NULL, NULL, NULL);
    sqlite3_close(raw);
    ck_assert_ptr_null(store_open(path, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "no mtacon store"));
}
END_TEST

START_TEST(revisions_are_saved_on_top_of_each_other)
{
    struct store *store = open_store();
    struct policy policy, again;
    struct policy_revision head, saved, other;
    ck_assert(revision_load_current(store, &policy, &head, &error));
    ck_assert_int_eq(head.number, 0);
    policy_add(&policy, "acme.example")->mode = POLICY_MODE_ENABLED;
    ck_assert_int_eq(revision_save(store, &policy, "", NULL, "INC-1", NOW, &saved, &error),
                     REVISION_SAVED);
    ck_assert_int_eq(saved.number, 1);
    ck_assert_int_eq(revision_save(store, &policy, saved.hash, NULL, "", NOW, &other, &error),
                     REVISION_UNCHANGED);
    policy_add(&policy, "acme.example")->mode = POLICY_MODE_OPTIONAL;
    /* Somebody who looked before revision 1 was there. */
    ck_assert_int_eq(revision_save(store, &policy, "", NULL, "", NOW, &other, &error),
                     REVISION_STALE);
    ck_assert_int_eq(
        revision_save(store, &policy, saved.hash, "bob@jump2", "", NOW, &other, &error),
        REVISION_SAVED);
    ck_assert_str_eq(other.parent, saved.hash);
    ck_assert(revision_load(store, 1, NULL, &again, &saved, &error));
    ck_assert_int_eq(policy_find(&again, "acme.example")->mode, POLICY_MODE_ENABLED);
    ck_assert_str_eq(saved.reason, "INC-1");
    policy_clear(&again);
    ck_assert(!revision_load(store, 9, NULL, &again, &saved, &error));
    policy_clear(&again);
    policy_clear(&policy);
    store_close(store);
}
END_TEST

/* What the model makes of a node that carries `hash`. */
static enum model_sync sync_of(struct store *store, int64_t node, const char *hash,
                               struct model *model)
{
    char author[] = "anna", place[] = "mta1", drift[] = "", carried[SHA256_HEX_SIZE];
    snprintf(carried, sizeof carried, "%s", hash);
    const struct store_node stored = {.id = node,
                                      .enrolled = true,
                                      .policy_hash = carried,
                                      .policy_author = author,
                                      .place = place,
                                      .drift = drift,
                                      .policy_number = 1,
                                      .policy_seen = NOW};
    ck_assert(store_node_set_policy(store, &stored, &error));
    ck_assert(model_reload(store, NOW, model, &error));
    return model->nodes[0].sync;
}

START_TEST(a_revision_that_cannot_be_read_is_no_other_consoles)
{
    struct store *store = open_store();
    int64_t node = add_node(store, "mta1");
    struct policy policy;
    struct policy_revision head, first, second;
    struct model model;
    sqlite3 *raw;
    ck_assert(revision_load_current(store, &policy, &head, &error));
    policy_add(&policy, "acme.example")->mode = POLICY_MODE_ENABLED;
    revision_save(store, &policy, "", NULL, "INC-1", NOW, &first, &error);
    policy_add(&policy, "acme.example")->mode = POLICY_MODE_OPTIONAL;
    revision_save(store, &policy, first.hash, NULL, "INC-2", NOW, &second, &error);
    ck_assert(model_load(store, NOW, &model, &error));
    ck_assert_int_eq(sync_of(store, node, second.hash, &model), SYNC_CURRENT);
    char foreign[SHA256_HEX_SIZE];
    memset(foreign, 'f', sizeof foreign - 1);
    foreign[sizeof foreign - 1] = '\0';
    ck_assert_int_eq(sync_of(store, node, foreign, &model), SYNC_FOREIGN);
    ck_assert_int_eq(sync_of(store, node, first.hash, &model), SYNC_BEHIND);
    ck_assert_int_eq(model.nodes[0].carried->knowledge, MODEL_KNOWN);
    ck_assert_int_eq(sqlite3_open(path, &raw), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(raw, "UPDATE revision SET document = '{' WHERE number = 1", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(raw);
    /* What was read once is not read again. */
    ck_assert_int_eq(sync_of(store, node, first.hash, &model), SYNC_BEHIND);
    ck_assert_int_eq(model.nodes[0].carried->knowledge, MODEL_KNOWN);
    model_clear(&model);
    ck_assert(model_load(store, NOW, &model, &error));
    ck_assert_int_eq(model.nodes[0].sync, SYNC_BEHIND);
    ck_assert_int_eq(model.nodes[0].carried->knowledge, MODEL_UNREADABLE);
    model_clear(&model);
    policy_clear(&policy);
    store_close(store);
}
END_TEST

START_TEST(a_foreign_revision_is_taken_over)
{
    struct store *store = open_store();
    struct policy policy, now;
    struct policy_revision theirs = {.number = 43, .at = NOW}, adopted, head;
    policy_init(&policy);
    policy_add(&policy, "acme.example")->bounce = POLICY_BOUNCE_DISABLED;
    snprintf(theirs.author, sizeof theirs.author, "bob@jump2");
    char *document = policy_document_write(&policy, &theirs);
    ck_assert(revision_adopt(store, document, "mta1", NOW, &adopted, &error));
    ck_assert_int_eq(adopted.number, 43);
    ck_assert_str_eq(adopted.hash, theirs.hash);
    ck_assert(revision_known(store, theirs.hash));
    char *kept = revision_document(store, theirs.hash, &error);
    ck_assert_str_eq(kept, document);
    ck_assert(revision_load_current(store, &now, &head, &error));
    ck_assert_int_eq(policy_find(&now, "acme.example")->bounce, POLICY_BOUNCE_DISABLED);
    ck_assert(!revision_adopt(store, "{}", "mta1", NOW, &adopted, &error));
    free(kept);
    free(document);
    policy_clear(&now);
    policy_clear(&policy);
    store_close(store);
}
END_TEST

START_TEST(the_audit_trail_only_grows)
{
    struct store *store = open_store();
    struct audit_entry *entries;
    size_t count;
    sqlite3 *database;
    ck_assert(audit_add(store, NOW, "trust", "mta1", "SHA256:x", &error));
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_ne(sqlite3_exec(database, "DELETE FROM audit", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_ne(sqlite3_exec(database, "UPDATE audit SET author = 'x'", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(database);
    ck_assert(audit_list(store, 10, &entries, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(entries[0].subject, "mta1");
    audit_list_free(entries, count);
    store_close(store);
}
END_TEST

START_TEST(thresholds_of_version_1_become_a_revision)
{
    struct policy policy;
    struct policy_revision head;
    store_close(open_store());
    sqlite3 *database;
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, data_schema_1_sql, NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(database,
                     "INSERT INTO domain VALUES ('*', 50, NULL), ('acme.example', NULL, 0);"
                     "PRAGMA application_id = 1836343651; PRAGMA user_version = 1",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(database);
    struct store *store = open_store();
    ck_assert(revision_load_current(store, &policy, &head, &error));
    ck_assert_int_eq(head.number, 1);
    ck_assert_int_eq(policy.domains[0].thresholds.hourly, 50);
    ck_assert_int_eq(policy_effective(&policy, "acme.example").thresholds.hourly, 50);
    ck_assert_int_eq(policy_find(&policy, "acme.example")->thresholds.daily, 0);
    policy_clear(&policy);
    store_close(store);
}
END_TEST

START_TEST(version_3_said_in_one_sentence_who_took_a_mail_and_what_became_of_it)
{
    struct outbox_mail *mails;
    size_t count;
    sqlite3 *database;
    store_close(open_store());
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, data_schema_1_sql, NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, data_schema_2_sql, NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, data_schema_3_sql, NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(database,
                     "INSERT INTO outbox (alert, kind, domain, window, address, subject, "
                     "message_id, message, state, created_at, next_at, via) VALUES (0, 'test', "
                     "'a.example', 'hourly', 'x@a.example', 's', 'm1', '', 'sent', 1, 1, 'mta1: "
                     "taken by mta1; queue id 4F2: sent (250 Ok)'), (0, 'test', 'a.example', "
                     "'hourly', 'y@a.example', 's', 'm2', '', 'sent', 2, 2, 'sendmail');"
                     "PRAGMA application_id = 1836343651; PRAGMA user_version = 3",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(database);
    struct store *store = open_store();
    ck_assert(outbox_list_tests(store, "a.example", 1, &mails, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(mails[0].via, "mta1: taken by mta1");
    ck_assert_str_eq(mails[0].fate_text, "queue id 4F2: sent (250 Ok)");
    ck_assert_int_eq(mails[0].fate, DELIVERY_UNKNOWN);
    ck_assert_str_eq(mails[1].via, "sendmail");
    outbox_free(mails, count);
    ck_assert(outbox_list_tests(store, "a.example", 2, &mails, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(mails[0].address, "y@a.example");
    outbox_free(mails, count);
    store_close(store);
}
END_TEST

START_TEST(a_rollout_outlives_its_driver)
{
    struct store *store = open_store();
    int64_t nodes[] = {add_node(store, "mta1"), add_node(store, "mta2")};
    struct rollout rollout;
    struct rollout_node *found;
    size_t count;
    const struct policy_revision revision = {.number = 1, .hash = "abc"};
    ck_assert(rollout_begin(store, &revision, nodes, 2, &(struct rollout_manner){.gate = 0}, NOW,
                            &error));
    ck_assert(rollout_set_node(store, nodes[0], ROLLOUT_FAILED, "why", NOW, &error));
    ck_assert(rollout_set_state(store, ROLLOUT_STOPPED, NULL, &error));
    ck_assert(rollout_retry(store, NOW, &error));
    ck_assert(rollout_load(store, &rollout, &error));
    ck_assert_int_eq(rollout.state, ROLLOUT_RUNNING);
    ck_assert(rollout_node_list(store, &found, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(found[0].state, ROLLOUT_WAITING);
    free(found);
    store_close(store);
}
END_TEST

START_TEST(one_process_has_a_lease)
{
    struct store *store = open_store();
    struct lease lease;
    ck_assert(lease_take(store, "rollout", "one", LEASE_CONSOLE, NOW));
    ck_assert(!lease_take(store, "rollout", "other", LEASE_CONSOLE, NOW + 10));
    ck_assert(lease_take(store, "alerts", "other", LEASE_CONSOLE, NOW + 10));
    ck_assert(lease_take(store, "rollout", "one", LEASE_CONSOLE, NOW + 10));
    ck_assert(!lease_take(store, "rollout", "other", LEASE_CONSOLE, NOW + 25));
    /* silent for too long; a watch goes before a console; the clock was set back */
    ck_assert(lease_take(store, "rollout", "other", LEASE_CONSOLE, NOW + 26));
    ck_assert(!lease_keep(store, "rollout", "one", NOW + 26));
    ck_assert(lease_take(store, "rollout", "watch", LEASE_WATCH, NOW + 27));
    ck_assert(!lease_take(store, "rollout", "other", LEASE_CONSOLE, NOW + 27));
    ck_assert(!lease_take(store, "rollout", "watch2", LEASE_WATCH, NOW + 27));
    ck_assert(lease_take(store, "rollout", "watch2", LEASE_WATCH, NOW - 3600));
    lease_release(store, "rollout", "watch"); /* it has it no more */
    ck_assert(lease_load(store, "rollout", NOW - 3600, &lease));
    ck_assert_str_eq(lease.holder, "watch2");
    lease_release(store, "rollout", "watch2");
    /* its process has ended */
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        lease_take(store, "rollout", "child", LEASE_WATCH, NOW);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    ck_assert(lease_take(store, "rollout", "one", LEASE_CONSOLE, NOW));
    store_close(store);
}
END_TEST

START_TEST(an_alert_and_its_mails_are_saved_by_one)
{
    struct store *store = open_store();
    struct store_alert alert = {.domain = "acme.example", .key = "k", .threshold = 5, .count = 6};
    struct outbox_mail mail = {.kind = (char[]){"firing"},
                               .domain = (char[]){"acme.example"},
                               .window = (char[]){"hourly"},
                               .address = (char[]){"anna@noc.example"},
                               .subject = (char[]){"s"},
                               .message_id = (char[]){"k.1@jump1"},
                               .message = (char[]){"m"},
                               .created_at = NOW,
                               .next_at = NOW};
    struct outbox_mail *taken = NULL;
    struct outbox_counts counts;
    /* who lost the lease while it was paused saves nothing */
    ck_assert(lease_take(store, STORE_ALERT_LEASE, "other", LEASE_WATCH, NOW));
    ck_assert_int_eq(store_alert_save(store, "one", NOW, &alert, &mail, 1, &error),
                     STORE_ALERT_NOT_OURS);
    ck_assert(outbox_count(store, &counts, &error));
    ck_assert_int_eq(counts.waiting, 0);
    ck_assert_int_eq(store_alert_save(store, "other", NOW, &alert, &mail, 1, &error),
                     STORE_ALERT_SAVED);
    ck_assert_int_gt(alert.id, 0);
    /* a second open one of the same window there cannot be */
    struct store_alert twin = alert;
    twin.id = 0;
    ck_assert_int_eq(store_alert_save(store, "other", NOW, &twin, NULL, 0, &error),
                     STORE_ALERT_FAILED);
    /* the same mail again is not queued twice, and one takes it */
    ck_assert(outbox_add(store, &mail, &error));
    ck_assert(outbox_take(store, "other", false, NOW, &taken, &error));
    ck_assert_str_eq(taken->message_id, "k.1@jump1");
    outbox_free(taken, 1);
    /* its end could not be saved (a full disk): who had it takes it again, nobody else does */
    ck_assert(outbox_take(store, "other", false, NOW, &taken, &error));
    outbox_free(taken, 1);
    ck_assert(!outbox_take(store, "one", false, NOW, &taken, &error));
    ck_assert(outbox_recover(store, "one", true, NOW, &error));
    ck_assert(outbox_take(store, "one", false, NOW, &taken, &error));
    ck_assert(outbox_failed(store, taken->id, "why", NOW + OUTBOX_LIFETIME + 1, NOW, &error));
    outbox_free(taken, 1);
    ck_assert(outbox_count(store, &counts, &error));
    ck_assert_int_eq(counts.waiting, 0);
    ck_assert_int_eq(counts.dead, 1);
    /* a test mail that another process sends just now is left to it, as long as a server may take
     */
    mail.kind = (char[]){"test"};
    mail.message_id = (char[]){"t.1@jump1"};
    ck_assert(outbox_add(store, &mail, &error));
    ck_assert(outbox_take(store, "other", true, NOW, &taken, &error));
    outbox_free(taken, 1);
    ck_assert(outbox_recover(store, "one", true, NOW + 660, &error));
    ck_assert(!outbox_take(store, "one", true, NOW + 660, &taken, &error));
    ck_assert(outbox_recover(store, "one", true, NOW + 1000, &error));
    ck_assert(outbox_take(store, "one", true, NOW + 1000, &taken, &error));
    outbox_free(taken, 1);
    store_close(store);
}
END_TEST

START_TEST(names_of_nodes_are_checked)
{
    ck_assert_ptr_null(store_node_name_wrong("mta-1.example_x"));
    ck_assert_ptr_nonnull(store_node_name_wrong(""));
    ck_assert_ptr_nonnull(store_node_name_wrong("-oProxyCommand=x"));
    ck_assert_ptr_nonnull(store_node_name_wrong("a b"));
    ck_assert_ptr_nonnull(store_node_name_wrong("a/b"));
}
END_TEST

/* Another process, from before this one opened the store: told by a byte, it opens it, says how
 * many nodes it found there, and closes it. */
struct another {
    int ask, hear;
    pid_t pid;
};

static void be_another(int asked, int tell)
{
    char byte;
    while (read(asked, &byte, 1) == 1) {
        struct store_node *nodes;
        size_t count = 99;
        struct store *store = store_open(path, NULL);
        if (store && store_node_list(store, &nodes, &count, NULL))
            store_node_list_free(nodes, count);
        store_close(store);
        byte = (char)count;
        if (write(tell, &byte, 1) != 1)
            break;
    }
    _exit(0);
}

static struct another start_another(void)
{
    int there[2], back[2];
    ck_assert_int_eq(pipe(there), 0);
    ck_assert_int_eq(pipe(back), 0);
    struct another another = {.ask = there[1], .hear = back[0], .pid = fork()};
    if (another.pid == 0) {
        close(there[1]);
        be_another(there[0], back[1]);
    }
    close(there[0]);
    close(back[1]);
    return another;
}

static int nodes_seen_by(const struct another *another)
{
    char byte = 0;
    ck_assert_int_eq(write(another->ask, "", 1), 1);
    ck_assert_int_eq(read(another->hear, &byte, 1), 1);
    return byte;
}

/* Two connections of one process, as a console and its keeper have: neither opening nor closing one
 * may drop the locks of the other, or whoever closes the store elsewhere takes the log with it. */
START_TEST(connections_of_one_process_keep_their_locks)
{
    int status = 0;
    make_folder();
    struct another another = start_another();
    struct store *store = open_store();
    add_node(store, "mta1");
    struct store *second = open_store();
    ck_assert_int_eq(nodes_seen_by(&another), 1);
    add_node(store, "mta2");
    ck_assert_int_eq(nodes_seen_by(&another), 2);
    add_node(second, "mta3");
    ck_assert_int_eq(nodes_seen_by(&another), 3);
    store_close(second);
    ck_assert_int_eq(nodes_seen_by(&another), 3);
    add_node(store, "mta4");
    ck_assert_int_eq(nodes_seen_by(&another), 4);
    store_close(store);
    close(another.ask);
    close(another.hear);
    ck_assert_int_eq(waitpid(another.pid, &status, 0), another.pid);
    remove_folder();
}
END_TEST

Suite *suite_store(void)
{
    Suite *suite = suite_create("store");
    TCase *tests = tcase_create("store");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, file_is_private);
    tcase_add_test(tests, counts_and_position_move_together);
    tcase_add_test(tests, a_gap_is_kept_until_the_next_one);
    tcase_add_test(tests, windows_are_exact_to_the_minute);
    tcase_add_test(tests, model_equals_a_plain_sum);
    tcase_add_test(tests, old_rows_are_pruned_in_bounded_steps);
    tcase_add_test(tests, what_the_keeper_cannot_do_is_said);
    tcase_add_test(tests, whether_another_one_writes_is_seen_at_once);
    tcase_add_test(tests, removing_a_node_removes_its_counts);
    tcase_add_test(tests, damaged_file_is_left_untouched);
    tcase_add_test(tests, newer_or_foreign_file_is_refused);
    tcase_add_test(tests, revisions_are_saved_on_top_of_each_other);
    tcase_add_test(tests, a_revision_that_cannot_be_read_is_no_other_consoles);
    tcase_add_test(tests, a_foreign_revision_is_taken_over);
    tcase_add_test(tests, the_audit_trail_only_grows);
    tcase_add_test(tests, thresholds_of_version_1_become_a_revision);
    tcase_add_test(tests, version_3_said_in_one_sentence_who_took_a_mail_and_what_became_of_it);
    tcase_add_test(tests, a_rollout_outlives_its_driver);
    tcase_add_test(tests, one_process_has_a_lease);
    tcase_add_test(tests, an_alert_and_its_mails_are_saved_by_one);
    tcase_add_test(tests, names_of_nodes_are_checked);
    tcase_add_test(tests, connections_of_one_process_keep_their_locks);
    suite_add_tcase(suite, tests);
    TCase *writing = tcase_create("writing"); /* by two threads, which valgrind runs in turns */
    tcase_add_checked_fixture(writing, make_folder, remove_folder);
    tcase_set_tags(writing, "writes");
    tcase_set_timeout(writing, 120);
    tcase_add_test(writing, what_is_old_goes_while_others_write);
    tcase_add_test(writing, what_is_written_is_copied_back_by_the_keeper);
    tcase_add_test(writing, the_log_does_not_grow_without_end);
    suite_add_tcase(suite, writing);
    return suite;
}
