#include "mtacon/core/policy_undo.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"

struct undo {
    struct policy *policy;
    const struct policy *before, *after;
    void (*conflict)(void *argument, const char *text);
    void *argument;
    size_t conflicts;
};

static void tell(struct undo *undo, const char *domain, const char *field)
{
    undo->conflicts++;
    if (!undo->conflict)
        return;
    char *text = memory_printf("%s: %s", domain, field);
    undo->conflict(undo->argument, text);
    free(text);
}

/* ---- fields ---- */

#define MEMBER(member)                                                                             \
    offsetof(struct policy_domain, member), sizeof(((struct policy_domain *)NULL)->member)

/* Those beside each other with one name are one field. */
static const struct member {
    const char *field;
    size_t offset, size;
} members[] = {
    {"mode", MEMBER(mode)},
    {"mode", MEMBER(mode_after)},
    {"mode", MEMBER(until)},
    {"bounce policy", MEMBER(bounce)},
    {"organisation", MEMBER(organisation)},
    {"hourly threshold", MEMBER(thresholds.hourly)},
    {"24 h threshold", MEMBER(thresholds.daily)},
    {"Office 365", MEMBER(office365)},
    {"Office 365 non-delivery reports", MEMBER(office365_reports)},
};
enum { MEMBERS = sizeof members / sizeof *members };

static bool is_equal(const char *field, const struct policy_domain *one,
                     const struct policy_domain *other)
{
    for (int i = 0; i < MEMBERS; i++)
        if (strcmp(members[i].field, field) == 0 &&
            memcmp((const char *)one + members[i].offset, (const char *)other + members[i].offset,
                   members[i].size) != 0)
            return false;
    return true;
}

static void undo_field(struct undo *undo, const char *field, struct policy_domain *now,
                       const struct policy_domain *before, const struct policy_domain *after)
{
    if (is_equal(field, before, after) || is_equal(field, now, before))
        return;
    if (!is_equal(field, now, after)) {
        tell(undo, now->name, field);
        return;
    }
    for (int i = 0; i < MEMBERS; i++)
        if (strcmp(members[i].field, field) == 0)
            memcpy((char *)now + members[i].offset, (const char *)before + members[i].offset,
                   members[i].size);
}

/* ---- subscribers ---- */

static bool subscribes(const struct policy_domain *domain, const char *address)
{
    for (size_t i = 0; i < domain->subscriber_count; i++)
        if (strcmp(domain->subscribers[i], address) == 0)
            return true;
    return false;
}

static bool same_subscribers(const struct policy_domain *one, const struct policy_domain *other)
{
    bool same = one->own_subscribers == other->own_subscribers &&
                one->subscriber_count == other->subscriber_count;
    for (size_t i = 0; same && i < one->subscriber_count; i++)
        same = subscribes(other, one->subscribers[i]);
    return same;
}

/* A list that became the domain's own, or stopped being that, is one change; others may have added
 * to it since. */
static void undo_list(struct undo *undo, struct policy_domain *now,
                      const struct policy_domain *before, const struct policy_domain *after)
{
    struct policy_domain kept = *now;
    if (same_subscribers(now, before))
        return;
    if (!same_subscribers(now, after)) {
        tell(undo, now->name, "subscribers");
        return;
    }
    policy_domain_clear(&kept);
    policy_domain_copy(&kept, before);
    now->subscribers = kept.subscribers;
    now->subscriber_count = kept.subscriber_count;
    now->own_subscribers = before->own_subscribers;
}

/* Each address is a change of its own, and one that came back or went since is no conflict. */
static void undo_addresses(struct policy_domain *now, const struct policy_domain *before,
                           const struct policy_domain *after)
{
    for (size_t i = 0; i < before->subscriber_count; i++)
        if (!subscribes(after, before->subscribers[i]))
            policy_subscribe(now, before->subscribers[i]);
    for (size_t i = 0; i < after->subscriber_count; i++)
        if (!subscribes(before, after->subscribers[i]))
            policy_unsubscribe(now, after->subscribers[i]);
}

static void undo_subscribers(struct undo *undo, struct policy_domain *now,
                             const struct policy_domain *before, const struct policy_domain *after)
{
    if (before->own_subscribers != after->own_subscribers)
        undo_list(undo, now, before, after);
    else if (!same_subscribers(before, after) && !now->own_subscribers)
        tell(undo, now->name, "subscribers");
    else
        undo_addresses(now, before, after);
}

/* ---- domains ---- */

static void undo_fields(struct undo *undo, struct policy_domain *now,
                        const struct policy_domain *before, const struct policy_domain *after)
{
    for (int i = 0; i < MEMBERS; i++)
        if (i == 0 || strcmp(members[i].field, members[i - 1].field) != 0)
            undo_field(undo, members[i].field, now, before, after);
    undo_subscribers(undo, now, before, after);
}

/* The domain is there in only one of the two. */
static void undo_existence(struct undo *undo, const char *name, const struct policy_domain *before,
                           const struct policy_domain *after)
{
    const struct policy_domain *now = policy_find(undo->policy, name);
    if (after && now && policy_diff_domain(after, now, NULL, NULL) == 0) {
        policy_remove(undo->policy, name);
    } else if (before && !now) {
        struct policy_domain *added = policy_add(undo->policy, name);
        if (added)
            policy_domain_copy(added, before);
        else
            tell(undo, name, "there is no room for it");
    } else if (now && (after || policy_diff_domain(before, now, NULL, NULL))) {
        tell(undo, name, "its settings");
    }
}

static void undo_domain(struct undo *undo, const char *name)
{
    const struct policy_domain *before = policy_find(undo->before, name),
                               *after = policy_find(undo->after, name);
    if (policy_diff_domain(before, after, NULL, NULL) == 0)
        return;
    if (!before || !after)
        undo_existence(undo, name, before, after);
    else if (policy_find(undo->policy, name))
        undo_fields(undo, policy_add(undo->policy, name), before, after);
    else
        tell(undo, name, "no longer configured");
}

size_t policy_undo(struct policy *policy, const struct policy *before, const struct policy *after,
                   void (*conflict)(void *argument, const char *text), void *argument)
{
    struct undo undo = {policy, before, after, conflict, argument, 0};
    for (size_t i = 0; i < before->count; i++)
        undo_domain(&undo, before->domains[i].name);
    for (size_t i = 0; i < after->count; i++)
        if (!policy_find(before, after->domains[i].name))
            undo_domain(&undo, after->domains[i].name);
    return undo.conflicts;
}

/* ---- events that are over ---- */

static bool has_event(const struct policy *policy, const struct policy_domain *domain)
{
    const struct policy_domain *found = policy_find(policy, domain->name);
    return found && is_equal("mode", found, domain);
}

void policy_undo_end_events(struct policy *policy, const struct policy *current, int64_t now,
                            void (*ended)(void *argument, const struct policy_domain *domain),
                            void *argument)
{
    for (size_t i = 0; i < policy->count; i++) {
        struct policy_domain *domain = &policy->domains[i];
        if (!domain->until || domain->until > now || has_event(current, domain))
            continue;
        if (ended)
            ended(argument, domain);
        policy_end_event(domain);
    }
}
