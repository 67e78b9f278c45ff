/* Mail domain names. */
#ifndef MTACON_CORE_DOMAIN_NAME_H
#define MTACON_CORE_DOMAIN_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum { DOMAIN_NAME_SIZE = 256 };

/* The name that holds the defaults. */
#define DOMAIN_NAME_DEFAULTS "*"

/* The name under which addresses without a usable domain are counted. */
#define DOMAIN_NAME_INVALID "(invalid)"

/* Checks a name as RFC 5321 section 4.1.2 has it (letters, digits, inner hyphens; labels up to 63,
 * 253 in all; internationalised names as A-labels; underscores are met in practice and allowed)
 * and writes it in lower case without a final dot to `out`. Returns NULL when it is good, else
 * what is wrong, in words. */
const char *domain_name_normalise(const char *name, char out[DOMAIN_NAME_SIZE]);

/* As above for a name that somebody typed, internationalised or not (IDNA 2008): what is stored is
 * its A-labels. */
const char *domain_name_from_person(const char *name, char out[DOMAIN_NAME_SIZE]);

/* A stored name as people write it, A-labels as the letters they stand for where that is safe to
 * show; else as it is. Returns out. */
const char *domain_name_readable(const char *name, char out[DOMAIN_NAME_SIZE]);

/* As domain_name_normalise for a name that a node reports: address literals ([192.0.2.1]) are kept,
 * and whatever else is wrong becomes DOMAIN_NAME_INVALID. */
void domain_name_from_node(const char *name, char out[DOMAIN_NAME_SIZE]);

#endif
