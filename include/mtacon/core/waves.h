/* Waves: how many nodes get a revision before it is looked at what came of it there. */
#ifndef MTACON_CORE_WAVES_H
#define MTACON_CORE_WAVES_H

#include <stdbool.h>
#include <stddef.h>

/* The canary, then ever more, then all. */
#define WAVES_USUAL "1,5%,25%,100%"

enum { WAVES_MOST = 16, WAVES_SIZE = 128 };

/* Whether that are sizes of waves: numbers of nodes, or parts of all, of the nodes changed so far
 * ("1,5%,25%,100%"), each more than the one before where both are of a kind, and the last 100%. */
bool waves_valid(const char *sizes);

/* How many waves those are; 0 when they are not valid. */
int waves_count(const char *sizes);

/* How many of `nodes` have the revision at the end of a wave (0: the first): rounded up, at least
 * one, at most all. Beyond the last wave: all. */
size_t waves_reach(const char *sizes, int wave, size_t nodes);

#endif
