#include "mtacon/base/clock.h"

#include <time.h>

int64_t clock_now(void)
{
    return (int64_t)time(NULL);
}

int64_t clock_monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *clock_rfc3339(char *out, size_t size, int64_t seconds)
{
    return clock_format(out, size, "%Y-%m-%dT%H:%M:%SZ", seconds, false);
}

const char *clock_format(char *out, size_t size, const char *format, int64_t seconds, bool local)
{
    time_t when = (time_t)seconds;
    struct tm parts;
    if (!(local ? localtime_r(&when, &parts) : gmtime_r(&when, &parts)) ||
        strftime(out, size, format, &parts) == 0)
        out[0] = '\0';
    return out;
}
