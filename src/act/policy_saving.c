#include "mtacon/act/policy_saving.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/text.h"
#include "mtacon/core/policy_diff.h"

/* The settings in place of those that were as `opened`. */
static bool set_wanted(struct policy_saving *saving)
{
    struct policy_domain *domain = policy_change_domain(&saving->change, &saving->error);
    char name[DOMAIN_NAME_SIZE];
    if (!domain || saving->adds)
        return domain != NULL;
    memcpy(name, domain->name, sizeof name);
    policy_domain_clear(domain);
    policy_domain_copy(domain, &saving->wanted);
    memcpy(domain->name, name, sizeof domain->name);
    return true;
}

static enum policy_saving_end save(struct policy_saving *saving, const struct act *act)
{
    const struct policy_change *change = &saving->change;
    if (!saving->adds && policy_change_needs_reason(change) && text_is_blank(saving->reason))
        return POLICY_SAVING_WITHOUT_REASON;
    saving->on_nodes = policy_differs_on_nodes(&change->before, &change->after);
    switch (policy_change_save(act, change, saving->reason, saving->now, &saving->saved,
                               &saving->error)) {
    case REVISION_SAVED:
        return POLICY_SAVING_SAVED;
    case REVISION_UNCHANGED:
        return POLICY_SAVING_UNCHANGED;
    case REVISION_STALE:
    case REVISION_FAILED:
        break;
    }
    return POLICY_SAVING_FAILED;
}

static bool is_doubtful(struct policy_saving *saving, const struct act *act)
{
    return !saving->sure && policy_change_is_strange(act, &saving->change, saving->meant) &&
           *saving->meant;
}

static enum policy_saving_end run(struct policy_saving *saving, const struct act *act)
{
    struct policy_change *change = &saving->change;
    if (!policy_change_begin(act, saving->name, change, &saving->error))
        return POLICY_SAVING_FAILED;
    memcpy(saving->name, change->name, sizeof saving->name);
    if (saving->only_plans)
        return POLICY_SAVING_PLANNED;
    if (saving->adds && policy_find(&change->before, change->name))
        return POLICY_SAVING_THERE;
    if (saving->adds && is_doubtful(saving, act))
        return POLICY_SAVING_DOUBTFUL;
    if (!saving->adds && policy_change_is_late(change, &saving->opened, saving->hash))
        return POLICY_SAVING_LATE;
    return set_wanted(saving) ? save(saving, act) : POLICY_SAVING_FAILED;
}

void policy_saving_run(struct policy_saving *saving, struct store *store)
{
    const struct act act = {.store = store, .read_only = saving->read_only};
    saving->end = run(saving, &act);
    /* What nobody looks at takes its time to be freed, too. */
    if (saving->end == POLICY_SAVING_SAVED)
        policy_clear(&saving->change.before);
    else if (saving->end != POLICY_SAVING_PLANNED && saving->end != POLICY_SAVING_LATE)
        policy_change_clear(&saving->change);
}

void policy_saving_clear(struct policy_saving *saving)
{
    policy_domain_clear(&saving->wanted);
    policy_domain_clear(&saving->opened);
    policy_change_clear(&saving->change);
}
