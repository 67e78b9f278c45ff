/* What is known of a domain beside its failures: its queue, and Office 365 behind it. */
#include "model_private.h"
#include "mtacon/store/change.h"
#include "mtacon/store/office365.h"
#include "mtacon/store/queue.h"

static void set_queue(struct model_domain *domain, const struct queue_domain *queued)
{
    domain->listed = queued->messages > 0;
    domain->queued = queued->messages;
    domain->oldest = queued->oldest;
    domain->expiring_6h = queued->expiring_6h;
    domain->expiring_24h = queued->expiring_24h;
    domain->expires = queued->expires;
}

static void set_office365(struct model_domain *domain, const struct office365_seen *seen)
{
    domain->relayed = true;
    domain->office365_relayed = seen->relayed;
    domain->office365_reports = seen->reports;
}

static void forget_queue(struct model_domain *domain)
{
    static const struct queue_domain nothing = {.messages = 0};
    set_queue(domain, &nothing);
}

static void forget_office365(struct model_domain *domain)
{
    domain->relayed = false;
    domain->office365_relayed = domain->office365_reports = 0;
}

static void take_queue(void *argument, int64_t number, const struct queue_domain *queued)
{
    struct model_reading *reading = argument;
    struct model_domain *domain = domains_numbered(reading, number);
    if (!domain)
        return;
    set_queue(domain, queued);
    domains_touch(reading->model, domain);
}

static void take_office365(void *argument, const struct office365_seen *seen)
{
    struct model_reading *reading = argument;
    struct model_domain *domain = domains_get(reading->model, seen->domain);
    set_office365(domain, seen);
    domains_touch(reading->model, domain);
}

void waiting_read_one(struct model_reading *reading, int64_t number, int code)
{
    struct model_domain *domain = domains_numbered(reading, number);
    if (!domain)
        return;
    domains_touch(reading->model, domain);
    bool done;
    if (code == STORE_CHANGE_QUEUE) {
        forget_queue(domain);
        done = store_queue_of(reading->store, number, take_queue, reading, reading->error);
    } else {
        forget_office365(domain);
        done = store_office365_of(reading->store, number, take_office365, reading, reading->error);
    }
    reading->failed = reading->failed || !done;
}

bool waiting_read_all(struct model_reading *reading)
{
    struct model *model = reading->model;
    const int64_t every = 0;
    domains_touch_all(model);
    for (size_t i = 0; i < model->index->touched_count; i++) {
        forget_queue(model->index->touched[i]);
        forget_office365(model->index->touched[i]);
    }
    return store_queue_of(reading->store, every, take_queue, reading, reading->error) &&
           store_office365_of(reading->store, every, take_office365, reading, reading->error);
}
