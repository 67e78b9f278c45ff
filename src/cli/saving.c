#include "saving.h"

#include <stdio.h>
#include <stdlib.h>

#include "helpers.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"

/* Why it is changed, malloc'ed; NULL and cli->error when that is needed and nobody says it. */
static char *find_reason(struct cli *cli, const struct policy_change *change)
{
    const char *given = cli->reason ? cli->reason : "";
    char *typed = NULL;
    if (*given || !policy_change_needs_reason(change))
        return memory_string(given);
    if (prompt_is_attended())
        typed = prompt_line("Reason, such as an incident number", true);
    if (typed && *typed)
        return typed;
    free(typed);
    error_set(&cli->error, ERROR_USAGE,
              "%s: a change of the mode needs a reason: give --reason, such as an incident number",
              change->name);
    return NULL;
}

/* Returns the exit code. */
static int save(struct cli *cli, const struct policy_change *change)
{
    struct act act = run_act(cli, NULL);
    struct policy_revision saved;
    char *reason = find_reason(cli, change);
    if (!reason)
        return (int)cli->error.kind;
    policy_warnings(&change->after, change->name, print_warning, NULL);
    bool done =
        policy_change_save(&act, change, reason, run_now(), &saved, &cli->error) == REVISION_SAVED;
    free(reason);
    if (!done)
        return (int)cli->error.kind;
    printf("saved as revision %lld%s\n", (long long)saved.number,
           cli->push ? ""
           : policy_differs_on_nodes(&change->before, &change->after)
               ? "; in force after: mtacon push"
               : "; holds at once");
    return 0;
}

static int preview(struct cli *cli, const struct policy_change *change)
{
    int code = pushing_preview(cli, &change->after);
    if (code == 0)
        puts("nothing was saved (--dry-run)");
    return code;
}

int saving_run(struct cli *cli, const struct policy_change *change)
{
    int code = 0;
    if (!policy_change_difference(change, print_line, NULL))
        puts("nothing to change");
    else if (cli->dry_run)
        return preview(cli, change);
    else
        code = save(cli, change);
    return code || !cli->push ? code : pushing_run(cli, false);
}
