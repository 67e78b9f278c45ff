#include "tables.h"

#include <stdlib.h>
#include <string.h>

bool mta_tables_suppressed(const struct policy *policy, const char *name)
{
    struct policy_domain domain = policy_effective(policy, name);
    return !policy_reports((enum policy_mode)domain.mode, (enum policy_bounce)domain.bounce);
}

bool mta_tables_submits(const struct policy *policy, const char *name)
{
    return policy_effective(policy, name).mode != POLICY_MODE_DISABLED;
}

static void add_report(struct buffer *out, const struct policy *policy, const char *name,
                       const char *written)
{
    buffer_printf(out, "%s %s %s %s\n", written, name, organisation_group(policy, name),
                  mta_tables_suppressed(policy, name) ? "off" : "on");
}

void mta_tables_reports(struct buffer *out, const struct policy *policy)
{
    char readable[DOMAIN_NAME_SIZE];
    for (size_t i = 1; i < policy->count; i++) {
        const char *name = policy->domains[i].name;
        if (!mta_tables_suppressed(policy, name) && !*policy->domains[i].organisation)
            continue;
        add_report(out, policy, name, name);
        if (strcmp(domain_name_readable(name, readable), name) != 0)
            add_report(out, policy, name, readable);
    }
}

const char *mta_tables_probe(const struct policy *policy)
{
    for (size_t i = 1; i < policy->count; i++)
        if (mta_tables_suppressed(policy, policy->domains[i].name))
            return policy->domains[i].name;
    return "-";
}

void mta_tables_published(struct buffer *out, const char *mark, const struct policy *policy)
{
    for (size_t i = 1; i < policy->count; i++) {
        struct policy_domain domain = policy_effective(policy, policy->domains[i].name);
        char *published = policy_document_published(&domain);
        buffer_printf(out, "%s published/%s.json\n", mark, domain.name);
        buffer_append_text(out, published);
        free(published);
    }
}
