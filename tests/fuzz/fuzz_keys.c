/* Keys, sizes and what happens meanwhile, on the whole console: the first byte chooses the store
 * and its options, the rest is played (tests/keys/player.c says what a byte does). */
#include <stdlib.h>

#include "player.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORLDS = 3 };
static const int domains[WORLDS] = {0, 3, 300};
static struct world worlds[WORLDS];

static void end_worlds(void)
{
    for (int i = 0; i < WORLDS; i++)
        world_end(&worlds[i]);
}

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count;
    (void)arguments;
    setenv("TZ", "UTC", 1);
    for (int i = 0; i < WORLDS; i++)
        world_begin(&worlds[i], domains[i]);
    atexit(end_worlds);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct player player;
    if (!size)
        return -1;
    player_begin(&player, &worlds[data[0] % WORLDS], data[0] >> 4, "an input of the fuzzer");
    player_play(&player, data + 1, size - 1);
    player_go_home(&player, data[0] & 8);
    player_end(&player);
    return 0;
}
