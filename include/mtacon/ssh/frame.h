/* Answers on a shell channel: lines, ended by 'MARK SEQUENCE STATUS' where MARK is a random word of
 * the session, so that no output can pass for the end of an answer. */
#ifndef MTACON_SSH_FRAME_H
#define MTACON_SSH_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "mtacon/base/buffer.h"

enum {
    FRAME_MARK_SIZE = 33,
    FRAME_LINE_LIMIT = 65536,              /* longer lines are cut, the rest dropped */
    FRAME_ANSWER_LIMIT = 64 * 1024 * 1024, /* bytes of one answer */
};

struct frame {
    char mark[FRAME_MARK_SIZE];
    unsigned sequence; /* of the answer awaited */
    bool open;         /* an answer is awaited */
    bool skipping;     /* the rest of a line that was too long */
    struct buffer line;
    size_t bytes; /* of this answer so far */
};

struct frame_listener {
    void (*line)(void *argument, char *line, size_t length); /* NUL-terminated, may be changed */
    void (*done)(void *argument, int status);
};

void frame_init(struct frame *frame);
void frame_clear(struct frame *frame);

/* Begins to wait for the next answer; returns its sequence number. */
unsigned frame_begin(struct frame *frame);

/* Takes bytes from the channel. Lines outside an answer (a login's greeting) are dropped. False
 * when the answer is larger than any honest one. */
bool frame_feed(struct frame *frame, const char *bytes, size_t length,
                const struct frame_listener *listener, void *argument);

#endif
