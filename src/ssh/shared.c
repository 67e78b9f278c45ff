#include "mtacon/ssh/shared.h"

#include <stdlib.h>

#include "mtacon/base/memory.h"

struct ssh_shared *ssh_shared_new(struct loop *loop, const char *config_file)
{
    struct ssh_shared *shared = memory_new(1, sizeof *shared);
    shared->secrets = ssh_secrets_new();
    shared->inquiries = inquiries_new(loop);
    shared->config_files = config_files_new(config_file);
    shared->known_hosts = known_hosts_files_new();
    return shared;
}

void ssh_shared_free(struct ssh_shared *shared)
{
    if (!shared)
        return;
    ssh_secrets_free(shared->secrets);
    inquiries_free(shared->inquiries);
    config_files_free(shared->config_files);
    known_hosts_files_free(shared->known_hosts);
    free(shared);
}
