/* A push as commands see it: the plan, the rollout until each node has its end, and what it came
 * to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers.h"
#include "mtacon/act/push.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"

enum { WAVES_INTERVAL_MS = 5000 };

/* ---- the plan ---- */

static void print_targets(const struct push_plan *plan)
{
    if (plan->replaces)
        printf("revision %lld is on its way in waves: this ends them, and nobody watches what came "
               "of it\n",
               (long long)plan->replaces);
    for (size_t i = 0; i < plan->count; i++)
        printf("%s: %s\n%s", plan->targets[i].name, plan->targets[i].text,
               plan->targets[i].difference);
}

static void print_plan(const struct push_plan *plan)
{
    printf("revision %lld by %s: %s\n", (long long)plan->revision.number, plan->revision.author,
           plan->revision.reason);
    print_targets(plan);
}

int pushing_preview(struct cli *cli, const struct policy *proposed)
{
    struct act act = run_act(cli, NULL);
    struct push_plan plan = {.count = 0};
    bool done = push_plan_preview(&act, proposed, run_now(), &plan, &cli->error);
    if (done)
        printf("it would be revision %lld, and go to %zu of %zu nodes%s\n",
               (long long)plan.revision.number, plan.included, plan.count,
               cli->push ? ":" : " when it is pushed:");
    print_targets(&plan);
    push_plan_clear(&plan);
    return done ? 0 : (int)cli->error.kind;
}

/* ---- the rollout ---- */

bool pushing_manner(struct cli *cli, struct rollout_manner *manner)
{
    enum { GATE_SECONDS = 60 };
    const char *waves = cli->waves && strcmp(cli->waves, "off") != 0 ? cli->waves : "";
    *manner = (struct rollout_manner){.keep_going = cli->keep_going};
    if (*waves && !waves_valid(waves))
        return error_set(&cli->error, ERROR_USAGE,
                         "--waves takes growing numbers or parts of the nodes, the last one 100%%: "
                         "%s, or off; not '%s'",
                         WAVES_USUAL, waves);
    snprintf(manner->waves, sizeof manner->waves, "%s", waves);
    if (*waves)
        manner->gate = cli->gate ? cli->gate : GATE_SECONDS;
    return true;
}

struct progress {
    struct cli *cli;
    int wave;      /* how many were told to have passed */
    char why[512]; /* what was last told of the whole; "" */
    struct rollout_node *told;
    size_t told_count;
};

static bool changed_since_told(struct progress *progress, const struct rollout_node *node)
{
    for (size_t i = 0; i < progress->told_count; i++) {
        struct rollout_node *told = &progress->told[i];
        if (told->node != node->node)
            continue;
        bool changed = told->state != node->state;
        *told = *node;
        return changed;
    }
    progress->told = memory_grow(progress->told, progress->told_count, sizeof *progress->told);
    progress->told[progress->told_count++] = *node;
    return true;
}

static bool is_under_way(const struct rollout_node *node)
{
    return node->state == ROLLOUT_PUSHING || node->state == ROLLOUT_NODE_RETURNING;
}

static bool is_over(const struct rollout_node *node)
{
    /* One that could not be reached is given a few more tries. */
    enum { TRIES_SECONDS = 6 };
    if (node->state == ROLLOUT_LATE)
        return clock_now() - node->at >= TRIES_SECONDS;
    return node->state != ROLLOUT_WAITING && !is_under_way(node);
}

/* What befalls all of it: waves that passed, what it waits for, that it is taken back. */
static void tell_whole(struct progress *progress, const struct rollout *rollout)
{
    if (rollout->wave > progress->wave)
        printf("no harm seen: %d of %d waves are done\n", rollout->wave,
               waves_count(rollout->manner.waves));
    if (*rollout->why && strcmp(progress->why, rollout->why) != 0)
        printf("%s%s\n", rollout->state == ROLLOUT_RUNNING ? "" : "taken back: ", rollout->why);
    progress->wave = rollout->wave;
    snprintf(progress->why, sizeof progress->why, "%s", rollout->why);
}

/* What came of it on a node; of one that has it, also what it cannot do of it. */
static void tell_outcome(const struct rollout_node *node, const struct fleet_live *live)
{
    const char *cannot = node->state == ROLLOUT_IN_FORCE ? live->seen.policy.cannot : "";
    printf("%-9s  %-16s %s%s%s\n", rollout_node_state_name(node->state), live->name, node->detail,
           *cannot ? "; cannot do all: " : "", cannot);
}

