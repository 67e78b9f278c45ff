#include "world.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mtacon/act/policy_change.h"
#include "mtacon/store/node.h"
#include "store_private.h"

#define TIME "1795532645" /* WORLD_NOW, in SQL */

/* Broken: the game cannot go on. */
static void give_up(const char *what, const char *why)
{
    fprintf(stderr, "world: %s: %s\n", what, why);
    abort();
}

static void run_sql(struct store *store, const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(store->database, sql, NULL, NULL, &why) != SQLITE_OK)
        give_up(sql, why);
}

/* ---- what is in it ---- */

static const char world_nodes[] =
    "UPDATE node SET state = 'up', version = 'Postfix 3.7.11', lifetime = 432000,"
    " last_contact = " TIME " - 3, listed_at = " TIME " - 9, active = 3, deferred = 40 * id,"
    " oldest = " TIME " - 32400, expiring_6h = id, ages = '10 20 6 4 0 0 0 0 0', enrolled = 1,"
    " policy_seen = " TIME ", policy_hash = (SELECT hash FROM revision WHERE number = id),"
    " policy_number = id, policy_author = 'anna@jump1', policy_at = " TIME " - 600, place = name;"
    "UPDATE node SET state = 'down', last_contact = " TIME " - 125, error = 'mta3: cannot connect:"
    " 接続が拒否されました (Connection refused)' WHERE name = 'mta3';";

/* ?1: how many. The first is configured; names of all lengths, up to the longest. */
static const char world_domains[] =
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d)"
    " INSERT INTO seen_domain (name) SELECT CASE i WHEN 0 THEN 'acme.example' WHEN 1 THEN"
    " printf('%%.60c.%%.60c.example', 'x', 'y') ELSE printf('d%%d.customer.example', i) END FROM n;"
    "INSERT INTO failure_minute SELECT " TIME " / 60 * 60 - 60 * (id %% 40), 1 + id %% 3, id,"
    " CASE id %% 4 WHEN 0 THEN 4 ELSE 550 END, 1 + id * 7 %% 90 FROM seen_domain;"
    "INSERT INTO failure_hour SELECT " TIME " / 3600 * 3600, node, domain, code, count"
    " FROM failure_minute;"
    "INSERT INTO sample SELECT id, 1 + id %% 3, 550, " TIME " - 60, 'host mx said: 550 メール"
    "ボックスがありません <x@y.example>' FROM seen_domain WHERE id < 20;"
    "INSERT INTO queue_domain SELECT 1, id, 40, " TIME " - 32400, 1, 5, " TIME " + 10800"
    " FROM seen_domain"
    " WHERE id < 20;"
    "INSERT INTO queue_reason SELECT 1, id, '421 4.3.2 サービスは利用できません', 30"
    " FROM seen_domain WHERE id < 20;";

static const char world_alerts[] =
    "INSERT INTO alert (domain, window, key, since, fired_at, threshold, count, peak, blind)"
    " SELECT name, 'hourly', 'k' || id, " TIME " - 600, " TIME " - 590, 100, 388, 401, id % 2"
    " FROM seen_domain WHERE id < 30;"
    "UPDATE alert SET closed_at = " TIME " - 10, closed_as = 'recovered' WHERE id % 3 = 0;"
    "UPDATE alert SET acknowledged_at = " TIME " - 100, acknowledged_by = 'bob@jump1',"
    " note = '電話で知らせた' WHERE id % 4 = 1;"
    "INSERT INTO mute SELECT name, " TIME " + 1800, " TIME " - 1300, 'anna@jump1', 'planned works'"
    " FROM seen_domain WHERE id % 5 = 2 AND id < 30;"
    "INSERT INTO outbox (alert, kind, domain, window, address, subject, message_id, message, state,"
    " tries, created_at, next_at, error) SELECT id, 'firing', domain, 'hourly', 'noc@isp.example',"
    " '[mtacon] ' || domain || ': 388 failures', 'm' || id, '', CASE id % 3 WHEN 0 THEN 'dead'"
    " WHEN 1 THEN 'sent' ELSE 'queued' END, 2, " TIME " - 580, " TIME " + 20, 'no node is up'"
    " FROM alert;";

