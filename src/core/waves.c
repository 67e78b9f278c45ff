#include "mtacon/core/waves.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mtacon/base/text.h"

struct wave {
    int64_t number;
    bool percent;
};

/* The first wave of the list; what follows it, or NULL when it is none. */
static const char *wave_read(const char *sizes, struct wave *wave)
{
    char word[16];
    size_t length = strcspn(sizes, ",");
    if (length == 0 || length >= sizeof word)
        return NULL;
    snprintf(word, sizeof word, "%.*s", (int)length, sizes);
    wave->percent = word[length - 1] == '%';
    if (wave->percent)
        word[length - 1] = '\0';
    if (!text_number(word, 1, wave->percent ? 100 : 1000000, &wave->number))
        return NULL;
    sizes += length;
    if (*sizes == ',')
        return sizes[1] ? sizes + 1 : NULL;
    return sizes;
}

int waves_count(const char *sizes)
{
    struct wave last = {0}, wave;
    int count = 0;
    for (const char *at = sizes; *at; last = wave) {
        at = wave_read(at, &wave);
        if (!at || ++count > WAVES_MOST)
            return 0;
        if (count > 1 && wave.percent == last.percent && wave.number <= last.number)
            return 0;
    }
    return last.percent && last.number == 100 && strlen(sizes) < WAVES_SIZE ? count : 0;
}

bool waves_valid(const char *sizes)
{
    return waves_count(sizes) > 0;
}

static size_t wave_reach(const struct wave *wave, size_t nodes)
{
    size_t reach = (size_t)wave->number;
    if (wave->percent)
        reach = (nodes * reach + 99) / 100;
    return reach < nodes ? reach : nodes;
}

size_t waves_reach(const char *sizes, int wave, size_t nodes)
{
    struct wave found = {100, true};
    size_t reach = 0;
    for (const char *at = sizes; at && *at && wave >= 0; wave--) {
        at = wave_read(at, &found);
        /* Never fewer than before, whatever kinds the sizes are of. */
        if (at && wave_reach(&found, nodes) > reach)
            reach = wave_reach(&found, nodes);
    }
    return wave >= 0 || !reach ? nodes : reach;
}
