/* What the commands that change policy share. */
#ifndef MTACON_CLI_POLICY_PRIVATE_H
#define MTACON_CLI_POLICY_PRIVATE_H

#include "mtacon/cli/cli.h"
#include "mtacon/store/revision.h"

/* The current policy, to be changed; what was before stays in `before`. */
struct cli_change {
    struct policy before, policy;
    struct policy_revision head;
    char name[DOMAIN_NAME_SIZE]; /* the domain that the first argument names */
};

/* Loads it and the domain of the first argument (if there is one); false and cli->error. The
 * caller ends it with cli_change_clear in any case. */
bool cli_change_begin(struct cli *cli, struct cli_change *change);
void cli_change_clear(struct cli_change *change);

/* Saves what changed as a revision and tells so; with --dry-run only shows it, with --push pushes.
 * Returns the exit code. */
int cli_change_save(struct cli *cli, struct cli_change *change);

/* The domain, to be changed; NULL and cli->error when the policy is full. */
struct policy_domain *cli_change_domain(struct cli *cli, struct cli_change *change);

#endif
