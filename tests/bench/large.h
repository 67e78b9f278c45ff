/* A store as large as a fleet may make it. */
#ifndef TESTS_BENCH_LARGE_H
#define TESTS_BENCH_LARGE_H

#include <stdint.h>

#include "mtacon/store/store.h"

struct large {
    int domains, nodes; /* domains: all of them fail, and the policy names each */
    int minutes;        /* rows by minute, over the last day; the hours are their sums */
    int64_t now;        /* epoch */
};

/* Fills an empty store; what cannot be written ends the program. */
void large_fill(struct store *store, const struct large *large);

/* The name of one of its domains, 'customer00042.example'; valid until the next call. */
const char *large_domain(int number);

#endif
