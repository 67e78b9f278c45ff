/* The model that is changed in place is the one that would be read anew, whatever happens; and it
 * costs what has changed, counted in statements and rows, not in time. */
#include "mtacon/model/model.h"

#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mtacon/store/office365.h"
#include "mtacon/store/queue.h"
#include "mtacon/store/revision.h"
#include "store_private.h"
#include "suites.h"

#define NOW 1795532645LL /* 2026-11-24 15:04:05 */

static char path[64];
static struct store *store, *other;
static struct error error;
static int64_t now;

static void open_both(void)
{
    snprintf(path, sizeof path, "/tmp/mtacon-model-%d.db", (int)getpid());
    unlink(path);
    store = store_open(path, &error);
    other = store_open(path, &error);
    ck_assert_msg(store && other, "%s", error.text);
    now = NOW;
}

static void close_both(void)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    store_close(other);
    store_close(store);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        unlink(name);
    }
}

/* ---- what happens ---- */

static uint32_t dice = 1;

static int64_t roll(int64_t limit)
{
    dice ^= dice << 13;
    dice ^= dice >> 17;
    dice ^= dice << 5;
    return dice % limit;
}

static struct store *either(void)
{
    return roll(2) ? store : other;
}

static const char *any_domain(void)
{
    static char name[32];
    snprintf(name, sizeof name, "d%d.example", (int)roll(9));
    return name;
}

/* A node there is; 0: none. */
static int64_t any_node(void)
{
    struct store_node *nodes;
    size_t count;
    ck_assert(store_node_list(store, &nodes, &count, &error));
    int64_t id = count ? nodes[roll((int64_t)count)].id : 0;
    store_node_list_free(nodes, count);
    return id;
}

static void add_node(void)
{
    char name[16], mta[] = "postfix";
    const struct store_node node = {.name = name, .destination = name, .mta = mta};
    snprintf(name, sizeof name, "mta%d", (int)roll(5));
    store_node_add(either(), &node, &error);
}

static void remove_node(void)
{
    char name[16];
    snprintf(name, sizeof name, "mta%d", (int)roll(5));
    store_node_remove(either(), name, &error);
}

/* Around the edges of the windows, and a clock that is ahead. */
static int64_t any_minute(void)
{
    static const int64_t back[] = {-3, 0, 0, 1, 58, 59, 60, 61, 1438, 1439, 1440, 1441, 300};
    return window_minute(now) - 60 * back[roll(sizeof back / sizeof *back)];
}

static void count_some(void)
{
    static const int codes[] = {550, 450, 421, 4, SMTP_CODE_EXPIRED, SMTP_CODE_SUPPRESSED};
    struct failure_count counts[4];
    struct log_cursor at;
    int64_t node = any_node();
    size_t count = 1 + (size_t)roll(4);
    for (size_t i = 0; i < count; i++) {
        counts[i] = (struct failure_count){
            .minute = any_minute(), .code = codes[roll(6)], .count = 1 + roll(50)};
        snprintf(counts[i].domain, sizeof counts[i].domain, "%s", any_domain());
    }
    struct log_piece piece = {.counts = counts, .count_count = count, .before = LOG_CURSOR_NONE};
    piece.after = piece.before;
    if (node)
        ck_assert_int_eq(store_failure_save(either(), node, &piece, &at, &error),
                         STORE_FAILURE_COMMITTED);
}

static void list_queue(void)
{
    struct queue_domain domains[3] = {{.messages = 0}};
    struct queue_listing listing = {.domains = domains, .domain_count = (size_t)roll(4)};
    for (size_t i = 0; i < listing.domain_count; i++) {
        domains[i].messages = 1 + roll(3);
        domains[i].oldest = now - roll(3) * 3600;
        snprintf(domains[i].name, sizeof domains[i].name, "%s", any_domain());
    }
    listing.oldest = now - 60;
    store_node_set_listing(either(), any_node(), &listing, true, now, &error);
}

static void see_office365(void)
{
    struct office365_seen seen = {.relayed = 1 + roll(9), .reports = roll(2), .at = now};
    snprintf(seen.domain, sizeof seen.domain, "%s", any_domain());
    ck_assert(store_office365_set(either(), any_node(), &seen, (size_t)roll(2), &error));
}

static void hear_of_node(void)
{
    static const int64_t zeros[QUEUE_COUNT] = {1, 2, 3, 0, 0};
    if (roll(2))
        store_node_set_state(either(), any_node(), roll(2) ? STORE_NODE_UP : STORE_NODE_DOWN, "",
                             "", now, &error);
    else
        store_node_set_sizes(either(), any_node(), zeros, now, &error);
}

