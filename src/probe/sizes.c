/* How many messages wait in each queue: cheap, every few seconds. */
#include "mtacon/probe/list.h"
#include "mtacon/store/node.h"

struct sizes {
    int64_t sizes[QUEUE_COUNT];
    int64_t log_at; /* passed on: what is read of the log is no news most of the time */
    bool said;
};

static bool sizes_possible(const struct probe_node *node)
{
    return node->queue_readable && node->driver->sizes;
}

static void sizes_command(const struct probe_node *node, const char *subject, struct buffer *out)
{
    (void)subject;
    node->driver->sizes(out);
}

static void sizes_row(void *value, const struct report_row *row)
{
    struct sizes *sizes = value;
    if (row->kind != REPORT_SIZE)
        return;
    sizes->sizes[row->queue] = row->number;
    sizes->said = true;
}

static enum probe_end sizes_done(struct probe_node *node, void *value, struct probe_answer *answer)
{
    struct sizes *sizes = value;
    (void)answer;
    sizes->log_at = node->log_at;
    return sizes->said ? PROBE_NEW : PROBE_BAD;
}

static bool sizes_save(struct probe_target *target, const void *value, struct error *error)
{
    const struct sizes *sizes = value;
    target->seen->log_at = sizes->log_at;
    return store_node_set_sizes(target->store, target->node, sizes->sizes, target->at, error);
}

const struct probe probe_sizes = {
    .name = "counting the queue",
    .every = offsetof(struct probe_pace, interval_ms),
    .deadline_ms = 30000,
    .round = PROBE_ROUND_ASKED,
    .size = sizeof(struct sizes),
    .possible = sizes_possible,
    .command = sizes_command,
    .row = sizes_row,
    .done = sizes_done,
    .save = sizes_save,
};
