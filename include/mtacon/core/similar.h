/* What a mistyped name was meant to be. */
#ifndef MTACON_CORE_SIMILAR_H
#define MTACON_CORE_SIMILAR_H

#include <stddef.h>

/* The nearest of `names` that `name` may be a slip of the keys for (text_distance): of short names
 * one slip, of those from 6 bytes on two; of equals the first. NULL when none is near, or one is
 * the same. */
const char *similar_find(const char *name, const char *const *names, size_t count);

#endif
