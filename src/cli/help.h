/* Help, made from the list of commands. */
#ifndef MTACON_CLI_HELP_H
#define MTACON_CLI_HELP_H

#include "command.h"

/* The command that the words begin with, and how many of them name it; NULL: none. */
const struct cli_command *help_find(char *const *words, int count, int *taken);

/* Prints help of the command, or of all that begin with its first word ("nodes"); without words, an
 * overview. False when there is none of that name. */
bool help_print(char *const *words, int count);

/* Says that the words name no command, and which may be meant. */
void help_refuse(struct error *error, char *const *words, int count);

#endif