static bool push_over(void *argument, struct fleet *fleet)
{
    struct progress *progress = argument;
    struct rollout rollout;
    struct rollout_node *nodes = NULL;
    size_t count = 0;
    bool over = true, under_way = false;
    if (!rollout_load(progress->cli->store, &rollout, &progress->cli->error) ||
        !rollout_node_list(progress->cli->store, &nodes, &count, &progress->cli->error))
        return true;
    for (size_t i = 0; i < count; i++) {
        const struct fleet_live *live = fleet_live(fleet, nodes[i].node);
        over = over && is_over(&nodes[i]);
        under_way = under_way || is_under_way(&nodes[i]);
        if (is_over(&nodes[i]) && changed_since_told(progress, &nodes[i]) && live)
            tell_outcome(&nodes[i], live);
    }
    tell_whole(progress, &rollout);
    fflush(stdout);
    free(nodes);
    return (rollout.state == ROLLOUT_STOPPED && !under_way) ||
           (over && rollout.state == ROLLOUT_RUNNING && !rollout_is_watched(&rollout));
}

/* Tells what it came to; returns the exit code. */
static const char *what_becomes_of_the_rest(const struct rollout *rollout)
{
    if (rollout->state == ROLLOUT_STOPPED)
        return " (stopped: the rest stay as they are; 'mtacon push' begins anew)";
    if (rollout_is_watched(rollout))
        return " (watched between waves: a console or 'mtacon watch' goes on with it)";
    return " (the rest get it from a console or 'mtacon watch' when they return)";
}

static int finish(struct cli *cli)
{
    struct rollout rollout;
    struct rollout_node *nodes = NULL;
    size_t count = 0;
    if (!rollout_load(cli->store, &rollout, &cli->error) ||
        !rollout_node_list(cli->store, &nodes, &count, &cli->error))
        return (int)cli->error.kind;
    struct push_counts counts = push_count(nodes, count);
    int waiting = counts.late + counts.under_way;
    if (counts.returned)
        printf("%d as before, ", counts.returned);
    printf("%d in force, %d waiting, %d failed%s\n", counts.in_force, waiting, counts.failed,
           waiting && !counts.failed && !counts.returned ? what_becomes_of_the_rest(&rollout) : "");
    free(nodes);
    return counts.failed || counts.returned ? ERROR_REFUSED : waiting ? ERROR_NODE : 0;
}

/* ---- both ---- */

static int drive(struct cli *cli, const struct policy_revision *planned, const int64_t *nodes,
                 size_t count)
{
    struct act act = run_act(cli, NULL);
    struct progress progress = {.cli = cli};
    struct rollout_manner manner;
    struct fleet_options options = {.changes_nodes = true};
    bool done = pushing_manner(cli, &manner) &&
                push_begin(&act, planned, nodes, count, &manner, run_now(), &cli->error);
    /* What comes of a wave is seen by reading on; that takes as long as all the gates. */
    if (done && *manner.waves) {
        options.interval_ms = WAVES_INTERVAL_MS;
        if (!cli->timeout)
            cli->timeout = 120 + waves_count(manner.waves) * (manner.gate + 60);
    }
    done = done && run_fleet(cli, options, push_over, &progress);
    free(progress.told);
    return done ? finish(cli) : (int)cli->error.kind;
}

static int run_planned(struct cli *cli, const struct push_plan *plan, const int64_t *nodes,
                       size_t count)
{
    struct rollout_manner manner;
    if (!pushing_manner(cli, &manner))
        return (int)cli->error.kind;
    print_plan(plan);
    if (*manner.waves)
        printf("in waves of %s, each watched for %lld s\n", manner.waves, (long long)manner.gate);
    if (!plan->included) {
        error_set(&cli->error, ERROR_REFUSED,
                  "none of these nodes is enrolled, so nothing can be in force: mtacon nodes enrol "
                  "NAME");
        return ERROR_REFUSED;
    }
    if (cli->dry_run)
        return 0;
    if (!plan->changes) {
        puts("nothing to push: no node would change (as last seen; --yes pushes anyway)");
        return 0;
    }
    if (prompt_yes("Push it?"))
        return drive(cli, &plan->revision, nodes, count);
    error_set(&cli->error, ERROR_REFUSED, "not pushed: say --yes, or answer yes");
    return ERROR_REFUSED;
}

int pushing_run(struct cli *cli, bool asks)
{
    struct act act = run_act(cli, NULL);
    struct push_plan plan = {.count = 0};
    size_t count = 0;
    int64_t *nodes = NULL;
    int code;
    if (cli->nodes && !(nodes = push_nodes_named(cli->store, cli->nodes, &count, &cli->error)))
        return (int)cli->error.kind;
    if (!cli->dry_run && !asks)
        code = drive(cli, NULL, nodes, count);
    else if (push_plan_load(&act, nodes, count, run_now(), &plan, &cli->error))
        code = run_planned(cli, &plan, nodes, count);
    else
        code = (int)cli->error.kind;
    push_plan_clear(&plan);
    free(nodes);
    return code;
}
