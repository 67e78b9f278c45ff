/* Plays bytes on the whole console, without a terminal: what each byte does is in player.c. Between
 * two drawings come any number of keys, as from a slow link. What does not hold (invariants.h) ends
 * the program, with the screen and what was played. */
#ifndef TESTS_KEYS_PLAYER_H
#define TESTS_KEYS_PLAYER_H

#include <stddef.h>

#include "app.h"
#include "world.h"

enum { PLAYER_READ_ONLY = 1, PLAYER_LOCAL_TIME = 2 };

struct player {
    struct world *world; /* NULL: the app is not the player's own, and no other console is there */
    struct app *app;
    struct app own;
    struct console_options options;
    struct cells cells;
    bool seen;        /* they show what there is: nothing has happened since */
    const char *game; /* what it is, for who reads of its end */
    const uint8_t *bytes;
    size_t at;
    int64_t version; /* of the store, as others see it; -1: not looked at */
};

/* Sits down before a fresh store. */
void player_begin(struct player *player, struct world *world, unsigned options, const char *game);
/* Sits down before a console that is somebody else's. */
void player_join(struct player *player, struct app *app, const char *game);
void player_end(struct player *player);

void player_play(struct player *player, const uint8_t *bytes, size_t size);

/* Leaves all that is open by Esc (or ^C) and ends it from the first screen, which has to work. */
void player_go_home(struct player *player, bool by_interrupt);

/* A burst of 2 to 12 keys, what happens meanwhile and the drawing after it, at most `size` bytes of
 * `bytes`, by the fixed row of numbers that goes on from `*state`; returns how many. */
size_t player_burst(uint32_t *state, uint8_t *bytes, size_t size);

#endif
