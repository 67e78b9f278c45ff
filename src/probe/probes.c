/* All probes: a new one is a file, and a line here. */
#include "mtacon/probe/probe.h"

#include <stddef.h>

/* In the order in which they are asked when several are due. */
#define PROBES(_)                                                                                  \
    _(hello)                                                                                       \
    _(policy)                                                                                      \
    _(messages)                                                                                    \
    _(lines)                                                                                       \
    _(withheld)                                                                                    \
    _(sizes)                                                                                       \
    _(log)                                                                                         \
    _(listing)                                                                                     \
    _(office365)

#define DECLARE(name) extern const struct probe probe_##name;
#define LIST(name)    &probe_##name,

PROBES(DECLARE)

const struct probe *const probes[PROBE_MOST + 1] = {PROBES(LIST) NULL};
