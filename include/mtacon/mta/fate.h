/* What a node's log says of a mail that was sent through it: the answer to a driver's `fate`. */
#ifndef MTACON_MTA_FATE_H
#define MTACON_MTA_FATE_H

#include "mtacon/core/delivery.h"

/* How the delivery stands, from "queue id 4F2: sent (250 2.0.0 Ok)": the first word after the queue
 * id is the mail server's, what follows it is anybody's. */
enum delivery mta_fate_parse(const char *answer);

#endif
