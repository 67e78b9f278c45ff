/* Running a fleet, and an action on it, until it is over. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "helpers.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/text.h"
#include "mtacon/store/node.h"

enum { TIMEOUT_SECONDS = 120, WAIT_MS = 100, NO_INTERVAL_MS = 3600000 };

int64_t run_now(void)
{
    int64_t fixed = 0;
    return text_number(getenv("MTACON_NOW"), 0, INT64_MAX, &fixed) ? fixed : clock_now();
}

struct act run_act(const struct cli *cli, struct fleet *fleet)
{
    return (struct act){.store = cli->store, .fleet = fleet, .read_only = cli->read_only};
}

static struct fleet *start(struct cli *cli, struct fleet_options options)
{
    options.config_file = cli->ssh_config;
    if (!options.interval_ms)
        options.interval_ms = NO_INTERVAL_MS;
    options.pace = cli->pace;
    struct fleet *fleet = fleet_start(cli->store, &options, &cli->error);
    if (!fleet || fleet_count(fleet) || !options.only)
        return fleet;
    fleet_stop(fleet);
    store_node_unknown(cli->store, options.only, &cli->error);
    return NULL;
}

static void loop(const struct cli *cli, struct fleet *fleet,
                 bool (*over)(void *argument, struct fleet *fleet), void *argument)
{
    int64_t deadline =
        clock_monotonic_ms() + (cli->timeout ? cli->timeout : TIMEOUT_SECONDS) * 1000;
    while (!over(argument, fleet) && clock_monotonic_ms() < deadline) {
        struct pollfd wait = {.fd = fleet_fd(fleet), .events = POLLIN};
        poll(&wait, 1, WAIT_MS);
        fleet_dispatch(fleet);
        prompt_answer(fleet);
    }
}

bool run_fleet(struct cli *cli, struct fleet_options options,
               bool (*over)(void *argument, struct fleet *fleet), void *argument)
{
    struct fleet *fleet = start(cli, options);
    if (!fleet)
        return false;
    loop(cli, fleet, over, argument);
    fleet_stop(fleet);
    return true;
}

/* ---- actions ---- */

struct running {
    struct cli *cli;
    const struct run_action *how;
    struct action *action;
    bool shown; /* a plan was */
    int code;
};

static bool refuse(struct running *running, enum error_kind kind, const char *text)
{
    error_set(&running->cli->error, kind, "%s: %s", action_title(running->action), text);
    running->code = (int)kind;
    return true;
}

/* Shows the plan and asks; true when that is the end of it. */
static bool agree(struct running *running)
{
    struct cli *cli = running->cli;
    struct action *action = running->action;
    if (running->shown)
        fprintf(stderr, "mtacon: %s\n", action_text(action));
    running->shown = true;
    fputs(action_plan(action), stdout);
    if (cli->dry_run) {
        puts("nothing was changed (--dry-run)");
        running->code = 0;
        return true;
    }
    bool asks = !cli->yes && (running->how->asks == RUN_ASKS_ALWAYS ||
                              (running->how->asks == RUN_ASKS_TERMINAL && isatty(STDIN_FILENO)));
    if (asks && !prompt_yes(action_question(action)))
        return refuse(running, ERROR_REFUSED, "left as it is: say --yes, or answer yes");
    action_agree(action, cli->reason ? cli->reason : "", run_now());
    return false;
}

/* Takes the action as far as it goes now; true when it is over. */
static bool bring_on(struct running *running)
{
    struct cli *cli = running->cli;
    struct action *action = running->action;
    if (action_needs_reason(action) && (!cli->reason || !*cli->reason) &&
        action_state(action) < ACTION_DONE)
        return refuse(running, ERROR_USAGE, "that overrides another operator: give a --reason");
    while (action_step(action)) {
        if (action_state(action) == ACTION_PLANNED && agree(running))
            return true;
    }
    if (action_state(action) == ACTION_DONE) {
        puts(action_text(action));
        running->code = 0;
    } else if (action_state(action) == ACTION_FAILED) {
        cli->error = *action_error(action);
        running->code = (int)cli->error.kind;
    }
    return action_state(action) >= ACTION_DONE;
}

static bool action_over(void *argument, struct fleet *fleet)
{
    (void)fleet;
    return bring_on(argument);
}

static void give_up(struct running *running)
{
    error_set(&running->cli->error, ERROR_NODE, "%s: not done in time: %s",
              action_title(running->action), action_text(running->action));
}

int run_action(struct cli *cli, const struct run_action *how)
{
    struct fleet *fleet = NULL;
    struct fleet_options options =
        how->fleet ? *how->fleet : (struct fleet_options){.only = how->node};
    if ((how->fleet || how->node) && !(fleet = start(cli, options)))
        return (int)cli->error.kind;
    struct act act = run_act(cli, fleet);
    struct running running = {.cli = cli, .how = how, .code = ERROR_NODE};
    running.action = how->make(&act, how->node ? fleet_live_at(fleet, 0)->node : 0, cli);
    if (fleet)
        loop(cli, fleet, action_over, &running);
    else
        bring_on(&running);
    if (running.code == ERROR_NODE && cli->error.kind == ERROR_NONE)
        give_up(&running);
    action_free(running.action);
    fleet_stop(fleet);
    return running.code;
}
