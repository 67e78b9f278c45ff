#include "mtacon/act/policy_change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/act/check.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/core/similar.h"
#include "mtacon/store/failure.h"

bool policy_change_begin(const struct act *act, const char *domain, struct policy_change *change,
                         struct error *error)
{
    const char *given = domain ? domain : DOMAIN_NAME_DEFAULTS;
    *change = (struct policy_change){.name = ""};
    bool done = revision_load_current(act->store, &change->before, &change->head, error);
    policy_copy(&change->after, &change->before);
    const char *wrong = check_domain(given, change->name);
    if (done && wrong)
        done = error_set(error, ERROR_USAGE, "'%s' is no domain: %s", given, wrong);
    return done;
}

void policy_change_clear(struct policy_change *change)
{
    policy_clear(&change->before);
    policy_clear(&change->after);
}

struct policy_domain *policy_change_domain(struct policy_change *change, struct error *error)
{
    struct policy_domain *domain = policy_add(&change->after, change->name);
    if (!domain)
        error_set(error, ERROR_REFUSED,
                  "the policy has %d domains, which is the most: remove one first",
                  POLICY_DOMAINS_MAXIMUM);
    return domain;
}

/* ---- misspelt names ---- */

struct names {
    const char *name; /* the one that is looked for */
    bool found;
    char **known;
    size_t count;
};

static void add_name(void *argument, const char *name)
{
    struct names *names = argument;
    char normal[DOMAIN_NAME_SIZE];
    names->found = names->found || strcmp(name, names->name) == 0;
    /* What a node has seen may be a name that no policy can have. */
    if (domain_name_normalise(name, normal))
        return;
    names->known = memory_grow(names->known, names->count, sizeof *names->known);
    names->known[names->count++] = memory_string(normal);
}

/* Of names that are as near, one that is configured comes first. */
static void find_near(struct names *names, char meant[DOMAIN_NAME_SIZE])
{
    const char *near = similar_find(names->name, (const char *const *)names->known, names->count);
    snprintf(meant, DOMAIN_NAME_SIZE, "%s", near ? near : "");
    for (size_t i = 0; i < names->count; i++)
        free(names->known[i]);
    free(names->known);
}

bool policy_change_is_strange(const struct act *act, const struct policy_change *change,
                              char meant[DOMAIN_NAME_SIZE])
{
    struct names names = {.name = change->name};
    *meant = '\0';
    if (policy_find(&change->before, change->name))
        return false;
    for (size_t i = 0; i < change->before.count; i++)
        add_name(&names, change->before.domains[i].name);
    store_seen_domains(act->store, add_name, &names, NULL);
    find_near(&names, meant);
    return !names.found;
}

bool policy_change_remove(const struct act *act, struct policy_change *change, struct error *error)
{
    char meant[DOMAIN_NAME_SIZE];
    if (policy_remove(&change->after, change->name))
        return true;
    policy_change_is_strange(act, change, meant);
    return error_set(error, ERROR_REFUSED, "%s is not configured%s%s%s 'mtacon domains list'",
                     change->name, *meant ? ": did you mean " : "", meant,
                     *meant ? "? See" : ": see");
}

/* ---- fields ---- */

bool policy_change_mode(struct policy_change *change, const char *mode, const char *duration,
                        int64_t now, struct error *error)
{
    int value = policy_mode_parse(mode);
    int64_t seconds = 0;
    if (value < POLICY_INHERITED)
        return error_set(error, ERROR_USAGE,
                         "'%s' is no mode: disabled, optional, enabled or inherit", mode);
    const char *wrong = duration ? check_duration(duration, &seconds) : NULL;
    if (wrong)
        return error_set(error, ERROR_USAGE, "'%s': %s", duration, wrong);
    if (seconds && value == POLICY_INHERITED)
        return error_set(error, ERROR_USAGE, "an end needs a mode that ends then");
    struct policy_domain *domain = policy_change_domain(change, error);
    if (domain)
        policy_set_mode(domain, value, seconds ? now + seconds : 0);
    return domain != NULL;
}

