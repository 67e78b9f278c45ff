#include "details.h"

#include <stdlib.h>

enum probe_end details_done(struct probe_node *node, void *value, struct probe_answer *answer)
{
    (void)node;
    (void)value;
    (void)answer;
    return PROBE_NEW; /* none is an answer too */
}

void details_clear(void *value)
{
    struct probe_details *details = value;
    for (size_t i = 0; details->lines && i < details->count; i++)
        mta_line_clear(&details->lines[i]);
    free(details->lines);
    free(details->messages);
    free(details->withheld);
}
