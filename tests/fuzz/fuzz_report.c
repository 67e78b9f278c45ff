/* Rows that the programs on a node print. What is accepted must be safe to show. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/core/failure.h"
#include "mtacon/core/smtp_code.h"
#include "mtacon/mta/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_safe(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct report_row row;
    char *line = memory_substring((const char *)data, size);
    if (report_parse(line, &row)) {
        must_be_safe(row.domain);
        must_be_safe(row.subject);
        must_be_safe(row.text);
        if (row.kind == REPORT_FAIL && !smtp_code_valid(row.code))
            abort();
        if (row.kind == REPORT_AGE && (row.number < 0 || row.number >= QUEUE_AGES))
            abort();
    }
    free(line);
    return 0;
}
