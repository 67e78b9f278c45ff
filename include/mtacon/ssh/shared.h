/* What all sessions of a loop share. */
#ifndef MTACON_SSH_SHARED_H
#define MTACON_SSH_SHARED_H

#include "mtacon/base/loop.h"
#include "mtacon/ssh/config_files.h"
#include "mtacon/ssh/inquiry.h"
#include "mtacon/ssh/known_hosts_files.h"
#include "mtacon/ssh/secrets.h"

struct ssh_shared {
    struct ssh_secrets *secrets;
    struct inquiries *inquiries;
    struct config_files *config_files;
    struct known_hosts_files *known_hosts;
};

/* `config_file`: for `ssh -F`, or NULL. */
struct ssh_shared *ssh_shared_new(struct loop *loop, const char *config_file);

/* All sessions must be freed before. NULL is allowed. */
void ssh_shared_free(struct ssh_shared *shared);

#endif