/* The domain, whose event runs; NULL and `error` when none does, or only that of '*'. */
static struct policy_domain *with_event(struct policy_change *change, struct error *error)
{
    const struct policy_domain *own = policy_find(&change->after, change->name);
    if (own && own->until)
        return policy_change_domain(change, error);
    if (policy_inherits_event(&change->after, change->name))
        error_set(error, ERROR_REFUSED,
                  "%s inherits the event of '*': mtacon mode '*' changes it for all that inherit "
                  "it, mtacon mode %s enabled --for 2h begins one of its own",
                  change->name, change->name);
    else
        error_set(error, ERROR_REFUSED,
                  "no continuity event of %s runs: mtacon mode %s enabled --for 2h begins one",
                  change->name, change->name);
    return NULL;
}

bool policy_change_extend(struct policy_change *change, const char *duration, int64_t now,
                          struct error *error)
{
    int64_t seconds = 0;
    const char *wrong = check_duration(duration, &seconds);
    if (wrong)
        return error_set(error, ERROR_USAGE, "'%s': %s", duration, wrong);
    struct policy_domain *domain = with_event(change, error);
    if (domain)
        policy_set_mode(domain, domain->mode, policy_extended(domain->until, seconds, now));
    return domain != NULL;
}

bool policy_change_end_event(struct policy_change *change, struct error *error)
{
    struct policy_domain *domain = with_event(change, error);
    if (domain)
        policy_end_event(domain);
    return domain != NULL;
}

bool policy_change_bounce(struct policy_change *change, const char *bounce, struct error *error)
{
    int value = policy_bounce_parse(bounce);
    if (value < POLICY_INHERITED)
        return error_set(
            error, ERROR_USAGE,
            "'%s' is no bounce policy: enabled, disabled, disabled-on-continuity or inherit",
            bounce);
    struct policy_domain *domain = policy_change_domain(change, error);
    if (domain)
        domain->bounce = value;
    return domain != NULL;
}

static bool set_threshold(int64_t *threshold, const char *typed, struct error *error)
{
    int64_t value = THRESHOLD_INHERITED;
    const char *wrong = typed && *typed ? check_threshold(typed, &value) : NULL;
    if (wrong)
        return error_set(error, ERROR_USAGE, "'%s': %s", typed, wrong);
    if (typed)
        *threshold = value;
    return true;
}

bool policy_change_organisation(struct policy_change *change, const char *organisation,
                                struct error *error)
{
    const char *wrong = *organisation ? organisation_wrong(organisation) : NULL;
    if (*organisation && strcmp(change->name, DOMAIN_NAME_DEFAULTS) == 0)
        wrong = "'*' has no organisation: all customers would be one";
    if (wrong)
        return error_set(error, ERROR_USAGE, "'%s': %s", organisation, wrong);
    struct policy_domain *domain = policy_change_domain(change, error);
    if (domain)
        organisation_set(domain->organisation, organisation);
    return domain != NULL;
}

bool policy_change_thresholds(struct policy_change *change, const char *hourly, const char *daily,
                              struct error *error)
{
    struct policy_domain *domain = policy_change_domain(change, error);
    return domain && set_threshold(&domain->thresholds.hourly, hourly, error) &&
           set_threshold(&domain->thresholds.daily, daily, error);
}

static bool refuse_subscriber(const struct policy_domain *domain, const char *address,
                              const char *name, struct error *error)
{
    const char *known[POLICY_SUBSCRIBERS_MAXIMUM];
    for (size_t i = 0; i < domain->subscriber_count; i++)
        known[i] = domain->subscribers[i];
    const char *near = similar_find(address, known, domain->subscriber_count);
    return error_set(
        error, ERROR_REFUSED, "%s is no subscriber of %s%s%s%s 'mtacon subscribers %s'", address,
        name, near ? "; did you mean " : "", near ? near : "", near ? "? See" : ": see", name);
}

/* The domain and the normalised address; NULL and `error` when either is wrong. */
static struct policy_domain *with_address(struct policy_change *change, const char *typed,
                                          char address[MAIL_ADDRESS_SIZE], struct error *error)
{
    const char *wrong = mail_address_normalise(typed, address);
    if (wrong) {
        error_set(error, ERROR_USAGE, "'%s' is no mail address: %s", typed, wrong);
        return NULL;
    }
    return policy_change_domain(change, error);
}

