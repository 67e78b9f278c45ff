#include "mtacon/store/node.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/similar.h"
#include "mtacon/store/change.h"
#include "store_private.h"

const char *store_node_name_wrong(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length > 64)
        return "a name has 1 to 64 characters";
    if (!isalnum((unsigned char)name[0]))
        return "a name begins with a letter or digit";
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr(".-_", name[i]))
            return "a name has letters, digits, '.', '-' and '_' only";
    return NULL;
}

bool store_node_add(struct store *store, const struct store_node *node, struct error *error)
{
    if (store_run(store, error,
                  "INSERT INTO node (name, destination, port, identity, mta, log, node_dir) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)",
                  "ttitttt", node->name, node->destination, (int64_t)node->port, node->identity,
                  node->mta, node->log, node->node_dir ? node->node_dir : STORE_NODE_DIR))
        return true;
    if (sqlite3_extended_errcode(store->database) == SQLITE_CONSTRAINT_UNIQUE)
        error_set(error, ERROR_REFUSED, "node %s exists already: 'mtacon nodes change' changes it",
                  node->name);
    return false;
}

bool store_node_change(struct store *store, const struct store_node *node, struct error *error)
{
    return store_run(store, error,
                     "UPDATE node SET destination = ?, port = ?, identity = ?, mta = ?, log = ?, "
                     "node_dir = ? WHERE id = ?",
                     "titttti", node->destination, (int64_t)node->port, node->identity, node->mta,
                     node->log, node->node_dir, node->id);
}

bool store_node_remove(struct store *store, const char *name, struct error *error)
{
    if (!store_run(store, error, "DELETE FROM node WHERE name = ?", "t", name))
        return false;
    if (sqlite3_changes(store->database) == 0)
        return store_node_unknown(store, name, error);
    return true;
}

static void read_ages(const char *text, int64_t ages[QUEUE_AGES])
{
    char *end = NULL;
    for (int i = 0; i < QUEUE_AGES && *text; i++, text = end)
        ages[i] = strtoll(text, &end, 10);
}

const char *store_node_state_name(enum store_node_state state)
{
    static const char *const names[] = {"new", "up", "down"};
    return names[state];
}

static enum store_node_state parse_state(const char *name)
{
    for (int i = STORE_NODE_UP; i <= STORE_NODE_DOWN; i++)
        if (strcmp(store_node_state_name((enum store_node_state)i), name) == 0)
            return (enum store_node_state)i;
    return STORE_NODE_NEW;
}

static void read_node(sqlite3_stmt *row, struct store_node *node)
{
    *node = (struct store_node){
        .id = sqlite3_column_int64(row, 0),
        .name = memory_string(store_text(row, 1)),
        .destination = memory_string(store_text(row, 2)),
        .port = sqlite3_column_int(row, 3),
        .identity = memory_string((const char *)sqlite3_column_text(row, 4)),
        .mta = memory_string(store_text(row, 5)),
        .log = memory_string((const char *)sqlite3_column_text(row, 6)),
        .state = parse_state(store_text(row, 7)),
        .error = memory_string(store_text(row, 8)),
        .note = memory_string(store_text(row, 9)),
        .last_contact = sqlite3_column_int64(row, 10),
        .version = memory_string(store_text(row, 11)),
        .lifetime = sqlite3_column_int64(row, 12),
        .listed_at = sqlite3_column_int64(row, 22),
        .gap_at = sqlite3_column_int64(row, 27),
        .skipped = sqlite3_column_int64(row, 28),
        .node_dir = memory_string(store_text(row, 29)),
        .place = memory_string(store_text(row, 30)),
        .enrolled = sqlite3_column_int(row, 31) != 0,
        .policy_hash = memory_string(store_text(row, 32)),
        .policy_number = sqlite3_column_int64(row, 33),
        .policy_author = memory_string(store_text(row, 34)),
        .policy_at = sqlite3_column_int64(row, 35),
        .policy_seen = sqlite3_column_int64(row, 36),
        .drift = memory_string(store_text(row, 37)),
        .gap = memory_string(store_text(row, 39)),
        .cannot = memory_string(store_text(row, 40)),
        .changed = sqlite3_column_int64(row, 38),
    };
    for (int i = 0; i < QUEUE_COUNT; i++)
        node->queue.sizes[i] = sqlite3_column_int64(row, 13 + i);
    node->queue.oldest = sqlite3_column_int64(row, 18);
    node->queue.expiring_6h = sqlite3_column_int64(row, 19);
    node->queue.expiring_24h = sqlite3_column_int64(row, 20);
    read_ages(store_text(row, 21), node->queue.ages);
    node->queue.truncated = sqlite3_column_int(row, 23) != 0;
    snprintf(node->cursor.fingerprint, sizeof node->cursor.fingerprint, "%s", store_text(row, 24));
    node->cursor.offset = sqlite3_column_int64(row, 25);
    node->cursor.at = sqlite3_column_int64(row, 26);
}

