#include "mtacon/base/clock.h"

#include <stdlib.h>
#include <string.h>
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

bool clock_parse_rfc3339(const char *text, int64_t *seconds)
{
    struct tm parts = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (strlen(text) != 20 || !rest || *rest)
        return false;
    *seconds = (int64_t)timegm(&parts);
    return *seconds >= 0;
}

bool clock_parse_duration(const char *text, int64_t *seconds)
{
    char *end = NULL;
    long number = text[0] >= '0' && text[0] <= '9' ? strtol(text, &end, 10) : 0;
    if (number <= 0 || number > 366 * 24 * 60 || end[0] == '\0' || end[1] != '\0')
        return false;
    int64_t unit = *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? 86400 : 0;
    *seconds = number * unit;
    return unit && *seconds <= 366LL * 86400;
}
