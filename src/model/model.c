#include "mtacon/store/queue.h"
#include "mtacon/store/mute.h"
#include "mtacon/model/model.h"
#include "carried.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/lease.h"
#include "mtacon/store/office365.h"
#include "mtacon/store/revision.h"

struct builder {
    struct model *model;
    size_t sorted; /* domains[0..sorted-1] are in order of names: searched by halves */
};

static void add_code(struct model_failures *failures, int code, int64_t hour, int64_t day)
{
    size_t i = 0;
    while (i < failures->code_count && failures->codes[i].code != code)
        i++;
    if (i == failures->code_count) {
        failures->codes =
            memory_grow(failures->codes, failures->code_count, sizeof *failures->codes);
        failures->codes[failures->code_count++] = (struct model_code){.code = code};
    }
    failures->codes[i].last_hour += hour;
    failures->codes[i].last_day += day;
    if (code == SMTP_CODE_EXPIRED || code == SMTP_CODE_SUPPRESSED) {
        *(code == SMTP_CODE_EXPIRED ? &failures->expired : &failures->suppressed) += day;
        return;
    }
    failures->last_hour += hour;
    failures->last_day += day;
    if (smtp_code_class(code) == SMTP_CLASS_TEMPORARY)
        failures->temporary += day;
    else
        failures->permanent += day;
}

static struct model_node *node_by_id(struct model *model, int64_t id)
{
    for (size_t i = 0; i < model->node_count; i++)
        if (model->nodes[i].stored.id == id)
            return &model->nodes[i];
    return NULL;
}

static struct model_domain *domain_add(struct model *model, const char *name)
{
    model->domains = memory_grow(model->domains, model->domain_count, sizeof *model->domains);
    struct model_domain *domain = &model->domains[model->domain_count++];
    *domain = (struct model_domain){.own = {THRESHOLD_INHERITED, THRESHOLD_INHERITED}};
    snprintf(domain->name, sizeof domain->name, "%s", name);
    return domain;
}

static int compare_names(const void *left, const void *right)
{
    const struct model_domain *one = left, *other = right;
    return strcmp(one->name, other->name);
}

