/* Bringing the current revision to the nodes: what it would change where, and the begin of it. The
 * fleet then drives the rollout (store/rollout.h says how far it is). */
#ifndef MTACON_ACT_PUSH_H
#define MTACON_ACT_PUSH_H

#include "mtacon/act/act.h"
#include "mtacon/base/map.h"
#include "mtacon/model/model.h"

struct push_target {
    int64_t node;
    char *name;
    enum model_sync sync;
    bool included;          /* the rollout goes to it: enrolled, or never read and may be */
    bool changes;           /* it would not be afterwards what it is now, as last seen */
    char *text;             /* what it carries, against the current revision */
    const char *difference; /* whole lines, the plan's; "": none, or not known */
};

/* From a revision that nodes carry to what would be pushed. */
struct push_difference {
    char hash[SHA256_HEX_SIZE];
    int64_t number; /* in this store */
    char *lines;    /* whole ones */
};

struct push_plan {
    struct policy_revision revision; /* what is pushed */
    int64_t replaces;                /* revision whose waves it would end; 0: none */
    struct push_target *targets;     /* by name */
    size_t count;
    size_t included, changes;             /* how many targets are, how many have some */
    struct push_difference **differences; /* each revision that targets carry, once */
    size_t difference_count;
    struct map by_hash; /* of differences */
};

/* The nodes that a list of names ("mta1,mta2") means, each once, malloc'ed; NULL and `error` when
 * one is unknown, or the list is empty. */
int64_t *push_nodes_named(struct store *store, const char *names, size_t *count,
                          struct error *error);

/* The plan for these nodes (count 0: all), from what the store knows. Refused when nothing was
 * saved yet. push_plan_clear in any case. */
bool push_plan_load(const struct act *act, const int64_t *nodes, size_t count, int64_t now,
                    struct push_plan *plan, struct error *error);

/* Makes a plan for all nodes anew, from a model that is loaded already; it begins zeroed. What was
 * compared before is kept while the revision is the same. No targets where nothing was saved yet.
 * Whether it is another plan than it was. */
bool push_plan_renew(const struct act *act, const struct model *model, struct push_plan *plan);

/* What the plan for all nodes would be if `proposed` were saved as it is now. */
bool push_plan_preview(const struct act *act, const struct policy *proposed, int64_t now,
                       struct push_plan *plan, struct error *error);
void push_plan_clear(struct push_plan *plan);

/* Begins to bring the current revision to these nodes (count 0: to all that are enrolled), in the
 * audit trail too. `planned` is the revision that the operator agreed to: refused when another one
 * is current by now; NULL: whatever is current. Refused when there is nothing to push. */
bool push_begin(const struct act *act, const struct policy_revision *planned, const int64_t *nodes,
                size_t count, const struct rollout_manner *manner, int64_t now,
                struct error *error);

/* Tries again what stopped: nodes that failed, or were taken back, wait again. In the audit trail.
 */
bool push_retry(const struct act *act, int64_t now, struct error *error);

/* Stops what is on its way: nodes that wait, and late ones, stay as they are. A node that is at it
 * comes to its end. Refused where nothing is left to stop, and while it is being taken back. */
bool push_stop(const struct act *act, int64_t now, struct error *error);

/* Whether push_stop would stop something. */
bool push_can_stop(const struct rollout *rollout, const struct rollout_node *nodes, size_t count);

/* How far a rollout is. */
struct push_counts {
    int in_force, under_way, late, failed;
    int returned; /* carry again what they had, as it did harm */
};
struct push_counts push_count(const struct rollout_node *nodes, size_t count);

#endif
