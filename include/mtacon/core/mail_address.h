/* Mail addresses of subscribers. */
#ifndef MTACON_CORE_MAIL_ADDRESS_H
#define MTACON_CORE_MAIL_ADDRESS_H

#include "mtacon/core/domain_name.h"

enum { MAIL_ADDRESS_SIZE = 256 };

/* Checks an address as RFC 5321 section 4.1.2 has it, of what people use: a dot-string before the
 * '@' (no quoted string, so nothing that could steer a mail header), a domain name after it.
 * Writes it, the domain in lower case, to `out`. Returns NULL when it is good, else what is wrong,
 * in words. */
const char *mail_address_normalise(const char *address, char out[MAIL_ADDRESS_SIZE]);

/* The part after the '@' of a good address. */
const char *mail_address_domain(const char *address);

#endif