/* Finds a domain while rows come in order of names, else by halves; adds it when it is new. */
static struct model_domain *domain_of(struct builder *builder, const char *name)
{
    struct model *model = builder->model;
    struct model_domain *last =
        model->domain_count ? &model->domains[model->domain_count - 1] : NULL;
    if (last && strcmp(last->name, name) == 0)
        return last;
    struct model_domain *found = NULL;
    size_t low = 0, high = builder->sorted;
    while (low < high && !found) {
        size_t middle = (low + high) / 2;
        int order = strcmp(model->domains[middle].name, name);
        if (order == 0)
            found = &model->domains[middle];
        else if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return found ? found : domain_add(model, name);
}

static void sort_names(struct builder *builder)
{
    struct model *model = builder->model;
    if (model->domain_count)
        qsort(model->domains, model->domain_count, sizeof *model->domains, compare_names);
    builder->sorted = model->domain_count;
}

static void take_total(void *argument, const struct store_total *total)
{
    struct builder *builder = argument;
    struct model_domain *domain = domain_of(builder, total->domain);
    struct model_node *node = node_by_id(builder->model, total->node);
    add_code(&domain->failures, total->code, total->last_hour, total->last_day);
    add_code(&builder->model->failures, total->code, total->last_hour, total->last_day);
    if (!domain->configured)
        add_code(&builder->model->others, total->code, total->last_hour, total->last_day);
    if (node)
        add_code(&node->failures, total->code, total->last_hour, total->last_day);
}

static void take_minute(void *argument, const struct store_point *point)
{
    struct builder *builder = argument;
    struct model *model = builder->model;
    int64_t index = (point->time - window_last_hour(model->at)) / WINDOW_MINUTE;
    if (index < 0)
        return;
    /* A node whose clock is ahead: its newest minutes count with the current one. */
    if (index >= WINDOW_MINUTES)
        index = WINDOW_MINUTES - 1;
    struct model_node *node = node_by_id(model, point->node);
    struct model_domain *domain = domain_of(builder, point->domain);
    domain->failures.minutes[index] += point->count;
    model->failures.minutes[index] += point->count;
    if (!domain->configured)
        model->others.minutes[index] += point->count;
    if (node)
        node->failures.minutes[index] += point->count;
}

static int compare_codes(const void *left, const void *right)
{
    const struct model_code *one = left, *other = right;
    if (one->last_day != other->last_day)
        return one->last_day < other->last_day ? 1 : -1;
    return one->code - other->code;
}

static void sort_codes(struct model_failures *failures)
{
    if (failures->code_count)
        qsort(failures->codes, failures->code_count, sizeof *failures->codes, compare_codes);
}

static int compare_worst(const void *left, const void *right)
{
    const struct model_domain *one = left, *other = right;
    if (one->level != other->level &&
        (one->level >= THRESHOLD_NEAR || other->level >= THRESHOLD_NEAR))
        return one->level < other->level ? 1 : -1;
    if (one->failures.last_hour != other->failures.last_hour)
        return one->failures.last_hour < other->failures.last_hour ? 1 : -1;
    if (one->failures.last_day != other->failures.last_day)
        return one->failures.last_day < other->failures.last_day ? 1 : -1;
    return strcmp(one->name, other->name);
}

static bool load_nodes(struct store *store, struct model *model, struct error *error)
{
    struct store_node *nodes = NULL;
    size_t count = 0;
    bool done = store_node_list(store, &nodes, &count, error);
    model->nodes = memory_new(count, sizeof *model->nodes);
    model->node_count = count;
    for (size_t i = 0; i < count; i++) {
        struct model_node *node = &model->nodes[i];
        const struct queue_listing *queue = &nodes[i].queue;
        node->stored = nodes[i];
        for (int k = 0; k < QUEUE_CORRUPT; k++)
            node->queued += queue->sizes[k];
        model->queued += node->queued;
        model->expiring_6h += queue->expiring_6h;
        model->expiring_24h += queue->expiring_24h;
        if (queue->oldest && (!model->oldest || queue->oldest < model->oldest))
            model->oldest = queue->oldest;
        node->read =
            nodes[i].state == STORE_NODE_UP && model->at - nodes[i].last_contact <= MODEL_STALE;
        node->policy_read = node->read && model->at - nodes[i].policy_seen <= MODEL_POLICY_STALE;
        if (nodes[i].state == STORE_NODE_UP)
            model->up++;
        else
            model->down++;
    }
    free(nodes); /* the strings moved into the model */
    return done;
}

static bool load_configured(struct store *store, const struct model *before,
                            struct builder *builder, struct error *error)
{
    struct model *model = builder->model;
    bool done = revision_load_current(store, &model->policy, &model->revision, error);
    model->defaults = policy_effective(&model->policy, DOMAIN_NAME_DEFAULTS).thresholds;
    for (size_t i = 1; i < model->policy.count; i++) {
        struct model_domain *domain = domain_add(model, model->policy.domains[i].name);
        domain->configured = true;
        domain->own = model->policy.domains[i].thresholds;
    }
    sort_names(builder);
    carried_load(store, before, model);
    /* What was removed here, and is in force there. */
    for (size_t i = 0; i < model->carried_count; i++) {
        for (size_t k = 1; k < model->carried[i].policy.count; k++)
            domain_of(builder, model->carried[i].policy.domains[k].name);
        sort_names(builder);
    }
    return done;
}

static bool load_queue(struct store *store, struct builder *builder, struct error *error)
{
    struct queue_domain *domains = NULL;
    size_t count = 0;
    bool done = store_queue_domains(store, 0, &domains, &count, error);
    for (size_t i = 0; i < count; i++) {
        struct model_domain *domain = domain_of(builder, domains[i].name);
        domain->queued = domains[i].messages;
        domain->oldest = domains[i].oldest;
        domain->expiring_6h = domains[i].expiring_6h;
        domain->expiring_24h = domains[i].expiring_24h;
        domain->expires = domains[i].expires;
    }
    free(domains);
    return done;
}

static bool load_office365(struct store *store, struct builder *builder, struct error *error)
{
    struct office365_seen *seen = NULL;
    size_t count = 0;
    bool done = store_office365_load(store, &seen, &count, error);
    for (size_t i = 0; i < count; i++) {
        struct model_domain *domain = domain_of(builder, seen[i].domain);
        domain->office365_relayed = seen[i].relayed;
        domain->office365_reports = seen[i].reports;
    }
    free(seen);
    return done;
}

const char *model_node_drift(const struct model_node *node)
{
    return node->sync_text;
}

const char *model_office365_warning(const struct model *model, const struct model_domain *domain)
{
    const struct policy_domain policy = policy_effective(&model->policy, domain->name);
    if (domain->office365_reports)
        return "reports of Office 365 arrive: it fails unseen, monitoring is blind here (f)";
    if (policy.office365_reports == POLICY_NO || policy.office365 == POLICY_NO)
        return NULL;
    if (policy.office365 == POLICY_YES)
        return "Office 365 with its non-delivery reports on: failures may not be seen here (f)";
    return domain->office365_relayed ? "Office 365 takes its mail: are its reports off? (f)" : NULL;
}

static bool load_alerts(struct store *store, struct model *model, struct error *error)
{
    struct lease lease;
    lease_load(store, STORE_ALERT_LEASE, model->at, &lease);
    model->watched = *lease.holder && lease.rank == LEASE_WATCH;
    return store_alert_list(store, false, POLICY_DOMAINS_MAXIMUM, &model->alerts,
                            &model->alert_count, error) &&
           store_mute_list(store, model->at, &model->mutes, &model->mute_count, error) &&
           outbox_count(store, &model->outbox, error);
}

const struct store_mute *model_find_mute(const struct model *model, const char *domain)
{
    for (size_t i = 0; i < model->mute_count; i++)
        if (strcmp(model->mutes[i].domain, domain) == 0)
            return &model->mutes[i];
    return NULL;
}

enum model_alert_state model_alert_state(const struct model *model, const struct store_alert *alert)
{
    if (alert->closed_at)
        return alert->closed_as == ALERT_ENDED ? MODEL_ALERT_ENDED : MODEL_ALERT_RECOVERED;
    if (store_alert_is_acknowledged(alert, model->at))
        return MODEL_ALERT_ACKNOWLEDGED;
    return model_find_mute(model, alert->domain) ? MODEL_ALERT_MUTED : MODEL_ALERT_FIRING;
}

int model_alert_count(const struct model *model, const char *domain, enum model_alert_state state)
{
    int count = 0;
    for (size_t i = 0; i < model->alert_count; i++)
        count += (!domain || strcmp(model->alerts[i].domain, domain) == 0) &&
                 model_alert_state(model, &model->alerts[i]) == state;
    return count;
}

const char *model_alert_state_name(enum model_alert_state state)
{
    static const char *const names[] = {"firing", "acknowledged", "muted", "recovered", "ended"};
    return names[state];
}

static void set_levels(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        struct model_domain *domain = &model->domains[i];
        struct policy_domain policy = policy_effective(&model->policy, domain->name);
        domain->effective = policy.thresholds;
        /* A domain that the policy does not name is not touched on the nodes. */
        domain->mode = domain->configured ? (enum policy_mode)policy.mode : POLICY_MODE_DISABLED;
        domain->bounce =
            domain->configured ? (enum policy_bounce)policy.bounce : POLICY_BOUNCE_ENABLED;
        domain->until = domain->configured ? policy.until : 0;
        domain->reports = policy_reports(domain->mode, domain->bounce);
        domain->hourly = threshold_level(domain->failures.last_hour, domain->effective.hourly);
        domain->daily = threshold_level(domain->failures.last_day, domain->effective.daily);
        domain->level = threshold_worse(domain->hourly, domain->daily);
        sort_codes(&domain->failures);
    }
    for (size_t i = 0; i < model->node_count; i++)
        sort_codes(&model->nodes[i].failures);
    sort_codes(&model->failures);
    sort_codes(&model->others);
    if (model->domain_count)
        qsort(model->domains, model->domain_count, sizeof *model->domains, compare_worst);
}