/* It carries one of the last revisions, or one of nobody's. */
static void carry(void)
{
    char text[] = "", hash[SHA256_HEX_SIZE] = "ffff";
    struct policy policy;
    struct policy_revision revision;
    if (roll(4)) {
        if (revision_load(store, revision_current_number(store) - roll(3), NULL, &policy, &revision,
                          &error))
            memcpy(hash, revision.hash, sizeof hash);
        policy_clear(&policy);
    }
    struct store_node node = {.id = any_node(),
                              .place = text,
                              .policy_hash = hash,
                              .policy_author = text,
                              .drift = text,
                              .policy_seen = now,
                              .enrolled = roll(5) > 0};
    store_node_set_policy(either(), &node, &error);
}

static void save_policy(void)
{
    struct policy policy;
    struct policy_revision head, saved;
    ck_assert(revision_load_current(store, &policy, &head, &error));
    if (roll(4) == 0) {
        policy_remove(&policy, roll(4) ? any_domain() : DOMAIN_NAME_DEFAULTS);
    } else {
        struct policy_domain *domain =
            policy_add(&policy, roll(4) ? any_domain() : DOMAIN_NAME_DEFAULTS);
        domain->thresholds.hourly = roll(3) * 40;
        domain->mode = (int)roll(3);
    }
    revision_save(either(), &policy, head.hash, "anna", "r", now, &saved, &error);
    policy_clear(&policy);
}

static void pass_time(void)
{
    static const int64_t passing[] = {0, 1, 30, 60, 61, 600, 3540, 3599, 3600, 90000, -60};
    now += passing[roll(sizeof passing / sizeof *passing)];
}

static void (*const happenings[])(void) = {
    add_node,      remove_node,  count_some,   count_some, count_some,  count_some, list_queue,
    see_office365, hear_of_node, hear_of_node, carry,      save_policy, pass_time,  pass_time};

/* ---- the same ---- */

static void same_failures(const struct model_failures *one, const struct model_failures *two)
{
    ck_assert_int_eq(one->last_hour, two->last_hour);
    ck_assert_int_eq(one->last_day, two->last_day);
    ck_assert_int_eq(one->temporary, two->temporary);
    ck_assert_int_eq(one->permanent, two->permanent);
    ck_assert_int_eq(one->expired, two->expired);
    ck_assert_int_eq(one->suppressed, two->suppressed);
    for (int i = 0; i < WINDOW_MINUTES; i++)
        ck_assert_msg(one->minutes[i] == two->minutes[i], "minute %d: %d, not %d", i,
                      (int)one->minutes[i], (int)two->minutes[i]);
    ck_assert_uint_eq(one->code_count, two->code_count);
    for (size_t i = 0; i < one->code_count; i++) {
        ck_assert_int_eq(one->codes[i].code, two->codes[i].code);
        ck_assert_int_eq(one->codes[i].last_hour, two->codes[i].last_hour);
        ck_assert_int_eq(one->codes[i].last_day, two->codes[i].last_day);
    }
}

static void same_domain(const struct model_domain *one, const struct model_domain *two)
{
    ck_assert_str_eq(one->name, two->name);
    same_failures(&one->failures, &two->failures);
    ck_assert_int_eq(one->configured, two->configured);
    ck_assert_int_eq(one->own.hourly, two->own.hourly);
    ck_assert_int_eq(one->effective.hourly, two->effective.hourly);
    ck_assert_int_eq(one->effective.daily, two->effective.daily);
    ck_assert_int_eq(one->level, two->level);
    ck_assert_int_eq(one->mode, two->mode);
    ck_assert_int_eq(one->queued, two->queued);
    ck_assert_int_eq(one->oldest, two->oldest);
    ck_assert_int_eq(one->office365_relayed, two->office365_relayed);
    ck_assert_int_eq(one->office365_reports, two->office365_reports);
}

static void same_node(const struct model_node *one, const struct model_node *two)
{
    ck_assert_int_eq(one->stored.id, two->stored.id);
    ck_assert_str_eq(one->stored.name, two->stored.name);
    ck_assert_int_eq(one->stored.last_contact, two->stored.last_contact);
    ck_assert_int_eq(one->read, two->read);
    ck_assert_int_eq(one->queued, two->queued);
    ck_assert_int_eq(one->sync, two->sync);
    ck_assert_str_eq(one->sync_text, two->sync_text);
    ck_assert_int_eq(one->carried != NULL, two->carried != NULL);
    if (one->carried) {
        ck_assert_str_eq(one->carried->hash, two->carried->hash);
        ck_assert_int_eq(one->carried->nodes, two->carried->nodes);
        ck_assert_int_eq(one->carried->same, two->carried->same);
        ck_assert_int_eq(one->carried->knowledge, two->carried->knowledge);
        ck_assert_uint_eq(one->carried->policy.count, two->carried->policy.count);
    }
    same_failures(&one->failures, &two->failures);
}

