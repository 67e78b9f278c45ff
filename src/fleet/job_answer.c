#include "job_answer.h"

#include <stdlib.h>

#include "mtacon/base/memory.h"

enum { DIFFERENCE_LIMIT = 1000, DOCUMENT_LIMIT = 4096 };

static void add_line(struct job_answer *answer, char *line)
{
    answer->lines = memory_grow(answer->lines, answer->count, sizeof *answer->lines);
    answer->lines[answer->count++] = line;
}

static void set_outcome(struct job_answer *answer, enum job_outcome outcome, const char *text)
{
    answer->said = true;
    answer->outcome = outcome;
    memory_replace(&answer->text, text);
}

const char *job_answer_row(struct job_answer *answer, const struct report_row *row)
{
    report_take_policy(&answer->policy, row);
    if (row->kind == REPORT_STEP)
        return row->text;
    if (row->kind == REPORT_DIFF && answer->count < DIFFERENCE_LIMIT)
        add_line(answer, memory_string(row->text));
    else if (row->kind == REPORT_OK || row->kind == REPORT_IN_FORCE)
        set_outcome(answer, JOB_DONE, row->text);
    else if (row->kind == REPORT_FAILED)
        set_outcome(answer, JOB_FAILED, row->text);
    else if (row->kind == REPORT_CONFLICT)
        set_outcome(answer, JOB_CONFLICT, "");
    return NULL;
}

void job_answer_line(struct job_answer *answer, const char *line, size_t length)
{
    if (answer->count < DOCUMENT_LIMIT)
        add_line(answer, memory_substring(line, length));
}

void job_answer_clear(struct job_answer *answer)
{
    free(answer->text);
    for (size_t i = 0; answer->lines && i < answer->count; i++)
        free(answer->lines[i]);
    free(answer->lines);
    *answer = (struct job_answer){0};
}
