/* Failures over the windows: read once, then moved on by what was counted since and by the clock.
 */
#include <stdlib.h>

#include "model_private.h"
#include "mtacon/store/change.h"

/* Of whom a count is one: its domain, its node, and all. */
static void add(struct model_reading *reading, const struct store_count *count, int64_t hour,
                int64_t day)
{
    struct model *model = reading->model;
    struct model_domain *domain = domains_numbered(reading, count->domain);
    struct model_node *node = map_find(&model->index->nodes, count->node);
    if (!domain)
        return;
    failures_add(&domain->failures, count->code, hour, day);
    failures_add(&model->failures, count->code, hour, day);
    if (!domain->configured)
        failures_add(&model->others, count->code, hour, day);
    if (node)
        failures_add(&node->failures, count->code, hour, day);
    domains_touch(model, domain);
}

/* Bars have failures only, not what expired or was held back. */
static void add_bar(struct model_reading *reading, const struct store_count *count)
{
    struct model *model = reading->model;
    int64_t bar = (count->time - window_last_hour(model->index->minute)) / WINDOW_MINUTE;
    struct model_domain *domain = domains_numbered(reading, count->domain);
    struct model_node *node = map_find(&model->index->nodes, count->node);
    if (!domain || count->code == SMTP_CODE_EXPIRED || count->code == SMTP_CODE_SUPPRESSED)
        return;
    /* A node whose clock is ahead: its newest minutes count with the current one. */
    if (bar >= WINDOW_MINUTES)
        bar = WINDOW_MINUTES - 1;
    domain->failures.minutes[bar] += count->count;
    model->failures.minutes[bar] += count->count;
    if (!domain->configured)
        model->others.minutes[bar] += count->count;
    if (node)
        node->failures.minutes[bar] += count->count;
    domains_touch(model, domain);
}

/* ---- all of them ---- */

static void take_day(void *argument, const struct store_count *count)
{
    add(argument, count, 0, count->count);
}

static void take_hour(void *argument, const struct store_count *count)
{
    add(argument, count, count->count, 0);
    add_bar(argument, count);
}

static void forget(struct model *model)
{
    domains_touch_all(model);
    for (size_t i = 0; i < model->index->touched_count; i++)
        failures_clear(&model->index->touched[i]->failures);
    for (size_t i = 0; i < model->node_count; i++)
        failures_clear(&model->nodes[i].failures);
    failures_clear(&model->failures);
    failures_clear(&model->others);
}

/* The day: minutes up to its first full hour, then hours. */
static bool read_all(struct model_reading *reading)
{
    struct model *model = reading->model;
    struct store *store = reading->store;
    struct error *error = reading->error;
    int64_t day = window_last_day(model->at);
    int64_t edge = window_hour(day + WINDOW_HOUR - 1);
    forget(model);
    model->index->minute = window_minute(model->at);
    return store_change_position(store, &model->index->position, error) &&
           store_failure_minutes(store, day, edge, take_day, reading, error) &&
           store_failure_since_hour(store, edge, take_day, reading, error) &&
           store_failure_minutes(store, window_last_hour(model->at), INT64_MAX, take_hour, reading,
                                 error) &&
           waiting_read_all(reading) && !reading->failed;
}

/* ---- what came ---- */

static void take_change(void *argument, const struct store_count *change)
{
    struct model_reading *reading = argument;
    const struct model_index *index = reading->model->index;
    if (change->code == STORE_CHANGE_ALERT) {
        reading->model->index->alerts_read = false;
        return;
    }
    if (change->code < 0) {
        waiting_read_one(reading, change->domain, change->code);
        return;
    }
    bool of_hour = change->time >= window_last_hour(index->minute);
    if (change->time < window_last_day(index->minute))
        return;
    add(reading, change, of_hour ? change->count : 0, change->count);
    if (of_hour)
        add_bar(reading, change);
}

/* ---- what the clock takes away ---- */

static void leave_hour(void *argument, const struct store_count *count)
{
    add(argument, count, -count->count, 0);
}

static void leave_day(void *argument, const struct store_count *count)
{
    add(argument, count, 0, -count->count);
}

static void take_bar(void *argument, const struct store_count *count)
{
    add_bar(argument, count);
}

static void move_bars(struct model *model, int minutes)
{
    for (size_t i = 0; i < model->domain_count; i++)
        if (model->domains[i]->failures.last_hour)
            failures_move(&model->domains[i]->failures, minutes);
    /* Those that are new have no place there yet. */
    for (size_t i = 0; i < model->index->touched_count; i++)
        if (!model->index->touched[i]->placed)
            failures_move(&model->index->touched[i]->failures, minutes);
    for (size_t i = 0; i < model->node_count; i++)
        failures_move(&model->nodes[i].failures, minutes);
    failures_move(&model->failures, minutes);
    failures_move(&model->others, minutes);
}

static bool move_on(struct model_reading *reading)
{
    struct model *model = reading->model;
    struct model_index *index = model->index;
    int64_t before = index->minute, now = window_minute(model->at);
    if (now == before)
        return true;
    index->minute = now;
    move_bars(model, (int)((now - before) / WINDOW_MINUTE));
    return store_failure_minutes(reading->store, before, INT64_MAX, take_bar, reading,
                                 reading->error) &&
           store_failure_minutes(reading->store, window_last_hour(before), window_last_hour(now),
                                 leave_hour, reading, reading->error) &&
           store_failure_minutes(reading->store, window_last_day(before), window_last_day(now),
                                 leave_day, reading, reading->error);
}

/* Whether only a little has to be done: the clock went on, by less than the bars show. */
static bool can_move(const struct model *model)
{
    int64_t passed = window_minute(model->at) - model->index->minute;
    return model->index->counted && passed >= 0 && passed < WINDOW_MINUTES * WINDOW_MINUTE;
}

bool counts_read(struct model_reading *reading)
{
    struct model_index *index = reading->model->index;
    bool missed = reading->node_left || !can_move(reading->model);
    index->counted = false;
    bool done = missed || store_change_list(reading->store, &index->position, &missed, take_change,
                                            reading, reading->error);
    if (done && missed)
        index->alerts_read = false;
    done = done && (missed ? read_all(reading) : move_on(reading)) && !reading->failed;
    index->counted = done;
    return done;
}
