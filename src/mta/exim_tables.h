/* The files through which Exim obeys a policy. */
#ifndef MTACON_MTA_EXIM_TABLES_H
#define MTACON_MTA_EXIM_TABLES_H

#include "tables.h"

/* Whom submission refuses, for lsearch: 'NAME TEXT' a line. */
void exim_tables_submission(struct buffer *out, const struct policy *policy);

/* All files of a revision: 'MARK NAME' begins each, 'MARK end' ends them. */
void exim_tables_bundle(struct buffer *out, const char *mark, const struct policy *policy,
                        const char *document);

#endif
