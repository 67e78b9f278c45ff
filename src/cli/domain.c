#include "domain.h"

#include <stdio.h>
#include <stdlib.h>

#include "helpers.h"
#include "mtacon/act/check.h"
#include "mtacon/base/memory.h"

static bool refuse(struct cli *cli, const char *name, const char *meant, bool may_be_new)
{
    const char *asks = *meant ? ": did you mean " : "", *end = *meant ? "?" : "";
    return error_set(&cli->error, ERROR_USAGE, "%s was never seen and is not configured%s%s%s%s",
                     name, asks, meant, end,
                     !may_be_new ? ""
                     : *meant    ? " If it is new, say --new"
                                 : "; if it is new, say --new");
}

static bool ask(const char *name, const char *meant)
{
    char *question =
        *meant ? memory_printf("%s was never seen and is not configured: did you mean %s?", name,
                               meant)
               : memory_printf("%s was never seen and is not configured: is it new?", name);
    bool yes = prompt_yes(question);
    free(question);
    return yes;
}

static bool settle(struct cli *cli, const struct act *act, struct policy_change *change,
                   bool may_be_new)
{
    char meant[DOMAIN_NAME_SIZE];
    if (cli->is_new || !policy_change_is_strange(act, change, meant))
        return true;
    if (!prompt_is_attended() || !ask(change->name, meant))
        return refuse(cli, change->name, meant, may_be_new);
    if (!*meant)
        return true;
    policy_change_clear(change);
    return policy_change_begin(act, meant, change, &cli->error);
}

bool domain_settle(struct cli *cli, const struct act *act, struct policy_change *change)
{
    return settle(cli, act, change, true);
}

bool domain_settle_argument(struct cli *cli, char name[DOMAIN_NAME_SIZE], bool may_be_new)
{
    struct act act = run_act(cli, NULL);
    struct policy_change change;
    if (check_domain(cli->arguments[0], name))
        return true;
    bool done = policy_change_begin(&act, name, &change, &cli->error) &&
                settle(cli, &act, &change, may_be_new);
    snprintf(name, DOMAIN_NAME_SIZE, "%s", change.name);
    cli->arguments[0] = name;
    policy_change_clear(&change);
    return done;
}

void domain_hint(const struct act *act, const struct policy_change *change)
{
    char meant[DOMAIN_NAME_SIZE];
    if (policy_change_is_strange(act, change, meant) && *meant)
        fprintf(stderr, "mtacon: note: %s was never seen: did you mean %s?\n", change->name, meant);
}
