#include "mtacon/core/policy_diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"

struct diff {
    const char *name;
    void (*line)(void *argument, const char *text);
    void *argument;
    size_t count;
};

static void tell(struct diff *diff, const char *what, const char *from, const char *to)
{
    diff->count++;
    if (!diff->line)
        return;
    char *text = from ? memory_printf("%s: %s %s -> %s", diff->name, what, from, to)
                      : memory_printf("%s: %s %s", diff->name, what, to);
    diff->line(diff->argument, text);
    free(text);
}

static const char *mode_text(const struct policy_domain *domain, char *out, size_t size)
{
    char when[32];
    if (domain->until)
        snprintf(out, size, "%s until %s, then %s", policy_mode_title(domain->mode),
                 clock_rfc3339(when, sizeof when, domain->until),
                 policy_mode_title(domain->mode_after));
    else
        snprintf(out, size, "%s", policy_mode_title(domain->mode));
    return out;
}

static const char *threshold_text(int64_t threshold, char *out, size_t size)
{
    if (threshold == THRESHOLD_INHERITED)
        return policy_mode_title(POLICY_INHERITED);
    if (threshold == 0)
        return "off";
    snprintf(out, size, "%lld", (long long)threshold);
    return out;
}

static const char *answer_text(int answer)
{
    return answer == POLICY_INHERITED ? "not said" : answer == POLICY_YES ? "yes" : "no";
}

static bool subscribes(const struct policy_domain *domain, const char *address)
{
    for (size_t i = 0; i < domain->subscriber_count; i++)
        if (strcmp(domain->subscribers[i], address) == 0)
            return true;
    return false;
}

static void diff_subscribers(struct diff *diff, const struct policy_domain *from,
                             const struct policy_domain *to)
{
    if (from->own_subscribers != to->own_subscribers)
        tell(diff, "subscribers", from->own_subscribers ? "its own" : "inherited from *",
             to->own_subscribers ? "its own" : "inherited from *");
    for (size_t i = 0; i < from->subscriber_count; i++)
        if (!subscribes(to, from->subscribers[i]))
            tell(diff, "subscriber removed:", NULL, from->subscribers[i]);
    for (size_t i = 0; i < to->subscriber_count; i++)
        if (!subscribes(from, to->subscribers[i]))
            tell(diff, "subscriber added:", NULL, to->subscribers[i]);
}

static void diff_fields(struct diff *diff, const struct policy_domain *from,
                        const struct policy_domain *to)
{
    char one[96], other[96];
    if (from->mode != to->mode || from->until != to->until || from->mode_after != to->mode_after)
        tell(diff, "mode", mode_text(from, one, sizeof one), mode_text(to, other, sizeof other));
    if (from->bounce != to->bounce)
        tell(diff, "bounce policy", policy_bounce_title(from->bounce),
             policy_bounce_title(to->bounce));
    if (strcmp(from->organisation, to->organisation) != 0)
        tell(diff, "organisation", *from->organisation ? from->organisation : "its own",
             *to->organisation ? to->organisation : "its own");
    if (from->thresholds.hourly != to->thresholds.hourly)
        tell(diff, "hourly threshold", threshold_text(from->thresholds.hourly, one, sizeof one),
             threshold_text(to->thresholds.hourly, other, sizeof other));
    if (from->thresholds.daily != to->thresholds.daily)
        tell(diff, "24 h threshold", threshold_text(from->thresholds.daily, one, sizeof one),
             threshold_text(to->thresholds.daily, other, sizeof other));
    diff_subscribers(diff, from, to);
    if (from->office365 != to->office365)
        tell(diff, "Office 365", answer_text(from->office365), answer_text(to->office365));
    if (from->office365_reports != to->office365_reports)
        tell(diff, "Office 365 non-delivery reports", answer_text(from->office365_reports),
             answer_text(to->office365_reports));
}

size_t policy_diff_domain(const struct policy_domain *from, const struct policy_domain *to,
                          void (*line)(void *argument, const char *text), void *argument)
{
    struct policy nothing;
    struct diff diff = {to ? to->name : from ? from->name : "", line, argument, 0};
    policy_init(&nothing);
    if (!from && to)
        tell(&diff, "configured", NULL, "(new)");
    if (from && !to)
        tell(&diff, "no longer configured", NULL, "");
    if (from || to)
        diff_fields(&diff, from ? from : nothing.domains, to ? to : nothing.domains);
    policy_clear(&nothing);
    return diff.count;
}

size_t policy_diff(const struct policy *from, const struct policy *to,
                   void (*line)(void *argument, const char *text), void *argument)
{
    size_t left = 0, right = 0, count = 0;
    while (left < from->count || right < to->count) {
        int order = left == from->count ? 1
                    : right == to->count
                        ? -1
                        : strcmp(from->domains[left].name, to->domains[right].name);
        count += policy_diff_domain(order <= 0 ? &from->domains[left] : NULL,
                                    order >= 0 ? &to->domains[right] : NULL, line, argument);
        left += order <= 0;
        right += order >= 0;
    }
    return count;
}

bool policy_domain_differs(const struct policy_domain *one, const struct policy_domain *other)
{
    bool same = one->mode == other->mode && one->until == other->until &&
                one->mode_after == other->mode_after && one->bounce == other->bounce &&
                one->thresholds.hourly == other->thresholds.hourly &&
                one->thresholds.daily == other->thresholds.daily &&
                one->own_subscribers == other->own_subscribers &&
                one->subscriber_count == other->subscriber_count &&
                one->office365 == other->office365 &&
                one->office365_reports == other->office365_reports &&
                strcmp(one->organisation, other->organisation) == 0;
    for (size_t i = 0; same && i < one->subscriber_count; i++)
        same = strcmp(one->subscribers[i], other->subscribers[i]) == 0;
    return !same;
}

bool policy_differs_on_nodes(const struct policy *from, const struct policy *to)
{
    bool same = from->count == to->count;
    for (size_t i = 0; same && i < from->count; i++) {
        const struct policy_domain *one = &from->domains[i], *other = &to->domains[i];
        same = strcmp(one->name, other->name) == 0 && one->mode == other->mode &&
               one->until == other->until && one->mode_after == other->mode_after &&
               one->bounce == other->bounce && strcmp(one->organisation, other->organisation) == 0;
    }
    return !same;
}
