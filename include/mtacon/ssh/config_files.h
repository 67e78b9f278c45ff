/* The files that `ssh -G` reads, and what follows from them: how long its answer for a name holds,
 * and which other names it holds for. ssh alone resolves a name; here only those lines are read
 * that decide this, and whatever is not understood in full is neither kept nor shared. */
#ifndef MTACON_SSH_CONFIG_FILES_H
#define MTACON_SSH_CONFIG_FILES_H

#include <stdbool.h>

#include "mtacon/ssh/config.h"

struct config_files;

/* `file`: for `ssh -F`, or NULL: the user's and the system's. */
struct config_files *config_files_new(const char *file);
void config_files_free(struct config_files *files);

/* Reads them again if one has changed. Returns the version of their state, valid until the next
 * call; NULL when an answer must not be kept: it depends on more than these files and the name
 * (Match exec, CanonicalizeHostname ...), or they could not be read in full. */
const char *config_files_version(struct config_files *files);

/* Whether they are still of that version: looks at them, as config_files_version does. */
bool config_files_still(struct config_files *files, const char *version);

/* Equal for targets for which ssh answers the same but for the host's name: those that the same
 * Host lines match, where no other line depends on the name. Of the state of the last
 * config_files_version. The caller frees it. */
char *config_files_key(const struct config_files *files, const struct ssh_target *target);

/* Puts the host's name of `target` into an answer that was given for one of its key. False when
 * what ssh said for that other one is not what these files seem to say: ssh is to be asked for
 * this one alone. */
bool config_files_rename(const struct config_files *files, const struct ssh_target *target,
                         struct ssh_config *config);

#endif
