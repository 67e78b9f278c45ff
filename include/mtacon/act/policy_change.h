/* A change of the policy of one domain, or of '*': from what is current, over what the operator
 * sets, to a saved revision. */
#ifndef MTACON_ACT_POLICY_CHANGE_H
#define MTACON_ACT_POLICY_CHANGE_H

#include "mtacon/act/act.h"
#include "mtacon/store/revision.h"

struct policy_change {
    struct policy before, after;
    struct policy_revision head; /* that of `before` */
    char name[DOMAIN_NAME_SIZE]; /* the domain that it is about */
};

/* Begins one from the current policy; `domain` as a person typed it, NULL: '*'. False and `error`
 * when it is none, or the store cannot be read; policy_change_clear in any case. */
bool policy_change_begin(const struct act *act, const char *domain, struct policy_change *change,
                         struct error *error);
void policy_change_clear(struct policy_change *change);

/* The domain's own settings, to be changed; it is configured by that. NULL and `error` when the
 * policy is full. */
struct policy_domain *policy_change_domain(struct policy_change *change, struct error *error);

/* Forgets its settings. Refused when it has none. */
bool policy_change_remove(const struct act *act, struct policy_change *change, struct error *error);

/* Whether its domain is not configured and was never seen on a node, so that it may be misspelt:
 * `meant` is the nearest name that was ("": none is near). */
bool policy_change_is_strange(const struct act *act, const struct policy_change *change,
                              char meant[DOMAIN_NAME_SIZE]);

/* ---- one field each, by name as typed; refused in words ---- */

/* `duration` NULL: until it is changed again; else a continuity event from `now` on. */
bool policy_change_mode(struct policy_change *change, const char *mode, const char *duration,
                        int64_t now, struct error *error);

/* Of an event that runs: `duration` is added to what is left of it; or it ends, as if its time had
 * come. Refused where none runs. */
bool policy_change_extend(struct policy_change *change, const char *duration, int64_t now,
                          struct error *error);
bool policy_change_end_event(struct policy_change *change, struct error *error);
bool policy_change_bounce(struct policy_change *change, const char *bounce, struct error *error);

/* "": an organisation of its own. Refused for '*', and for what is no name (organisation.h). */
bool policy_change_organisation(struct policy_change *change, const char *organisation,
                                struct error *error);

/* NULL: stays as it is; "": inherited. */
bool policy_change_thresholds(struct policy_change *change, const char *hourly, const char *daily,
                              struct error *error);
bool policy_change_subscribe(struct policy_change *change, const char *address,
                             struct error *error);
bool policy_change_unsubscribe(struct policy_change *change, const char *address,
                               struct error *error);

/* ---- the plan ---- */

/* What would differ, a line each; returns how many. `line` may be NULL. */
size_t policy_change_difference(const struct policy_change *change,
                                void (*line)(void *argument, const char *text), void *argument);

/* What the operator should think of before a policy is saved in which this domain was changed, a
 * sentence each, without its full stop. */
void policy_warnings(const struct policy *policy, const char *domain,
                     void (*line)(void *argument, const char *text), void *argument);

/* A copy of a domain's own settings in a policy, none where it has none; to be cleared by
 * policy_domain_clear. */
void policy_change_own(const struct policy *policy, const char *name, struct policy_domain *own);

/* Whether a policy has other settings for a domain than `opened`, which has its name. */
bool policy_change_has_changed(const struct policy_domain *opened, const struct policy *policy);

/* Whether others have changed the domain since it was as in `opened`, at the revision `hash`. */
bool policy_change_is_late(const struct policy_change *change, const struct policy_domain *opened,
                           const char *hash);

/* ---- saving ---- */

/* Whether it may only be saved with a reason: it changes the mode. */
bool policy_change_needs_reason(const struct policy_change *change);

/* Saves it as a revision, in the audit trail too, if what is current is still what it began from
 * (else REVISION_STALE). Refused when read-only, with a reason that cannot be kept, and
 * without one where it is needed. */
enum revision_result policy_change_save(const struct act *act, const struct policy_change *change,
                                        const char *reason, int64_t now,
                                        struct policy_revision *saved, struct error *error);

#endif
