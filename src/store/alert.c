#include "mtacon/store/alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/core/window.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/lease.h"
#include "store_private.h"

static void read_alert(sqlite3_stmt *row, struct store_alert *alert)
{
    *alert = (struct store_alert){
        .id = sqlite3_column_int64(row, 0),
        .window = (enum alert_window)alert_window_parse(store_text(row, 2)),
        .since = sqlite3_column_int64(row, 4),
        .threshold = sqlite3_column_int64(row, 6),
        .count = sqlite3_column_int64(row, 7),
        .blind = sqlite3_column_int64(row, 9),
        .mails = sqlite3_column_int64(row, 12),
        .acknowledged_at = sqlite3_column_int64(row, 13),
        .acknowledged_until = sqlite3_column_int64(row, 18),
        .closed_at = sqlite3_column_int64(row, 16),
        .state = {.fired = {sqlite3_column_int64(row, 5)},
                  .peak = sqlite3_column_int64(row, 8),
                  .clear_since = sqlite3_column_int64(row, 10),
                  .mailed_at = sqlite3_column_int64(row, 11)},
    };
    alert->state.firing = alert->closed_at == 0;
    snprintf(alert->domain, sizeof alert->domain, "%s", store_text(row, 1));
    snprintf(alert->key, sizeof alert->key, "%s", store_text(row, 3));
    snprintf(alert->acknowledged_by, sizeof alert->acknowledged_by, "%s", store_text(row, 14));
    snprintf(alert->note, sizeof alert->note, "%s", store_text(row, 15));
    alert->closed_as = strcmp(store_text(row, 17), "ended") == 0 ? ALERT_ENDED : ALERT_RECOVERED;
}

bool store_alert_times(struct store *store, const char *domain, enum alert_window window,
                       int64_t fired[ALERT_FLAPS], struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error,
        "SELECT fired_at FROM alert WHERE domain = ? AND window = ? ORDER BY fired_at DESC, id "
        "DESC LIMIT ?",
        "tti", domain, alert_window_name(window), (int64_t)ALERT_FLAPS);
    memset(fired, 0, ALERT_FLAPS * sizeof *fired);
    for (int i = 0; row && i < ALERT_FLAPS && store_step(store, row, error); i++)
        fired[i] = sqlite3_column_int64(row, 0);
    return store_finish(store, row, error);
}

bool store_alert_list(struct store *store, bool closed_too, int64_t limit,
                      struct store_alert **alerts, size_t *count, struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error,
        "SELECT id, domain, window, key, since, fired_at, threshold, count, peak, blind, "
        "clear_since, mailed_at, mails, acknowledged_at, acknowledged_by, note, closed_at, "
        "closed_as, acknowledged_until FROM alert WHERE ?1 OR closed_at = 0 ORDER BY closed_at = 0 "
        "DESC, fired_at "
        "DESC, id DESC LIMIT ?2",
        "ii", (int64_t)closed_too, limit);
    *alerts = NULL;
    *count = 0;
    while (row && store_step(store, row, error)) {
        *alerts = memory_grow(*alerts, *count, sizeof **alerts);
        read_alert(row, &(*alerts)[(*count)++]);
    }
    bool done = store_finish(store, row, error);
    for (size_t i = 0; done && i < *count; i++) {
        struct store_alert *alert = &(*alerts)[i];
        if (!alert->closed_at)
            done =
                store_alert_times(store, alert->domain, alert->window, alert->state.fired, error);
    }
    return done;
}

/* How it ended, as it is stored; "" while it is open. */
static const char *closed_name(const struct store_alert *alert)
{
    if (!alert->closed_at)
        return "";
    return alert->closed_as == ALERT_ENDED ? "ended" : "recovered";
}

static bool save(struct store *store, struct store_alert *alert, struct error *error)
{
    const struct alert *state = &alert->state;
    bool done =
        alert->id
            ? store_run(store, error,
                        "UPDATE alert SET threshold = ?, count = ?, peak = ?, blind = ?, "
                        "clear_since = ?, mailed_at = ?, mails = ?, closed_at = ?, closed_as = ? "
                        "WHERE id = ? AND closed_at = 0",
                        "iiiiiiiiti", alert->threshold, alert->count, state->peak, alert->blind,
                        state->clear_since, state->mailed_at, alert->mails, alert->closed_at,
                        closed_name(alert), alert->id)
            : store_run(store, error,
                        "INSERT INTO alert (domain, window, key, since, fired_at, threshold, "
                        "count, peak, blind, mailed_at, mails) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
                        "?, ?)",
                        "tttiiiiiiii", alert->domain, alert_window_name(alert->window), alert->key,
                        alert->since, state->fired[0], alert->threshold, alert->count, state->peak,
                        alert->blind, state->mailed_at, alert->mails);
    if (done && sqlite3_changes(store->database) != 1)
        return error_set(error, ERROR_REFUSED, "the alert was closed meanwhile");
    if (done && !alert->id)
        alert->id = sqlite3_last_insert_rowid(store->database);
    return done;
}

