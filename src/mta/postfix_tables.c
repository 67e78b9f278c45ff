#include "postfix_tables.h"

#include <string.h>

#include "tables.h"

/* A local part may be quoted and hold anything: `.*`. */
static void add_recipients(struct buffer *out, const char *domain)
{
    buffer_append_text(out, "/^Final-Recipient: [^ ]+ *.*@");
    for (const char *byte = domain; *byte; byte++) {
        if (*byte == '.')
            buffer_append_char(out, '\\');
        buffer_append_char(out, *byte);
    }
    buffer_append_text(out, "$/ FILTER mtacon_report:report\n");
}

void postfix_tables_bounces(struct buffer *out, const struct policy *policy)
{
    char readable[DOMAIN_NAME_SIZE];
    /* Only one line of a report is looked at closely, however many domains there are. The address
     * type is utf-8 for internationalised addresses (RFC 6533). */
    buffer_append_text(out, "if /^Final-Recipient: (rfc822|utf-8);/\n");
    for (size_t i = 1; i < policy->count; i++) {
        const char *name = policy->domains[i].name;
        if (!mta_tables_suppressed(policy, name))
            continue;
        add_recipients(out, name);
        if (strcmp(domain_name_readable(name, readable), name) != 0)
            add_recipients(out, readable);
    }
    buffer_append_text(out, "endif\n");
    /* What was answered, for the list of who was not told. */
    if (strcmp(mta_tables_probe(policy), "-") != 0)
        buffer_append_text(out, "/^Diagnostic-Code: / INFO mtacon\n");
}

void postfix_tables_submission(struct buffer *out, const struct policy *policy)
{
    char readable[DOMAIN_NAME_SIZE];
    for (size_t i = 1; i < policy->count; i++) {
        const char *name = policy->domains[i].name;
        if (mta_tables_submits(policy, name))
            continue;
        buffer_printf(out, "%s REJECT " MTA_TABLES_REFUSED "\n", name, name);
        if (strcmp(domain_name_readable(name, readable), name) != 0)
            buffer_printf(out, "%s REJECT " MTA_TABLES_REFUSED "\n", readable, name);
    }
}

void postfix_tables_bundle(struct buffer *out, const char *mark, const struct policy *policy,
                           const char *document)
{
    buffer_printf(out, "%s policy.json\n", mark);
    buffer_append_text(out, document);
    buffer_printf(out, "%s bounces.regexp\n", mark);
    postfix_tables_bounces(out, policy);
    buffer_printf(out, "%s reports\n", mark);
    mta_tables_reports(out, policy);
    buffer_printf(out, "%s submission.texthash\n", mark);
    postfix_tables_submission(out, policy);
    mta_tables_published(out, mark, policy);
    buffer_printf(out, "%s end\n", mark);
}
