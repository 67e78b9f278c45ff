/* Back to an old revision: a new one that says the same; or without what one revision changed. */
#ifndef MTACON_ACT_REVERSION_H
#define MTACON_ACT_REVERSION_H

#include "mtacon/act/action.h"

/* Its plan is the net difference of the current policy to the old revision `number` (0: the one
 * with `hash`). An event that is over at `now` does not run again: it comes back as ended, and the
 * plan says so. Agreed to, a revision is saved with its reason, in the audit trail too. */
struct action *reversion_new(const struct act *act, int64_t number, const char *hash, int64_t now);

/* Likewise, but takes back what that revision alone changed, and leaves what others did. Fails, and
 * says by which later revision, where one has changed the same since. */
struct action *reversion_new_only(const struct act *act, int64_t number, const char *hash,
                                  int64_t now);

/* Of one that is done: the number of the revision saved; 0: nothing was to change. */
int64_t reversion_saved(const struct action *action);

#endif