static bool load(struct store *store, int64_t now, const struct model *before, struct model *model,
                 struct error *error)
{
    *model = (struct model){.at = now};
    struct builder builder = {.model = model};
    bool done = load_nodes(store, model, error) &&
                load_configured(store, before, &builder, error) &&
                store_failure_totals(store, now, take_total, &builder, error);
    sort_names(&builder);
    done = done && store_failure_minutes(store, now, take_minute, &builder, error);
    sort_names(&builder);
    done = done && load_queue(store, &builder, error) && load_office365(store, &builder, error) &&
           rollout_load(store, &model->rollout, error) &&
           rollout_node_list(store, &model->rollout_nodes, &model->rollout_node_count, error) &&
           load_alerts(store, model, error);
    set_levels(model);
    if (!done)
        model_clear(model);
    return done;
}

bool model_load(struct store *store, int64_t now, struct model *model, struct error *error)
{
    return load(store, now, NULL, model, error);
}

bool model_reload(struct store *store, int64_t now, struct model *model, struct error *error)
{
    struct model fresh;
    if (!load(store, now, model, &fresh, error))
        return false;
    model_clear(model);
    *model = fresh;
    return true;
}

void model_clear(struct model *model)
{
    carried_clear(model);
    for (size_t i = 0; i < model->node_count; i++) {
        struct store_node *one = memory_new(1, sizeof *one);
        *one = model->nodes[i].stored;
        store_node_list_free(one, 1);
        free(model->nodes[i].failures.codes);
    }
    for (size_t i = 0; i < model->domain_count; i++)
        free(model->domains[i].failures.codes);
    policy_clear(&model->policy);
    free(model->rollout_nodes);
    free(model->alerts);
    free(model->mutes);
    free(model->nodes);
    free(model->domains);
    free(model->failures.codes);
    free(model->others.codes);
    *model = (struct model){0};
}

