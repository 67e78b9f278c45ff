#include "exim_tables.h"

void exim_tables_submission(struct buffer *out, const struct policy *policy)
{
    for (size_t i = 1; i < policy->count; i++) {
        const char *name = policy->domains[i].name;
        if (!mta_tables_submits(policy, name))
            buffer_printf(out, "%s " MTA_TABLES_REFUSED "\n", name, name);
    }
}

void exim_tables_bundle(struct buffer *out, const char *mark, const struct policy *policy,
                        const char *document)
{
    buffer_printf(out, "%s policy.json\n", mark);
    buffer_append_text(out, document);
    buffer_printf(out, "%s reports\n", mark);
    mta_tables_reports(out, policy);
    buffer_printf(out, "%s submission\n", mark);
    exim_tables_submission(out, policy);
    mta_tables_published(out, mark, policy);
    buffer_printf(out, "%s end\n", mark);
}
