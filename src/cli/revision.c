/* history, diff, revert. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers.h"
#include "mtacon/act/reversion.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/text.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/revision.h"

static int history(struct cli *cli)
{
    struct policy_revision *revisions = NULL;
    size_t count = 0;
    char when[32];
    if (!revision_list(cli->store, 1000, &revisions, &count, &cli->error)) {
        free(revisions);
        return (int)cli->error.kind;
    }
    json_t *list = json_array();
    if (!cli->json && count == 0)
        puts("nothing was saved yet");
    for (size_t i = 0; i < count; i++) {
        const struct policy_revision *revision = &revisions[i];
        clock_rfc3339(when, sizeof when, revision->at);
        json_array_append_new(list,
                              json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "number",
                                        (json_int_t)revision->number, "hash", revision->hash,
                                        "parent", revision->parent, "author", revision->author,
                                        "at", when, "reason", revision->reason));
        if (!cli->json)
            printf("%5lld  %.12s  %s  %-24s %s\n", (long long)revision->number, revision->hash,
                   when, revision->author, revision->reason);
    }
    if (cli->json)
        print_json(list);
    else
        json_decref(list);
    free(revisions);
    return 0;
}

const struct cli_command command_history = {
    .name = "history",
    .arguments = "",
    .summary = "all revisions, newest first",
    .example = "mtacon history",
    .group = CLI_ROLLOUT,
    .run = history,
};

/* What an argument names: by number, or (number 0) by the whole hash. */
static bool read_name(struct cli *cli, const char *name, int64_t *number)
{
    *number = 0;
    return strlen(name) == SHA256_HEX_SIZE - 1 || text_number(name, 1, INT32_MAX, number) ||
           error_set(&cli->error, ERROR_USAGE,
                     "'%s' is no revision: give a number of 'mtacon history'", name);
}

static bool load_named(struct cli *cli, const char *name, struct policy *policy,
                       struct policy_revision *revision)
{
    int64_t number;
    policy_init(policy);
    if (!read_name(cli, name, &number))
        return false;
    policy_clear(policy);
    return revision_load(cli->store, number, number ? NULL : name, policy, revision, &cli->error);
}

/* One argument: what it changed. None: what the current one changed. */
static int diff(struct cli *cli)
{
    struct policy from = {0}, to = {0};
    struct policy_revision one, other;
    bool done;
    if (cli->argument_count == 2) {
        done = load_named(cli, cli->arguments[0], &from, &one) &&
               load_named(cli, cli->arguments[1], &to, &other);
    } else {
        done = cli->argument_count ? load_named(cli, cli->arguments[0], &to, &other)
                                   : revision_load_current(cli->store, &to, &other, &cli->error);
        if (done && revision_known(cli->store, other.parent))
            done = revision_load(cli->store, 0, other.parent, &from, &one, &cli->error);
        else if (done)
            policy_init(&from);
    }
    if (done && policy_diff(&from, &to, print_line, NULL) == 0)
        puts("no difference");
    policy_clear(&from);
    policy_clear(&to);
    return done ? 0 : (int)cli->error.kind;
}

const struct cli_command command_diff = {
    .name = "diff",
    .arguments = "[REV [REV]]",
    .summary = "what a revision changed, or what differs between two",
    .example = "mtacon diff 41 42",
    .group = CLI_ROLLOUT,
    .most = 2,
    .run = diff,
};

static struct action *make_reversion(const struct act *act, int64_t node, const struct cli *cli)
{
    int64_t number = 0;
    (void)node;
    text_number(cli->arguments[0], 1, INT32_MAX, &number);
    return (cli->only ? reversion_new_only
                      : reversion_new)(act, number, number ? NULL : cli->arguments[0], run_now());
}

static int revert(struct cli *cli)
{
    int64_t number;
    if (!read_name(cli, cli->arguments[0], &number))
        return (int)cli->error.kind;
    /* What is only saved is taken back as easily: nobody is asked. */
    int code =
        run_action(cli, &(struct run_action){.make = make_reversion, .asks = RUN_ASKS_NOBODY});
    return code || !cli->push ? code : pushing_run(cli, false);
}

const struct cli_command command_revert = {
    .name = "revert",
    .arguments = "REV",
    .summary = "go back to an old revision, or undo one alone",
    .example = "mtacon revert 41 --reason \"INC-20931 is over\" --push",
    .group = CLI_ROLLOUT,
    .options = CLI_CHANGE | CLI_ONLY,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = revert,
};
