/* The command line. */
#ifndef MTACON_CLI_CLI_H
#define MTACON_CLI_CLI_H

/* Parses and runs; returns the exit code. */
int cli_main(int argc, char **argv);

#endif
