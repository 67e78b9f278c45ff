/* A recipient that the sender of his mail was not told of: from what a node says of its reports. */
#ifndef MTACON_MTA_WITHHELD_H
#define MTACON_MTA_WITHHELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All text is safe to show; cut where it is longer. */
struct mta_withheld {
    int64_t at;  /* epoch: when it was kept back */
    char id[64]; /* queue id of the report */
    char sender[256], recipient[256];
    int code;        /* the SMTP reply; 0: there was none */
    char reply[256]; /* what was answered, with the code */
};

/* Reads 'time, id, sender, recipient, reply' with tabs between; false when it is not that. */
bool mta_withheld_parse(const char *bytes, size_t length, struct mta_withheld *withheld);

#endif
