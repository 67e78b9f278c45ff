/* The list of all commands, one line each; each is in a file of its own, or of its family. */
#include "command.h"

#define COMMANDS(_)                                                                                \
    _(console)                                                                                     \
    _(status)                                                                                      \
    _(watch)                                                                                       \
    _(nodes_add)                                                                                   \
    _(nodes_change)                                                                                \
    _(nodes_list)                                                                                  \
    _(nodes_remove)                                                                                \
    _(nodes_test)                                                                                  \
    _(nodes_trust)                                                                                 \
    _(nodes_enrol)                                                                                 \
    _(nodes_unenrol)                                                                               \
    _(nodes_drift)                                                                                 \
    _(domains_add)                                                                                 \
    _(domains_list)                                                                                \
    _(domains_remove)                                                                              \
    _(mode)                                                                                        \
    _(bounce)                                                                                      \
    _(organisation)                                                                                \
    _(withheld)                                                                                    \
    _(threshold)                                                                                   \
    _(subscribers)                                                                                 \
    _(push)                                                                                        \
    _(adopt)                                                                                       \
    _(history)                                                                                     \
    _(diff)                                                                                        \
    _(revert)                                                                                      \
    _(alerts)                                                                                      \
    _(alerts_ack)                                                                                  \
    _(alerts_mute)                                                                                 \
    _(alerts_unmute)                                                                               \
    _(alerts_test)                                                                                 \
    _(outbox)

#define DECLARE(name) extern const struct cli_command command_##name;
#define LIST(name)    &command_##name,

COMMANDS(DECLARE)

#define COUNT(name) +1
_Static_assert(0 COMMANDS(COUNT) <= CLI_COMMANDS_MAXIMUM, "a list of their names has room");

const struct cli_command *const cli_commands[] = {COMMANDS(LIST) NULL};
