/* The framing of answers, fed in pieces of varying size. */
#include <stdint.h>
#include <stdlib.h>

#include "mtacon/node/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t lines, ends;

static void take_line(void *argument, char *line, size_t length)
{
    (void)argument;
    if (line[length] != '\0')
        abort();
    lines++;
}

static void take_end(void *argument, int status)
{
    (void)argument;
    (void)status;
    ends++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct reply_listener listener = {take_line, take_end};
    struct reply reply;
    size_t step = size ? data[0] % 64 + 1u : 1;
    reply_init(&reply);
    for (size_t i = 0; i < sizeof reply.mark - 1; i++)
        reply.mark[i] = 'a';
    for (size_t at = 0; at < size; at += step) {
        if (!reply.open)
            reply_begin(&reply);
        if (!reply_feed(&reply, (const char *)data + at, size - at < step ? size - at : step,
                        &listener, NULL))
            break;
    }
    reply_clear(&reply);
    return 0;
}
