#include "mtacon/core/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"

static void domain_init(struct policy_domain *domain, const char *name)
{
    *domain = (struct policy_domain){.mode = POLICY_INHERITED,
                                     .mode_after = POLICY_INHERITED,
                                     .bounce = POLICY_INHERITED,
                                     .thresholds = {THRESHOLD_INHERITED, THRESHOLD_INHERITED},
                                     .office365 = POLICY_INHERITED,
                                     .office365_reports = POLICY_INHERITED};
    snprintf(domain->name, sizeof domain->name, "%s", name);
}

void policy_domain_clear(struct policy_domain *domain)
{
    for (size_t i = 0; i < domain->subscriber_count; i++)
        free(domain->subscribers[i]);
    free(domain->subscribers);
    domain->subscribers = NULL;
    domain->subscriber_count = 0;
}

void policy_domain_copy(struct policy_domain *to, const struct policy_domain *from)
{
    *to = *from;
    to->subscribers = NULL;
    for (size_t i = 0; i < from->subscriber_count; i++) {
        to->subscribers = memory_grow(to->subscribers, i, sizeof(char *));
        to->subscribers[i] = memory_string(from->subscribers[i]);
    }
}

void policy_init(struct policy *policy)
{
    policy->domains = memory_new(1, sizeof *policy->domains);
    policy->count = 1;
    domain_init(policy->domains, DOMAIN_NAME_DEFAULTS);
}

void policy_clear(struct policy *policy)
{
    for (size_t i = 0; i < policy->count; i++)
        policy_domain_clear(&policy->domains[i]);
    free(policy->domains);
    *policy = (struct policy){0};
}

void policy_copy(struct policy *to, const struct policy *from)
{
    *to = (struct policy){.count = from->count};
    for (size_t i = 0; i < from->count; i++) {
        to->domains = memory_grow(to->domains, i, sizeof *to->domains);
        policy_domain_copy(&to->domains[i], &from->domains[i]);
    }
}

