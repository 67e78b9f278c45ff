/* What the files have in common through which mail servers obey a policy. */
#ifndef MTACON_MTA_TABLES_H
#define MTACON_MTA_TABLES_H

#include <stdbool.h>

#include "mtacon/base/buffer.h"
#include "mtacon/core/policy_document.h"

/* Whether reports about recipients of that domain are kept from external senders. */
bool mta_tables_suppressed(const struct policy *policy, const char *name);

/* By which a node decides who is told: a line 'AS-WRITTEN NAME GROUP on|off' for each domain that
 * is suppressed or in an organisation (of the others, each is its own group, and on). */
void mta_tables_reports(struct buffer *out, const struct policy *policy);

/* What users of a domain are told whose mode refuses their mail; a format, of the domain's name. */
#define MTA_TABLES_REFUSED "continuity mode of %s is disabled: send through your own mail system"

/* Whether users of that domain may send straight through the nodes. */
bool mta_tables_submits(const struct policy *policy, const char *name);

/* A domain whose reports are suppressed, to try the tables with; "-": there is none. */
const char *mta_tables_probe(const struct policy *policy);

/* The documents for clients, each begun by 'MARK NAME'. */
void mta_tables_published(struct buffer *out, const char *mark, const struct policy *policy);

#endif
