/* What a node answers to any of the probes, or to a job: rows and lines, to the value and its end.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "job_answer.h"
#include "mtacon/base/memory.h"
#include "mtacon/probe/probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(const struct probe *probe, void *value, struct job_answer *job, char *line,
                 size_t length)
{
    struct report_row row;
    if (probe && probe->line)
        probe->line(value, "acme.example", line, length);
    else if (strlen(line) != length || !report_parse(line, &row))
        return;
    else if (probe)
        probe->row(value, &row);
    else
        job_answer_row(job, &row);
}

static void answer(const struct probe *probe, const char *text)
{
    struct probe_node node = {.driver = mta_driver_find("postfix"),
                              .now = 1795532645,
                              .note = memory_string(""),
                              .greeted = true};
    struct probe_answer end = {.again_ms = -1};
    struct job_answer job = {0};
    void *value = probe ? memory_new(1, probe->size) : NULL;
    char *copy = memory_string(text), *rest = copy;
    for (char *line; (line = strsep(&rest, "\n"));)
        take(probe, value, &job, line, strlen(line));
    if (probe) {
        probe->done(&node, value, &end);
        if (probe->clear)
            probe->clear(value);
    }
    free(value);
    free(copy);
    job_answer_clear(&job);
    probe_node_clear(&node);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = memory_substring((const char *)data, size);
    size_t count = 0;
    while (probes[count])
        count++;
    for (size_t i = 0; i < count; i++)
        answer(probes[i], text);
    answer(NULL, text);
    free(text);
    return 0;
}