const struct model_domain *model_find_domain(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->domain_count; i++)
        if (strcmp(model->domains[i].name, name) == 0)
            return &model->domains[i];
    return NULL;
}

bool model_domain_is_untold(const struct model_domain *domain)
{
    return !domain->configured && domain->level == THRESHOLD_REACHED;
}

const struct model_node *model_find_node(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->node_count; i++)
        if (strcmp(model->nodes[i].stored.name, name) == 0)
            return &model->nodes[i];
    return NULL;
}

int64_t model_newest_contact(const struct model *model)
{
    int64_t newest = 0;
    for (size_t i = 0; i < model->node_count; i++)
        if (model->nodes[i].stored.last_contact > newest)
            newest = model->nodes[i].stored.last_contact;
    return newest;
}

bool model_history_load(struct store *store, int64_t now, int64_t node, const char *domain,
                        struct model_history *history, struct error *error)
{
    enum { HOURS = WINDOW_TREND_POINTS + 23 };
    int64_t hours[HOURS];
    int64_t since = window_hour(now) - (HOURS - 1) * WINDOW_HOUR;
    if (!store_failure_hours(store, node, domain, since, hours, HOURS, error))
        return false;
    memcpy(history->hours, hours + HOURS - WINDOW_HOURS, sizeof history->hours);
    window_rolling_day(hours, history->rolling, WINDOW_TREND_POINTS);
    return true;
}
