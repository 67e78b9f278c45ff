/* What the commands share: asking, printing, running a fleet until something is over. */
#ifndef MTACON_CLI_HELPERS_H
#define MTACON_CLI_HELPERS_H

#include <jansson.h>

#include "command.h"
#include "mtacon/act/action.h"
#include "mtacon/core/policy.h"
#include "mtacon/model/in_force.h"
#include "mtacon/store/rollout.h"

/* ---- prompt.c ---- */
/* Asks on the terminal; NULL when there is none or nothing was typed. The caller frees it with
 * memory_free_secret. */
char *prompt_line(const char *text, bool echo);

/* Whether somebody sits there to be asked, and reads what is printed. */
bool prompt_is_attended(void);

/* Whether "yes" or "y" is typed; false without a terminal. */
bool prompt_yes(const char *question);

/* Answers what the fleet asks, but for host keys: trust is given on purpose only, by 'nodes
 * trust'. */
void prompt_answer(struct fleet *fleet);

/* ---- print.c ---- */
/* Prints and frees it. */
void print_json(json_t *root);

/* Lines of a callback: as they are; as a warning, on standard error. */
void print_line(void *argument, const char *text);
void print_warning(void *argument, const char *text);

/* `at` as RFC 3339 in `out`; NULL for 0. */
const char *print_time(char out[32], int64_t at);

/* ---- table.c ---- */
/* A table of texts, printed whole by print_table_end, which frees it. Each row has as many cells as
 * there are columns; they are copied. A heading that begins with '>' stands right. */
struct print_table;
struct print_table *print_table_make(int columns, const char *heading, ...);
void print_table_row(struct print_table *table, const char *cell, ...);
/* A line below the last row. */
void print_table_note(struct print_table *table, const char *text);
void print_table_end(struct print_table *table);

/* ---- in_force.c ---- */
/* Per field: its value in force and how many nodes have it. */
json_t *in_force_json(const struct model *model, const char *domain);
/* Where the current revision stands. */
json_t *in_force_policy_json(const struct model *model);
/* model_in_force_text, in UTC; malloc'ed. */
char *in_force_words(const struct model *model, const char *domain, enum model_field field);

/* ---- run.c ---- */
/* Where `now` comes from: the clock, or MTACON_NOW (epoch) in tests. */
int64_t run_now(void);

/* What actions are given. */
struct act run_act(const struct cli *cli, struct fleet *fleet);

/* Reads nodes until `over` says so or --timeout passes. Of `options`, `only`, `changes_nodes`,
 * `alerts` and `interval_ms` (0: once) matter. False and cli->error when no fleet can be had, or
 * `only` is no node. */
bool run_fleet(struct cli *cli, struct fleet_options options,
               bool (*over)(void *argument, struct fleet *fleet), void *argument);

/* Who agrees to the plan of an action where there is no --yes. */
enum run_asks {
    RUN_ASKS_NOBODY,   /* it is done */
    RUN_ASKS_TERMINAL, /* whoever sits there; in a script it is done */
    RUN_ASKS_ALWAYS,   /* in a script it is refused */
};

struct run_action {
    struct action *(*make)(const struct act *act, int64_t node, const struct cli *cli);
    const char *node;                  /* its name; NULL: no node is asked, and make is given 0 */
    const struct fleet_options *fleet; /* of an action on all nodes; NULL: none */
    enum run_asks asks;
};

/* Has a long action made, shows its plan, asks, brings it to its end; with --dry-run only shows it.
 * Returns the exit code. */
int run_action(struct cli *cli, const struct run_action *how);

/* ---- pushing.c ---- */
/* Brings the current revision to the nodes that --nodes names, or to all enrolled ones, after
 * showing what would change and a yes (`asks`), and tells how each of them fares; with --dry-run
 * only shows it. Returns the exit code. */
int pushing_run(struct cli *cli, bool asks);

/* How pushes go about it, by options and settings. */
bool pushing_manner(struct cli *cli, struct rollout_manner *manner);

/* Shows to which nodes a policy would go, and what it would change there, if it were saved. Returns
 * the exit code. */
int pushing_preview(struct cli *cli, const struct policy *proposed);

#endif
