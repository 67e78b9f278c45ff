#include "mtacon/probe/probe.h"

#include <stdlib.h>

void probe_pace_fill(struct probe_pace *pace)
{
    static const struct probe_pace usual = {
        .interval_ms = 5000, .listing_ms = 20000, .policy_ms = 60000, .office365_ms = 600000};
    if (!pace->interval_ms)
        pace->interval_ms = usual.interval_ms;
    if (!pace->listing_ms)
        pace->listing_ms = usual.listing_ms;
    if (!pace->policy_ms)
        pace->policy_ms = usual.policy_ms;
    if (!pace->office365_ms)
        pace->office365_ms = usual.office365_ms;
}

void probe_node_clear(struct probe_node *node)
{
    free(node->log);
    free(node->note);
    *node = (struct probe_node){0};
}