static void add_node(struct store *store, const char *node)
{
    char name[32], destination[64], mta[] = "postfix";
    const struct store_node added = {.name = name, .destination = destination, .mta = mta};
    struct error error;
    snprintf(name, sizeof name, "%s", node);
    snprintf(destination, sizeof destination, "root@%s.isp.example", node);
    if (!store_node_add(store, &added, &error))
        give_up("add a node", error.text);
}

/* Saves a revision in which a domain's mode is another one. */
static void save_mode(struct store *store, const char *domain, const char *mode)
{
    struct act act = {.store = store};
    struct policy_change change;
    struct policy_revision saved;
    struct error error;
    bool good = policy_change_begin(&act, domain, &change, &error) &&
                policy_change_mode(&change, mode, "2h", WORLD_NOW, &error) &&
                policy_change_thresholds(&change, "100", "500", &error) &&
                policy_change_subscribe(&change, "it@acme.example", &error) &&
                policy_change_save(&act, &change, "INC-20931 交換機の故障", WORLD_NOW, &saved,
                                   &error) != REVISION_FAILED;
    policy_change_clear(&change);
    if (!good)
        give_up("save a revision", error.text);
}

/* Saves a revision that does not name a domain, if it is named now. */
static void save_without(struct store *store, const char *domain)
{
    struct act act = {.store = store};
    struct policy_change change;
    struct policy_revision saved;
    struct error error;
    if (policy_change_begin(&act, domain, &change, &error) &&
        policy_change_remove(&act, &change, &error))
        policy_change_save(&act, &change, "gone", WORLD_NOW, &saved, &error);
    policy_change_clear(&change);
}

static void fill(struct store *store, int domains)
{
    char sql[4096];
    add_node(store, "mta1");
    add_node(store, "mta2");
    add_node(store, "mta3");
    save_mode(store, "acme.example", "enabled");
    save_mode(store, "d2.customer.example", "optional");
    save_mode(store, "acme.example", "disabled");
    run_sql(store, world_nodes);
    snprintf(sql, sizeof sql, world_domains, domains);
    run_sql(store, sql);
    run_sql(store, world_alerts);
}

/* ---- files ---- */

static struct store *open_path(const char *path)
{
    struct error error;
    struct store *store = store_open(path, &error);
    if (!store)
        give_up(path, error.text);
    return store;
}

static void copy_file(const char *from, const char *to)
{
    char bytes[65536];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (ssize_t got; (got = read(in, bytes, sizeof bytes)) > 0;)
        if (write(out, bytes, (size_t)got) != got)
            give_up(to, "cannot be written");
    if (in < 0 || out < 0 || close(in) != 0 || close(out) != 0)
        give_up(to, "cannot be copied");
}

static void remove_store(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[192];
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        unlink(name);
    }
}

static void set_paths(struct world *world)
{
    snprintf(world->template, sizeof world->template, "%s/template.db", world->folder);
    snprintf(world->path, sizeof world->path, "%s/store.db", world->folder);
}

static void remove_folder(const struct world *world)
{
    remove_store(world->path);
    remove_store(world->template);
    rmdir(world->folder);
}

/* Folders of processes that ended before they could: what is found by it crashes. */
static void sweep(const char *where)
{
    DIR *folder = opendir(where);
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        struct world dead = {.elsewhere = NULL};
        int pid = 0;
        if (sscanf(entry->d_name, "mtacon-keys-%d-", &pid) != 1 || kill(pid, 0) == 0 ||
            errno != ESRCH)
            continue;
        snprintf(dead.folder, sizeof dead.folder, "%s/%.64s", where, entry->d_name);
        set_paths(&dead);
        remove_folder(&dead);
    }
    if (folder)
        closedir(folder);
}

