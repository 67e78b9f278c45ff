/* The rollout: which revision goes to the nodes, and how far each of them is. There is one at a
 * time; it outlives the console, which another one then takes over (the lease 'rollout'). */
#ifndef MTACON_STORE_ROLLOUT_H
#define MTACON_STORE_ROLLOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/base/sha256.h"
#include "mtacon/core/gate.h"
#include "mtacon/core/policy_document.h"
#include "mtacon/core/waves.h"
#include "mtacon/store/store.h"

enum rollout_state {
    ROLLOUT_RUNNING,   /* nodes are brought to the revision, late ones when they return */
    ROLLOUT_STOPPED,   /* a node failed, or all was taken back: it waits for the operator */
    ROLLOUT_RETURNING, /* it did harm: nodes that have it are brought back to what they had */
};

enum rollout_node_state {
    ROLLOUT_WAITING,
    ROLLOUT_PUSHING,
    ROLLOUT_IN_FORCE,
    ROLLOUT_FAILED,
    ROLLOUT_CONFLICT,       /* the node carries a revision that this store does not know */
    ROLLOUT_LATE,           /* out of reach: it gets the revision when it returns */
    ROLLOUT_NODE_RETURNING, /* it is being brought back to what it had */
    ROLLOUT_RETURNED,       /* it carries again what it had before */
};

/* How it goes about it. */
struct rollout_manner {
    bool keep_going;        /* a failure does not stop it */
    char waves[WAVES_SIZE]; /* "": one node, then all */
    int64_t gate;           /* seconds that a wave is watched before the next; with waves */
};

struct rollout {
    char hash[SHA256_HEX_SIZE]; /* "": there is none */
    int64_t number;             /* of that revision; 0: it is none of this store */
    enum rollout_state state;
    struct rollout_manner manner;
    int wave;             /* so many waves have passed their gate */
    int64_t watched_from; /* epoch, when the wave began; 0: it has not */
    int64_t started_at;
    int64_t changed; /* another one with each change of it or of its nodes */
    char why[512];   /* why it was taken back, or what it waits for; "" */
};

struct rollout_node {
    int64_t node, at;
    enum rollout_node_state state;
    char detail[512];             /* safe to show */
    char before[SHA256_HEX_SIZE]; /* what it carried before; "": nothing, or not changed yet */
    bool sent; /* it may have the revision: a push was sent, and nobody heard how it ended */
};

/* Whether waves are left whose gate it has not passed. */
bool rollout_is_watched(const struct rollout *rollout);

/* Whether waves are on their way, there or back. */
bool rollout_is_in_waves(const struct rollout *rollout);

/* When the wave that is watched has been for long enough: its gate's time after the last node got
 * the revision. */
int64_t rollout_gate_end(const struct rollout *rollout, const struct rollout_node *nodes,
                         size_t count);

/* Whether it did harm and was taken back. */
bool rollout_was_taken_back(const struct rollout *rollout);

/* "in force", "failed" ...: the state in words. */
const char *rollout_node_state_name(enum rollout_node_state state);

/* Begins one of `revision` to these nodes (count 0: to all that are enrolled, or were never read
 * and may be), in place of any other. In the audit trail. Refused when there is no revision or no
 * such node. */
bool rollout_begin(struct store *store, const struct policy_revision *revision,
                   const int64_t *nodes, size_t count, const struct rollout_manner *manner,
                   int64_t now, struct error *error);

bool rollout_load(struct store *store, struct rollout *rollout, struct error *error);

/* The caller frees the array. */
bool rollout_node_list(struct store *store, struct rollout_node **nodes, size_t *count,
                       struct error *error);

/* `why` NULL: as it is. */
bool rollout_set_state(struct store *store, enum rollout_state state, const char *why,
                       struct error *error);
bool rollout_set_wave(struct store *store, int wave, struct error *error);

/* A wave begins: what its nodes, and the others, did in the hour before is kept, and what was
 * counted of this minute already is none of its doing. */
bool rollout_watch(struct store *store, int64_t now, struct error *error);

/* How the last push to a node ended is known now. */
bool rollout_set_heard(struct store *store, int64_t node, struct error *error);

/* What the node carried before it gets the rollout's revision. */
bool rollout_set_before(struct store *store, int64_t node, const char *hash, struct error *error);
bool rollout_set_node(struct store *store, int64_t node, enum rollout_node_state state,
                      const char *detail, int64_t now, struct error *error);

/* What the nodes of a wave that is watched did in the hour before it, and since: those that have
 * the revision, and those that still wait. Where none waits any more, those that got it in this
 * wave, and those of the waves that passed. */
bool rollout_figures(struct store *store, const struct rollout *rollout, int64_t now,
                     struct gate_figures *figures, struct error *error);

/* Failed, conflicting and returned nodes wait again, and the rollout goes on, from its first wave.
 */
bool rollout_retry(struct store *store, int64_t now, struct error *error);

#endif
