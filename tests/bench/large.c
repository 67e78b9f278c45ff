#include "large.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "mtacon/store/revision.h"
#include "store_private.h"

#define NAME     "customer%05d.example"
#define SQL_NAME "customer%%05d.example" /* within a format */

static void give_up(const char *what, const char *why)
{
    fprintf(stderr, "large: %s: %s\n", what, why);
    exit(1);
}

static void run_sql(struct store *store, char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(store->database, sql, NULL, NULL, &why) != SQLITE_OK)
        give_up(sql, why);
    sqlite3_free(sql);
}

const char *large_domain(int number)
{
    static char name[32];
    snprintf(name, sizeof name, NAME, number);
    return name;
}

/* Several revisions, as nodes carry some that are not the current one. */
static void save_policy(struct store *store, const struct large *large, int number)
{
    struct policy policy;
    struct policy_revision head, saved;
    struct error error;
    if (!revision_load_current(store, &policy, &head, &error))
        give_up("policy", error.text);
    for (int i = 0; i < large->domains; i++) {
        struct policy_domain *domain = policy_add(&policy, large_domain(i));
        domain->mode = (i + number) % 7 ? POLICY_MODE_DISABLED : POLICY_MODE_ENABLED;
        domain->bounce = i % 5 ? POLICY_BOUNCE_ENABLED : POLICY_BOUNCE_DISABLED_ON_CONTINUITY;
        domain->thresholds.hourly = 5000;
        if (i % 10 == 0 && !domain->own_subscribers) {
            domain->own_subscribers = true;
            policy_subscribe(domain, "it@customer.example");
        }
    }
    if (revision_save(store, &policy, head.hash, "anna@jump1", "INC-20931", large->now - 3600,
                      &saved, &error) != REVISION_SAVED)
        give_up("revision", error.text);
    policy_clear(&policy);
}

static void add_nodes(struct store *store, const struct large *large)
{
    run_sql(
        store,
        sqlite3_mprintf(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
            "INSERT INTO node (name, destination, mta, state, version, lifetime, last_contact, "
            "listed_at, active, deferred, oldest, expiring_6h, ages, enrolled, policy_seen, "
            "policy_number, policy_author, policy_at, place) SELECT printf('mta%%04d', i), "
            "printf('root@mta%%04d.isp.example', i), 'postfix', 'up', 'Postfix 3.7.11', 432000, "
            "%lld - 3, %lld - 9, 3, 40 + i, %lld - 32400, i %% 7, '10 20 6 4 0 0 0 0 0', 1, "
            "%lld, 3, 'anna@jump1', %lld - 600, printf('mta%%04d', i) FROM n",
            large->nodes, (long long)large->now, (long long)large->now, (long long)large->now,
            (long long)large->now, (long long)large->now));
    run_sql(store, sqlite3_mprintf(
                       "UPDATE node SET policy_number = CASE WHEN id %% 100 THEN 3 ELSE 2 END; "
                       "UPDATE node SET policy_hash = (SELECT hash FROM revision WHERE number = "
                       "policy_number)"));
}

/* Half of the rows are of a hundred domains, as it is in an incident. */
static void add_failures(struct store *store, const struct large *large)
{
    run_sql(store,
            sqlite3_mprintf("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE "
                            "i + 1 < %d) INSERT INTO seen_domain (name) SELECT printf('" SQL_NAME
                            "', i) FROM n",
                            large->domains));
    run_sql(store,
            sqlite3_mprintf(
                "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d) "
                "INSERT OR IGNORE INTO failure_minute (minute, node, domain, code, count) SELECT "
                "%lld - 60 * (i %% 1440), 1 + i * 7919 %% %d, 1 + CASE WHEN i %% 2 THEN i / 2 * 31 "
                "%% 100 ELSE i / 2 %% %d END, CASE i %% 3 WHEN 0 THEN 550 WHEN 1 THEN 421 ELSE 450 "
                "END, 1 + i %% 17 FROM n",
                large->minutes, (long long)(large->now / 60 * 60), large->nodes, large->domains));
    run_sql(store, sqlite3_mprintf("INSERT INTO failure_hour (hour, node, domain, code, count) "
                                   "SELECT minute / 3600 * 3600, node, domain, code, sum(count) "
                                   "FROM failure_minute GROUP BY 1, 2, 3, 4"));
    run_sql(store, sqlite3_mprintf(
                       "INSERT INTO sample SELECT id, 1 + id %% %d, 550, %lld, 'host mx said: 550 "
                       "5.1.1 no such user' FROM seen_domain WHERE id < 1000",
                       large->nodes, (long long)large->now));
    run_sql(store,
            sqlite3_mprintf("INSERT INTO queue_domain SELECT 1 + (domain.id * 37 + k.id) %% %d, "
                            "domain.id, 4, %lld - 32400, 1, 2, %lld + 10800 FROM seen_domain AS "
                            "domain, (SELECT 0 AS id UNION SELECT 1) AS k",
                            large->nodes, (long long)large->now, (long long)large->now));
    run_sql(store, sqlite3_mprintf("INSERT INTO queue_reason SELECT 1 + id * 37 %% %d, id, '421 "
                                   "4.3.2 service not available', 4 FROM seen_domain",
                                   large->nodes));
}

static void add_trail(struct store *store, const struct large *large)
{
    run_sql(store,
            sqlite3_mprintf(
                "INSERT INTO alert (domain, window, key, since, fired_at, threshold, count, peak, "
                "blind) SELECT name, 'hourly', 'k' || id, %lld - 600, %lld - 590, 100, 388, 401, "
                "id %% 2 FROM seen_domain WHERE id <= 100",
                (long long)large->now, (long long)large->now));
    run_sql(store, sqlite3_mprintf("INSERT INTO mute SELECT name, %lld + 86400, %lld - 1300, "
                                   "'anna@jump1', 'planned' FROM seen_domain WHERE id <= 20",
                                   (long long)large->now, (long long)large->now));
    run_sql(store, sqlite3_mprintf(
                       "INSERT INTO outbox (alert, kind, domain, window, address, subject, "
                       "message_id, message, state, tries, created_at, next_at, error) SELECT "
                       "alert.id, 'firing', alert.domain, 'hourly', 'noc@isp.example', '[mtacon]', "
                       "'m' || alert.id || '.' || n.id, '', 'sent', 1, %lld - 580, 0, '' FROM "
                       "alert, (SELECT id FROM seen_domain WHERE id <= 20) AS n",
                       (long long)large->now));
    run_sql(store, sqlite3_mprintf("INSERT INTO audit (at, author, action, subject, detail) SELECT "
                                   "%lld - id, 'anna@jump1', 'save', name, 'INC-20931' FROM "
                                   "seen_domain WHERE id <= 5000",
                                   (long long)large->now));
}

void large_fill(struct store *store, const struct large *large)
{
    struct error error;
    for (int i = 0; i < 3; i++)
        save_policy(store, large, i);
    if (!store_begin(store, &error))
        give_up("begin", error.text);
    add_nodes(store, large);
    add_failures(store, large);
    add_trail(store, large);
    if (!store_commit(store, &error))
        give_up("commit", error.text);
    run_sql(store, sqlite3_mprintf("PRAGMA wal_checkpoint(TRUNCATE)"));
}
