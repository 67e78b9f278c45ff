/* The policy that a node carries, and what differs there from what was pushed. */
#include <stdio.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/core/queue.h"
#include "mtacon/probe/list.h"
#include "mtacon/store/node.h"

struct policy_read {
    struct policy_carried policy;
    bool said;
};

static bool policy_possible(const struct probe_node *node)
{
    return node->driver->policy_state != NULL;
}

static void policy_command(const struct probe_node *node, const char *subject, struct buffer *out)
{
    (void)subject;
    node->driver->policy_state(out, node->node_dir);
}

static void policy_row(void *value, const struct report_row *row)
{
    struct policy_read *read = value;
    report_take_policy(&read->policy, row);
    read->said = read->said || row->kind == REPORT_POLICY;
}

static enum probe_end policy_done(struct probe_node *node, void *value, struct probe_answer *answer)
{
    (void)node;
    (void)answer;
    return ((const struct policy_read *)value)->said ? PROBE_NEW : PROBE_NOTHING;
}

/* What the node says, and the one rule that it cannot know: mail is tried for 5 days. */
static void add_drift(struct buffer *drift, const struct probe_seen *seen)
{
    buffer_append_text(drift, seen->policy.drift);
    if (seen->lifetime && seen->lifetime != QUEUE_LIFETIME)
        buffer_printf(drift, "%squeue lifetime is %lld h, the rule is 5 days",
                      drift->length ? "; " : "", (long long)(seen->lifetime / 3600));
}

static bool policy_save(struct probe_target *target, const void *value, struct error *error)
{
    struct probe_seen *seen = target->seen;
    struct buffer drift = {0};
    seen->policy = ((const struct policy_read *)value)->policy;
    seen->policy_read = true;
    memory_replace(&seen->place, seen->policy.place);
    add_drift(&drift, seen);
    const struct store_node node = {.id = target->node,
                                    .place = seen->place,
                                    .enrolled = seen->policy.enrolled,
                                    .policy_hash = seen->policy.hash,
                                    .policy_author = seen->policy.author,
                                    .policy_number = seen->policy.number,
                                    .policy_at = seen->policy.at,
                                    .policy_seen = target->at,
                                    .cannot = seen->policy.cannot,
                                    .drift = drift.data ? drift.data : (char[]){""}};
    bool done = store_node_set_policy(target->store, &node, error);
    buffer_clear(&drift);
    return done;
}

const struct probe probe_policy = {
    .name = "reading the policy",
    .every = offsetof(struct probe_pace, policy_ms),
    .deadline_ms = 30000,
    .size = sizeof(struct policy_read),
    .possible = policy_possible,
    .command = policy_command,
    .row = policy_row,
    .done = policy_done,
    .save = policy_save,
};
