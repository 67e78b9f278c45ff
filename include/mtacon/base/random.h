/* Random numbers of the system. */
#ifndef MTACON_BASE_RANDOM_H
#define MTACON_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* A number from 0 to `limit` - 1; 0 when limit is 0. */
uint32_t random_below(uint32_t limit);

/* Fills `out` with size - 1 hexadecimal digits and a NUL. */
void random_hex(char *out, size_t size);

#endif
