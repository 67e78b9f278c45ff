/* The command line: one table of commands, read by the parser, by --help and by the checks of the
 * manual page. */
#ifndef MTACON_CLI_CLI_H
#define MTACON_CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/core/policy.h"
#include "mtacon/fleet/fleet.h"
#include "mtacon/store/store.h"

/* What was given; strings belong to argv or to the settings. */
struct cli {
    const char *store_file, *ssh_config, *config_file;
    bool json, read_only, no_color, ascii;
    bool yes, once, check, all_domains, local_time, push, dry_run, keep_going, keep_ours;
    const char *identity, *mta, *log, *node_dir, *publish, *reason, *duration, *nodes, *note;
    struct fleet_pace pace;          /* of the settings */
    struct fleet_alerts alerts;      /* of the settings; role not set */
    int64_t port, timeout, interval; /* 0: not given */
    int64_t hourly, daily;           /* -1: not given */
    const char *arguments[4];
    int argument_count;
    struct store *store;
    struct error error;
    const struct cli *given; /* by the command line alone */
    struct json_t *settings; /* what the settings' strings belong to */
};

struct cli_command {
    const char *name;      /* "nodes add" */
    const char *arguments; /* "NAME [DESTINATION]" */
    const char *summary;
    const char *options;         /* letters of its own options, see cli.c */
    int least, most;             /* arguments */
    bool changes;                /* refused with --read-only */
    int (*run)(struct cli *cli); /* returns the exit code; cli->error is printed */
};

/* Parses and runs; returns the exit code. */
int cli_main(int argc, char **argv);

/* The commands, ended by a NULL name. */
extern const struct cli_command cli_commands[];

int cli_nodes_add(struct cli *cli);
int cli_nodes_list(struct cli *cli);
int cli_nodes_remove(struct cli *cli);
int cli_nodes_test(struct cli *cli);
int cli_nodes_trust(struct cli *cli);
int cli_domains_add(struct cli *cli);
int cli_domains_list(struct cli *cli);
int cli_domains_remove(struct cli *cli);
int cli_nodes_enrol(struct cli *cli);
int cli_nodes_unenrol(struct cli *cli);
int cli_nodes_drift(struct cli *cli);
int cli_mode(struct cli *cli);
int cli_bounce(struct cli *cli);
int cli_threshold(struct cli *cli);
int cli_subscribers(struct cli *cli);
int cli_push(struct cli *cli);
int cli_adopt(struct cli *cli);
int cli_history(struct cli *cli);
int cli_diff(struct cli *cli);
int cli_revert(struct cli *cli);
int cli_status(struct cli *cli);
int cli_watch(struct cli *cli);
int cli_alerts(struct cli *cli);
int cli_alerts_acknowledge(struct cli *cli);
int cli_alerts_mute(struct cli *cli);
int cli_alerts_unmute(struct cli *cli);
int cli_alerts_test(struct cli *cli);
int cli_outbox(struct cli *cli);
int cli_console(struct cli *cli);

/* Prints the differences between two policies, a line each; returns how many. */
size_t cli_print_diff(const struct policy *from, const struct policy *to);

/* Brings the current revision to the nodes that --nodes names, or to all enrolled ones, and tells
 * how each of them fares. Returns the exit code. */
int cli_run_push(struct cli *cli);

/* Reads the settings file again; what the command line gave stays. False and cli->error when it is
 * wrong: then all is as it was. */
bool cli_reload_settings(struct cli *cli);

/* Reads nodes until `over` says so or --timeout passes; questions are asked on the terminal, but
 * for host keys. Of `options`, `only`, `changes_nodes` and `alerts` matter. False and cli->error
 * when no fleet can be had. */
bool cli_run_fleet(struct cli *cli, struct fleet_options options,
                   bool (*over)(void *argument, struct fleet *fleet), void *argument);

/* Asks on the terminal; NULL when there is none or nothing was typed. The caller frees it with
 * memory_free_secret. */
char *cli_prompt(const char *text, bool echo);

/* Where `now` comes from: the clock, or MTACON_NOW (epoch) in tests. */
int64_t cli_now(void);

#endif
