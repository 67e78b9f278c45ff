/* A known_hosts file, the name that is looked up in it (the first line), and a key that a server
 * shows. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/ssh/known_hosts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const methods[] = {"ssh-ed25519", "rsa-sha2-512", "ssh-rsa"};
    struct known_hosts hosts = {0};
    const struct known_host *entry = NULL;
    char *text = memory_substring((const char *)data, size);
    char *name = memory_substring(text, strcspn(text, "\n"));
    known_hosts_search(&hosts, "/known_hosts", text, name);
    free(name);
    known_hosts_check(&hosts, data, size, &entry);
    free(known_hosts_methods(&hosts, methods, 3));
    free(known_hosts_key_type(data, size));
    known_hosts_clear(&hosts);
    free(text);
    return 0;
}
