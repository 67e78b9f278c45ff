/* The console: screens on a terminal, fed by the fleet. */
#ifndef MTACON_TUI_CONSOLE_H
#define MTACON_TUI_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/fleet/fleet.h"
#include "mtacon/store/rollout.h"
#include "mtacon/store/store.h"

struct console_options {
    struct store *store;
    const char *ssh_config; /* for `ssh -F`, or NULL */
    int64_t interval_ms;
    bool no_color, ascii, read_only, local_time;
    struct fleet_pace pace;
    struct fleet_alerts alerts;   /* role not set */
    struct rollout_manner manner; /* of a push */
};

/* Runs until the operator quits. */
bool console_run(const struct console_options *options, struct error *error);

#endif
