#include "saving.h"

#include <stdio.h>

#include "helpers.h"

/* Returns the exit code. */
static int save(struct cli *cli, const struct policy_change *change)
{
    struct act act = run_act(cli, NULL);
    struct policy_revision saved;
    policy_warnings(&change->after, change->name, print_warning, NULL);
    if (policy_change_save(&act, change, cli->reason ? cli->reason : "", run_now(), &saved,
                           &cli->error) != REVISION_SAVED)
        return (int)cli->error.kind;
    printf("saved as revision %lld%s\n", (long long)saved.number,
           cli->push ? "" : "; in force after: mtacon push");
    return 0;
}

int saving_run(struct cli *cli, const struct policy_change *change)
{
    int code = 0;
    if (!policy_change_difference(change, print_line, NULL))
        puts("nothing to change");
    else if (cli->dry_run)
        puts("nothing was saved (--dry-run)");
    else
        code = save(cli, change);
    return code || !cli->push ? code : pushing_run(cli, false);
}