bool store_node_list(struct store *store, struct store_node **nodes, size_t *count,
                     struct error *error)
{
    return store_node_changed(store, -1, nodes, count, error);
}

bool store_node_changed(struct store *store, int64_t since, struct store_node **nodes,
                        size_t *count, struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error,
        "SELECT id, name, destination, port, identity, mta, log, state, error, note, last_contact, "
        "version, lifetime, incoming, active, deferred, hold, corrupt, oldest, expiring_6h, "
        "expiring_24h, ages, listed_at, truncated, fingerprint, log_offset, log_at, gap_at, "
        "skipped, node_dir, place, enrolled, policy_hash, policy_number, policy_author, policy_at, "
        "policy_seen, drift, changed, gap, cannot FROM node WHERE changed > ? ORDER BY name",
        "i", since);
    *nodes = NULL;
    *count = 0;
    while (row && store_step(store, row, error)) {
        *nodes = memory_grow(*nodes, *count, sizeof **nodes);
        read_node(row, &(*nodes)[(*count)++]);
    }
    return store_finish(store, row, error);
}

bool store_node_census(struct store *store, struct store_census *census, struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error, "SELECT count(*), coalesce(max(id), 0) FROM node", "");
    *census = (struct store_census){0};
    if (row && store_step(store, row, error))
        *census = (struct store_census){sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1)};
    return store_finish(store, row, error);
}

void store_node_list_free(struct store_node *nodes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(nodes[i].name);
        free(nodes[i].destination);
        free(nodes[i].identity);
        free(nodes[i].mta);
        free(nodes[i].log);
        free(nodes[i].error);
        free(nodes[i].note);
        free(nodes[i].version);
        free(nodes[i].node_dir);
        free(nodes[i].place);
        free(nodes[i].policy_hash);
        free(nodes[i].policy_author);
        free(nodes[i].drift);
        free(nodes[i].cannot);
        free(nodes[i].gap);
    }
    free(nodes);
}

bool store_node_set_state(struct store *store, int64_t node, enum store_node_state state,
                          const char *why, const char *note, int64_t at, struct error *error)
{
    const char *name = store_node_state_name(state);
    return store_run(store, error,
                     "UPDATE node SET state = ?, error = ?, note = ?, last_contact = CASE WHEN ? = "
                     "'up' THEN max(last_contact, ?) ELSE last_contact END WHERE id = ?",
                     "ttttii", name, why, note, name, at, node);
}

bool store_node_set_version(struct store *store, int64_t node, const char *version,
                            int64_t lifetime, struct error *error)
{
    return store_run(store, error, "UPDATE node SET version = ?, lifetime = ? WHERE id = ?", "tii",
                     version, lifetime, node);
}

bool store_node_set_mta(struct store *store, int64_t node, const char *mta, struct error *error)
{
    return store_run(store, error, "UPDATE node SET mta = ? WHERE id = ? AND mta = 'auto'", "ti",
                     mta, node);
}

bool store_node_set_policy(struct store *store, const struct store_node *node, struct error *error)
{
    return store_run(store, error,
                     "UPDATE node SET place = ?, enrolled = ?, policy_hash = ?, policy_number = ?, "
                     "policy_author = ?, policy_at = ?, policy_seen = ?, drift = ?, cannot = ? "
                     "WHERE id = ?",
                     "titi"
                     "tiitti",
                     node->place, (int64_t)node->enrolled, node->policy_hash, node->policy_number,
                     node->policy_author, node->policy_at, node->policy_seen, node->drift,
                     node->cannot ? node->cannot : "", node->id);
}

bool store_node_set_in_force(struct store *store, int64_t node, const char *hash, int64_t at,
                             struct error *error)
{
    return store_run(
        store, error,
        "UPDATE node SET policy_hash = ?1, policy_seen = ?2, policy_number = coalesce((SELECT "
        "number FROM revision WHERE hash = ?1), 0), policy_author = coalesce((SELECT author FROM "
        "revision WHERE hash = ?1), ''), policy_at = coalesce((SELECT at FROM revision WHERE hash "
        "= ?1), 0) WHERE id = ?3",
        "tii", hash, at, node);
}

bool store_node_set_sizes(struct store *store, int64_t node, const int64_t sizes[QUEUE_COUNT],
                          int64_t at, struct error *error)
{
    return store_run(store, error,
                     "UPDATE node SET incoming = ?, active = ?, deferred = ?, hold = ?, "
                     "corrupt = ?, last_contact = max(last_contact, ?), state = 'up', error = '' "
                     "WHERE id = ?",
                     "iiiiiii", sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], at, node);
}

static int compare_numbers(const void *left, const void *right)
{
    int64_t one = *(const int64_t *)left, other = *(const int64_t *)right;
    return one < other ? -1 : one > other;
}

