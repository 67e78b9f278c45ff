/* All drivers: a new one is a file, and a name here; in the order in which a node is asked whether
 * it is one. */
#ifndef MTACON_MTA_DRIVERS_H
#define MTACON_MTA_DRIVERS_H

#include "mtacon/mta/driver.h"

#define MTA_DRIVERS(_) _(postfix) _(exim) _(opensmtpd)

#define MTA_DRIVER_DECLARE(name) extern const struct mta_driver mta_##name;
#define MTA_DRIVER_LIST(name)    &mta_##name,
#define MTA_DRIVER_NAME(name)    ", " #name

MTA_DRIVERS(MTA_DRIVER_DECLARE)

#endif
