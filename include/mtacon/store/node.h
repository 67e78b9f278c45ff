/* Nodes: how each is reached, and what was last seen of it. */
#ifndef MTACON_STORE_NODE_H
#define MTACON_STORE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/core/failure.h"
#include "mtacon/core/queue.h"
#include "mtacon/store/store.h"

#define STORE_NODE_DIR "/etc/mtacon"

/* What was last seen of a node by whichever process read it. */
enum store_node_state { STORE_NODE_NEW, STORE_NODE_UP, STORE_NODE_DOWN };

/* "new", "up", "down": in JSON, and in the store. */
const char *store_node_state_name(enum store_node_state state);

/* Owned strings, freed by store_node_list_free. */
struct store_node {
    int64_t id;
    char *name;
    char *destination;
    char *identity; /* NULL: as ssh_config has it */
    char *mta;      /* the driver's name; "auto": the node is asked */
    char *log;      /* NULL: the node is asked */
    char *node_dir; /* where policy lies on the node */
    int port;       /* 0: as ssh_config has it */
    enum store_node_state state;
    char *error;   /* why it is down; "" when it is not */
    char *note;    /* what cannot be read although it is up; "" when all can */
    char *version; /* "Postfix 3.7.11" */
    int64_t last_contact;
    int64_t lifetime;
    int64_t gap_at, skipped;
    char *gap; /* which lines of the log are missing, as of gap_at; "" unknown or none */
    struct log_cursor cursor;
    struct queue_listing queue; /* without domains and reasons */
    int64_t listed_at;
    /* the policy it carries, as last seen (policy_seen: when; 0: never) */
    char *place; /* its host and MTA instance: the same in every console's store */
    char *policy_hash, *policy_author;
    char *drift;  /* what differs from what was pushed; "" nothing */
    char *cannot; /* what of policy cannot take effect there, and why; "" nothing */
    int64_t policy_number, policy_at, policy_seen;
    bool enrolled;
    int64_t changed; /* grows with whatever is written of it: store_node_changed */
};

/* Checks a name (1-64 letters, digits, '.', '-', '_'): NULL when good, else what is wrong. */
const char *store_node_name_wrong(const char *name);

bool store_node_add(struct store *store, const struct store_node *node, struct error *error);

/* How the node with the id of `node` is reached: destination, port, identity, mta, log, node_dir.
 */
bool store_node_change(struct store *store, const struct store_node *node, struct error *error);
bool store_node_remove(struct store *store, const char *name, struct error *error);

/* All nodes by name. The caller frees them with store_node_list_free. */
bool store_node_list(struct store *store, struct store_node **nodes, size_t *count,
                     struct error *error);

/* Those that were written since; -1: all. The greatest `changed` is the next `since`. What was
 * added or removed shows in the census. */
bool store_node_changed(struct store *store, int64_t since, struct store_node **nodes,
                        size_t *count, struct error *error);
struct store_census {
    int64_t count, newest; /* the greatest id, which is never given again */
};
bool store_node_census(struct store *store, struct store_census *census, struct error *error);

void store_node_list_free(struct store_node *nodes, size_t count);

/* Refuses a name that no node has, in the words that all have for it, with the one that may be
 * meant. Returns false. */
bool store_node_unknown(struct store *store, const char *name, struct error *error);

/* `state` and `why` as of `at`; STORE_NODE_UP is a contact. */
bool store_node_set_state(struct store *store, int64_t node, enum store_node_state state,
                          const char *why, const char *note, int64_t at, struct error *error);
bool store_node_set_version(struct store *store, int64_t node, const char *version,
                            int64_t lifetime, struct error *error);
/* Of a node whose kind was not known ("auto"): which it is. */
bool store_node_set_mta(struct store *store, int64_t node, const char *mta, struct error *error);

/* A push has put the revision of that hash in force there; what else is known of its policy stays.
 */
bool store_node_set_in_force(struct store *store, int64_t node, const char *hash, int64_t at,
                             struct error *error);

/* The policy members of `node`. */
bool store_node_set_policy(struct store *store, const struct store_node *node, struct error *error);

/* A node that says them is up, whatever another process, that cannot reach it, wrote of it. */
bool store_node_set_sizes(struct store *store, int64_t node, const int64_t sizes[QUEUE_COUNT],
                          int64_t at, struct error *error);

/* `with_sizes`: the listing's own sizes count, as the queue directories cannot be read. */
bool store_node_set_listing(struct store *store, int64_t node, const struct queue_listing *listing,
                            bool with_sizes, int64_t at, struct error *error);

#endif
