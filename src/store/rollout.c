#include "mtacon/store/rollout.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/core/smtp_code.h"
#include "mtacon/store/audit.h"
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

static int find(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return 0;
}

static bool add_node(struct store *store, int64_t node, int64_t now, struct error *error)
{
    return store_run(store, error,
                     "INSERT INTO rollout_node (node, state, at, queued) SELECT id, 'waiting', ?, "
                     "incoming + active + deferred FROM node WHERE id = ?",
                     "ii", now, node);
}

static bool add_nodes(struct store *store, const int64_t *nodes, size_t count, int64_t now,
                      struct error *error)
{
    bool done = true;
    for (size_t i = 0; done && i < count; i++)
        done = add_node(store, nodes[i], now, error);
    if (!count)
        done = store_run(store, error,
                         "INSERT INTO rollout_node (node, state, at, queued) SELECT id, 'waiting', "
                         "?, incoming + active + deferred FROM node WHERE enrolled OR policy_seen "
                         "= 0",
                         "i", now);
    return done;
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
    char subject[40], detail[256];
    if (!store_run(store, error,
                   "INSERT OR REPLACE INTO rollout (one, hash, state, keep_going, started_at, "
                   "waves, gate, changed) VALUES (1, ?, 'running', ?, ?, ?, ?, 1 + "
                   "coalesce((SELECT changed FROM rollout), 0))",
                   "tiiti", revision->hash, (int64_t)manner->keep_going, now, manner->waves,
                   manner->gate) ||
        !store_run(store, error, "DELETE FROM rollout_node", "") ||
        !add_nodes(store, nodes, count, now, error))
        return false;
    int64_t targets = count_nodes(store);
    if (!targets)
        return error_set(error, ERROR_REFUSED, "no node is enrolled: mtacon nodes enrol NAME");
    snprintf(subject, sizeof subject, "revision %lld", (long long)revision->number);
    snprintf(detail, sizeof detail, "to %lld nodes, %s%s%s", (long long)targets, revision->hash,
             *manner->waves ? ", in waves of " : "", manner->waves);
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
    sqlite3_stmt *row =
        store_prepare(store, error,
                      "SELECT hash, state, keep_going, started_at, waves, gate, wave, why, changed "
                      "FROM rollout",
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
    }
    return store_finish(store, row, error);
}

bool rollout_node_list(struct store *store, struct rollout_node **nodes, size_t *count,
                       struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error, "SELECT node, state, detail, at, before FROM rollout_node", "");
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
    return store_run(store, error, "UPDATE rollout SET wave = ?, why = ''", "i", (int64_t)wave);
}

bool rollout_set_before(struct store *store, int64_t node, const char *hash, struct error *error)
{
    return store_run(store, error, "UPDATE rollout_node SET before = ? WHERE node = ?", "ti", hash,
                     node);
}

bool rollout_set_node(struct store *store, int64_t node, enum rollout_node_state state,
                      const char *detail, int64_t now, struct error *error)
{
    return store_run(store, error,
                     "UPDATE rollout_node SET state = ?, detail = ?, at = ? WHERE node = ?", "ttii",
                     node_state_names[state], detail, now, node);
}

/* ---- what the gate goes by ---- */

static struct gate_side *rollout_side(struct gate_figures *figures, sqlite3_stmt *row)
{
    return sqlite3_column_int(row, 0) ? &figures->changed : &figures->others;
}

static bool rollout_load_queues(struct store *store, int64_t seen_by, struct gate_figures *figures,
                                int *unseen, struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error,
                      "SELECT rollout_node.state = 'in force', count(*), sum(queued), sum(incoming "
                      "+ active + deferred), sum(last_contact < ?) FROM rollout_node JOIN node ON "
                      "id = node WHERE rollout_node.state IN ('in force', 'waiting') GROUP BY 1",
                      "i", seen_by);
    while (row && store_step(store, row, error)) {
        struct gate_side *side = rollout_side(figures, row);
        side->nodes = sqlite3_column_int(row, 1);
        side->queued_before = sqlite3_column_int64(row, 2);
        side->queued_since = sqlite3_column_int64(row, 3);
        if (side == &figures->changed)
            *unseen = sqlite3_column_int(row, 4);
    }
    return store_finish(store, row, error);
}

/* Minutes are whole: the one in which it began is of the time since. */
static bool rollout_load_counts(struct store *store, int64_t before, int64_t begin, int64_t since,
                                struct gate_figures *figures, struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error,
        "SELECT state = 'in force', failed, sum(CASE WHEN minute < ? THEN count ELSE 0 END), "
        "sum(CASE WHEN minute >= ? THEN count ELSE 0 END) FROM (SELECT node, minute, count, 1 AS "
        "failed FROM failure_minute WHERE code NOT IN (?, ?) AND minute >= ? UNION ALL SELECT "
        "node, minute, count, 0 FROM refused WHERE minute >= ?) JOIN rollout_node USING (node) "
        "WHERE state IN ('in force', 'waiting') GROUP BY 1, 2",
        "iiiiii", begin, since, (int64_t)SMTP_CODE_EXPIRED, (int64_t)SMTP_CODE_SUPPRESSED, before,
        before);
    while (row && store_step(store, row, error)) {
        struct gate_side *side = rollout_side(figures, row);
        bool failed = sqlite3_column_int(row, 1);
        *(failed ? &side->failed_before : &side->refused_before) = sqlite3_column_int64(row, 2);
        *(failed ? &side->failed_since : &side->refused_since) = sqlite3_column_int64(row, 3);
    }
    return store_finish(store, row, error);
}

bool rollout_figures(struct store *store, int64_t since, int64_t seen_by, int64_t now,
                     struct gate_figures *figures, int *unseen, struct error *error)
{
    enum { BEFORE = 3600 };
    struct rollout rollout;
    *figures = (struct gate_figures){.seconds_before = BEFORE};
    *unseen = 0;
    if (!rollout_load(store, &rollout, error))
        return false;
    int64_t begin = rollout.started_at - rollout.started_at % 60;
    since -= since % 60;
    figures->seconds_since = now - since > 60 ? now - since : 60;
    return rollout_load_queues(store, seen_by, figures, unseen, error) &&
           rollout_load_counts(store, begin - BEFORE, begin, since, figures, error);
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