enum store_alert_result store_alert_save(struct store *store, const char *holder, int64_t now,
                                         struct store_alert *alert, const struct outbox_mail *mails,
                                         size_t mail_count, struct error *error)
{
    if (!store_begin(store, error))
        return STORE_ALERT_FAILED;
    if (!lease_keep(store, STORE_ALERT_LEASE, holder, now)) {
        store_rollback(store);
        return STORE_ALERT_NOT_OURS;
    }
    int64_t id = alert->id;
    bool done = save(store, alert, error);
    for (size_t i = 0; done && i < mail_count; i++)
        done = outbox_add(store, &mails[i], error);
    done = done && store_commit(store, error);
    if (!done) {
        alert->id = id;
        store_rollback(store);
    }
    return done ? STORE_ALERT_SAVED : STORE_ALERT_FAILED;
}

/* What one node counted, and the others. */
struct shares {
    int64_t node, own, others;
};

static void add_share(void *argument, int64_t node, int64_t count)
{
    struct shares *shares = argument;
    *(node == shares->node ? &shares->own : &shares->others) += count;
}

static bool end_without(struct store *store, const struct store_alert *alert, int64_t node,
                        int64_t now, struct error *error)
{
    struct shares shares = {.node = node};
    int64_t since = alert->window == ALERT_HOURLY ? window_last_hour(now) : window_last_day(now);
    if (!store_alert_nodes(store, alert->domain, since, add_share, &shares, error))
        return false;
    if (!shares.own || !alert_is_clear(shares.others, alert->threshold))
        return true;
    return store_run(store, error,
                     "UPDATE alert SET closed_at = ?, closed_as = 'ended' WHERE id = ?", "ii", now,
                     alert->id);
}

bool store_alert_end_without(struct store *store, int64_t node, int64_t now, struct error *error)
{
    struct store_alert *alerts = NULL;
    size_t count = 0;
    bool done = store_alert_list(store, false, INT32_MAX, &alerts, &count, error);
    for (size_t i = 0; done && i < count; i++)
        done = end_without(store, &alerts[i], node, now, error);
    free(alerts);
    return done;
}

bool store_alert_is_acknowledged(const struct store_alert *alert, int64_t now)
{
    return alert->acknowledged_at &&
           (!alert->acknowledged_until || now < alert->acknowledged_until);
}

bool store_alert_acknowledge(struct store *store, int64_t id, const char *domain, int64_t until,
                             const char *note, int64_t now, struct error *error)
{
    char *subject =
        id ? memory_printf("alert %lld", (long long)id) : memory_printf("alerts of %s", domain);
    bool done = store_begin(store, error) &&
                store_run(store, error,
                          "UPDATE alert SET acknowledged_at = ?1, acknowledged_by = ?2, note = ?3, "
                          "acknowledged_until = ?6 WHERE closed_at = 0 AND (id = ?4 OR (?4 = 0 "
                          "AND domain = ?5 AND (acknowledged_at = 0 OR (acknowledged_until > 0 AND "
                          "acknowledged_until <= ?1) OR NOT EXISTS (SELECT 1 FROM alert AS other "
                          "WHERE other.domain = ?5 AND other.closed_at = 0 AND "
                          "(other.acknowledged_at = 0 OR (other.acknowledged_until > 0 AND "
                          "other.acknowledged_until <= ?1))))))",
                          "ittiti", now, audit_author(), note, id, domain, until);
    if (done && sqlite3_changes(store->database) == 0)
        done =
            error_set(error, ERROR_REFUSED, "%s: none is open: mtacon alerts lists them", subject);
    done = done && audit_add(store, now, "acknowledge", subject, note, error) &&
           store_commit(store, error);
    if (!done)
        store_rollback(store);
    free(subject);
    return done;
}

/* ---- what an alert is about ---- */

bool store_alert_minutes(struct store *store, const char *domain, int64_t since, int64_t *minutes,
                         int count, struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error,
        "SELECT minute, sum(count) FROM failure_minute WHERE minute >= ? AND code > 1 AND domain = "
        "(SELECT id FROM seen_domain WHERE name = ?) GROUP BY minute",
        "it", since, domain);
    memset(minutes, 0, sizeof *minutes * (size_t)count);
    while (row && store_step(store, row, error)) {
        int64_t place = (sqlite3_column_int64(row, 0) - since) / WINDOW_MINUTE;
        minutes[place < count ? place : count - 1] += sqlite3_column_int64(row, 1);
    }
    return store_finish(store, row, error);
}

bool store_alert_nodes(struct store *store, const char *domain, int64_t since,
                       void (*row)(void *argument, int64_t node, int64_t count), void *argument,
                       struct error *error)
{
    sqlite3_stmt *found = store_prepare(
        store, error,
        "SELECT node, sum(count) FROM failure_minute WHERE minute >= ? AND code > 1 AND domain = "
        "(SELECT id FROM seen_domain WHERE name = ?) GROUP BY node ORDER BY 2 DESC",
        "it", since, domain);
    while (found && store_step(store, found, error))
        row(argument, sqlite3_column_int64(found, 0), sqlite3_column_int64(found, 1));
    return store_finish(store, found, error);
}
