#include "mtacon/store/rollout.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/core/smtp_code.h"
#include "mtacon/store/audit.h"
#include "mtacon/core/window.h"
#include "store_private.h"

static const char *const state_names[] = {"running", "stopped", "returning"};
static const char *const node_state_names[] = {"waiting",  "pushing", "in force",  "failed",
                                               "conflict", "late",    "returning", "returned"};
enum {
    ROLLOUT_STATES = sizeof state_names / sizeof *state_names,
    ROLLOUT_NODE_STATES = sizeof node_state_names / sizeof *node_state_names
};

const char *rollout_node_state_name(enum rollout_node_state state)
{
    return node_state_names[state];
}

bool rollout_is_watched(const struct rollout *rollout)
{
    return *rollout->manner.waves && rollout->wave < waves_count(rollout->manner.waves);
}

bool rollout_is_in_waves(const struct rollout *rollout)
{
    return *rollout->hash && (rollout->state == ROLLOUT_RETURNING ||
                              (rollout->state == ROLLOUT_RUNNING && rollout_is_watched(rollout)));
}

int64_t rollout_gate_end(const struct rollout *rollout, const struct rollout_node *nodes,
                         size_t count)
{
    int64_t last = rollout->watched_from;
    for (size_t i = 0; i < count; i++)
        if (nodes[i].state == ROLLOUT_IN_FORCE && nodes[i].at > last)
            last = nodes[i].at;
    return last + rollout->manner.gate;
}

bool rollout_was_taken_back(const struct rollout *rollout)
{
    return rollout->state == ROLLOUT_STOPPED && *rollout->why;
}

static int find(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return 0;
}

/* One that had a part in an earlier one of the same revision keeps what it goes back to. */
#define ADD_NODES                                                                                  \
    "INSERT INTO rollout_node (node, state, at, queued) SELECT id, 'waiting', ?, incoming + "      \
    "active + deferred FROM node WHERE "
#define ADD_AGAIN                                                                                  \
    " ON CONFLICT (node) DO UPDATE SET state = excluded.state, detail = '', at = excluded.at, "    \
    "queued = excluded.queued"

static bool add_nodes(struct store *store, const int64_t *nodes, size_t count, int64_t now,
                      struct error *error)
{
    bool done = true;
    for (size_t i = 0; done && i < count; i++)
        done = store_run(store, error, ADD_NODES "id = ?" ADD_AGAIN, "ii", now, nodes[i]);
    if (!count)
        done =
            store_run(store, error, ADD_NODES "(enrolled OR policy_seen = 0)" ADD_AGAIN, "i", now);
    return done && store_run(store, error, "DELETE FROM rollout_node WHERE state = 'gone'", "");
}

static bool leave_out_all(struct store *store, const char *hash, struct error *error)
{
    return store_run(
        store, error,
        "UPDATE rollout_node SET state = 'gone', sent = sent AND same, before = CASE "
        "WHEN same THEN before ELSE '' END FROM (SELECT hash = ? AS same FROM rollout)",
        "t", hash);
}

static int64_t count_nodes(struct store *store)
{
    sqlite3_stmt *row = store_prepare(store, NULL, "SELECT count(*) FROM rollout_node", "");
    int64_t count = row && store_step(store, row, NULL) ? sqlite3_column_int64(row, 0) : 0;
    store_finish(store, row, NULL);
    return count;
}

static bool begin(struct store *store, const struct policy_revision *revision, const int64_t *nodes,
                  size_t count, const struct rollout_manner *manner, int64_t now,
                  struct error *error)
{
    char subject[40], detail[384], instead[80] = "";
    struct rollout former;
    if (!rollout_load(store, &former, error))
        return false;
    if (rollout_is_in_waves(&former) && strcmp(former.hash, revision->hash) != 0)
        snprintf(instead, sizeof instead, ", in place of the waves of revision %lld",
                 (long long)former.number);
    if (!leave_out_all(store, revision->hash, error) ||
        !store_run(store, error,
                   "INSERT OR REPLACE INTO rollout (one, hash, state, keep_going, started_at, "
                   "waves, gate, changed) VALUES (1, ?, 'running', ?, ?, ?, ?, 1 + "
                   "coalesce((SELECT changed FROM rollout), 0))",
                   "tiiti", revision->hash, (int64_t)manner->keep_going, now, manner->waves,
                   manner->gate) ||
        !add_nodes(store, nodes, count, now, error))
        return false;
    int64_t targets = count_nodes(store);
    if (!targets)
        return error_set(error, ERROR_REFUSED, "no node is enrolled: mtacon nodes enrol NAME");
    snprintf(subject, sizeof subject, "revision %lld", (long long)revision->number);
    snprintf(detail, sizeof detail, "to %lld nodes, %s%s%s%s", (long long)targets, revision->hash,
             *manner->waves ? ", in waves of " : "", manner->waves, instead);
    return audit_add(store, now, "push", subject, detail, error);
}

