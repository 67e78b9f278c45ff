#include "postfix_tables.h"

#include <stdlib.h>

static bool suppressed(const struct policy *policy, const char *name)
{
    struct policy_domain domain = policy_effective(policy, name);
    return !policy_reports((enum policy_mode)domain.mode, (enum policy_bounce)domain.bounce);
}

void postfix_tables_bounces(struct buffer *out, const struct policy *policy)
{
    /* Only one line of a report is looked at closely, however many domains there are. The address
     * type is utf-8 for internationalised addresses (RFC 6533). */
    buffer_append_text(out, "if /^Final-Recipient: (rfc822|utf-8);/\n");
    for (size_t i = 1; i < policy->count; i++) {
        const char *name = policy->domains[i].name;
        if (!suppressed(policy, name))
            continue;
        buffer_append_text(out, "/^Final-Recipient: [^ ]+ *[^ ]*@");
        for (const char *byte = name; *byte; byte++) {
            if (*byte == '.')
                buffer_append_char(out, '\\');
            buffer_append_char(out, *byte);
        }
        buffer_printf(out, "$/ DISCARD mtacon: bounce policy of %s\n", name);
    }
    buffer_append_text(out, "endif\n");
}

void postfix_tables_submission(struct buffer *out, const struct policy *policy)
{
    for (size_t i = 1; i < policy->count; i++) {
        const char *name = policy->domains[i].name;
        /* DUNNO keeps a parent domain's entry from being looked at. */
        if (policy_effective(policy, name).mode == POLICY_MODE_DISABLED)
            buffer_printf(out,
                          "%s REJECT continuity mode of %s is disabled: send through your own "
                          "mail system\n",
                          name, name);
        else
            buffer_printf(out, "%s DUNNO\n", name);
    }
}

const char *postfix_tables_probe(const struct policy *policy)
{
    for (size_t i = 1; i < policy->count; i++)
        if (suppressed(policy, policy->domains[i].name))
            return policy->domains[i].name;
    return "-";
}

void postfix_tables_bundle(struct buffer *out, const char *mark, const struct policy *policy,
                           const struct policy_revision *revision, const char *document)
{
    buffer_printf(out, "%s policy.json\n", mark);
    buffer_append_text(out, document);
    buffer_printf(out, "%s bounces.regexp\n", mark);
    postfix_tables_bounces(out, policy);
    buffer_printf(out, "%s submission.texthash\n", mark);
    postfix_tables_submission(out, policy);
    for (size_t i = 1; i < policy->count; i++) {
        struct policy_domain domain = policy_effective(policy, policy->domains[i].name);
        char *published = policy_document_published(&domain, revision);
        buffer_printf(out, "%s published/%s.json\n", mark, domain.name);
        buffer_append_text(out, published);
        free(published);
    }
    buffer_printf(out, "%s end\n", mark);
}
