#include "helpers.h"
#include "mtacon/tui/console.h"

static int console(struct cli *cli)
{
    struct console_options options = {
        .store = cli->store,
        .ssh_config = cli->ssh_config,
        .interval_ms = (cli->interval ? cli->interval : 5) * 1000,
        .pace = cli->pace,
        .no_color = cli->no_color,
        .ascii = cli->ascii,
        .read_only = cli->read_only,
        .local_time = cli->local_time,
        .alerts = cli->alerts,
    };
    if (!pushing_manner(cli, &options.manner))
        return (int)cli->error.kind;
    return console_run(&options, &cli->error) ? 0 : (int)cli->error.kind;
}

const struct cli_command command_console = {
    .name = "console",
    .arguments = "",
    .summary = "the console (also without any command)",
    .example = "mtacon --read-only",
    .group = CLI_LOOK,
    .options = CLI_INTERVAL,
    .run = console,
};