bool rollout_begin(struct store *store, const struct policy_revision *revision,
                   const int64_t *nodes, size_t count, const struct rollout_manner *manner,
                   int64_t now, struct error *error)
{
    if (!*revision->hash)
        return error_set(error, ERROR_REFUSED,
                         "nothing was saved yet, so there is nothing to push: 'mtacon domains add "
                         "DOMAIN' begins");
    bool done = store_begin(store, error) &&
                begin(store, revision, nodes, count, manner, now, error) &&
                store_commit(store, error);
    if (!done)
        store_rollback(store);
    return done;
}

bool rollout_load(struct store *store, struct rollout *rollout, struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error,
        "SELECT hash, state, keep_going, started_at, waves, gate, wave, why, changed, "
        "watched_from, (SELECT number FROM revision WHERE revision.hash = rollout.hash) FROM "
        "rollout",
        "");
    *rollout = (struct rollout){0};
    if (row && store_step(store, row, error)) {
        snprintf(rollout->hash, sizeof rollout->hash, "%s", store_text(row, 0));
        rollout->state = (enum rollout_state)find(state_names, ROLLOUT_STATES, store_text(row, 1));
        rollout->manner.keep_going = sqlite3_column_int(row, 2) != 0;
        rollout->started_at = sqlite3_column_int64(row, 3);
        snprintf(rollout->manner.waves, sizeof rollout->manner.waves, "%s", store_text(row, 4));
        rollout->manner.gate = sqlite3_column_int64(row, 5);
        rollout->wave = sqlite3_column_int(row, 6);
        snprintf(rollout->why, sizeof rollout->why, "%s", store_text(row, 7));
        rollout->changed = sqlite3_column_int64(row, 8);
        rollout->watched_from = sqlite3_column_int64(row, 9);
        rollout->number = sqlite3_column_int64(row, 10);
    }
    return store_finish(store, row, error);
}

bool rollout_node_list(struct store *store, struct rollout_node **nodes, size_t *count,
                       struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error, "SELECT node, state, detail, at, before, sent FROM rollout_node", "");
    *nodes = NULL;
    *count = 0;
    while (row && store_step(store, row, error)) {
        *nodes = memory_grow(*nodes, *count, sizeof **nodes);
        struct rollout_node *node = &(*nodes)[(*count)++];
        *node = (struct rollout_node){.node = sqlite3_column_int64(row, 0),
                                      .at = sqlite3_column_int64(row, 3)};
        node->state = (enum rollout_node_state)find(node_state_names, ROLLOUT_NODE_STATES,
                                                    store_text(row, 1));
        snprintf(node->detail, sizeof node->detail, "%s", store_text(row, 2));
        snprintf(node->before, sizeof node->before, "%s", store_text(row, 4));
        node->sent = sqlite3_column_int(row, 5) != 0;
    }
    return store_finish(store, row, error);
}

bool rollout_set_state(struct store *store, enum rollout_state state, const char *why,
                       struct error *error)
{
    return store_run(store, error, "UPDATE rollout SET state = ?, why = coalesce(?, why)", "tt",
                     state_names[state], why);
}

bool rollout_set_wave(struct store *store, int wave, struct error *error)
{
    return store_run(store, error, "UPDATE rollout SET wave = ?, why = '', watched_from = 0", "i",
                     (int64_t)wave);
}

bool rollout_set_before(struct store *store, int64_t node, const char *hash, struct error *error)
{
    return store_run(store, error, "UPDATE rollout_node SET before = ? WHERE node = ?", "ti", hash,
                     node);
}

bool rollout_set_node(struct store *store, int64_t node, enum rollout_node_state state,
                      const char *detail, int64_t now, struct error *error)
{
    return store_run(
        store, error,
        "UPDATE rollout_node SET state = ?1, detail = ?2, at = ?3, sent = CASE WHEN ?1 = "
        "'pushing' THEN 1 WHEN ?1 IN ('waiting', 'late') THEN sent ELSE 0 END WHERE "
        "node = ?4",
        "ttii", node_state_names[state], detail, now, node);
}

