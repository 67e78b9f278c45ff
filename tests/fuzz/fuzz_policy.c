/* A policy document, as a node of another console may carry it. What is accepted comes back equal.
 */
#include <stdint.h>
#include <stdlib.h>

#include "mtacon/base/memory.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/core/policy_document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct policy policy, again;
    struct policy_revision revision, other;
    struct error error;
    char *text = memory_substring((const char *)data, size);
    if (policy_document_read(text, &policy, &revision, &error)) {
        char *written = policy_document_write(&policy, &revision);
        if (!policy_document_read(written, &again, &other, &error) ||
            policy_diff(&policy, &again, NULL, NULL))
            abort();
        free(written);
        policy_clear(&again);
        policy_clear(&policy);
    }
    free(text);
    return 0;
}
