/* What `ssh -G` prints, and the proxy command made of it. */
#include <stdint.h>
#include <stdlib.h>

#include "mtacon/base/memory.h"
#include "mtacon/ssh/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ssh_target target = {.name = "mta1", .destination = "mta1"};
    struct ssh_config config;
    struct error error;
    char *text = memory_substring((const char *)data, size);
    if (ssh_config_parse(text, &config, &error)) {
        free(ssh_config_known_name(&config));
        if (config.proxy_command)
            free(ssh_config_proxy_command(&config, &target, &error));
        ssh_config_clear(&config);
    }
    free(text);
    return 0;
}
