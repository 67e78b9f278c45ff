#include "mtacon/ssh/frame.h"

#include <stdint.h>
#include <string.h>

#include "mtacon/base/random.h"
#include "mtacon/base/text.h"

void frame_init(struct frame *frame)
{
    *frame = (struct frame){0};
    random_hex(frame->mark, sizeof frame->mark);
}

void frame_clear(struct frame *frame)
{
    buffer_clear(&frame->line);
}

unsigned frame_begin(struct frame *frame)
{
    frame->open = true;
    frame->bytes = 0;
    return ++frame->sequence;
}

/* The status when the line is the mark of the awaited answer, else -1. */
static int mark_status(const struct frame *frame, const char *line)
{
    size_t length = strlen(frame->mark);
    int64_t status = 0;
    if (strncmp(line, frame->mark, length) != 0 || line[length] != ' ')
        return -1;
    const char *number = line + length + 1;
    const char *space = strchr(number, ' ');
    char sequence[16] = "";
    int64_t value = 0;
    if (!space || (size_t)(space - number) >= sizeof sequence)
        return -1;
    memcpy(sequence, number, (size_t)(space - number));
    if (!text_number(sequence, 1, UINT32_MAX, &value) || (unsigned)value != frame->sequence ||
        !text_number(space + 1, 0, 255, &status))
        return -1;
    return (int)status;
}

static void end_line(struct frame *frame, const struct frame_listener *listener, void *argument)
{
    char empty[1] = "";
    char *line = frame->line.length ? frame->line.data : empty;
    size_t length = frame->line.length;
    int status = frame->open ? mark_status(frame, line) : -1;
    if (status >= 0) {
        frame->open = false;
        buffer_reset(&frame->line);
        listener->done(argument, status);
        return;
    }
    /* The mark is printed on a line of its own after a newline: one empty line is ours. */
    if (frame->open && length)
        listener->line(argument, line, length);
    buffer_reset(&frame->line);
}

bool frame_feed(struct frame *frame, const char *bytes, size_t length,
                const struct frame_listener *listener, void *argument)
{
    while (length) {
        const char *newline = memchr(bytes, '\n', length);
        size_t size = newline ? (size_t)(newline - bytes) : length;
        frame->bytes += size;
        if (frame->bytes > FRAME_ANSWER_LIMIT)
            return false;
        size_t room = FRAME_LINE_LIMIT - frame->line.length;
        if (!frame->skipping)
            buffer_append(&frame->line, bytes, size < room ? size : room);
        frame->skipping = frame->skipping || size > room;
        if (!newline)
            return true;
        frame->skipping = false;
        end_line(frame, listener, argument);
        bytes += size + 1;
        length -= size + 1;
    }
    return true;
}
