#include "mtacon/core/similar.h"

#include <string.h>

#include "mtacon/base/text.h"

/* Of few letters two slips leave too little. */
static int most_slips(size_t length)
{
    enum { TINY = 3, SHORT = 6 };
    return length < TINY ? 0 : length < SHORT ? 1 : 2;
}

const char *similar_find(const char *name, const char *const *names, size_t count)
{
    const char *found = NULL;
    int nearest = most_slips(strlen(name)) + 1;
    for (size_t i = 0; i < count; i++) {
        int slips = text_distance(name, names[i]);
        if (slips == 0)
            return NULL;
        if (slips < nearest) {
            nearest = slips;
            found = names[i];
        }
    }
    return found;
}
