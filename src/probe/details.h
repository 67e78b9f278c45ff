/* What messages and lines share: answers that the operator asked to see. */
#ifndef MTACON_PROBE_DETAILS_H
#define MTACON_PROBE_DETAILS_H

#include "mtacon/probe/probe.h"

enum { DETAILS_LIMIT = 200 };

enum probe_end details_done(struct probe_node *node, void *value, struct probe_answer *answer);
void details_clear(void *value);

#endif