static void same(const struct model *one, const struct model *two)
{
    ck_assert_uint_eq(one->domain_count, two->domain_count);
    for (size_t i = 0; i < one->domain_count; i++) {
        same_domain(one->domains[i], two->domains[i]);
        ck_assert_ptr_eq(model_find_domain(one, one->domains[i]->name), one->domains[i]);
    }
    ck_assert_uint_eq(one->node_count, two->node_count);
    for (size_t i = 0; i < one->node_count; i++)
        same_node(&one->nodes[i], &two->nodes[i]);
    same_failures(&one->failures, &two->failures);
    same_failures(&one->others, &two->others);
    ck_assert_int_eq(one->queued, two->queued);
    ck_assert_int_eq(one->oldest, two->oldest);
    ck_assert_int_eq(one->up, two->up);
    ck_assert_int_eq(one->enrolled, two->enrolled);
    ck_assert_int_eq(one->split, two->split);
    ck_assert_int_eq(one->revision.number, two->revision.number);
    ck_assert_int_eq(one->lost != NULL, two->lost != NULL);
}

START_TEST(changed_in_place_it_is_what_would_be_read)
{
    enum { GAMES = 40, STEPS = 60 };
    for (uint32_t game = 1; game <= GAMES; game++) {
        struct model model, fresh;
        open_both();
        dice = game * 2654435761U + 1;
        ck_assert(model_load(store, now, &model, &error));
        for (int step = 0; step < STEPS; step++) {
            for (int64_t more = roll(3); more >= 0; more--)
                happenings[roll(sizeof happenings / sizeof *happenings)]();
            ck_assert_msg(model_reload(store, now, &model, &error), "%s", error.text);
            ck_assert(model_load(other, now, &fresh, &error));
            same(&model, &fresh);
            model_clear(&fresh);
        }
        model_clear(&model);
        close_both();
    }
}
END_TEST

/* ---- what it costs ---- */

enum { DOMAINS = 2000 };

