/* Enrolment: the few lines in a node's MTA through which policy takes effect; and its undoing. */
#ifndef MTACON_ACT_ENROLMENT_H
#define MTACON_ACT_ENROLMENT_H

#include "mtacon/act/action.h"

/* Enrols a node, or (`enrol` false) takes its enrolment back. `publish`: a further place on the
 * node for the published documents, or NULL. Its plan is the difference of the MTA's configuration;
 * done or failed, it is in the audit trail. */
struct action *enrolment_new(const struct act *act, int64_t node, bool enrol, const char *publish);

/* Whether two differences would change the same: their heads hold the time they were made at. */
bool enrolment_same_difference(const char *one, const char *other);

#endif
