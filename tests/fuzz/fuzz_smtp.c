/* What a mail server answers when a mail is handed to it, in pieces of varying size. */
#include <stdint.h>
#include <stdlib.h>

#include "smtp_dialogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct smtp_dialogue dialogue;
    enum smtp_end end = SMTP_GOES_ON;
    size_t step = size ? data[0] % 64 + 1u : 1;
    bool all_sent = false;
    smtp_dialogue_begin(&dialogue, "<>", "anna@noc.example", "Subject: x\n\n.\n..\n\xc3\xbc\n");
    for (size_t at = 0; at < size && end == SMTP_GOES_ON; at += step) {
        end = smtp_dialogue_take(&dialogue, (const char *)data + at,
                                 size - at < step ? size - at : step);
        /* Not always is all sent before the next answer comes. */
        if (data[at] % 8)
            buffer_reset(&dialogue.out);
        all_sent = smtp_dialogue_handed_over(&dialogue);
        free(smtp_dialogue_trouble(&dialogue, "closed"));
    }
    if ((end == SMTP_TAKEN && !all_sent) || (end == SMTP_REFUSED) != (dialogue.why != NULL))
        abort();
    smtp_dialogue_clear(&dialogue);
    return 0;
}
