/* How large a store grows that is kept as long as the product keeps it, and how long is then waited
 * for what is asked of it. Each domain fails in every hour, with one code on one of the nodes.
 *
 *     growth [DAYS [DOMAINS [NODES]]]
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "large.h"
#include "mtacon/base/clock.h"
#include "mtacon/core/window.h"
#include "mtacon/model/model.h"
#include "mtacon/store/failure.h"
#include "store_private.h"

enum { DAY_ROWS = 24, TURNS = 15, OLD_ROWS = 200 };

struct growth {
    struct store *store;
    struct large large;
    struct model model;
    int days;
};

static void give_up(const char *why)
{
    fprintf(stderr, "growth: %s\n", why);
    exit(1);
}

static double now_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

/* ---- the rows ---- */

static void add_day(struct growth *growth, int day)
{
    int64_t first = window_hour(growth->large.now) - (day + 1) * (int64_t)WINDOW_DAY;
    struct error error;
    sqlite3_stmt *row = store_prepare(
        growth->store, &error,
        "INSERT OR IGNORE INTO failure_hour (hour, node, domain, code, count) SELECT ?1 + 3600 * "
        "h.id, 1 + (domain.id * 31 + h.id) % ?2, domain.id, 450, 1 + domain.id % 90 FROM "
        "seen_domain AS domain, (SELECT id - 1 AS id FROM seen_domain WHERE id <= ?3) AS h",
        "iii", first, (int64_t)growth->large.nodes, (int64_t)DAY_ROWS);
    if (!row)
        give_up(error.text);
    store_step(growth->store, row, NULL);
    if (!store_finish(growth->store, row, &error))
        give_up(error.text);
}

static int64_t count_of(struct store *store, const char *sql)
{
    sqlite3_stmt *row = store_prepare(store, NULL, sql, "");
    int64_t count = row && store_step(store, row, NULL) ? sqlite3_column_int64(row, 0) : -1;
    store_finish(store, row, NULL);
    return count;
}

/* ---- what is asked ---- */

static void ask_domain(struct growth *growth, int turn)
{
    struct model_history history;
    const char *name = large_domain(turn * 37 % growth->large.domains);
    if (!model_history_load(growth->store, growth->large.now, 0, name, &history, NULL))
        give_up(name);
}

static void ask_node(struct growth *growth, int turn)
{
    struct model_history history;
    model_history_load(growth->store, growth->large.now, 1 + turn % growth->large.nodes, NULL,
                       &history, NULL);
}

static void load_model(struct growth *growth, int turn)
{
    struct error error;
    (void)turn;
    model_clear(&growth->model);
    if (!model_load(growth->store, growth->large.now, &growth->model, &error))
        give_up(error.text);
}

static void count_one(struct growth *growth, int turn)
{
    struct failure_count count = {
        .minute = window_minute(growth->large.now), .code = 450, .count = 1};
    struct log_piece piece = {
        .counts = &count, .count_count = 1, .before = LOG_CURSOR_NONE, .after = LOG_CURSOR_NONE};
    struct log_cursor at;
    struct error error;
    snprintf(count.domain, sizeof count.domain, "%s",
             large_domain(turn * 37 % growth->large.domains));
    if (store_failure_save(growth->store, 1 + turn % growth->large.nodes, &piece, &at, &error) !=
        STORE_FAILURE_COMMITTED)
        give_up(error.text);
}

/* A step of the keeper, and the next: an hour and more have become too old each time. */
static void delete_old(struct growth *growth, int turn)
{
    bool more;
    struct error error;
    int64_t later = growth->large.now + STORE_HOURS_KEPT - (growth->days - 1) * WINDOW_DAY;
    (void)turn;
    if (!store_prune(growth->store, later, OLD_ROWS, &more, &error))
        give_up(error.text);
}

static void time_of(struct growth *growth, const char *what, void (*ask)(struct growth *, int))
{
    double most = 0, sum = 0;
    for (int turn = 0; turn < TURNS; turn++) {
        double began = now_ms();
        ask(growth, turn);
        double took = now_ms() - began;
        sum += took;
        most = took > most ? took : most;
    }
    printf("%s: mean %.2f ms, most %.2f ms\n", what, sum / TURNS, most);
}

static void fill(struct growth *growth)
{
    large_fill(growth->store, &growth->large);
    for (int day = 0; day < growth->days; day++)
        add_day(growth, day);
    sqlite3_wal_checkpoint_v2(growth->store->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
                              NULL);
}

static void tell(struct growth *growth)
{
    struct stat file;
    stat(store_path(growth->store), &file);
    int64_t rows = count_of(growth->store, "SELECT count(*) FROM failure_hour");
    printf("%d days of %d domains on %d nodes: %lld rows by hour, %.0f MiB, %.0f bytes a row, %.2f "
           "MiB a day\n",
           growth->days, growth->large.domains, growth->large.nodes, (long long)rows,
           (double)file.st_size / (1 << 20), (double)file.st_size / (double)rows,
           (double)file.st_size / (1 << 20) / growth->days);
    time_of(growth, "all of the model, read anew", load_model);
    time_of(growth, "the history of a domain", ask_domain);
    time_of(growth, "the history of a node", ask_node);
    time_of(growth, "one count, written", count_one);
    time_of(growth, "200 rows of each kind that are too old, deleted", delete_old);
}

int main(int count, char **arguments)
{
    struct growth growth = {.days = count > 1 ? atoi(arguments[1]) : 400,
                            .large = {.domains = count > 2 ? atoi(arguments[2]) : 1000,
                                      .nodes = count > 3 ? atoi(arguments[3]) : 50,
                                      .minutes = 172800,
                                      .now = clock_now()}};
    char path[] = "/tmp/mtacon-growth-XXXXXX", rest[64];
    struct error error;
    close(mkstemp(path));
    growth.store = store_open(path, &error);
    if (!growth.store)
        give_up(error.text);
    fill(&growth);
    tell(&growth);
    model_clear(&growth.model);
    store_close(growth.store);
    unlink(path);
    snprintf(rest, sizeof rest, "%s-wal", path), unlink(rest);
    snprintf(rest, sizeof rest, "%s-shm", path), unlink(rest);
    return 0;
}
