#include "mtacon/node/reply.h"

#include <stdint.h>
#include <string.h>

#include "mtacon/base/random.h"
#include "mtacon/base/text.h"

void reply_init(struct reply *reply)
{
    *reply = (struct reply){0};
    random_hex(reply->mark, sizeof reply->mark);
}

void reply_clear(struct reply *reply)
{
    buffer_clear(&reply->line);
}

unsigned reply_begin(struct reply *reply)
{
    reply->open = true;
    reply->bytes = 0;
    return ++reply->sequence;
}

/* The status when the line is the mark of the awaited answer, else -1. */
static int mark_status(const struct reply *reply, const char *line)
{
    size_t length = strlen(reply->mark);
    int64_t status = 0;
    if (strncmp(line, reply->mark, length) != 0 || line[length] != ' ')
        return -1;
    const char *number = line + length + 1;
    const char *space = strchr(number, ' ');
    char sequence[16] = "";
    int64_t value = 0;
    if (!space || (size_t)(space - number) >= sizeof sequence)
        return -1;
    memcpy(sequence, number, (size_t)(space - number));
    if (!text_number(sequence, 1, UINT32_MAX, &value) || (unsigned)value != reply->sequence ||
        !text_number(space + 1, 0, 255, &status))
        return -1;
    return (int)status;
}

static void end_line(struct reply *reply, const struct reply_listener *listener, void *argument)
{
    char empty[1] = "";
    char *line = reply->line.length ? reply->line.data : empty;
    size_t length = reply->line.length;
    int status = reply->open ? mark_status(reply, line) : -1;
    if (status >= 0) {
        reply->open = false;
        buffer_reset(&reply->line);
        listener->done(argument, status);
        return;
    }
    /* The mark is printed on a line of its own after a newline: one empty line is ours. */
    if (reply->open && length)
        listener->line(argument, line, length);
    buffer_reset(&reply->line);
}

bool reply_feed(struct reply *reply, const char *bytes, size_t length,
                const struct reply_listener *listener, void *argument)
{
    while (length) {
        const char *newline = memchr(bytes, '\n', length);
        size_t size = newline ? (size_t)(newline - bytes) : length;
        reply->bytes += size;
        if (reply->bytes > REPLY_ANSWER_LIMIT)
            return false;
        size_t room = REPLY_LINE_LIMIT - reply->line.length;
        if (!reply->skipping)
            buffer_append(&reply->line, bytes, size < room ? size : room);
        reply->skipping = reply->skipping || size > room;
        if (!newline)
            return true;
        reply->skipping = false;
        end_line(reply, listener, argument);
        bytes += size + 1;
        length -= size + 1;
    }
    return true;
}
