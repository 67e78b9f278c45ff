#include "mtacon/core/window.h"

static int64_t floor_to(int64_t second, int64_t unit)
{
    int64_t rest = second % unit;
    return second - (rest < 0 ? rest + unit : rest);
}

int64_t window_minute(int64_t second)
{
    return floor_to(second, WINDOW_MINUTE);
}

int64_t window_hour(int64_t second)
{
    return floor_to(second, WINDOW_HOUR);
}

int64_t window_last_hour(int64_t now)
{
    return window_minute(now) - 59 * WINDOW_MINUTE;
}

int64_t window_last_day(int64_t now)
{
    return window_minute(now) - 1439 * WINDOW_MINUTE;
}

void window_rolling_day(const int64_t *hours, int64_t *sums, int count)
{
    int64_t sum = 0;
    for (int i = 0; i < 23; i++)
        sum += hours[i];
    for (int i = 0; i < count; i++) {
        sum += hours[i + 23];
        sums[i] = sum;
        sum -= hours[i];
    }
}

int window_reached_since(const int64_t *minutes, int count, int width, int64_t threshold)
{
    int64_t sum = 0;
    int since = count;
    for (int i = 0; i < count; i++) {
        sum += minutes[i] - (i >= width ? minutes[i - width] : 0);
        if (sum < threshold)
            since = count;
        else if (since == count)
            since = i;
    }
    return since;
}
