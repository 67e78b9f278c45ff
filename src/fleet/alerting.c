#include "alerting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert_body.h"
#include "mtacon/store/mute.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/core/alert_mail.h"
#include "mtacon/store/lease.h"
#include "mtacon/store/outbox.h"

enum { STEP_MS = 1000, LEASE_SECONDS = 5, DAY_MINUTES = 2 * 1440 };

/* One evaluation. */
struct round {
    struct alerting *alerting;
    int64_t now;
    int blind;
    const struct model *model;
    struct map open[ALERT_WINDOWS]; /* alerts by domain */
    bool changed, failed;
};

/* ---- mails ---- */

/* One mail to each subscriber: nobody sees who else is told. */
static struct outbox_mail *make_mails(const struct round *round, const struct store_alert *alert,
                                      enum alert_mail kind, size_t *count)
{
    const struct policy_domain policy = policy_effective(&round->model->policy, alert->domain);
    struct outbox_mail *mails = memory_new(policy.subscriber_count, sizeof *mails);
    char *subject = alert_subject(alert, kind);
    char *body = alert_body(round->alerting->roster->store, round->model, alert, kind);
    *count = policy.subscriber_count;
    for (size_t i = 0; i < policy.subscriber_count; i++) {
        char *id = outbox_message_id(alert->key, alert->mails, policy.subscribers[i]);
        char *first =
            alert->mails > 1 ? outbox_message_id(alert->key, 1, policy.subscribers[i]) : NULL;
        mails[i] =
            outbox_mail_new(&(struct alert_mail_head){.from = round->alerting->alerts->from,
                                                      .to = policy.subscribers[i],
                                                      .subject = subject,
                                                      .message_id = id,
                                                      .in_reply_to = first,
                                                      .domain = alert->domain,
                                                      .kind = alert_mail_name(kind),
                                                      .window = alert_window_name(alert->window),
                                                      .at = round->now},
                            body, alert->id);
        free(id);
        free(first);
    }
    free(subject);
    free(body);
    return mails;
}

/* ---- one alert ---- */

/* Since when the count has been at its threshold: told is when it began, not when it was noticed,
 * which is later where a node was out of reach. */
static int64_t reached_since(const struct round *round, const struct store_alert *alert)
{
    static int64_t minutes[DAY_MINUTES]; /* of the main thread alone */
    int width = (int)(alert_window_seconds(alert->window) / WINDOW_MINUTE), count = 2 * width;
    int64_t first = window_minute(round->now) - (count - 1) * (int64_t)WINDOW_MINUTE;
    if (!store_alert_minutes(round->alerting->roster->store, alert->domain, first, minutes, count,
                             NULL))
        return round->now;
    int place = window_reached_since(minutes, count, width, alert->threshold);
    return place < count ? first + place * (int64_t)WINDOW_MINUTE : round->now;
}

/* What a round saves is one transaction, from the first on. */
static void begin(struct round *round)
{
    struct store *store = round->alerting->roster->store;
    if (!store_has_begun(store))
        store_begin(store, NULL);
}

static void end(struct round *round)
{
    struct store *store = round->alerting->roster->store;
    struct error error;
    if (!store_has_begun(store) || store_commit(store, &error))
        return;
    store_rollback(store);
    roster_note_store(round->alerting->roster, false, &error);
    round->failed = true;
}

/* Alert and mails in one transaction, and only while this process may: neither can be lost or
 * doubled, whenever it is killed. */
static bool save(struct round *round, struct store_alert *alert, enum alert_mail kind)
{
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    struct error error;
    if (kind != ALERT_NO_MAIL) {
        alert->mails++;
        mails = make_mails(round, alert, kind, &count);
    }
    begin(round);
    enum store_alert_result result =
        store_alert_save(round->alerting->roster->store, round->alerting->roster->holder,
                         round->now, alert, mails, count, &error);
    outbox_free(mails, count);
    if (result == STORE_ALERT_NOT_OURS)
        round->alerting->leading = false;
    else
        roster_note_store(round->alerting->roster, result == STORE_ALERT_SAVED, &error);
    round->changed = round->changed || result == STORE_ALERT_SAVED;
    round->failed = round->failed || result != STORE_ALERT_SAVED;
    return result == STORE_ALERT_SAVED;
}

