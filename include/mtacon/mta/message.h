/* A queued message, as `postqueue -j` prints it (postqueue(1), 'JSON OBJECT FORMAT'). */
#ifndef MTACON_MTA_MESSAGE_H
#define MTACON_MTA_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All text is safe to show. */
struct mta_message {
    char queue[16];
    char id[64];
    char sender[256];
    char recipient[256]; /* the first one in the domain that was asked for */
    char reason[512];    /* why it waits for that one; may be empty */
    int64_t arrival;     /* epoch */
    int64_t size;        /* bytes */
    int recipients;
    char more[1024]; /* the others, 'address: why' and a newline each, as many as go in whole */
    int more_count;
};

/* Parses one line; `domain` is what was asked for ("": all). False when it is no such object. */
bool mta_message_parse(const char *line, size_t length, const char *domain,
                       struct mta_message *message);

#endif
