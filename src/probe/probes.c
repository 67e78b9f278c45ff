#include "mtacon/probe/list.h"

const struct probe *const probes[PROBE_MOST + 1] = {
    &probe_hello, &probe_policy,  &probe_messages,  &probe_lines, &probe_sizes,
    &probe_log,   &probe_listing, &probe_office365, NULL,
};
