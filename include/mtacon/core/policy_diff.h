/* What differs between two policies, in lines for people. */
#ifndef MTACON_CORE_POLICY_DIFF_H
#define MTACON_CORE_POLICY_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "mtacon/core/policy.h"

/* Calls `line` for each difference, as 'acme.example: mode Disabled -> Enabled until ...', by
 * domain. Returns how many there are; `line` may be NULL. */
size_t policy_diff(const struct policy *from, const struct policy *to,
                   void (*line)(void *argument, const char *text), void *argument);

/* The differences of one domain's settings only; either may be NULL (not named). */
size_t policy_diff_domain(const struct policy_domain *from, const struct policy_domain *to,
                          void (*line)(void *argument, const char *text), void *argument);

/* Whether the settings of a domain differ in anything. */
bool policy_domain_differs(const struct policy_domain *one, const struct policy_domain *other);

/* Whether they differ in what nodes have to know: which domains are configured, their mode and
 * bounce policy. Thresholds and subscribers hold as soon as they are saved. */
bool policy_differs_on_nodes(const struct policy *from, const struct policy *to);

#endif
