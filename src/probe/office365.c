/* What the newest part of the log says of Office 365 behind the domains. */
#include <stdio.h>
#include <stdlib.h>

#include "mtacon/base/memory.h"
#include "mtacon/probe/list.h"
#include "mtacon/store/office365.h"

enum { DOMAINS_LIMIT = 1000 };

struct office365_read {
    struct office365_seen *seen;
    size_t count;
};

static bool office365_possible(const struct probe_node *node)
{
    return node->log && node->driver->office365;
}

static void office365_command(const struct probe_node *node, const char *subject,
                              struct buffer *out)
{
    (void)subject;
    node->driver->office365(out, node->log);
}

static void office365_row(void *value, const struct report_row *row)
{
    struct office365_read *read = value;
    if (row->kind != REPORT_OFFICE365 || read->count >= DOMAINS_LIMIT)
        return;
    read->seen = memory_grow(read->seen, read->count, sizeof *read->seen);
    struct office365_seen *seen = &read->seen[read->count++];
    *seen = (struct office365_seen){
        .relayed = row->number, .reports = row->number2, .at = row->number3};
    snprintf(seen->domain, sizeof seen->domain, "%s", row->domain);
}

static enum probe_end office365_done(struct probe_node *node, void *value,
                                     struct probe_answer *answer)
{
    (void)node;
    (void)value;
    return answer->status == 0 ? PROBE_NEW : PROBE_NOTHING;
}

static void office365_clear(void *value)
{
    free(((struct office365_read *)value)->seen);
}

static bool office365_save(struct probe_target *target, const void *value, struct error *error)
{
    const struct office365_read *read = value;
    return store_office365_set(target->store, target->node, read->seen, read->count, error);
}

const struct probe probe_office365 = {
    .name = "looking for Office 365",
    .every = offsetof(struct probe_pace, office365_ms),
    .deadline_ms = 60000,
    .size = sizeof(struct office365_read),
    .possible = office365_possible,
    .command = office365_command,
    .row = office365_row,
    .done = office365_done,
    .clear = office365_clear,
    .save = office365_save,
};
