#include "mtacon/cli/cli.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "config.h"
#include "help.h"
#include "mtacon/act/act.h"
#include "mtacon/base/memory.h"
#include "options.h"
#include "settings.h"

/* A name with a mistake in it would be a new store, with nothing in it. */
static bool has_folder(struct cli *cli)
{
    char *folder = memory_string(cli->store_file);
    char *slash = strrchr(folder, '/');
    struct stat status;
    if (slash && slash != folder)
        *slash = '\0';
    bool has = !slash || (stat(folder, &status) == 0 && S_ISDIR(status.st_mode));
    if (!has)
        error_set(&cli->error, ERROR_STORE, "store %s: there is no folder %s: make it first",
                  cli->store_file, folder);
    free(folder);
    return has;
}

static int run(struct cli *cli, const struct cli_command *command)
{
    int code;
    if (cli->store_file && !has_folder(cli))
        return ERROR_STORE;
    const struct act act = {.read_only = cli->read_only};
    if (!settings_read(cli) || (command->changes && !act_allowed(&act, &cli->error))) {
        code = (int)cli->error.kind;
    } else {
        cli->store = store_open(cli->store_file, &cli->error);
        code = cli->store ? command->run(cli) : ERROR_STORE;
        store_close(cli->store);
    }
    json_decref(cli->settings);
    cli->settings = NULL;
    return code;
}

static int finish(struct cli *cli, int code, const struct cli_command *command)
{
    /* A monitoring plugin says even that on standard output, with 3 for unknown. */
    if (cli->check && code != 0 && cli->error.kind != ERROR_NONE) {
        printf("MTACON UNKNOWN - %s\n", cli->error.text);
        return 3;
    }
    if (cli->error.kind != ERROR_NONE)
        fprintf(stderr, "mtacon: %s\n", cli->error.text);
    if (cli->error.kind == ERROR_USAGE)
        fprintf(stderr, "try: mtacon %s%s--help\n", command ? command->name : "",
                command ? " " : "");
    return code;
}

/* Whether a monitoring plugin is asked for: of 'status' wherever it stands, were it where a value
 * is missing; of a command that is misspelt, as an option. */
static bool is_check(int argc, char **argv, const struct cli_command *command, uint32_t given)
{
    bool found = !command && given & CLI_CHECK;
    for (int i = 1; i < argc && command && command->options & CLI_CHECK; i++)
        found = found || strcmp(argv[i], "--check") == 0;
    return found;
}

/* Checks the words behind the command, and that its options are its own. */
static bool take_arguments(struct cli *cli, const struct cli_command *command, char *const *words,
                           int count, uint32_t given)
{
    const char *stray = options_stray(given, command->options);
    if (count > command->most)
        return error_set(&cli->error, ERROR_USAGE, "'%s' does not take '%s'", command->name,
                         words[command->most]);
    if (stray)
        return error_set(&cli->error, ERROR_USAGE, "--%s is no option of '%s'", stray,
                         command->name);
    if (count < command->least)
        return error_set(&cli->error, ERROR_USAGE, "'%s' needs %s", command->name,
                         command->arguments);
    for (; cli->argument_count < count; cli->argument_count++)
        cli->arguments[cli->argument_count] = words[cli->argument_count];
    return true;
}

/* An option is wrong: for whom that is, the command says. */
static int refuse_options(struct cli *cli, const struct cli_command *command,
                          const struct options_given *given)
{
    if (given->unknown)
        options_refuse(&cli->error, given->unknown, command ? command->options : UINT32_MAX);
    return finish(cli, ERROR_USAGE, command);
}

int cli_main(int argc, char **argv)
{
    struct cli cli = {0};
    struct options_given given;
    int taken = 0;
    bool read = options_read(&cli, argc, argv, &given);
    char *const *words = argv + given.first;
    int count = argc - given.first;
    if (count && strcmp(words[0], "help") == 0) {
        cli.help = true;
        words++;
        count--;
    }
    const struct cli_command *command = help_find(words, count, &taken);
    cli.check = is_check(argc, argv, command, given.bits);
    if (!read)
        return refuse_options(&cli, command, &given);
    if (cli.version) {
        puts("mtacon " PACKAGE_VERSION);
        return 0;
    }
    if (cli.help && help_print(words, count))
        return 0;
    if (!command || cli.help) {
        help_refuse(&cli.error, words, count);
        return finish(&cli, ERROR_USAGE, NULL);
    }
    if (!take_arguments(&cli, command, words + taken, count - taken, given.bits))
        return finish(&cli, ERROR_USAGE, command);
    const struct cli as_given = cli;
    cli.given = &as_given;
    return finish(&cli, run(&cli, command), command);
}
