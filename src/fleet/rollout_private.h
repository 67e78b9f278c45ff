/* What the files of the rollout share: a node of it, and what is sent there. */
#ifndef MTACON_FLEET_ROLLOUT_PRIVATE_H
#define MTACON_FLEET_ROLLOUT_PRIVATE_H

#include "mtacon/store/revision.h"
#include "mtacon/store/rollout.h"
#include "rollout.h"

struct target {
    struct rollout_node *node;
    struct fleet_live *live; /* NULL: it is not part of the fleet */
};

/* ---- rollout_push.c: one node ---- */

/* What came of sending a revision to a node. */
enum push_begun {
    PUSH_BEGUN,      /* it is under way, or cannot be and that is noted */
    PUSH_WAITS,      /* what is sent is being rendered: ask again */
    PUSH_UNREADABLE, /* the store has no such revision, or cannot read it */
};

/* Sends the revision of that hash there, and what becomes of it to the store: as ROLLOUT_PUSHING,
 * or to bring it back as ROLLOUT_NODE_RETURNING. */
enum push_begun push_to(struct rollout_drive *drive, const struct target *target, const char *hash,
                        enum rollout_node_state as, int64_t now);

/* Forgets what was rendered. */
void push_sources_drop(struct rollout_drive *drive);

/* Notes how far a node is, where that is news. */
void push_set_node(struct rollout_drive *drive, struct rollout_node *node,
                   enum rollout_node_state state, const char *detail, int64_t now);

/* Between being sent to a node and its answer. */
bool push_is_under_way(enum rollout_node_state state);

/* ---- rollout_gate.c: between two waves ---- */

/* How far the wave is. */
enum gate_wave { GATE_OPEN, GATE_COMPLETE, GATE_BLOCKED };

/* Looks at what came of it where it is in force: takes it back where it did harm. Where none is
 * seen and it was watched for long enough, the next wave opens when this one is complete; when a
 * node that failed blocks it, the rollout stops. The first look at a wave begins it. */
void gate_step(struct rollout_drive *drive, const struct rollout *rollout,
               const struct target *targets, size_t count, enum gate_wave wave, int64_t now);

/* ---- rollout_end.c: the end of continuity events ---- */

/* Ends an event that is over, and begins the rollout of that; true when one ended. Where there is a
 * clerk it is done by him, and told at a later step. */
bool rollout_end_events(struct rollout_drive *drive, const struct rollout *rollout, int64_t now);

/* Nobody waits for it any more. */
void rollout_end_forget(struct rollout_drive *drive);

#endif
