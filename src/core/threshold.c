#include "mtacon/core/threshold.h"

enum threshold_level threshold_level(int64_t count, int64_t threshold)
{
    if (threshold <= 0)
        return THRESHOLD_OFF;
    if (count >= threshold)
        return THRESHOLD_REACHED;
    return count * 5 >= threshold * 4 ? THRESHOLD_NEAR : THRESHOLD_OK;
}

enum threshold_level threshold_worse(enum threshold_level one, enum threshold_level other)
{
    return one > other ? one : other;
}

struct thresholds threshold_effective(struct thresholds own, struct thresholds defaults)
{
    struct thresholds effective = own;
    if (own.hourly == THRESHOLD_INHERITED)
        effective.hourly = defaults.hourly > 0 ? defaults.hourly : 0;
    if (own.daily == THRESHOLD_INHERITED)
        effective.daily = defaults.daily > 0 ? defaults.daily : 0;
    return effective;
}
