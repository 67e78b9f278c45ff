/* Policy: what the provider does for each mail domain, and what '*' gives those that say nothing
 * of their own. A domain that the policy does not name is not touched on the nodes. */
#ifndef MTACON_CORE_POLICY_H
#define MTACON_CORE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/domain_name.h"
#include "mtacon/core/mail_address.h"
#include "mtacon/core/organisation.h"
#include "mtacon/core/threshold.h"

enum {
    POLICY_DOMAINS_MAXIMUM = 20000,
    POLICY_SUBSCRIBERS_MAXIMUM = 100,
    /* A field that takes the value of '*'. */
    POLICY_INHERITED = -1,
};

/* Where users of the domain send their mail. */
enum policy_mode { POLICY_MODE_DISABLED, POLICY_MODE_OPTIONAL, POLICY_MODE_ENABLED };
enum { POLICY_MODES = 3 };

/* Whether external senders are told of delivery failures. */
enum policy_bounce {
    POLICY_BOUNCE_ENABLED,
    POLICY_BOUNCE_DISABLED,
    POLICY_BOUNCE_DISABLED_ON_CONTINUITY,
};
enum { POLICY_BOUNCES = 3 };

/* Office 365 as the domain's mail system; not known unless said. */
enum policy_answer { POLICY_NO, POLICY_YES };

struct policy_domain {
    char name[DOMAIN_NAME_SIZE];
    int mode;       /* enum policy_mode, or POLICY_INHERITED */
    int mode_after; /* what `mode` returns to at `until` */
    int64_t until;  /* epoch; 0: open */
    int bounce;     /* enum policy_bounce, or POLICY_INHERITED */
    struct thresholds thresholds;
    bool own_subscribers; /* the list below counts, even when empty; else that of '*' */
    char **subscribers;
    size_t subscriber_count;
    char organisation[ORGANISATION_SIZE]; /* "": none of its own; see organisation.h */
    int office365;                        /* enum policy_answer, or POLICY_INHERITED: not said */
    int office365_reports; /* POLICY_NO: its non-delivery reports are off, as they must be */
};

/* By name; '*' is always there, and first. A zeroed struct is none: begin with policy_init. */
struct policy {
    struct policy_domain *domains;
    size_t count;
};

void policy_init(struct policy *policy);
void policy_clear(struct policy *policy);
void policy_copy(struct policy *to, const struct policy *from);

/* The domain's own settings; NULL when the policy does not name it. */
const struct policy_domain *policy_find(const struct policy *policy, const char *name);

/* Likewise, to be changed; added, inheriting everything, when it is new. NULL when the policy is
 * full. Pointers into the policy end here. `name` is normalised. */
struct policy_domain *policy_add(struct policy *policy, const char *name);

/* False when it is not there; '*' only loses its settings. */
bool policy_remove(struct policy *policy, const char *name);

/* A copy of a domain's settings, to be cleared by policy_domain_clear. */
void policy_domain_copy(struct policy_domain *to, const struct policy_domain *from);
void policy_domain_clear(struct policy_domain *domain);

/* False when it is there already, or the list is full. `address` is normalised. */
bool policy_subscribe(struct policy_domain *domain, const char *address);
bool policy_unsubscribe(struct policy_domain *domain, const char *address);

/* What holds for a domain: its own values, else those of '*', else the defaults of the service.
 * Inside, nothing is inherited; strings belong to `policy`. */
struct policy_domain policy_effective(const struct policy *policy, const char *name);

/* Gives a domain's own mode, event, bounce policy and thresholds the values that hold where it has
 * none: those of `defaults` ('*'), else those of the service. */
void policy_inherit(struct policy_domain *domain, const struct policy_domain *defaults);

/* Whether the event that holds for the domain is that of '*': it is only extended or ended there.
 */
bool policy_inherits_event(const struct policy *policy, const char *name);

/* Whether reports of delivery failures go to external senders. */
bool policy_reports(enum policy_mode mode, enum policy_bounce bounce);

/* Whether all subscribers are inside the domain itself: they may not get an alert about it. */
bool policy_subscribers_inside(const struct policy *policy, const char *name);

/* Whether an hourly threshold can never be reached before the daily one. */
bool policy_thresholds_odd(struct thresholds thresholds);

/* Sets the mode, until `until` (epoch; 0: open). At its end the mode returns to what it is now, or
 * where an event runs already, to what it was before that. */
void policy_set_mode(struct policy_domain *domain, int mode, int64_t until);

/* The first end of a continuity event at or before `now`; NULL when there is none. */
const struct policy_domain *policy_ended(const struct policy *policy, int64_t now);

/* When the next continuity event ends (epoch); 0: none runs. */
int64_t policy_next_end(const struct policy *policy);

/* Ends the continuity event of a domain: the mode returns to what it was. */
void policy_end_event(struct policy_domain *domain);

/* When an event that ends at `until` ends with `seconds` more: added to what is left. */
int64_t policy_extended(int64_t until, int64_t seconds, int64_t now);

/* "disabled", "disabled-on-continuity": names in JSON and on the command line; and for people,
 * "Disabled when on Continuity". POLICY_INHERITED is "inherit", "Inherited from *". */
const char *policy_mode_name(int mode);
const char *policy_mode_title(int mode);
const char *policy_bounce_name(int bounce);
const char *policy_bounce_title(int bounce);

/* The value of such a name; -2 when it is none. */
int policy_mode_parse(const char *name);
int policy_bounce_parse(const char *name);

#endif
