/* Taking over the revision that a node carries and another console made; or overriding it. */
#ifndef MTACON_ACT_ADOPTION_H
#define MTACON_ACT_ADOPTION_H

#include "mtacon/act/action.h"

/* Its plan is the difference of our policy to theirs. Agreed to, theirs is the current revision;
 * with `keep_ours`, ours is made current again on top of it, so that the next push overrides
 * theirs: that needs a reason. In the audit trail. */
struct action *adoption_new(const struct act *act, int64_t node, bool keep_ours);

#endif
