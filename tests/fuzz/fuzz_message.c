/* A line of `postqueue -j`. What is accepted must be safe to show. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/mta/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_safe(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mta_message message;
    if (mta_message_parse((const char *)data, size, "acme.example", &message)) {
        must_be_safe(message.queue);
        must_be_safe(message.id);
        must_be_safe(message.sender);
        must_be_safe(message.recipient);
        must_be_safe(message.reason);
    }
    return 0;
}
