/* The rollout: which revision goes to the nodes, and how far each of them is. There is one at a
 * time; it outlives the console, which another one then takes over (the lease 'rollout'). */
#ifndef MTACON_STORE_ROLLOUT_H
#define MTACON_STORE_ROLLOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/base/sha256.h"
#include "mtacon/core/policy_document.h"
#include "mtacon/store/store.h"

enum rollout_state {
    ROLLOUT_RUNNING, /* nodes are brought to the revision, late ones when they return */
    ROLLOUT_STOPPED, /* a node failed: the others wait for the operator */
};

enum rollout_node_state {
    ROLLOUT_WAITING,
    ROLLOUT_PUSHING,
    ROLLOUT_IN_FORCE,
    ROLLOUT_FAILED,
    ROLLOUT_CONFLICT, /* the node carries a revision that this store does not know */
    ROLLOUT_LATE,     /* out of reach: it gets the revision when it returns */
};

struct rollout {
    char hash[SHA256_HEX_SIZE]; /* "": there is none */
    enum rollout_state state;
    bool keep_going; /* a failure does not stop it */
    int64_t started_at;
    int64_t changed; /* another one with each change of its nodes, and of itself when it begins */
};

struct rollout_node {
    int64_t node, at;
    enum rollout_node_state state;
    char detail[512]; /* safe to show */
};

/* "in force", "failed" ...: the state in words. */
const char *rollout_node_state_name(enum rollout_node_state state);

/* Begins one of `revision` to these nodes (count 0: to all that are enrolled, or were never read
 * and may be), in place of any other. In the audit trail. Refused when there is no revision or no
 * such node. */
bool rollout_begin(struct store *store, const struct policy_revision *revision,
                   const int64_t *nodes, size_t count, bool keep_going, int64_t now,
                   struct error *error);

bool rollout_load(struct store *store, struct rollout *rollout, struct error *error);

/* The caller frees the array. */
bool rollout_node_list(struct store *store, struct rollout_node **nodes, size_t *count,
                       struct error *error);

bool rollout_set_state(struct store *store, enum rollout_state state, struct error *error);
bool rollout_set_node(struct store *store, int64_t node, enum rollout_node_state state,
                      const char *detail, int64_t now, struct error *error);

/* Failed and conflicting nodes wait again, and the rollout goes on. */
bool rollout_retry(struct store *store, int64_t now, struct error *error);

#endif
