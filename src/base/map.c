#include "mtacon/base/map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "mtacon/base/memory.h"

enum { FIRST_ROOM = 16 };

struct map_entry {
    uint64_t hash;
    const char *name; /* NULL: the key is a number, and all of `hash` */
    void *value;      /* NULL with `gone`: nothing, but the search goes on */
    bool taken, gone;
};

static uint64_t mix(uint64_t bits)
{
    bits ^= bits >> 31;
    bits *= 0x9e3779b97f4a7c15U;
    return bits ^ bits >> 29;
}

static uint64_t hash_of(const struct map *map, const char *name)
{
    uint64_t hash = map->seed;
    for (; *name; name++)
        hash = mix(hash ^ (unsigned char)*name);
    return hash;
}

static bool is_it(const struct map_entry *entry, uint64_t hash, const char *name)
{
    return !entry->gone && entry->hash == hash && (!name || strcmp(entry->name, name) == 0);
}

/* Its entry, or the free one where the search for it ends. The map is never full. */
static struct map_entry *look_up(const struct map *map, uint64_t hash, const char *name)
{
    size_t place = (size_t)mix(hash + map->seed) & (map->room - 1);
    while (map->entries[place].taken && !is_it(&map->entries[place], hash, name))
        place = (place + 1) & (map->room - 1);
    return &map->entries[place];
}

static void *find(const struct map *map, uint64_t hash, const char *name)
{
    return map->room ? look_up(map, hash, name)->value : NULL;
}

/* Room for twice what there is; what was removed leaves no trace. */
static void make_room(struct map *map)
{
    struct map old = *map;
    map->room = FIRST_ROOM;
    while (map->room < 4 * (old.count + 1))
        map->room *= 2;
    map->entries = memory_new(map->room, sizeof *map->entries);
    map->used = map->count;
    if (!map->seed && getrandom(&map->seed, sizeof map->seed, 0) < 0)
        map->seed = 1;
    for (size_t i = 0; i < old.room; i++)
        if (old.entries[i].taken && !old.entries[i].gone)
            *look_up(map, old.entries[i].hash, old.entries[i].name) = old.entries[i];
    free(old.entries);
}

static void add(struct map *map, uint64_t hash, const char *name, void *value)
{
    *look_up(map, hash, name) =
        (struct map_entry){.hash = hash, .name = name, .value = value, .taken = true};
    map->used++;
    map->count++;
}

static void drop(struct map *map, uint64_t hash, const char *name)
{
    struct map_entry *entry = map->room ? look_up(map, hash, name) : NULL;
    if (!entry || !entry->taken)
        return;
    *entry = (struct map_entry){.taken = true, .gone = true};
    map->count--;
}

static void before_add(struct map *map)
{
    if (2 * (map->used + 1) > map->room)
        make_room(map);
}

void map_clear(struct map *map)
{
    free(map->entries);
    *map = (struct map){.room = 0};
}

void *map_find(const struct map *map, int64_t number)
{
    return find(map, (uint64_t)number, NULL);
}

void *map_find_name(const struct map *map, const char *name)
{
    return find(map, hash_of(map, name), name);
}

void map_add(struct map *map, int64_t number, void *value)
{
    before_add(map);
    add(map, (uint64_t)number, NULL, value);
}

void map_add_name(struct map *map, const char *name, void *value)
{
    before_add(map);
    add(map, hash_of(map, name), name, value);
}

void map_remove(struct map *map, int64_t number)
{
    drop(map, (uint64_t)number, NULL);
}

void map_remove_name(struct map *map, const char *name)
{
    drop(map, hash_of(map, name), name);
}
