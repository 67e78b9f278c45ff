/* push, adopt: what brings our policy to the nodes, and theirs here. */
#include <stdio.h>

#include "helpers.h"
#include "mtacon/act/adoption.h"
#include "mtacon/act/push.h"

static int stop(struct cli *cli)
{
    struct act act = run_act(cli, NULL);
    if (cli->nodes || cli->dry_run) {
        error_set(&cli->error, ERROR_USAGE, "--stop stands alone: it stops the push on all nodes");
        return ERROR_USAGE;
    }
    if (!push_stop(&act, run_now(), &cli->error))
        return (int)cli->error.kind;
    puts("stopped: nodes that waited stay as they are; 'mtacon push' begins anew");
    return 0;
}

static int push(struct cli *cli)
{
    return cli->stop ? stop(cli) : pushing_run(cli, !cli->yes);
}

const struct cli_command command_push = {
    .name = "push",
    .arguments = "",
    .summary = "bring the current revision to the nodes",
    .example = "mtacon push --nodes mta1,mta2 --dry-run",
    .group = CLI_ROLLOUT,
    .options = CLI_NODES | CLI_DRY_RUN | CLI_YES | CLI_TIMEOUT | CLI_MANNER | CLI_STOP,
    .changes = true,
    .run = push,
};

static struct action *make_adoption(const struct act *act, int64_t node, const struct cli *cli)
{
    return adoption_new(act, node, cli->keep_ours);
}

static int adopt(struct cli *cli)
{
    return run_action(cli, &(struct run_action){.make = make_adoption,
                                                .node = cli->arguments[0],
                                                .asks = RUN_ASKS_TERMINAL});
}

const struct cli_command command_adopt = {
    .name = "adopt",
    .arguments = "NODE",
    .summary = "take over what another console brought to a node",
    .example = "mtacon adopt mta1 --dry-run",
    .group = CLI_ROLLOUT,
    .options = CLI_KEEP_OURS | CLI_REASON | CLI_DRY_RUN | CLI_YES | CLI_TIMEOUT,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = adopt,
};
