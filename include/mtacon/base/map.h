/* What is found by a number or by a name: a hash table of pointers. It owns none of them. */
#ifndef MTACON_BASE_MAP_H
#define MTACON_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map_entry;

/* Begins zeroed. A map has numbers or names as keys, not both. */
struct map {
    struct map_entry *entries; /* owned */
    size_t room, count;        /* room: a power of two, or 0 */
    size_t used;               /* places that are, or were, taken */
    uint64_t seed;             /* names that come from nodes cannot be chosen to meet */
};

void map_clear(struct map *map);

/* NULL: there is none. */
void *map_find(const struct map *map, int64_t number);
void *map_find_name(const struct map *map, const char *name);

/* Sets what stands under a key that is new. `name` must live as long as it is there: it is usually
 * a member of `value`. */
void map_add(struct map *map, int64_t number, void *value);
void map_add_name(struct map *map, const char *name, void *value);

/* A key that is not there is allowed. */
void map_remove(struct map *map, int64_t number);
void map_remove_name(struct map *map, const char *name);

#endif
