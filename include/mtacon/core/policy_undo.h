/* Taking back one change of a policy, and nothing else. */
#ifndef MTACON_CORE_POLICY_UNDO_H
#define MTACON_CORE_POLICY_UNDO_H

#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/policy.h"

/* In `policy`, sets what differs between `before` and `after` to what it was before; what is so
 * already stays. A field that is neither as before nor as after has been changed since: `conflict`
 * (may be NULL) is told 'acme.example: mode' for each. Returns how many there are; with any,
 * `policy` is half done and of no use. */
size_t policy_undo(struct policy *policy, const struct policy *before, const struct policy *after,
                   void (*conflict)(void *argument, const char *text), void *argument);

/* In `policy`, which was put back, ends the events that are over at `now`, but for those that
 * `current` has just so: to end them is left to what watches over events. `ended` (may be NULL) is
 * told each domain, before its event ends. */
void policy_undo_end_events(struct policy *policy, const struct policy *current, int64_t now,
                            void (*ended)(void *argument, const struct policy_domain *domain),
                            void *argument);

#endif
