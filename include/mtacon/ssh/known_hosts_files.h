/* known_hosts files as they are on disk, read again only when one has changed. */
#ifndef MTACON_SSH_KNOWN_HOSTS_FILES_H
#define MTACON_SSH_KNOWN_HOSTS_FILES_H

#include "mtacon/ssh/known_hosts.h"

struct known_hosts_files;

struct known_hosts_files *known_hosts_files_new(void);
void known_hosts_files_free(struct known_hosts_files *files);

/* Adds what the file `path` says of `name`: see known_hosts_search. One that is not there, or not
 * readable, says nothing. */
void known_hosts_files_search(struct known_hosts_files *files, const char *path, const char *name,
                              struct known_hosts *hosts);

#endif