void world_begin(struct world *world, int domains)
{
    const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    *world = (struct world){.elsewhere = NULL};
    sweep(where);
    snprintf(world->folder, sizeof world->folder, "%s/mtacon-keys-%d-XXXXXX", where, (int)getpid());
    if (!mkdtemp(world->folder))
        give_up(world->folder, "cannot be made");
    set_paths(world);
    struct store *store = open_path(world->template);
    if (domains)
        fill(store, domains);
    store_close(store);
}

static void leave(struct world *world)
{
    store_close(world->elsewhere);
    world->elsewhere = NULL;
}

void world_end(struct world *world)
{
    leave(world);
    remove_folder(world);
}

struct store *world_open(struct world *world)
{
    leave(world);
    remove_store(world->path);
    copy_file(world->template, world->path);
    return open_path(world->path);
}

/* ---- what others do ---- */

/* Each whatever there is just then: what does not fit does nothing. */
static const char *const things[] = {
    "DELETE FROM node WHERE id = (SELECT min(id) FROM node)",
    "DELETE FROM node WHERE id = (SELECT max(id) FROM node)",
    "INSERT OR IGNORE INTO node (name, destination, mta) VALUES ('aaa', 'root@aaa', 'postfix')",
    "INSERT OR IGNORE INTO node (name, destination, mta) VALUES ('zzz', 'root@zzz', 'postfix')",
    "UPDATE node SET state = 'down', error = 'lost: 失われた', last_contact = " TIME " - 7200",
    "UPDATE node SET state = 'up', error = '', last_contact = " TIME,
    "UPDATE node SET policy_hash = 'ffff', policy_number = 99, policy_author = 'bob', enrolled = 1",
    "UPDATE node SET drift = 'main.cf is another one', enrolled = 1 WHERE id % 2",
    "DELETE FROM failure_minute; DELETE FROM failure_hour",
    "INSERT OR IGNORE INTO seen_domain (name) VALUES ('new.example'); INSERT OR IGNORE INTO"
    " failure_minute SELECT " TIME " / 60 * 60, (SELECT min(id) FROM node), id, 421, 999999"
    " FROM seen_domain WHERE name = 'new.example' AND EXISTS (SELECT 1 FROM node)",
    "UPDATE OR IGNORE failure_minute SET count = count * 31 % 97 + 1",
    "DELETE FROM alert WHERE id % 2",
    "DELETE FROM alert",
    "UPDATE alert SET closed_at = " TIME ", closed_as = 'recovered' WHERE closed_at = 0",
    "INSERT OR IGNORE INTO alert (domain, window, key, since, fired_at, threshold, count, peak,"
    " blind) VALUES ('new.example', 'daily', 'n', 1, " TIME ", 1, 2, 2, 0)",
    "DELETE FROM outbox",
    "DELETE FROM mute",
    "DELETE FROM queue_domain; DELETE FROM queue_reason",
    "INSERT INTO audit (at, author, action, subject, detail) VALUES (" TIME ", 'bob', 'push', 'x',"
    " '詳しく')",
    NULL, /* these: a revision */
    NULL,
    NULL,
};

/* A statement tells nobody what it changed: some changes are missed, so all is read anew. */
static const char untold[] = "INSERT INTO change VALUES (NULL, 0, 0, 0, 0, 0); DELETE FROM change";

void world_change(struct world *world, unsigned thing)
{
    enum { THINGS = sizeof things / sizeof *things };
    if (!world->elsewhere)
        world->elsewhere = open_path(world->path);
    if (things[thing % THINGS]) {
        run_sql(world->elsewhere, things[thing % THINGS]);
        run_sql(world->elsewhere, untold);
    } else if (thing % THINGS == THINGS - 1) {
        save_without(world->elsewhere, "acme.example");
    } else {
        save_mode(world->elsewhere, "acme.example", thing % 2 ? "enabled" : "optional");
    }
}
