/* Domains that a command names: whether it is the one that is meant. */
#ifndef MTACON_CLI_DOMAIN_H
#define MTACON_CLI_DOMAIN_H

#include "command.h"
#include "mtacon/act/policy_change.h"

/* Whether the domain of a change is what the operator means. One that is neither configured nor was
 * ever seen may be misspelt: on a terminal it is asked about, and the change is of the name that is
 * meant; in a script it is refused without --new. False and cli->error when it is refused. */
bool domain_settle(struct cli *cli, const struct act *act, struct policy_change *change);

/* The same of a command's first argument where no policy is changed: it is then the name that is
 * meant. Left as it is where it is no domain: whoever takes it says what it may be. `name` is where
 * the argument lies afterwards. `may_be_new`: the command takes --new. */
bool domain_settle_argument(struct cli *cli, char name[DOMAIN_NAME_SIZE], bool may_be_new);

/* Says on standard error that a domain that nobody knows is near to one that is known. */
void domain_hint(const struct act *act, const struct policy_change *change);

#endif
