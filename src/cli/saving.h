/* What the commands that change policy share. */
#ifndef MTACON_CLI_SAVING_H
#define MTACON_CLI_SAVING_H

#include "command.h"
#include "mtacon/act/policy_change.h"

/* Shows what would differ, and saves it as a revision; with --dry-run only shows it, with --push
 * also pushes. Returns the exit code. */
int saving_run(struct cli *cli, const struct policy_change *change);

#endif
