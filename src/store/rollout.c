#include "mtacon/store/rollout.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/store/audit.h"
#include "store_private.h"

static const char *const state_names[] = {"running", "stopped"};
static const char *const node_state_names[] = {"waiting", "pushing",  "in force",
                                               "failed",  "conflict", "late"};

const char *rollout_node_state_name(enum rollout_node_state state)
{
    return node_state_names[state];
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
                     "INSERT INTO rollout_node (node, state, at) VALUES (?, 'waiting', ?)", "ii",
                     node, now);
}

static bool add_nodes(struct store *store, const int64_t *nodes, size_t count, int64_t now,
                      struct error *error)
{
    bool done = true;
    for (size_t i = 0; done && i < count; i++)
        done = add_node(store, nodes[i], now, error);
    if (!count)
        done = store_run(store, error,
                         "INSERT INTO rollout_node (node, state, at) SELECT id, 'waiting', ? FROM "
                         "node WHERE enrolled OR policy_seen = 0",
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
                  size_t count, bool keep_going, int64_t now, struct error *error)
{
    char subject[40], detail[128];
    if (!store_run(store, error,
                   "INSERT OR REPLACE INTO rollout (one, hash, state, keep_going, started_at, "
                   "changed) VALUES (1, ?, 'running', ?, ?, 1 + coalesce((SELECT changed FROM "
                   "rollout), 0))",
                   "tii", revision->hash, (int64_t)keep_going, now) ||
        !store_run(store, error, "DELETE FROM rollout_node", "") ||
        !add_nodes(store, nodes, count, now, error))
        return false;
    int64_t targets = count_nodes(store);
    if (!targets)
        return error_set(error, ERROR_REFUSED, "no node is enrolled: mtacon nodes enrol NAME");
    snprintf(subject, sizeof subject, "revision %lld", (long long)revision->number);
    snprintf(detail, sizeof detail, "to %lld nodes, %s", (long long)targets, revision->hash);
    return audit_add(store, now, "push", subject, detail, error);
}

bool rollout_begin(struct store *store, const struct policy_revision *revision,
                   const int64_t *nodes, size_t count, bool keep_going, int64_t now,
                   struct error *error)
{
    if (!*revision->hash)
        return error_set(error, ERROR_REFUSED,
                         "nothing was saved yet, so there is nothing to push: 'mtacon domains add "
                         "DOMAIN' begins");
    bool done = store_begin(store, error) &&
                begin(store, revision, nodes, count, keep_going, now, error) &&
                store_commit(store, error);
    if (!done)
        store_rollback(store);
    return done;
}

bool rollout_load(struct store *store, struct rollout *rollout, struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error, "SELECT hash, state, keep_going, started_at, changed FROM rollout", "");
    *rollout = (struct rollout){0};
    if (row && store_step(store, row, error)) {
        snprintf(rollout->hash, sizeof rollout->hash, "%s", store_text(row, 0));
        rollout->state = (enum rollout_state)find(state_names, 2, store_text(row, 1));
        rollout->keep_going = sqlite3_column_int(row, 2) != 0;
        rollout->started_at = sqlite3_column_int64(row, 3);
        rollout->changed = sqlite3_column_int64(row, 4);
    }
    return store_finish(store, row, error);
}

bool rollout_node_list(struct store *store, struct rollout_node **nodes, size_t *count,
                       struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error, "SELECT node, state, detail, at FROM rollout_node", "");
    *nodes = NULL;
    *count = 0;
    while (row && store_step(store, row, error)) {
        *nodes = memory_grow(*nodes, *count, sizeof **nodes);
        struct rollout_node *node = &(*nodes)[(*count)++];
        *node = (struct rollout_node){.node = sqlite3_column_int64(row, 0),
                                      .at = sqlite3_column_int64(row, 3)};
        node->state = (enum rollout_node_state)find(node_state_names, 6, store_text(row, 1));
        snprintf(node->detail, sizeof node->detail, "%s", store_text(row, 2));
    }
    return store_finish(store, row, error);
}

bool rollout_set_state(struct store *store, enum rollout_state state, struct error *error)
{
    return store_run(store, error, "UPDATE rollout SET state = ?", "t", state_names[state]);
}

bool rollout_set_node(struct store *store, int64_t node, enum rollout_node_state state,
                      const char *detail, int64_t now, struct error *error)
{
    return store_run(store, error,
                     "UPDATE rollout_node SET state = ?, detail = ?, at = ? WHERE node = ?", "ttii",
                     node_state_names[state], detail, now, node);
}

bool rollout_retry(struct store *store, int64_t now, struct error *error)
{
    return store_run(store, error,
                     "UPDATE rollout_node SET state = 'waiting', at = ? WHERE state IN "
                     "('failed', 'conflict', 'pushing')",
                     "i", now) &&
           rollout_set_state(store, ROLLOUT_RUNNING, error);
}