bool rollout_set_heard(struct store *store, int64_t node, struct error *error)
{
    return store_run(store, error, "UPDATE rollout_node SET sent = 0 WHERE node = ?", "i", node);
}

/* ---- what the gate goes by ---- */

/* Failures and refused submissions of each node, of minutes from one on: as 'failed', 'refused'. */
#define COUNTS_OF_NODES                                                                            \
    "(SELECT node, sum(failed) AS failed, sum(refused) AS refused FROM (SELECT node, minute, "     \
    "count "                                                                                       \
    "AS failed, 0 AS refused FROM failure_minute WHERE code NOT IN (0, 1) UNION ALL SELECT node, " \
    "minute, 0, count FROM refused) WHERE minute >= ? AND minute < ? GROUP BY node) AS counts "

_Static_assert(SMTP_CODE_EXPIRED == 0 && SMTP_CODE_SUPPRESSED == 1, "as in COUNTS_OF_NODES");

bool rollout_watch(struct store *store, int64_t now, struct error *error)
{
    enum { BEFORE = 3600 };
    int64_t minute = window_minute(now);
    return store_run(
               store, error,
               "UPDATE rollout_node SET failed_before = 0, refused_before = 0, failed = 0, "
               "refused = 0, queued = (SELECT incoming + active + deferred FROM node WHERE id "
               "= rollout_node.node)",
               "") &&
           store_run(store, error,
                     "UPDATE rollout_node SET failed_before = counts.failed, refused_before = "
                     "counts.refused FROM " COUNTS_OF_NODES "WHERE counts.node = rollout_node.node",
                     "ii", minute - BEFORE, minute) &&
           store_run(store, error,
                     "UPDATE rollout_node SET failed = counts.failed, refused = counts.refused "
                     "FROM " COUNTS_OF_NODES "WHERE counts.node = rollout_node.node",
                     "ii", minute, INT64_MAX) &&
           store_run(store, error, "UPDATE rollout SET watched_from = ?", "i", now);
}

/* Whether a node is one of the changed, of those that are compared. Needs 'waiting' and ?1. */
#define IS_CHANGED "(CASE WHEN waiting THEN part.state = 'in force' ELSE part.at >= ?1 END)"

bool rollout_figures(struct store *store, const struct rollout *rollout, int64_t now,
                     struct gate_figures *figures, struct error *error)
{
    int64_t minute = window_minute(rollout->watched_from);
    *figures = (struct gate_figures){.seconds_before = 3600,
                                     .seconds_since = now - minute > 60 ? now - minute : 60};
    sqlite3_stmt *row = store_prepare(
        store, error,
        "SELECT " IS_CHANGED ", count(*), sum(queued), sum(incoming + active + deferred), "
        "sum(failed_before), sum(refused_before), sum(max(coalesce(counts.failed, 0) - "
        "part.failed, 0)), sum(max(coalesce(counts.refused, 0) - part.refused, 0)) FROM "
        "rollout_node AS part JOIN node ON id = part.node LEFT JOIN " COUNTS_OF_NODES
        "ON counts.node = part.node, (SELECT count(*) AS waiting FROM rollout_node WHERE state = "
        "'waiting' AND NOT sent) WHERE NOT part.sent AND part.state IN ('in force', 'waiting') "
        "GROUP BY 1",
        "iii", rollout->watched_from, minute, INT64_MAX);
    while (row && store_step(store, row, error)) {
        struct gate_side *side = sqlite3_column_int(row, 0) ? &figures->changed : &figures->others;
        *side = (struct gate_side){.nodes = sqlite3_column_int(row, 1),
                                   .queued_before = sqlite3_column_int64(row, 2),
                                   .queued_since = sqlite3_column_int64(row, 3),
                                   .failed_before = sqlite3_column_int64(row, 4),
                                   .refused_before = sqlite3_column_int64(row, 5),
                                   .failed_since = sqlite3_column_int64(row, 6),
                                   .refused_since = sqlite3_column_int64(row, 7)};
    }
    return store_finish(store, row, error);
}

bool rollout_retry(struct store *store, int64_t now, struct error *error)
{
    return store_run(store, error,
                     "UPDATE rollout_node SET state = 'waiting', at = ? WHERE state IN "
                     "('failed', 'conflict', 'pushing', 'returned')",
                     "i", now) &&
           rollout_set_wave(store, 0, error) &&
           rollout_set_state(store, ROLLOUT_RUNNING, "", error);
}
