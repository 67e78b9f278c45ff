/* Help, made from the list of commands. */
#ifndef MTACON_CLI_HELP_H
#define MTACON_CLI_HELP_H

#include "command.h"

/* The command that the words begin with, and how many of them name it; NULL: none. */
const struct cli_command *help_find(char *const *words, int count, int *taken);

/* Prints help of a command; NULL: of all of them. */
void help_print(const struct cli_command *command);

/* Prints the commands that begin with `word` ("nodes"); false when there are none. */
bool help_print_family(const char *word);

/* Says that the words name no command, and which may be meant. */
void help_refuse(struct error *error, char *const *words, int count);

#endif
