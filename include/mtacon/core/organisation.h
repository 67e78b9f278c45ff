/* Organisations: whose domain it is. A customer may have several domains; the policy names the same
 * organisation for all of them. A domain without one is an organisation of its own, and so is each
 * sub-domain.
 *
 * The bounce policy is about delivery failure reports to external senders. A sender is internal for
 * a recipient whose domain is in the organisation of the sender's own domain; everybody else is
 * external, the provider's other customers too. Rules: DOMAIN of the project, 'Bounce policy'. */
#ifndef MTACON_CORE_ORGANISATION_H
#define MTACON_CORE_ORGANISATION_H

#include <stdbool.h>
#include <stddef.h>

enum { ORGANISATION_SIZE = 65 };

struct policy;

/* Checks a name (1-64 bytes of printable text, blanks inside only): NULL when good, else what is
 * wrong. */
const char *organisation_wrong(const char *name);

/* Sets one ("": none), zero to the end, so that domains can be compared as bytes. */
void organisation_set(char organisation[ORGANISATION_SIZE], const char *name);

/* Whether two names mean the same organisation: case does not count. "" is nobody's. */
bool organisation_is_same(const char *one, const char *other);

/* Whether both domains are in one organisation; names are normalised (domain_name.h). */
bool organisation_has_both(const struct policy *policy, const char *one, const char *other);

/* Whether the sender of a mail is internal for a recipient. Addresses as they stand in a mail:
 * anything may come; what has no good domain is external, the null sender too. */
bool organisation_is_internal(const struct policy *policy, const char *sender,
                              const char *recipient);

/* Whether the sender is told when mail to the recipient fails, once the policy is in force. */
bool organisation_is_told(const struct policy *policy, const char *sender, const char *recipient);

/* What stands for the organisation of a domain: the first of its domains by name, so that nodes can
 * compare without knowing organisations. Owned by `policy` or by the caller (`domain`). */
const char *organisation_group(const struct policy *policy, const char *domain);

#endif
