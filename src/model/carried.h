/* Which revisions the nodes carry, and how each compares with the current one. */
#ifndef MTACON_MODEL_CARRIED_H
#define MTACON_MODEL_CARRIED_H

#include "model_private.h"

/* After the nodes and the current policy were read; sets the nodes' sync too. */
void carried_read(struct model_reading *reading);
void carried_clear(struct model *model);

#endif