/* The index of a name, or of where it belongs. */
static size_t place_of(const struct policy *policy, const char *name, bool *found)
{
    size_t low = 0, high = policy->count;
    *found = false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(policy->domains[middle].name, name);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct policy_domain *policy_find(const struct policy *policy, const char *name)
{
    bool found;
    size_t place = place_of(policy, name, &found);
    return found ? &policy->domains[place] : NULL;
}

struct policy_domain *policy_add(struct policy *policy, const char *name)
{
    bool found;
    size_t place = place_of(policy, name, &found);
    if (!found) {
        if (policy->count > POLICY_DOMAINS_MAXIMUM)
            return NULL;
        policy->domains = memory_grow(policy->domains, policy->count, sizeof *policy->domains);
        memmove(policy->domains + place + 1, policy->domains + place,
                (policy->count - place) * sizeof *policy->domains);
        domain_init(&policy->domains[place], name);
        policy->count++;
    }
    return &policy->domains[place];
}

bool policy_remove(struct policy *policy, const char *name)
{
    bool found;
    size_t place = place_of(policy, name, &found);
    if (!found)
        return false;
    policy_domain_clear(&policy->domains[place]);
    if (place == 0) {
        domain_init(policy->domains, DOMAIN_NAME_DEFAULTS);
        return true;
    }
    policy->count--;
    memmove(policy->domains + place, policy->domains + place + 1,
            (policy->count - place) * sizeof *policy->domains);
    return true;
}

bool policy_subscribe(struct policy_domain *domain, const char *address)
{
    for (size_t i = 0; i < domain->subscriber_count; i++)
        if (strcmp(domain->subscribers[i], address) == 0)
            return false;
    if (domain->subscriber_count == POLICY_SUBSCRIBERS_MAXIMUM)
        return false;
    domain->subscribers =
        memory_grow(domain->subscribers, domain->subscriber_count, sizeof(char *));
    domain->subscribers[domain->subscriber_count++] = memory_string(address);
    domain->own_subscribers = true;
    return true;
}

bool policy_unsubscribe(struct policy_domain *domain, const char *address)
{
    for (size_t i = 0; i < domain->subscriber_count; i++) {
        if (strcmp(domain->subscribers[i], address) != 0)
            continue;
        free(domain->subscribers[i]);
        domain->subscriber_count--;
        memmove(domain->subscribers + i, domain->subscribers + i + 1,
                (domain->subscriber_count - i) * sizeof(char *));
        return true;
    }
    return false;
}

/* The mode that is inherited at that time: the defaults may have an event of their own. */
static int inherited_mode(const struct policy_domain *defaults, int64_t at)
{
    bool over = defaults->until && defaults->until <= at;
    int mode = over ? defaults->mode_after : defaults->mode;
    return mode == POLICY_INHERITED ? POLICY_MODE_DISABLED : mode;
}

void policy_inherit(struct policy_domain *domain, const struct policy_domain *defaults)
{
    if (domain->mode == POLICY_INHERITED) {
        domain->mode = defaults->mode;
        domain->until = defaults->until;
        domain->mode_after = defaults->mode_after;
    }
    if (domain->bounce == POLICY_INHERITED)
        domain->bounce = defaults->bounce;
    domain->thresholds = threshold_effective(domain->thresholds, defaults->thresholds);
    if (domain->mode == POLICY_INHERITED)
        domain->mode = POLICY_MODE_DISABLED;
    if (domain->bounce == POLICY_INHERITED)
        domain->bounce = POLICY_BOUNCE_ENABLED;
}

struct policy_domain policy_effective(const struct policy *policy, const char *name)
{
    const struct policy_domain *defaults = &policy->domains[0];
    const struct policy_domain *own = policy_find(policy, name);
    struct policy_domain effective = own ? *own : *defaults;
    if (!own)
        snprintf(effective.name, sizeof effective.name, "%s", name);
    policy_inherit(&effective, defaults);
    if (!effective.own_subscribers) {
        effective.subscribers = defaults->subscribers;
        effective.subscriber_count = defaults->subscriber_count;
    }
    if (effective.mode_after == POLICY_INHERITED)
        effective.mode_after =
            own ? inherited_mode(defaults, effective.until) : POLICY_MODE_DISABLED;
    return effective;
}

bool policy_inherits_event(const struct policy *policy, const char *name)
{
    const struct policy_domain *defaults = &policy->domains[0];
    const struct policy_domain *own = policy_find(policy, name);
    return own != defaults && defaults->until && (!own || own->mode == POLICY_INHERITED);
}

bool policy_reports(enum policy_mode mode, enum policy_bounce bounce)
{
    switch (bounce) {
    case POLICY_BOUNCE_ENABLED:
        return true;
    case POLICY_BOUNCE_DISABLED:
        return false;
    case POLICY_BOUNCE_DISABLED_ON_CONTINUITY:
        return mode != POLICY_MODE_ENABLED;
    }
    return true;
}

bool policy_subscribers_inside(const struct policy *policy, const char *name)
{
    struct policy_domain effective = policy_effective(policy, name);
    for (size_t i = 0; i < effective.subscriber_count; i++)
        if (strcmp(mail_address_domain(effective.subscribers[i]), name) != 0)
            return false;
    return effective.subscriber_count > 0;
}

bool policy_thresholds_odd(struct thresholds thresholds)
{
    return thresholds.hourly > 0 && thresholds.daily > 0 && thresholds.hourly > thresholds.daily;
}

void policy_set_mode(struct policy_domain *domain, int mode, int64_t until)
{
    if (!until)
        domain->mode_after = POLICY_INHERITED;
    else if (!domain->until)
        domain->mode_after = domain->mode;
    domain->mode = mode;
    domain->until = until;
}

const struct policy_domain *policy_ended(const struct policy *policy, int64_t now)
{
    const struct policy_domain *first = NULL;
    for (size_t i = 0; i < policy->count; i++) {
        const struct policy_domain *domain = &policy->domains[i];
        if (domain->until && domain->until <= now && (!first || domain->until < first->until))
            first = domain;
    }
    return first;
}

int64_t policy_next_end(const struct policy *policy)
{
    const struct policy_domain *first = policy_ended(policy, INT64_MAX);
    return first ? first->until : 0;
}

void policy_end_event(struct policy_domain *domain)
{
    domain->mode = domain->mode_after;
    domain->mode_after = POLICY_INHERITED;
    domain->until = 0;
}

int64_t policy_extended(int64_t until, int64_t seconds, int64_t now)
{
    return (until > now ? until : now) + seconds;
}

/* ---- names ---- */

struct names {
    const char *name, *title;
};

static const struct names modes[] = {
    {"disabled", "Disabled"}, {"optional", "Optional"}, {"enabled", "Enabled"}};
static const struct names bounces[] = {{"enabled", "Enabled"},
                                       {"disabled", "Disabled"},
                                       {"disabled-on-continuity", "Disabled when on Continuity"}};
static const struct names inherited = {"inherit", "Inherited from *"};

static int parse(const struct names *names, int count, const char *name)
{
    if (strcmp(name, inherited.name) == 0)
        return POLICY_INHERITED;
    for (int i = 0; i < count; i++)
        if (strcmp(names[i].name, name) == 0)
            return i;
    return -2;
}

const char *policy_mode_name(int mode)
{
    return mode < 0 ? inherited.name : modes[mode].name;
}

const char *policy_mode_title(int mode)
{
    return mode < 0 ? inherited.title : modes[mode].title;
}

const char *policy_bounce_name(int bounce)
{
    return bounce < 0 ? inherited.name : bounces[bounce].name;
}

const char *policy_bounce_title(int bounce)
{
    return bounce < 0 ? inherited.title : bounces[bounce].title;
}

int policy_mode_parse(const char *name)
{
    return parse(modes, POLICY_MODES, name);
}

int policy_bounce_parse(const char *name)
{
    return parse(bounces, POLICY_BOUNCES, name);
}
