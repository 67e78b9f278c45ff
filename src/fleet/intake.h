/* What the I/O thread told: kept live, or saved. */
#ifndef MTACON_FLEET_INTAKE_H
#define MTACON_FLEET_INTAKE_H

#include "fleet_private.h"

/* Takes what is there, and stops at monotonic `until` (ms); true when there was anything. What is
 * saved of it is one transaction, but where somebody waits for the end of a job. */
bool intake_take(struct fleet *fleet, int64_t until);

#endif
