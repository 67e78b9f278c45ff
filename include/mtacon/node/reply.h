/* Answers on a shell channel: lines, ended by 'MARK SEQUENCE STATUS' where MARK is a random word of
 * the session, so that no output can pass for the end of an answer. */
#ifndef MTACON_NODE_REPLY_H
#define MTACON_NODE_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "mtacon/base/buffer.h"

enum {
    REPLY_MARK_SIZE = 33,
    REPLY_LINE_LIMIT = 65536,              /* longer lines are cut, the rest dropped */
    REPLY_ANSWER_LIMIT = 64 * 1024 * 1024, /* bytes of one answer */
};

struct reply {
    char mark[REPLY_MARK_SIZE];
    unsigned sequence; /* of the answer awaited */
    bool open;         /* an answer is awaited */
    bool skipping;     /* the rest of a line that was too long */
    struct buffer line;
    size_t bytes; /* of this answer so far */
};

struct reply_listener {
    void (*line)(void *argument, char *line, size_t length); /* NUL-terminated, may be changed */
    void (*done)(void *argument, int status);
};

void reply_init(struct reply *reply);
void reply_clear(struct reply *reply);

/* Begins to wait for the next answer; returns its sequence number. */
unsigned reply_begin(struct reply *reply);

/* Takes bytes from the channel. Lines outside an answer (a login's greeting) are dropped. False
 * when the answer is larger than any honest one. */
bool reply_feed(struct reply *reply, const char *bytes, size_t length,
                const struct reply_listener *listener, void *argument);

#endif
