/* The gate between two waves of a rollout: whether the nodes that were changed do worse since than
 * those that were not. */
#ifndef MTACON_CORE_GATE_H
#define MTACON_CORE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What nodes of a kind did in the time before the rollout, and since they were changed. */
struct gate_side {
    int nodes;
    int64_t failed_before, failed_since;   /* attempts that failed */
    int64_t refused_before, refused_since; /* submissions that the MTA refused */
    int64_t queued_before, queued_since;   /* messages, at the beginning of each time and now */
};

struct gate_figures {
    struct gate_side changed, others; /* others.nodes 0: all are changed */
    int64_t seconds_before, seconds_since;
};

/* Whether the change did harm. `text` gets the figures that decided it, in words. The changed nodes
 * are measured against themselves before, and that against how the others fared meanwhile: what
 * befalls both (a customer's mail system goes down) is not the change's doing. A few failures more
 * are chance; many at once are not. */
bool gate_harm(const struct gate_figures *figures, char *text, size_t size);

#endif
