#include "mtacon/mta/line.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/text.h"

static void take(char *out, size_t size, const char *from, size_t length)
{
    snprintf(out, size, "%.*s", (int)(length < size ? length : size - 1), from);
}

/* What stands between `before` and `after`; returns what follows, or `text` as it was. */
static const char *take_between(const char *text, const char *before, const char *after, char *out,
                                size_t size)
{
    const char *from = strstr(text, before);
    const char *to = from ? strstr(from + strlen(before), after) : NULL;
    if (!to)
        return text;
    from += strlen(before);
    take(out, size, from, (size_t)(to - from));
    return to;
}

/* 'to=<address>, ': a quoted local part may hold anything (RFC 5321 section 4.1.2). */
static const char *take_recipient(const char *text, struct mta_line *line)
{
    const char *from = strstr(text, "to=<"), *at = from ? from + strlen("to=<") : NULL;
    if (!from)
        return text;
    from = at;
    if (*at == '"')
        for (at++; *at && *at != '"'; at++)
            at += *at == '\\' && at[1];
    const char *to = strstr(at, ">, ");
    if (!to)
        return text;
    take(line->recipient, sizeof line->recipient, from, (size_t)(to - from));
    return to;
}

/* 'status=deferred (why)': the line ends with it, and what is in brackets may hold anything. */
static void take_status(struct mta_line *line, const char *text)
{
    const char *status = strstr(text, "status=");
    if (!status)
        return;
    status += strlen("status=");
    size_t word = strcspn(status, " (");
    take(line->status, sizeof line->status, status, word);
    const char *why = strchr(status, '(');
    size_t length = why ? strlen(why + 1) : 0;
    if (length && why[length] == ')')
        take(line->reason, sizeof line->reason, why + 1, length - 1);
}

/* ---- Exim's: 'ID == ADDRESS R=router T=transport defer (N) H=host [ip]: why' ---- */

/* Where the message id begins that stands before ' == ' or ' ** '; NULL: there is none. */
static const char *find_exim(const char *text, const char **status)
{
    static const char *const marks[] = {" == ", " ** "};
    const char *mark = NULL, *id;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *found = strstr(text, marks[i]);
        if (found && (!mark || found < mark))
            mark = found;
    }
    if (!mark)
        return NULL;
    for (id = mark; id > text && (isalnum((unsigned char)id[-1]) || id[-1] == '-'); id--)
        ;
    size_t length = (size_t)(mark - id);
    if (length < 16 || length > 23 || id[6] != '-' || (id > text && id[-1] != ' '))
        return NULL;
    *status = mark + 1;
    return id;
}

/* A recipient that was quoted is there twice: ' <"a b"@example>' is how it reads. */
static const char *take_exim_recipient(const char *text, struct mta_line *line)
{
    const char *end = strstr(text, " R="), *quoted = strstr(text, " <\"");
    if (!end)
        return NULL;
    if (quoted) {
        const char *at = quoted + 3;
        while (*at && *at != '"')
            at += *at == '\\' && at[1] ? 2 : 1;
        const char *close = strchr(at, '>');
        if (close && strncmp(text, quoted + 3, strcspn(quoted + 3, "\"\\")) == 0) {
            take(line->recipient, sizeof line->recipient, quoted + 2, (size_t)(close - quoted - 2));
            return close + 1;
        }
    }
    take(line->recipient, sizeof line->recipient, text, strcspn(text, " "));
    return end;
}

static bool take_exim(struct mta_line *line)
{
    const char *status, *id = find_exim(line->text, &status);
    if (!id)
        return false;
    take(line->id, sizeof line->id, id, (size_t)(status - 1 - id));
    const char *rest = take_exim_recipient(status + 3, line);
    if (!rest)
        return true;
    snprintf(line->status, sizeof line->status, "%s", *status == '=' ? "deferred" : "bounced");
    const char *why = strstr(rest, ": "), *host = strstr(rest, " H=");
    if (host && (!why || host < why))
        take(line->relay, sizeof line->relay, host + 3,
             why ? (size_t)(why - host - 3) : strlen(host + 3));
    if (why)
        take(line->reason, sizeof line->reason, why + 2, strlen(why + 2));
    return true;
}

/* ---- OpenSMTPD's: 'SESSION mta delivery evpid=ID from=<..> to=<ADDRESS> ... relay="HOST" ...
 * result="WORD" stat="REPLY"'. It takes no mail whose addresses have blanks or '>' in them. ---- */

static bool take_opensmtpd(struct mta_line *line)
{
    static const struct {
        const char *word, *status;
    } results[] = {{"TempFail", "deferred"}, {"PermFail", "bounced"}, {"Loop", "bounced"}};
    const char *rest = strstr(line->text, " mta delivery evpid=");
    char word[16] = "";
    if (!rest)
        return false;
    rest = take_between(rest, "evpid=", " from=<", line->id, sizeof line->id);
    rest = take_between(rest, "> to=<", "> ", line->recipient, sizeof line->recipient);
    rest = take_between(rest, " relay=\"", "\" ", line->relay, sizeof line->relay);
    rest = take_between(rest, " result=\"", "\" stat=\"", word, sizeof word);
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (strcmp(word, results[i].word) == 0)
            snprintf(line->status, sizeof line->status, "%s", results[i].status);
    size_t length = *line->status ? strlen(rest) : 0;
    if (length > strlen("\" stat=\"\""))
        take(line->reason, sizeof line->reason, rest + strlen("\" stat=\""),
             length - strlen("\" stat=\"\""));
    return true;
}

/* ---- Postfix's ---- */

/* In the order in which they stand, so that what a stranger put into one is not taken for the next.
 */
static void take_parts(struct mta_line *line)
{
    if (take_exim(line) || take_opensmtpd(line))
        return;
    const char *rest = strstr(line->text, "]: ");
    if (!rest)
        return;
    rest = take_between(rest, "]: ", ": to=<", line->id, sizeof line->id);
    rest = take_recipient(rest, line);
    rest = take_between(rest, "relay=", ", ", line->relay, sizeof line->relay);
    if (line->recipient[0])
        take_status(line, rest);
}

void mta_line_parse(const char *bytes, size_t length, struct mta_line *line)
{
    struct buffer visible = {0};
    const char *tab = memchr(bytes, '\t', length);
    char digits[24] = "";
    *line = (struct mta_line){.at = 0};
    if (tab)
        take(digits, sizeof digits, bytes, (size_t)(tab - bytes));
    if (text_number(digits, 0, INT64_MAX / 2, &line->at)) {
        length -= (size_t)(tab + 1 - bytes);
        bytes = tab + 1;
    }
    text_visible(&visible, bytes, length);
    line->text = buffer_take(&visible);
    take_parts(line);
}

void mta_line_clear(struct mta_line *line)
{
    free(line->text);
    *line = (struct mta_line){.at = 0};
}