static bool is_same(const struct store_alert *one, const struct store_alert *other)
{
    return one->count == other->count && one->threshold == other->threshold &&
           one->blind == other->blind && one->state.peak == other->state.peak &&
           one->state.clear_since == other->state.clear_since &&
           one->state.mailed_at == other->state.mailed_at;
}

static void take(struct round *round, struct store_alert alert, int64_t count, int64_t threshold)
{
    const struct store_alert before = alert;
    const struct policy_domain policy = policy_effective(&round->model->policy, alert.domain);
    const struct alert_seen seen = {.now = round->now,
                                    .count = count,
                                    .threshold = threshold,
                                    .former = before.threshold,
                                    .blind = round->blind,
                                    .muted = model_find_mute(round->model, alert.domain) != NULL,
                                    .sends = round->alerting->alerts->role == FLEET_ALERTS_SEND,
                                    .subscribed = policy.subscriber_count > 0,
                                    .repeat = round->alerting->alerts->repeat};
    alert.state.acknowledged = store_alert_is_acknowledged(&alert, round->now);
    struct alert_step step = alert_take(&alert.state, &seen);
    alert.count = count;
    /* While blind, nobody knows what another threshold would make of it: that is for later. */
    bool keeps = !threshold || (round->blind && before.state.firing);
    alert.threshold = keeps ? before.threshold : threshold;
    alert.blind = round->blind;
    if (step.change == ALERT_FIRED) {
        random_hex(alert.key, sizeof alert.key);
        alert.since = reached_since(round, &alert);
        /* Its number is told in the mail: saved first, then mailed as one that was not yet. */
        alert.state.mailed_at = 0;
        if (save(round, &alert, ALERT_NO_MAIL) && step.mail != ALERT_NO_MAIL)
            take(round, alert, count, threshold);
        return;
    }
    if (step.change != ALERT_SAME) {
        alert.closed_at = round->now;
        alert.closed_as = step.change;
    } else if (is_same(&before, &alert)) {
        return;
    }
    save(round, &alert, step.mail);
}

/* ---- a round ---- */

static void take_fresh(struct round *round, const char *domain, enum alert_window window,
                       int64_t count, int64_t threshold)
{
    struct store_alert fresh = {.window = window};
    if (!threshold || count < threshold || map_find_name(&round->open[window], domain))
        return;
    snprintf(fresh.domain, sizeof fresh.domain, "%s", domain);
    store_alert_times(round->alerting->roster->store, domain, window, fresh.state.fired, NULL);
    take(round, fresh, count, threshold);
}

/* Domains that the policy does not name are nobody's customers. */
static void take_domain(struct round *round, const struct model_domain *domain)
{
    if (!domain->configured)
        return;
    take_fresh(round, domain->name, ALERT_HOURLY, domain->failures.last_hour,
               domain->effective.hourly);
    take_fresh(round, domain->name, ALERT_DAILY, domain->failures.last_day,
               domain->effective.daily);
}

/* Time alone may end an open one, or repeat its mail: each is looked at. */
static void take_open(struct round *round, struct store_alert *alert)
{
    const struct model_domain *domain = model_find_domain(round->model, alert->domain);
    bool hourly = alert->window == ALERT_HOURLY;
    map_add_name(&round->open[alert->window], alert->domain, alert);
    if (domain && domain->configured)
        take(round, *alert, hourly ? domain->failures.last_hour : domain->failures.last_day,
             hourly ? domain->effective.hourly : domain->effective.daily);
    else
        take(round, *alert, alert->count, 0); /* its domain was removed */
}

static void take_all(struct round *round, struct model *model, bool known)
{
    const struct model_domain *domain;
    for (size_t i = 0; i < model->alert_count; i++)
        take_open(round, &model->alerts[i]);
    for (size_t i = 0; !known && i < model->domain_count; i++)
        take_domain(round, model->domains[i]);
    while ((domain = model_take_changed(model)))
        if (known)
            take_domain(round, domain);
    for (int i = 0; i < ALERT_WINDOWS; i++)
        map_clear(&round->open[i]);
}

