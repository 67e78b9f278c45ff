/* Which revisions the nodes carry, and how each compares with the current one. */
#ifndef MTACON_MODEL_CARRIED_H
#define MTACON_MODEL_CARRIED_H

#include "mtacon/model/model.h"

/* After the nodes and the current policy were loaded; sets the nodes' sync too. `before`: a model
 * that was loaded earlier, or NULL. */
void carried_load(struct store *store, const struct model *before, struct model *model);
void carried_clear(struct model *model);

#endif
