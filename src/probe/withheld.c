/* Recipients that senders were not told of, when the operator asks. The subject is 'SECONDS
 * DOMAIN': of how long, and of which domain ("": all). */
#include <stdlib.h>
#include <string.h>

#include "details.h"
#include "mtacon/base/memory.h"
#include "mtacon/probe/list.h"

static bool withheld_possible(const struct probe_node *node)
{
    return node->log && node->driver->withheld;
}

static void withheld_command(const struct probe_node *node, const char *subject, struct buffer *out)
{
    char *domain = NULL;
    long long seconds = strtoll(subject, &domain, 10);
    domain += *domain == ' ';
    node->driver->withheld(out, node->log, domain, node->now - seconds, PROBE_WITHHELD_LIMIT);
}

static void withheld_line(void *value, const char *subject, char *line, size_t length)
{
    struct probe_details *details = value;
    struct mta_withheld withheld;
    (void)subject;
    if (details->count >= PROBE_WITHHELD_LIMIT || !mta_withheld_parse(line, length, &withheld))
        return;
    details->withheld = memory_grow(details->withheld, details->count, sizeof *details->withheld);
    details->withheld[details->count++] = withheld;
}

const struct probe probe_withheld = {
    .name = "listing withheld reports",
    .every = PROBE_ON_DEMAND,
    .deadline_ms = 120000,
    .size = sizeof(struct probe_details),
    .possible = withheld_possible,
    .command = withheld_command,
    .line = withheld_line,
    .done = details_done,
    .clear = details_clear,
};