/* Only what is another than before is written, and told. */
static bool write_domain(struct store *store, int64_t node, int64_t id,
                         const struct queue_domain *domain, struct error *error)
{
    return store_run(
               store, error,
               "INSERT INTO queue_domain VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
               "SET messages = excluded.messages, oldest = excluded.oldest, expiring_6h = "
               "excluded.expiring_6h, expiring_24h = excluded.expiring_24h, expires = "
               "excluded.expires WHERE (messages, oldest, expiring_6h, expiring_24h, expires) "
               "IS NOT (excluded.messages, excluded.oldest, excluded.expiring_6h, "
               "excluded.expiring_24h, excluded.expires)",
               "iiiiiii", node, id, domain->messages, domain->oldest, domain->expiring_6h,
               domain->expiring_24h, domain->expires) &&
           (!sqlite3_changes(store->database) ||
            store_change_add(store, node, id, STORE_CHANGE_QUEUE, error));
}

/* Of what was listed before and is not now, nothing waits any more. */
static bool remove_domains(struct store *store, int64_t node, const int64_t *listed, size_t count,
                           struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error, "SELECT domain FROM queue_domain WHERE node = ?", "i", node);
    int64_t *gone = NULL;
    size_t gone_count = 0;
    while (row && store_step(store, row, error)) {
        int64_t id = sqlite3_column_int64(row, 0);
        if (count && bsearch(&id, listed, count, sizeof *listed, compare_numbers))
            continue;
        gone = memory_grow(gone, gone_count, sizeof *gone);
        gone[gone_count++] = id;
    }
    bool done = store_finish(store, row, error);
    for (size_t i = 0; done && i < gone_count; i++)
        done = store_run(store, error, "DELETE FROM queue_domain WHERE node = ? AND domain = ?",
                         "ii", node, gone[i]) &&
               store_change_add(store, node, gone[i], STORE_CHANGE_QUEUE, error);
    free(gone);
    return done;
}

static bool write_domains(struct store *store, int64_t node, const struct queue_listing *listing,
                          struct error *error)
{
    int64_t *ids = memory_new(listing->domain_count + 1, sizeof *ids);
    bool done = true;
    for (size_t i = 0; done && i < listing->domain_count; i++) {
        ids[i] = store_domain_id(store, listing->domains[i].name, error);
        done = ids[i] >= 0 && write_domain(store, node, ids[i], &listing->domains[i], error);
    }
    qsort(ids, listing->domain_count, sizeof *ids, compare_numbers);
    done = done && remove_domains(store, node, ids, listing->domain_count, error) &&
           store_change_trim(store, error);
    free(ids);
    return done;
}

static bool write_listing(struct store *store, int64_t node, const struct queue_listing *listing,
                          struct error *error)
{
    bool done = write_domains(store, node, listing, error) &&
                store_run(store, error, "DELETE FROM queue_reason WHERE node = ?", "i", node);
    for (size_t i = 0; done && i < listing->reason_count; i++) {
        const struct queue_reason *reason = &listing->reasons[i];
        int64_t id = store_domain_id(store, reason->domain, error);
        done = id >= 0 &&
               store_run(store, error, "INSERT OR REPLACE INTO queue_reason VALUES (?, ?, ?, ?)",
                         "iiti", node, id, reason->text, reason->messages);
    }
    return done;
}

bool store_node_set_listing(struct store *store, int64_t node, const struct queue_listing *listing,
                            bool with_sizes, int64_t at, struct error *error)
{
    struct buffer ages = {0};
    for (int i = 0; i < QUEUE_AGES; i++)
        buffer_printf(&ages, "%s%lld", i ? " " : "", (long long)listing->ages[i]);
    bool done = store_begin(store, error);
    done =
        done && store_run(store, error,
                          "UPDATE node SET oldest = ?, expiring_6h = ?, expiring_24h = ?, "
                          "ages = ?, listed_at = ?, truncated = ? WHERE id = ?",
                          "iiitiii", listing->oldest, listing->expiring_6h, listing->expiring_24h,
                          buffer_text(&ages), at, (int64_t)listing->truncated, node);
    done = done && (!with_sizes || store_node_set_sizes(store, node, listing->sizes, at, error));
    /* A node removed meanwhile is no error: there is nothing left to say of it. */
    if (done && sqlite3_changes(store->database) > 0)
        done = write_listing(store, node, listing, error);
    done = done && store_commit(store, error);
    if (!done)
        store_rollback(store);
    buffer_clear(&ages);
    return done;
}

bool store_node_unknown(struct store *store, const char *name, struct error *error)
{
    struct store_node *nodes = NULL;
    size_t count = 0;
    store_node_list(store, &nodes, &count, NULL);
    const char **names = memory_new(count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = nodes[i].name;
    const char *near = similar_find(name, names, count);
    error_set(error, ERROR_REFUSED, "no node is called '%s'%s%s%s 'mtacon nodes list'", name,
              near ? "; did you mean '" : "", near ? near : "", near ? "'? See" : ": see");
    free(names);
    store_node_list_free(nodes, count);
    return false;
}
