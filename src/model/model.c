#include "carried.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/mta/driver.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/lease.h"
#include "mtacon/store/revision.h"

/* ---- policy ---- */

static void name_one(struct model *model, const struct policy_domain *own)
{
    domains_configure(model, domains_get(model, own->name), own);
}

static void forget_one(struct model *model, const char *name)
{
    struct model_domain *domain = domains_find(model, name);
    if (domain)
        domains_configure(model, domain, NULL);
}

/* What differs from the former one, both in order of their names. */
static void name_configured(struct model *model, const struct policy *former)
{
    const struct policy *now = &model->policy;
    size_t left = 1, right = 1;
    while (left < former->count || right < now->count) {
        int order = left >= former->count ? 1
                    : right >= now->count
                        ? -1
                        : strcmp(former->domains[left].name, now->domains[right].name);
        if (order < 0)
            forget_one(model, former->domains[left].name);
        else if (order > 0 || policy_domain_differs(&former->domains[left], &now->domains[right]))
            name_one(model, &now->domains[right]);
        left += order <= 0;
        right += order >= 0;
    }
    /* Each may inherit. */
    if (!former->count || policy_domain_differs(&former->domains[0], &now->domains[0]))
        domains_touch_all(model);
}

/* The current policy; not where it waits to be read, or is not there: another one is by now. */
static enum archive_answer find_policy(struct model_reading *reading,
                                       const struct policy_revision *head, struct policy *policy,
                                       struct policy_revision *revision)
{
    if (reading->model->archive && *head->hash)
        return archive_take(reading->model->archive, head->hash, policy, revision, reading->error);
    if (revision_load_current(reading->store, policy, revision, reading->error))
        return ARCHIVE_HERE;
    policy_clear(policy);
    return ARCHIVE_FAILED;
}

/* Read once a revision; the former one may be what nodes still carry. Until it was read, that one
 * goes on. */
static bool read_policy(struct model_reading *reading)
{
    struct model *model = reading->model;
    struct model_index *index = model->index;
    struct policy_revision head, revision;
    struct policy policy;
    if (!revision_load_head(reading->store, &head, reading->error))
        return false;
    if (model->policy.count && head.number == model->revision.number &&
        strcmp(head.hash, model->revision.hash) == 0)
        return true;
    enum archive_answer answer = find_policy(reading, &head, &policy, &revision);
    if (answer != ARCHIVE_HERE)
        return answer != ARCHIVE_FAILED;
    index->former = model->policy;
    memcpy(index->former_hash, model->revision.hash, sizeof index->former_hash);
    model->policy = policy;
    model->revision = revision;
    model->defaults = policy_effective(&model->policy, DOMAIN_NAME_DEFAULTS).thresholds;
    reading->revision_changed = true;
    name_configured(model, &index->former);
    return true;
}

const char *model_node_drift(const struct model_node *node)
{
    return node->sync_text;
}

const char *model_node_cannot(const struct store_node *node)
{
    const struct mta_driver *driver = mta_driver_find(node->mta);
    const char *why = driver ? mta_driver_lacks(driver, MTA_CAN_POLICY) : NULL;
    return why ? why : node->cannot;
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

const struct store_mute *model_find_mute(const struct model *model, const char *domain)
{
    return map_find_name(&model->index->mutes, domain);
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

/* ---- reading ---- */

static bool read_rollout(struct model_reading *reading)
{
    struct model *model = reading->model;
    const struct rollout before = model->rollout;
    struct rollout_node *nodes = NULL;
    size_t count = 0;
    if (!rollout_load(reading->store, &model->rollout, reading->error))
        return false;
    if (before.changed == model->rollout.changed && model->index->counted)
        return true;
    if (!rollout_node_list(reading->store, &nodes, &count, reading->error)) {
        free(nodes);
        return false;
    }
    free(model->rollout_nodes);
    model->rollout_nodes = nodes;
    model->rollout_node_count = count;
    return true;
}

/* Nodes and rollout are both read by now, each when it changed. */
static void join_rollout(struct model *model)
{
    for (size_t i = 0; i < model->node_count; i++)
        model->nodes[i].rollout = NULL;
    for (size_t i = 0; i < model->rollout_node_count; i++) {
        struct model_node *node = map_find(&model->index->nodes, model->rollout_nodes[i].node);
        if (node)
            node->rollout = &model->rollout_nodes[i];
    }
}

static bool read_mutes(struct model_reading *reading)
{
    struct model *model = reading->model;
    map_clear(&model->index->mutes);
    free(model->mutes);
    model->mutes = NULL;
    model->mute_count = 0;
    if (!store_mute_list(reading->store, model->at, &model->mutes, &model->mute_count,
                         reading->error))
        return false;
    for (size_t i = 0; i < model->mute_count; i++)
        map_add_name(&model->index->mutes, model->mutes[i].domain, &model->mutes[i]);
    return true;
}

static bool read_alerts(struct model_reading *reading)
{
    struct model *model = reading->model;
    struct lease lease;
    lease_load(reading->store, STORE_ALERT_LEASE, model->at, &lease);
    model->watched = *lease.holder && lease.rank == LEASE_WATCH;
    if (!read_mutes(reading) || !outbox_count(reading->store, &model->outbox, reading->error))
        return false;
    if (model->index->alerts_read)
        return true;
    free(model->alerts);
    model->alerts = NULL;
    model->alert_count = 0;
    model->index->alerts_read =
        store_alert_list(reading->store, false, POLICY_DOMAINS_MAXIMUM, &model->alerts,
                         &model->alert_count, reading->error);
    return model->index->alerts_read;
}

static bool read_everything(struct model_reading *reading)
{
    bool done = nodes_read(reading) && read_policy(reading);
    if (done)
        carried_read(reading);
    return done && read_rollout(reading) && counts_read(reading) && read_alerts(reading);
}

bool model_reload(struct store *store, int64_t now, struct model *model, struct error *error)
{
    struct model_reading reading = {.store = store, .model = model, .error = error};
    if (!store_begin_reading(store, error))
        return false;
    model->at = now;
    bool done = read_everything(&reading);
    join_rollout(model);
    /* It changed nothing: undone or not, it is over. */
    store_rollback(store);
    if (!done)
        model->index->counted = model->index->alerts_read = false;
    domains_settle(model);
    model->generation++;
    return done;
}

bool model_load(struct store *store, int64_t now, struct model *model, struct error *error)
{
    *model = (struct model){.at = now, .index = memory_new(1, sizeof *model->index)};
    model->index->nodes_since = -1;
    if (model_reload(store, now, model, error))
        return true;
    model_clear(model);
    return false;
}

void model_clear(struct model *model)
{
    if (!model->index)
        return;
    carried_clear(model);
    nodes_clear(model);
    domains_clear(model);
    policy_clear(&model->policy);
    policy_clear(&model->index->former);
    map_clear(&model->index->mutes);
    free(model->index);
    free(model->rollout_nodes);
    free(model->alerts);
    free(model->mutes);
    free(model->failures.codes);
    free(model->others.codes);
    *model = (struct model){.at = 0};
}

const struct model_domain *model_find_domain(const struct model *model, const char *name)
{
    return domains_find(model, name);
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
