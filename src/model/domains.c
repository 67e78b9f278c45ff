#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model_private.h"
#include "mtacon/base/memory.h"

struct model_domain *domains_find(const struct model *model, const char *name)
{
    return map_find_name(&model->index->names, name);
}

static void set_own(struct model_domain *domain, const struct policy_domain *own)
{
    static const struct thresholds inherited = {THRESHOLD_INHERITED, THRESHOLD_INHERITED};
    domain->own = own ? own->thresholds : inherited;
    domain->own_mode = own ? own->mode : POLICY_INHERITED;
    domain->own_bounce = own ? own->bounce : POLICY_INHERITED;
    domain->own_until = own ? own->until : 0;
}

struct model_domain *domains_get(struct model *model, const char *name)
{
    struct model_domain *domain = domains_find(model, name);
    if (domain)
        return domain;
    domain = memory_new(1, sizeof *domain);
    set_own(domain, NULL);
    snprintf(domain->name, sizeof domain->name, "%s", name);
    map_add_name(&model->index->names, domain->name, domain);
    domains_touch(model, domain);
    return domain;
}

struct model_domain *domains_numbered(struct model_reading *reading, int64_t number)
{
    struct model *model = reading->model;
    struct model_domain *domain = map_find(&model->index->numbers, number);
    char name[DOMAIN_NAME_SIZE];
    if (domain)
        return domain;
    if (!store_seen_name(reading->store, number, name, reading->error)) {
        reading->failed = true;
        return NULL;
    }
    if (!*name)
        return NULL;
    domain = domains_get(model, name);
    domain->number = number;
    map_add(&model->index->numbers, number, domain);
    return domain;
}

void domains_touch(struct model *model, struct model_domain *domain)
{
    struct model_index *index = model->index;
    if (domain->touched)
        return;
    domain->touched = true;
    index->touched = memory_grow(index->touched, index->touched_count, sizeof *index->touched);
    index->touched[index->touched_count++] = domain;
}

void domains_touch_all(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++)
        domains_touch(model, model->domains[i]);
}

void domains_configure(struct model *model, struct model_domain *domain,
                       const struct policy_domain *own)
{
    bool configured = own != NULL;
    set_own(domain, own);
    if (domain->configured != configured)
        failures_add_all(&model->others, &domain->failures, configured ? -1 : 1);
    domain->configured = configured;
    domains_touch(model, domain);
}

/* ---- levels ---- */

static void set_level(const struct model *model, struct model_domain *domain)
{
    struct policy_domain policy = {.mode = domain->own_mode,
                                   .bounce = domain->own_bounce,
                                   .until = domain->own_until,
                                   .thresholds = domain->own};
    policy_inherit(&policy, &model->policy.domains[0]);
    domain->effective = policy.thresholds;
    /* A domain that the policy does not name is not touched on the nodes. */
    domain->mode = domain->configured ? (enum policy_mode)policy.mode : POLICY_MODE_DISABLED;
    domain->bounce = domain->configured ? (enum policy_bounce)policy.bounce : POLICY_BOUNCE_ENABLED;
    domain->until = domain->configured ? policy.until : 0;
    domain->reports = policy_reports(domain->mode, domain->bounce);
    domain->hourly = threshold_level(domain->failures.last_hour, domain->effective.hourly);
    domain->daily = threshold_level(domain->failures.last_day, domain->effective.daily);
    domain->level = threshold_worse(domain->hourly, domain->daily);
}

/* ---- order ---- */

static int compare_worst(const struct model_domain *one, const struct model_domain *other)
{
    if (one->level != other->level &&
        (one->level >= THRESHOLD_NEAR || other->level >= THRESHOLD_NEAR))
        return one->level < other->level ? 1 : -1;
    if (one->failures.last_hour != other->failures.last_hour)
        return one->failures.last_hour < other->failures.last_hour ? 1 : -1;
    if (one->failures.last_day != other->failures.last_day)
        return one->failures.last_day < other->failures.last_day ? 1 : -1;
    return strcmp(one->name, other->name);
}

static int compare(const void *left, const void *right)
{
    return compare_worst(*(struct model_domain *const *)left, *(struct model_domain *const *)right);
}

/* All of them are touched in their order when '*' changes, and most of the time that stays. */
static bool are_in_order(struct model_domain *const *domains, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (compare_worst(domains[i - 1], domains[i]) > 0)
            return false;
    return true;
}

/* Those that were not touched are in order among themselves. */
static size_t take_out_touched(struct model *model)
{
    size_t kept = 0;
    for (size_t i = 0; i < model->domain_count; i++)
        if (!model->domains[i]->touched)
            model->domains[kept++] = model->domains[i];
    return kept;
}

/* How many of the first `count` stand before `domain`. */
static size_t place_of(struct model_domain *const *domains, size_t count,
                       const struct model_domain *domain)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_worst(domains[middle], domain) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* From the end, so that nothing is overwritten that is still to be moved. */
static void merge(struct model *model, size_t kept, struct model_domain *const *touched,
                  size_t count)
{
    model->domain_count = kept + count;
    model->domains = memory_resize(model->domains, kept + count + 1, sizeof *model->domains);
    while (count) {
        size_t place = place_of(model->domains, kept, touched[count - 1]);
        memmove(model->domains + place + count, model->domains + place,
                (kept - place) * sizeof(struct model_domain *));
        count--;
        model->domains[place + count] = touched[count];
        kept = place;
    }
}

/* ---- who goes ---- */

static bool is_shown(const struct model_domain *domain)
{
    return domain->configured || domain->carried || domain->listed || domain->relayed ||
           domain->failures.code_count;
}

static void remove_domain(struct model_index *index, struct model_domain *domain)
{
    map_remove_name(&index->names, domain->name);
    if (domain->number)
        map_remove(&index->numbers, domain->number);
    for (size_t i = 0; domain->changed && i < index->changed_count; i++)
        if (index->changed[i] == domain)
            index->changed[i] = NULL;
    failures_clear(&domain->failures);
    free(domain);
}

static void note_changed(struct model_index *index, struct model_domain *domain)
{
    if (domain->changed)
        return;
    domain->changed = true;
    index->changed = memory_grow(index->changed, index->changed_count, sizeof *index->changed);
    index->changed[index->changed_count++] = domain;
}

void domains_settle(struct model *model)
{
    struct model_index *index = model->index;
    size_t kept = take_out_touched(model), count = 0;
    for (size_t i = 0; i < index->touched_count; i++) {
        struct model_domain *domain = index->touched[i];
        domain->touched = false;
        if (!is_shown(domain)) {
            remove_domain(index, domain);
            continue;
        }
        domain->placed = true;
        set_level(model, domain);
        note_changed(index, domain);
        index->touched[count++] = domain;
    }
    if (!are_in_order(index->touched, count))
        qsort(index->touched, count, sizeof *index->touched, compare);
    merge(model, kept, index->touched, count);
    index->touched_count = 0;
}

struct model_domain *model_take_changed(struct model *model)
{
    struct model_index *index = model->index;
    while (index->changed_count) {
        struct model_domain *domain = index->changed[--index->changed_count];
        if (!domain)
            continue;
        domain->changed = false;
        return domain;
    }
    return NULL;
}

void domains_clear(struct model *model)
{
    struct model_index *index = model->index;
    /* What failed half way has those that have no place yet. */
    domains_settle(model);
    for (size_t i = 0; i < model->domain_count; i++) {
        failures_clear(&model->domains[i]->failures);
        free(model->domains[i]);
    }
    free(model->domains);
    free(index->touched);
    free(index->changed);
    map_clear(&index->names);
    map_clear(&index->numbers);
}
