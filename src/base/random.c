#include "mtacon/base/random.h"

#include <stdlib.h>
#include <sys/random.h>

static void fill(void *bytes, size_t length)
{
    if (getrandom(bytes, length, 0) != (ssize_t)length)
        abort();
}

uint32_t random_below(uint32_t limit)
{
    uint64_t number;
    fill(&number, sizeof number);
    return limit ? (uint32_t)(number % limit) : 0;
}

void random_hex(char *out, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++)
        out[i] = "0123456789abcdef"[random_below(16)];
    if (size)
        out[size - 1] = '\0';
}
