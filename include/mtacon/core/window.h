/* Minutes, hours and the windows over them. A minute or hour is named by its first second (epoch,
 * UTC). 'The last hour' is the minute that now runs and the 59 before it; 'the last 24 hours' the
 * minute that now runs and the 1439 before it: so a count never falls by looking. */
#ifndef MTACON_CORE_WINDOW_H
#define MTACON_CORE_WINDOW_H

#include <stdint.h>

enum {
    WINDOW_MINUTE = 60,
    WINDOW_HOUR = 3600,
    WINDOW_DAY = 86400,
    WINDOW_MINUTES = 60, /* minutes in the hourly graph */
    WINDOW_HOURS = 24,   /* hours in the hourly graph */
    WINDOW_DAYS = 7,     /* days in the 24 h graph */
    WINDOW_TREND_POINTS = WINDOW_DAYS * 24,
};

int64_t window_minute(int64_t second);
int64_t window_hour(int64_t second);

/* First minute of the last hour, and of the last 24 hours, at `now`. */
int64_t window_last_hour(int64_t now);
int64_t window_last_day(int64_t now);

/* The rolling 24 h sum at the end of each of `count` hours: sums[i] = hours[i] + ... +
 * hours[i + 23], where `hours` holds count + 23 hourly counts. */
void window_rolling_day(const int64_t *hours, int64_t *sums, int count);

/* Since when the sum of `width` minutes has been at or above `threshold` without a break until now:
 * the place in `minutes` (of `count`, the last one now runs) of the minute that reached it; `count`
 * when it is below. */
int window_reached_since(const int64_t *minutes, int count, int width, int64_t threshold);

#endif