static void fill(void)
{
    struct policy policy;
    struct policy_revision saved;
    policy_init(&policy);
    add_node();
    for (int i = 0; i < DOMAINS; i++) {
        char name[32];
        snprintf(name, sizeof name, "c%04d.example", i);
        policy_add(&policy, name);
    }
    ck_assert_int_eq(revision_save(store, &policy, "", "anna", "r", now, &saved, &error),
                     REVISION_SAVED);
    policy_clear(&policy);
    char *sql = sqlite3_mprintf(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d) INSERT "
        "INTO seen_domain (name) SELECT printf('c%%04d.example', i) FROM n; INSERT INTO "
        "failure_minute SELECT %lld - 60 * (seen_domain.id %% 50), node.id, seen_domain.id, 550, 3 "
        "FROM seen_domain, node; INSERT INTO failure_hour SELECT minute / 3600 * 3600, node, "
        "domain, code, sum(count) FROM failure_minute GROUP BY 1, 2, 3, 4;",
        DOMAINS, (long long)window_minute(NOW));
    ck_assert_int_eq(sqlite3_exec(store->database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
}

static int count_row(unsigned kind, void *argument, void *statement, void *unused)
{
    (void)kind, (void)statement, (void)unused;
    ++*(int *)argument;
    return 0;
}

static int rows_of_reload(struct model *model)
{
    int rows = 0;
    sqlite3_trace_v2(store->database, SQLITE_TRACE_ROW, count_row, &rows);
    ck_assert(model_reload(store, now, model, &error));
    sqlite3_trace_v2(store->database, 0, NULL, NULL);
    return rows;
}

static int take_changed(struct model *model)
{
    int count = 0;
    while (model_take_changed(model))
        count++;
    return count;
}

static void count_one(const char *domain)
{
    struct failure_count count = {.minute = window_minute(now), .code = 550, .count = 7};
    struct log_piece piece = {.counts = &count, .count_count = 1, .before = LOG_CURSOR_NONE};
    struct log_cursor at;
    snprintf(count.domain, sizeof count.domain, "%s", domain);
    piece.after = piece.before;
    ck_assert_int_eq(store_failure_save(other, any_node(), &piece, &at, &error),
                     STORE_FAILURE_COMMITTED);
}

START_TEST(one_domain_changed_costs_as_one)
{
    struct model model;
    open_both();
    fill();
    ck_assert(model_load(store, now, &model, &error));
    ck_assert_int_eq(take_changed(&model), DOMAINS);
    count_one("c0007.example");
    ck_assert_int_le(rows_of_reload(&model), 20);
    ck_assert_int_eq(model_find_domain(&model, "c0007.example")->failures.last_hour, 10);
    ck_assert_int_eq(take_changed(&model), 1);
    model_clear(&model);
    close_both();
}
END_TEST

START_TEST(a_minute_costs_what_leaves_with_it)
{
    struct model model;
    open_both();
    fill();
    ck_assert(model_load(store, now, &model, &error));
    now += 12 * 60; /* of 50 minutes that have any, two leave the last hour */
    int rows = rows_of_reload(&model);
    ck_assert_int_ge(rows, 2 * DOMAINS / 50);
    ck_assert_int_le(rows, 4 * DOMAINS / 50);
    model_clear(&model);
    close_both();
}
END_TEST

/* The document of a revision is parsed once: it is one column of many kilobytes. */
START_TEST(a_policy_is_read_once)
{
    struct model model;
    open_both();
    fill();
    ck_assert(model_load(store, now, &model, &error));
    const struct policy_domain *domains = model.policy.domains;
    count_one("c0007.example");
    ck_assert(model_reload(store, now, &model, &error));
    ck_assert_ptr_eq(model.policy.domains, domains);
    model_clear(&model);
    close_both();
}
END_TEST

static void wait_for_clerk(struct clerk *clerk)
{
    while (!clerk_look(clerk))
        poll(&(struct pollfd){.fd = clerk_fd(clerk), .events = POLLIN}, 1, -1);
}

static void save_elsewhere(int64_t hourly)
{
    struct policy policy;
    struct policy_revision head, saved;
    ck_assert(revision_load_current(other, &policy, &head, &error));
    policy_add(&policy, "c0007.example")->thresholds.hourly = hourly;
    ck_assert_int_eq(revision_save(other, &policy, head.hash, "other", "test", now, &saved, &error),
                     REVISION_SAVED);
    policy_clear(&policy);
}

/* Whoever draws does not read it: the former one goes on until it is there. */
START_TEST(a_policy_is_read_elsewhere)
{
    struct model model;
    open_both();
    fill();
    ck_assert(model_load(store, now, &model, &error));
    struct clerk *clerk = clerk_start(store, &error);
    struct archive *archive = model.archive = archive_new(clerk);
    int64_t number = model.revision.number;
    save_elsewhere(77);
    ck_assert(model_reload(store, now, &model, &error));
    ck_assert_int_eq(model.revision.number, number);
    ck_assert_int_ne(model_find_domain(&model, "c0007.example")->own.hourly, 77);
    wait_for_clerk(clerk);
    take_changed(&model);
    ck_assert(model_reload(store, now, &model, &error));
    ck_assert_int_eq(model.revision.number, number + 1);
    ck_assert_int_eq(model_find_domain(&model, "c0007.example")->own.hourly, 77);
    ck_assert_int_eq(take_changed(&model), 1); /* of all the domains there are */
    model.archive = NULL;
    model_clear(&model);
    clerk_stop(clerk);
    archive_free(archive);
    close_both();
}
END_TEST

/* Statements about revisions since they were counted last; but for the rollout's own. */
static int asked_for_revisions(void)
{
    int runs = 0;
    for (sqlite3_stmt *each = NULL; (each = sqlite3_next_stmt(store->database, each));)
        if (strstr(sqlite3_sql(each), "FROM revision WHERE") &&
            !strstr(sqlite3_sql(each), "FROM rollout"))
            runs += sqlite3_stmt_status(each, SQLITE_STMTSTATUS_RUN, 1);
    return runs;
}

START_TEST(a_strange_revision_is_looked_up_once)
{
    char strange[SHA256_HEX_SIZE];
    struct model model;
    open_both();
    fill();
    memset(strange, 'a', sizeof strange - 1);
    strange[sizeof strange - 1] = '\0';
    sqlite3_stmt *row = store_prepare(
        store, &error, "UPDATE node SET enrolled = 1, policy_hash = ?, changed = changed + 1", "t",
        strange);
    store_step(store, row, &error);
    ck_assert(store_finish(store, row, &error));
    ck_assert(model_load(store, now, &model, &error));
    ck_assert_int_eq(model.nodes[0].sync, SYNC_FOREIGN);
    ck_assert_int_gt(asked_for_revisions(), 0);
    ck_assert(model_reload(store, now, &model, &error));
    ck_assert_int_eq(asked_for_revisions(), 0);
    save_elsewhere(78); /* it may be known by now */
    ck_assert(model_reload(store, now, &model, &error));
    ck_assert_int_gt(asked_for_revisions(), 0);
    ck_assert_int_eq(model.nodes[0].sync, SYNC_FOREIGN);
    model_clear(&model);
    close_both();
}
END_TEST

START_TEST(who_has_missed_changes_reads_all)
{
    struct model model;
    open_both();
    fill();
    ck_assert(model_load(store, now, &model, &error));
    count_one("c0007.example");
    count_one("c0008.example");
    sqlite3_exec(store->database, "DELETE FROM change WHERE id = (SELECT min(id) FROM change)",
                 NULL, NULL, NULL);
    ck_assert(model_reload(store, now, &model, &error));
    ck_assert_int_eq(model_find_domain(&model, "c0007.example")->failures.last_hour, 10);
    ck_assert_int_eq(model_find_domain(&model, "c0008.example")->failures.last_hour, 10);
    model_clear(&model);
    close_both();
}
END_TEST

/* ---- what is asked of one domain, or one node ---- */

static int64_t steps_of(void (*ask)(void))
{
    int64_t steps = 0;
    ask();
    for (sqlite3_stmt *each = NULL; (each = sqlite3_next_stmt(store->database, each));)
        sqlite3_stmt_status(each, SQLITE_STMTSTATUS_VM_STEP, 1);
    ask();
    for (sqlite3_stmt *each = NULL; (each = sqlite3_next_stmt(store->database, each));)
        steps += sqlite3_stmt_status(each, SQLITE_STMTSTATUS_VM_STEP, 0);
    return steps;
}

static void ask_history(void)
{
    struct model_history history;
    ck_assert(model_history_load(store, now, 0, "c0007.example", &history, &error));
    ck_assert_int_eq(history.rolling[WINDOW_TREND_POINTS - 1], 3);
}

static void ask_history_of_node(void)
{
    struct model_history history;
    struct store_census census;
    ck_assert(store_node_census(store, &census, &error));
    ck_assert(model_history_load(store, now, census.newest, NULL, &history, &error));
}

static void ask_samples(void)
{
    struct failure_sample *samples;
    size_t count;
    ck_assert(store_failure_samples(store, "c0007.example", &samples, &count, &error));
    ck_assert_uint_eq(count, 1);
    free(samples);
}

static void ask_reasons(void)
{
    struct queue_reason *reasons;
    size_t count;
    ck_assert(store_queue_reasons(store, 0, "c0007.example", &reasons, &count, &error));
    ck_assert_uint_eq(count, 1);
    free(reasons);
}

static void ask_minutes(void)
{
    int64_t minutes[2880], sum = 0;
    ck_assert(store_alert_minutes(store, "c0007.example", window_minute(now) - 2879 * 60, minutes,
                                  2880, &error));
    for (int i = 0; i < 2880; i++)
        sum += minutes[i];
    ck_assert_int_eq(sum, 3);
}

/* Of 2000 domains that all failed, and wait: a walk over them takes ten thousand steps. */
START_TEST(one_domain_is_found_without_a_walk)
{
    static void (*const asks[])(void) = {ask_history, ask_history_of_node, ask_samples, ask_reasons,
                                         ask_minutes};
    open_both();
    fill();
    ck_assert_int_eq(
        sqlite3_exec(store->database,
                     "INSERT INTO sample SELECT id, (SELECT id FROM node), 550, 1, 'x' FROM "
                     "seen_domain; INSERT INTO queue_reason SELECT (SELECT id FROM node), id, 'y', "
                     "1 FROM seen_domain; INSERT INTO node (name, destination, mta) VALUES ('aaa', "
                     "'aaa', 'postfix')",
                     NULL, NULL, NULL),
        SQLITE_OK);
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
        ck_assert_int_le(steps_of(asks[i]), 6000);
    close_both();
}
END_TEST

Suite *suite_model(void)
{
    Suite *suite = suite_create("model");
    TCase *tests = tcase_create("model");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, changed_in_place_it_is_what_would_be_read);
    tcase_add_test(tests, one_domain_changed_costs_as_one);
    tcase_add_test(tests, a_minute_costs_what_leaves_with_it);
    tcase_add_test(tests, a_policy_is_read_once);
    tcase_add_test(tests, a_policy_is_read_elsewhere);
    tcase_add_test(tests, a_strange_revision_is_looked_up_once);
    tcase_add_test(tests, who_has_missed_changes_reads_all);
    tcase_add_test(tests, one_domain_is_found_without_a_walk);
    suite_add_tcase(suite, tests);
    return suite;
}