/* Nodes whose failures may be missing: not read since they came up, or their log not at all. */
static int count_blind(const struct roster *roster)
{
    int blind = 0;
    for (size_t i = 0; i < roster->count; i++) {
        const struct fleet_live *live = roster->live[i];
        blind += live->state != FLEET_UP || !live->round || !*live->seen.log;
    }
    return blind;
}

/* Health of the nodes, for those that send mail. */
static void note_health(struct roster *roster, const struct model *model)
{
    for (size_t i = 0; i < model->node_count; i++) {
        struct fleet_live *live = roster_find(roster, model->nodes[i].stored.id);
        if (live)
            live->failing = model->nodes[i].failures.last_hour;
    }
}

static bool bring_to(struct alerting *alerting, int64_t now, struct error *error)
{
    struct store *store = alerting->roster->store;
    if (alerting->model)
        return model_reload(store, now, alerting->model, error);
    if (!model_load(store, now, &alerting->own, error))
        return false;
    alerting->model = &alerting->own;
    return true;
}

static bool evaluate(struct alerting *alerting, int64_t now)
{
    struct round round = {.alerting = alerting, .now = now, .blind = count_blind(alerting->roster)};
    struct error error;
    if (!bring_to(alerting, now, &error)) {
        roster_note_store(alerting->roster, false, &error);
        return false;
    }
    round.model = alerting->model;
    note_health(alerting->roster, round.model);
    take_all(&round, alerting->model, alerting->known);
    end(&round);
    alerting->known = !round.failed;
    return round.changed;
}

/* Whether this process is the one that evaluates. */
static bool leads(struct alerting *alerting, int64_t now)
{
    bool led = alerting->leading;
    if (led && now >= alerting->lease_at && now - alerting->lease_at < LEASE_SECONDS)
        return true;
    alerting->lease_at = now;
    alerting->leading =
        lease_take(alerting->roster->store, STORE_ALERT_LEASE, alerting->roster->holder,
                   alerting->alerts->role == FLEET_ALERTS_SEND ? LEASE_WATCH : LEASE_CONSOLE, now);
    if (alerting->leading && !led) {
        alerting->evaluated_at = 0;
        alerting->known = false;
        if (alerting->alerts->role == FLEET_ALERTS_SEND)
            outbox_recover(alerting->roster->store, alerting->roster->holder, true, now, NULL);
    }
    return alerting->leading;
}

bool alerting_settled(const struct alerting *alerting)
{
    if (alerting->alerts->role < FLEET_ALERTS_EVALUATE)
        return true;
    if (!alerting->stepped_at || !alerting->leading)
        return alerting->stepped_at != 0;
    return !alerting->counted && alerting->evaluated_at;
}

bool alerting_step(struct alerting *alerting, int64_t now)
{
    int64_t clock = clock_monotonic_ms();
    if (alerting->alerts->role < FLEET_ALERTS_EVALUATE || clock - alerting->stepped_at < STEP_MS)
        return false;
    alerting->stepped_at = clock;
    if (!leads(alerting, now))
        return false;
    int64_t version = store_data_version(alerting->roster->store);
    /* With each minute the windows move on, and what fell out of them may be a recovery. */
    bool same =
        version == alerting->evaluated_version && window_minute(now) == alerting->evaluated_minute;
    if (!alerting->counted && same && alerting->evaluated_at &&
        clock - alerting->evaluated_at < alerting->pace)
        return false;
    alerting->evaluated_minute = window_minute(now);
    alerting->counted = false;
    alerting->evaluated_version = version;
    alerting->evaluated_at = clock;
    store_mute_expire(alerting->roster->store, now, NULL);
    return evaluate(alerting, now);
}

void alerting_stop(struct alerting *alerting)
{
    if (alerting->leading)
        lease_release(alerting->roster->store, STORE_ALERT_LEASE, alerting->roster->holder);
    alerting->leading = false;
    model_clear(&alerting->own);
}
