/* Options: what each is called, and where its value goes. */
#ifndef MTACON_CLI_OPTIONS_H
#define MTACON_CLI_OPTIONS_H

#include "command.h"

struct options_given {
    uint32_t bits;       /* of those that not all commands take */
    int first;           /* index of the first other word: all of them are behind the options */
    const char *unknown; /* what was wrong first, if it is no option at all; else NULL */
};

/* Reads the options of argv into `cli`, wherever they stand. False and cli->error when one is
 * wrong: those behind it are not in `cli` then, but in `given`. */
bool options_read(struct cli *cli, int argc, char **argv, struct options_given *given);

/* Says that what is typed is no option, and which of `allowed` or of all commands may be meant. */
void options_refuse(struct error *error, const char *typed, uint32_t allowed);

/* The name of an option that was given and that is none of `allowed`; NULL: there is none. */
const char *options_stray(uint32_t given, uint32_t allowed);

/* Prints those of `bits`, and (`general`) those that all commands take. */
void options_print(uint32_t bits, bool general);

/* Prints what the options of `bits` are called (0: those that all commands take), behind `indent`,
 * in as many lines as a narrow terminal needs. */
void options_print_names(const char *indent, uint32_t bits);

#endif
