/* The files through which Postfix obeys a policy. */
#ifndef MTACON_MTA_POSTFIX_TABLES_H
#define MTACON_MTA_POSTFIX_TABLES_H

#include "mtacon/base/buffer.h"
#include "mtacon/core/policy_document.h"

/* A regexp table for body_checks of the reports that the node itself makes: those that name a
 * recipient in a domain whose bounce policy suppresses them take a way of their own, on which
 * data/node/postfix/report.sh takes out what external senders are not told. Domains are found as
 * A-labels and, in an internationalised report, as they are read. See regexp_table(5),
 * header_checks(5). */
void postfix_tables_bounces(struct buffer *out, const struct policy *policy);

/* A texthash table for check_sender_access of the submission service: refuses sender domains whose
 * continuity mode is Disabled. See access(5). */
void postfix_tables_submission(struct buffer *out, const struct policy *policy);

/* All files of a revision in one text: 'MARK NAME' begins each, 'MARK end' ends it. */
void postfix_tables_bundle(struct buffer *out, const char *mark, const struct policy *policy,
                           const char *document);

#endif
