/* Queued messages of a domain, or of all domains, when the operator asks. */
#include "details.h"
#include "mtacon/base/memory.h"
#include "mtacon/probe/list.h"

static bool messages_possible(const struct probe_node *node)
{
    return node->driver->messages != NULL;
}

static void messages_command(const struct probe_node *node, const char *subject, struct buffer *out)
{
    node->driver->messages(out, subject, DETAILS_LIMIT);
}

static void messages_line(void *value, const char *subject, char *line, size_t length)
{
    struct probe_details *details = value;
    struct mta_message message;
    if (details->count >= DETAILS_LIMIT || !mta_message_parse(line, length, subject, &message))
        return;
    details->messages = memory_grow(details->messages, details->count, sizeof message);
    details->messages[details->count++] = message;
}

const struct probe probe_messages = {
    .name = "listing messages",
    .every = PROBE_ON_DEMAND,
    .deadline_ms = 60000,
    .size = sizeof(struct probe_details),
    .possible = messages_possible,
    .command = messages_command,
    .line = messages_line,
    .done = details_done,
    .clear = details_clear,
};
