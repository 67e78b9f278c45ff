/* The settings file. */
#ifndef MTACON_CLI_SETTINGS_H
#define MTACON_CLI_SETTINGS_H

#include "command.h"

/* Reads it into what the command line did not give; no file is fine. False and cli->error when it
 * is wrong. */
bool settings_read(struct cli *cli);

/* Reads it again; what the command line gave stays. False and cli->error when it is wrong: then all
 * is as it was. */
bool settings_reload(struct cli *cli);

#endif
