/* Alert thresholds: a count that has reached one, or comes near. */
#ifndef MTACON_CORE_THRESHOLD_H
#define MTACON_CORE_THRESHOLD_H

#include <stdint.h>

enum { THRESHOLD_MAXIMUM = 1000000000 };

/* Inherited: take that of '*'. */
enum { THRESHOLD_INHERITED = -1 };

struct thresholds {
    int64_t hourly; /* failures in the last hour; 0: off */
    int64_t daily;  /* failures in the last 24 hours; 0: off */
};

enum threshold_level {
    THRESHOLD_OFF, /* no threshold is set */
    THRESHOLD_OK,
    THRESHOLD_NEAR,    /* 80 % or more of it */
    THRESHOLD_REACHED, /* at or above it */
};

enum threshold_level threshold_level(int64_t count, int64_t threshold);

/* The worse of the two. */
enum threshold_level threshold_worse(enum threshold_level one, enum threshold_level other);

/* The domain's own values where set, else those of '*', field by field. */
struct thresholds threshold_effective(struct thresholds own, struct thresholds defaults);

#endif
