/* What a node answers to a job: steps, an outcome, a difference or a document. */
#ifndef MTACON_FLEET_JOB_ANSWER_H
#define MTACON_FLEET_JOB_ANSWER_H

#include "mtacon/fleet/job.h"
#include "mtacon/mta/report.h"

struct job_answer {
    bool said; /* outcome and text were said */
    enum job_outcome outcome;
    char *text;
    char **lines; /* a difference, safe to show; or the document */
    size_t count;
    struct policy_carried policy;
};

/* Takes a row of the answer. Returns the step that begins (valid as long as the row), or NULL. */
const char *job_answer_row(struct job_answer *answer, const struct report_row *row);

/* Takes a line of a document. */
void job_answer_line(struct job_answer *answer, const char *line, size_t length);

void job_answer_clear(struct job_answer *answer);

#endif
