/* The whole queue, summed up on the node: ages, what expires soon, by domain, by reason. */
#include <stdio.h>

#include "mtacon/base/memory.h"
#include "mtacon/probe/list.h"
#include "mtacon/store/node.h"

enum { MESSAGES_LIMIT = 500000, TOP_LIMIT = 1000 };

static bool listing_possible(const struct probe_node *node)
{
    return node->driver->listing != NULL;
}

static void listing_command(const struct probe_node *node, const char *subject, struct buffer *out)
{
    (void)subject;
    node->driver->listing(out, MESSAGES_LIMIT);
}

static void take_domain(struct queue_listing *listing, const struct report_row *row)
{
    listing->domains =
        memory_grow(listing->domains, listing->domain_count, sizeof *listing->domains);
    struct queue_domain *domain = &listing->domains[listing->domain_count++];
    *domain = (struct queue_domain){.messages = row->number,
                                    .oldest = row->number2,
                                    .expiring_6h = row->number3,
                                    .expiring_24h = row->number4,
                                    .expires = row->number5};
    snprintf(domain->name, sizeof domain->name, "%s", row->domain);
}

static void take_reason(struct queue_listing *listing, const struct report_row *row)
{
    listing->reasons =
        memory_grow(listing->reasons, listing->reason_count, sizeof *listing->reasons);
    struct queue_reason *reason = &listing->reasons[listing->reason_count++];
    *reason = (struct queue_reason){.messages = row->number};
    snprintf(reason->domain, sizeof reason->domain, "%s", row->domain);
    snprintf(reason->text, sizeof reason->text, "%.*s", (int)sizeof reason->text - 1, row->text);
}

static void listing_row(void *value, const struct report_row *row)
{
    struct probe_listing *read = value;
    struct queue_listing *listing = &read->listing;
    if (row->kind == REPORT_SIZE) {
        listing->sizes[row->queue] = row->number;
    } else if (row->kind == REPORT_OLDEST) {
        listing->oldest = row->number;
    } else if (row->kind == REPORT_EXPIRING) {
        listing->expiring_6h = row->number;
        listing->expiring_24h = row->number2;
    } else if (row->kind == REPORT_AGE) {
        listing->ages[row->number] = row->number2;
    } else if (row->kind == REPORT_LISTED) {
        listing->listed = row->number;
        read->listed = true;
    } else if (row->kind == REPORT_TRUNCATED) {
        listing->truncated = true;
    } else if (row->kind == REPORT_DOMAIN && listing->domain_count < TOP_LIMIT) {
        take_domain(listing, row);
    } else if (row->kind == REPORT_REASON && listing->reason_count < TOP_LIMIT) {
        take_reason(listing, row);
    }
}

static enum probe_end listing_done(struct probe_node *node, void *value,
                                   struct probe_answer *answer)
{
    struct probe_listing *read = value;
    (void)answer;
    read->with_sizes = !node->queue_readable;
    return read->listed ? PROBE_NEW : PROBE_BAD;
}

static void listing_clear(void *value)
{
    queue_listing_clear(&((struct probe_listing *)value)->listing);
}

static bool listing_save(struct probe_target *target, const void *value, struct error *error)
{
    const struct probe_listing *read = value;
    return store_node_set_listing(target->store, target->node, &read->listing, read->with_sizes,
                                  target->at, error);
}

const struct probe probe_listing = {
    .name = "listing the queue",
    .every = offsetof(struct probe_pace, listing_ms),
    .deadline_ms = 180000,
    .round = PROBE_ROUND_ASKED,
    .size = sizeof(struct probe_listing),
    .possible = listing_possible,
    .command = listing_command,
    .row = listing_row,
    .done = listing_done,
    .clear = listing_clear,
    .save = listing_save,
};
