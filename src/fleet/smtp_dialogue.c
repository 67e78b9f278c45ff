#include "smtp_dialogue.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

enum { REPLY_LIMIT = 16384, SAID_LIMIT = 200 };

/* The name of what is waited for, and the first digit of the reply that leads on. */
static const struct {
    const char *name;
    char digit;
} stages[] = {
    [SMTP_STAGE_GREETING] = {"greeting", '2'}, [SMTP_STAGE_HELLO] = {"EHLO", '2'},
    [SMTP_STAGE_SENDER] = {"MAIL FROM", '2'},  [SMTP_STAGE_RECIPIENT] = {"RCPT TO", '2'},
    [SMTP_STAGE_DATA] = {"DATA", '3'},         [SMTP_STAGE_END] = {"the message", '2'},
};

void smtp_dialogue_begin(struct smtp_dialogue *dialogue, const char *sender, const char *recipient,
                         const char *message)
{
    *dialogue = (struct smtp_dialogue){.sender = memory_string(sender),
                                       .recipient = memory_string(recipient),
                                       .message = memory_string(message)};
}

void smtp_dialogue_clear(struct smtp_dialogue *dialogue)
{
    free(dialogue->sender);
    free(dialogue->recipient);
    free(dialogue->message);
    free(dialogue->why);
    buffer_clear(&dialogue->in);
    buffer_clear(&dialogue->out);
    *dialogue = (struct smtp_dialogue){0};
}

bool smtp_dialogue_handed_over(const struct smtp_dialogue *dialogue)
{
    return dialogue->stage == SMTP_STAGE_END && !dialogue->out.length;
}

char *smtp_dialogue_trouble(const struct smtp_dialogue *dialogue, const char *what)
{
    return memory_printf("%s: %s%s", stages[dialogue->stage].name, what,
                         smtp_dialogue_handed_over(dialogue)
                             ? ": it may have arrived, and is sent again under the same Message-ID"
                             : "");
}

/* ---- what is said ---- */

/* Lines end with CR LF there, and one that begins with a dot gets another (section 4.5.2). */
static void append_message(struct buffer *out, const char *message)
{
    while (*message) {
        size_t length = strcspn(message, "\n");
        size_t kept = length && message[length - 1] == '\r' ? length - 1 : length;
        buffer_append_text(out, *message == '.' ? "." : "");
        buffer_append(out, message, kept);
        buffer_append_text(out, "\r\n");
        message += length + (message[length] == '\n');
    }
    buffer_append_text(out, ".\r\n");
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

static void append_hello(struct buffer *out)
{
    char name[256];
    if (gethostname(name, sizeof name) != 0 || !*name)
        snprintf(name, sizeof name, "localhost");
    name[sizeof name - 1] = '\0';
    buffer_printf(out, "EHLO %s\r\n", name);
}

static void dialogue_say(struct smtp_dialogue *dialogue)
{
    struct buffer *out = &dialogue->out;
    bool null_sender = strcmp(dialogue->sender, "<>") == 0;
    if (dialogue->stage == SMTP_STAGE_HELLO)
        append_hello(out);
    else if (dialogue->stage == SMTP_STAGE_SENDER)
        buffer_printf(out, "MAIL FROM:<%s>%s%s\r\n", null_sender ? "" : dialogue->sender,
                      dialogue->eight_bit && !is_ascii(dialogue->message) ? " BODY=8BITMIME" : "",
                      dialogue->international && !is_ascii(dialogue->recipient) ? " SMTPUTF8" : "");
    else if (dialogue->stage == SMTP_STAGE_RECIPIENT)
        buffer_printf(out, "RCPT TO:<%s>\r\n", dialogue->recipient);
    else if (dialogue->stage == SMTP_STAGE_DATA)
        buffer_append_text(out, "DATA\r\n");
    else if (dialogue->stage == SMTP_STAGE_END)
        append_message(out, dialogue->message);
}

/* ---- what is answered ---- */

static void take_extension(struct smtp_dialogue *dialogue, const char *line, size_t length)
{
    if (length != 12)
        return;
    dialogue->eight_bit = dialogue->eight_bit || !strncasecmp(line + 4, "8BITMIME", 8);
    dialogue->international = dialogue->international || !strncasecmp(line + 4, "SMTPUTF8", 8);
}

static enum smtp_end dialogue_refuse(struct smtp_dialogue *dialogue, const char *what,
                                     const char *line, size_t length)
{
    struct buffer said = {0};
    buffer_printf(&said, "%s: %s", stages[dialogue->stage].name, what);
    text_visible(&said, line, length < SAID_LIMIT ? length : SAID_LIMIT);
    dialogue->why = buffer_take(&said);
    return SMTP_REFUSED;
}

/* A reply's line: three digits, alone or with text behind a blank, or behind '-' where more follow.
 */
static bool is_reply(const char *line, size_t length)
{
    for (size_t i = 0; i < 3; i++)
        if (i >= length || !isdigit((unsigned char)line[i]))
            return false;
    return length == 3 || line[3] == ' ' || line[3] == '-';
}

static enum smtp_end take_line(struct smtp_dialogue *dialogue, const char *line, size_t length)
{
    bool right = is_reply(line, length) && *line == stages[dialogue->stage].digit;
    if (is_reply(line, length) && length > 3 && line[3] == '-') {
        if (dialogue->stage == SMTP_STAGE_HELLO)
            take_extension(dialogue, line, length);
        return SMTP_GOES_ON;
    }
    if (!right)
        return dialogue_refuse(dialogue, "it said: ", line, length);
    if (dialogue->out.length)
        return dialogue_refuse(dialogue, "it answered before all was said: ", line, length);
    if (dialogue->stage == SMTP_STAGE_HELLO)
        take_extension(dialogue, line, length);
    if (dialogue->stage == SMTP_STAGE_END)
        return SMTP_TAKEN;
    dialogue->stage++;
    dialogue_say(dialogue);
    return SMTP_GOES_ON;
}

enum smtp_end smtp_dialogue_take(struct smtp_dialogue *dialogue, const char *bytes, size_t length)
{
    enum smtp_end end = SMTP_GOES_ON;
    const char *newline;
    buffer_append(&dialogue->in, bytes, length);
    while (end == SMTP_GOES_ON && dialogue->in.length &&
           (newline = memchr(dialogue->in.data, '\n', dialogue->in.length))) {
        size_t whole = (size_t)(newline - dialogue->in.data) + 1, kept = whole - 1;
        kept -= kept && dialogue->in.data[kept - 1] == '\r';
        char *line = memory_substring(dialogue->in.data, kept);
        buffer_consume(&dialogue->in, whole);
        end = take_line(dialogue, line, kept);
        free(line);
    }
    if (end == SMTP_GOES_ON && dialogue->in.length > REPLY_LIMIT) {
        dialogue->why = smtp_dialogue_trouble(dialogue, "its answer is too long");
        end = SMTP_REFUSED;
    }
    return end;
}
