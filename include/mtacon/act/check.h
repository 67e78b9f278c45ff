/* Checks of what an operator typed, whether on a command line or in a form: NULL when it is good,
 * else what is wrong, in words that go behind what was typed and a colon. */
#ifndef MTACON_ACT_CHECK_H
#define MTACON_ACT_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/buffer.h"
#include "mtacon/core/domain_name.h"

/* What ssh takes as a destination. */
const char *check_destination(const char *typed);

/* A TCP port. */
const char *check_port(const char *typed, int *port);

/* A path on a node that may stand in an MTA's configuration. */
const char *check_whole_path(const char *typed);

/* 90m, 2h, 1d. */
const char *check_duration(const char *typed, int64_t *seconds);

/* A threshold; 0 is off. */
const char *check_threshold(const char *typed, int64_t *threshold);

/* A mail domain, or '*', which holds the defaults. */
const char *check_domain(const char *typed, char out[DOMAIN_NAME_SIZE]);

/* A note to an alert, and why a policy is changed: appended, made safe to show. */
const char *check_note(const char *typed, struct buffer *note);
const char *check_reason(const char *typed, struct buffer *reason);

#endif
