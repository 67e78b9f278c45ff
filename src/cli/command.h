/* A command: what its file says of it, and what it is given. */
#ifndef MTACON_CLI_COMMAND_H
#define MTACON_CLI_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/fleet/fleet.h"
#include "mtacon/store/store.h"

/* Options that not all commands take; options.c has them in full. */
enum cli_option_bit {
    CLI_PORT = 1 << 0,
    CLI_IDENTITY = 1 << 1,
    CLI_MTA = 1 << 2,
    CLI_LOG = 1 << 3,
    CLI_NODE_DIR = 1 << 4,
    CLI_PUBLISH = 1 << 5,
    CLI_YES = 1 << 6,
    CLI_REASON = 1 << 7,
    CLI_FOR = 1 << 8,
    CLI_NOTE = 1 << 9,
    CLI_PUSH = 1 << 10,
    CLI_DRY_RUN = 1 << 11,
    CLI_NODES = 1 << 12,
    CLI_KEEP_GOING = 1 << 13,
    CLI_KEEP_OURS = 1 << 14,
    CLI_HOURLY = 1 << 15,
    CLI_DAILY = 1 << 16,
    CLI_CHECK = 1 << 17,
    CLI_ALL_DOMAINS = 1 << 18,
    CLI_ONCE = 1 << 19,
    CLI_TIMEOUT = 1 << 20,
    CLI_INTERVAL = 1 << 21,
    CLI_NEW = 1 << 22,
    CLI_ONLY = 1 << 23,
    CLI_EXTEND = 1 << 24,
    CLI_END_NOW = 1 << 25,
    CLI_SINCE = 1 << 26,
    CLI_CSV = 1 << 27,
    CLI_WAVES = 1 << 28,
    CLI_GATE = 1 << 29,
    CLI_STOP = 1 << 30,
    /* How a push goes about it. */
    CLI_MANNER = CLI_KEEP_GOING | CLI_WAVES | CLI_GATE,
    /* What all take that change policy. */
    CLI_CHANGE = CLI_REASON | CLI_PUSH | CLI_DRY_RUN | CLI_TIMEOUT | CLI_YES | CLI_MANNER,
    /* And of those, what all take that may configure a domain by the way. */
    CLI_CHANGE_DOMAIN = CLI_CHANGE | CLI_NEW,
};

/* What was given; strings belong to argv or to the settings. */
struct cli {
    const char *store_file, *ssh_config, *config_file;
    bool json, read_only, no_color, ascii, help, version;
    bool yes, once, check, all_domains, local_time, push, dry_run, stop, keep_going, keep_ours,
        is_new;
    bool only, end_now, csv;
    const char *port, *identity, *mta, *log, *node_dir, *publish, *reason, *duration, *extend,
        *nodes, *note;
    const char *hourly, *daily, *since;
    const char *waves;               /* "off": none, whatever the settings say; NULL: not given */
    int64_t timeout, interval, gate; /* 0: not given */
    struct fleet_pace pace;          /* of the settings */
    struct fleet_alerts alerts;      /* of the settings; role not set */
    const char *arguments[4];
    int argument_count;
    struct store *store;
    struct error error;
    const struct cli *given; /* by the command line alone */
    struct json_t *settings; /* what the settings' strings belong to */
};

/* Commands of a group stand together in the list, as those of a family ("nodes ...") do. */
enum cli_group { CLI_LOOK, CLI_SET_UP, CLI_POLICY, CLI_ROLLOUT, CLI_ALERTS };

struct cli_command {
    const char *name;      /* "nodes add" */
    const char *arguments; /* "NAME [DESTINATION]" */
    const char *summary;
    const char *example; /* a whole line that could be typed */
    enum cli_group group;
    uint32_t options;            /* of its own: CLI_... */
    int least, most;             /* arguments */
    bool changes;                /* refused with --read-only */
    int (*run)(struct cli *cli); /* returns the exit code; cli->error is printed */
};

/* All commands, in the order of the help; ended by NULL. */
enum { CLI_COMMANDS_MAXIMUM = 64 };
extern const struct cli_command *const cli_commands[];

#endif
