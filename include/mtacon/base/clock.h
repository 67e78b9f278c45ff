/* Time: the two clocks of the system, and RFC 3339. */
#ifndef MTACON_BASE_CLOCK_H
#define MTACON_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds since 1970-01-01 UTC. */
int64_t clock_now(void);

/* Milliseconds that only ever grow: for deadlines. */
int64_t clock_monotonic_ms(void);

/* `seconds` as RFC 3339 in UTC, '2026-11-24T15:04:05Z'; `out` holds at least 21 bytes. */
const char *clock_rfc3339(char *out, size_t size, int64_t seconds);

/* The second that '2026-11-24T15:04:05Z' names; false for anything else, and before 1970. */
bool clock_parse_rfc3339(const char *text, int64_t *seconds);

/* Seconds of '90m', '2h', '1d'; false for anything else, and beyond a year. */
bool clock_parse_duration(const char *text, int64_t *seconds);

/* strftime in UTC, or in local time when `local`. Returns out. */
const char *clock_format(char *out, size_t size, const char *format, int64_t seconds, bool local)
    __attribute__((format(strftime, 3, 0)));

#endif