bool policy_change_subscribe(struct policy_change *change, const char *address, struct error *error)
{
    char normal[MAIL_ADDRESS_SIZE];
    struct policy_domain *domain = with_address(change, address, normal, error);
    if (!domain)
        return false;
    if (domain->subscriber_count == POLICY_SUBSCRIBERS_MAXIMUM)
        return error_set(error, ERROR_REFUSED,
                         "%s has %d subscribers, which is the most: remove one first", change->name,
                         POLICY_SUBSCRIBERS_MAXIMUM);
    policy_subscribe(domain, normal);
    return true;
}

bool policy_change_unsubscribe(struct policy_change *change, const char *address,
                               struct error *error)
{
    char normal[MAIL_ADDRESS_SIZE];
    struct policy_domain *domain = with_address(change, address, normal, error);
    return domain && (policy_unsubscribe(domain, normal) ||
                      refuse_subscriber(domain, normal, change->name, error));
}

/* ---- the plan ---- */

size_t policy_change_difference(const struct policy_change *change,
                                void (*line)(void *argument, const char *text), void *argument)
{
    return policy_diff(&change->before, &change->after, line, argument);
}

void policy_warnings(const struct policy *policy, const char *domain,
                     void (*line)(void *argument, const char *text), void *argument)
{
    struct policy_domain effective = policy_effective(policy, domain);
    char text[DOMAIN_NAME_SIZE + 128];
    if (policy_thresholds_odd(effective.thresholds))
        line(argument, "the hourly threshold is above the daily one");
    if (policy_subscribers_inside(policy, domain)) {
        snprintf(text, sizeof text,
                 "all subscribers are inside %s itself: when it fails, they may not get the alert",
                 domain);
        line(argument, text);
    }
}

void policy_change_own(const struct policy *policy, const char *name, struct policy_domain *own)
{
    const struct policy_domain *found = policy_find(policy, name);
    struct policy nothing;
    policy_init(&nothing);
    policy_domain_copy(own, found ? found : nothing.domains);
    snprintf(own->name, sizeof own->name, "%s", name);
    policy_clear(&nothing);
}

bool policy_change_has_changed(const struct policy_domain *opened, const struct policy *policy)
{
    struct policy_domain now;
    policy_change_own(policy, opened->name, &now);
    bool changed = policy_diff_domain(opened, &now, NULL, NULL) > 0;
    policy_domain_clear(&now);
    return changed;
}

bool policy_change_is_late(const struct policy_change *change, const struct policy_domain *opened,
                           const char *hash)
{
    return strcmp(change->head.hash, hash) != 0 &&
           policy_change_has_changed(opened, &change->before);
}

/* ---- saving ---- */

bool policy_change_needs_reason(const struct policy_change *change)
{
    const struct policy_domain *before = policy_find(&change->before, change->name);
    const struct policy_domain *after = policy_find(&change->after, change->name);
    int mode_before = before ? before->mode : POLICY_INHERITED;
    int mode_after = after ? after->mode : POLICY_INHERITED;
    return mode_before != mode_after || (before ? before->until : 0) != (after ? after->until : 0);
}

enum revision_result policy_change_save(const struct act *act, const struct policy_change *change,
                                        const char *reason, int64_t now,
                                        struct policy_revision *saved, struct error *error)
{
    struct buffer kept = {0};
    enum revision_result result = REVISION_FAILED;
    /* One that could not be read back would make the whole revision unreadable. */
    const char *wrong = check_reason(reason, &kept);
    if (wrong)
        error_set(error, ERROR_USAGE, "%s", wrong);
    else if (policy_change_needs_reason(change) && text_is_blank(buffer_text(&kept)))
        error_set(error, ERROR_USAGE,
                  "%s: a change of the mode needs a reason, such as an incident number",
                  change->name);
    else if (act_allowed(act, error))
        result = revision_save(act->store, &change->after, change->head.hash, NULL,
                               buffer_text(&kept), now, saved, error);
    buffer_clear(&kept);
    return result;
}
