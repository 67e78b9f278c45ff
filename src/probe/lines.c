/* The newest failing lines of a domain in the log, or of all domains, when the operator asks. */
#include "details.h"
#include "mtacon/base/memory.h"
#include "mtacon/probe/list.h"

static bool lines_possible(const struct probe_node *node)
{
    return node->log && node->driver->lines;
}

static void lines_command(const struct probe_node *node, const char *subject, struct buffer *out)
{
    node->driver->lines(out, node->log, subject, DETAILS_LIMIT);
}

static void lines_line(void *value, const char *subject, char *line, size_t length)
{
    struct probe_details *details = value;
    (void)subject;
    if (details->count >= DETAILS_LIMIT)
        return;
    details->lines = memory_grow(details->lines, details->count, sizeof *details->lines);
    mta_line_parse(line, length, &details->lines[details->count++]);
}

const struct probe probe_lines = {
    .name = "reading log lines",
    .every = PROBE_ON_DEMAND,
    .deadline_ms = 60000,
    .size = sizeof(struct probe_details),
    .possible = lines_possible,
    .command = lines_command,
    .line = lines_line,
    .done = details_done,
    .clear = details_clear,
};
