#include <stdlib.h>
#include <string.h>

#include "model_private.h"
#include "mtacon/base/memory.h"

/* Whether a code stands before another one: most first. */
static bool is_before(const struct model_code *one, const struct model_code *other)
{
    return one->last_day != other->last_day ? one->last_day > other->last_day
                                            : one->code < other->code;
}

static void swap(struct model_code *one, struct model_code *other)
{
    const struct model_code third = *one;
    *one = *other;
    *other = third;
}

/* Only this one has changed: it goes to its place among the others, or away. */
static void place(struct model_failures *failures, size_t i)
{
    struct model_code *codes = failures->codes;
    if (!codes[i].last_hour && !codes[i].last_day) {
        failures->code_count--;
        memmove(codes + i, codes + i + 1, (failures->code_count - i) * sizeof *codes);
        return;
    }
    for (; i > 0 && is_before(&codes[i], &codes[i - 1]); i--)
        swap(&codes[i], &codes[i - 1]);
    for (; i + 1 < failures->code_count && is_before(&codes[i + 1], &codes[i]); i++)
        swap(&codes[i], &codes[i + 1]);
}

static void add_code(struct model_failures *failures, int code, int64_t hour, int64_t day)
{
    size_t i = 0;
    while (i < failures->code_count && failures->codes[i].code != code)
        i++;
    if (i == failures->code_count) {
        failures->codes = memory_resize(failures->codes, i + 1, sizeof *failures->codes);
        failures->codes[failures->code_count++] = (struct model_code){.code = code};
    }
    failures->codes[i].last_hour += hour;
    failures->codes[i].last_day += day;
    place(failures, i);
}

void failures_add(struct model_failures *failures, int code, int64_t hour, int64_t day)
{
    add_code(failures, code, hour, day);
    if (code == SMTP_CODE_EXPIRED || code == SMTP_CODE_SUPPRESSED) {
        *(code == SMTP_CODE_EXPIRED ? &failures->expired : &failures->suppressed) += day;
        return;
    }
    failures->last_hour += hour;
    failures->last_day += day;
    if (smtp_code_class(code) == SMTP_CLASS_TEMPORARY)
        failures->temporary += day;
    else
        failures->permanent += day;
}

void failures_add_all(struct model_failures *to, const struct model_failures *from, int sign)
{
    for (size_t i = 0; i < from->code_count; i++)
        failures_add(to, from->codes[i].code, sign * from->codes[i].last_hour,
                     sign * from->codes[i].last_day);
    for (int i = 0; i < WINDOW_MINUTES; i++)
        to->minutes[i] += sign * from->minutes[i];
}

void failures_move(struct model_failures *failures, int minutes)
{
    int kept = WINDOW_MINUTES - minutes;
    memmove(failures->minutes, failures->minutes + minutes,
            (size_t)kept * sizeof *failures->minutes);
    /* What the last one had may be of minutes that were still to come. */
    for (int i = kept - 1; i < WINDOW_MINUTES; i++)
        failures->minutes[i] = 0;
}

void failures_clear(struct model_failures *failures)
{
    free(failures->codes);
    *failures = (struct model_failures){0};
}
