/* What a node's log says of Office 365 behind a domain. It takes mail first and reports failure
 * later, so that no failure is seen in the SMTP dialogue: its non-delivery reports must be off. */
#ifndef MTACON_CORE_OFFICE365_H
#define MTACON_CORE_OFFICE365_H

#include <stdint.h>

#include "mtacon/core/domain_name.h"

struct office365_seen {
    char domain[DOMAIN_NAME_SIZE];
    int64_t relayed; /* messages that *.mail.protection.outlook.com took */
    int64_t reports; /* null-sender mail from *.outbound.protection.outlook.com to the domain */
    int64_t at;      /* the newest of them, epoch */
};

#endif
