#include "mtacon/mta/reason.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* How mail servers word it: what stands before the telling part, and how that begins. Postfix's
 * smtp(8) and lmtp(8) make all of these (smtp_connect.c, smtp_trouble.c, smtp_sasl_glue.c). */
static const struct {
    const char *begins, *ends;
    bool keep_last; /* `ends` is itself telling */
} forms[] = {
    {"host ", " said: ", false},
    {"host ", " refused to talk to me: ", false},
    {"connect to ", ": ", false},
    {"SASL authentication failed; server ", " said: ", false},
    {"lost connection with ", " while ", true},
    {"conversation with ", " timed out ", true},
    /* Exim's (transports/smtp.c): an address in quotes may hold ': ' itself, and the reply all the
     * more. */
    {"SMTP error from remote mail server after ", ": ", false},
    {"LMTP error after ", ": ", false},
};

static const char suspended[] = "delivery temporarily suspended: ";
static const char in_reply[] = " (in reply to ";

/* Where the telling part begins in a reason of that form; NULL: it is of another. */
static const char *find_telling(const char *reason, size_t form)
{
    size_t length = strlen(forms[form].begins);
    if (strncmp(reason, forms[form].begins, length) != 0)
        return NULL;
    /* A host's name has no blank; that of a socket has neither. */
    const char *host_end = strchr(reason + length, ' ');
    const char *end = strstr(reason + length, forms[form].ends);
    if (!end || (forms[form].ends[0] == ' ' && end != host_end))
        return NULL;
    return end;
}

/* 'lost connection while ...; with mx[...]': the head's first words belong to the telling part. */
static void turn_kept(char *out, size_t size, const char *reason, const char *end)
{
    bool lost = reason[0] == 'l';
    const char *head = lost ? reason + strlen("lost connection ") : reason;
    snprintf(out, size, "%s%s; %.*s", lost ? "lost connection" : "", lost ? end : end + 1,
             (int)(end - head), head);
}

static void turn_plain(char *out, size_t size, const char *reason, const char *end, size_t form)
{
    const char *telling = end + strlen(forms[form].ends), *reply = strstr(telling, in_reply);
    int said = reply ? (int)(reply - telling) : (int)strlen(telling);
    /* ' said: ' is how most replies come: nobody misses it. */
    bool talks = strcmp(forms[form].ends, " refused to talk to me: ") == 0;
    snprintf(out, size, "%.*s; %.*s%s%s%.*s", said, telling, (int)(end - reason), reason,
             talks ? " refused to talk to me" : "", reply ? ", " : "",
             reply ? (int)strcspn(reply + 2, ")") : 0, reply ? reply + 2 : "");
}

const char *mta_reason_turn(char *out, size_t size, const char *reason)
{
    bool waits = strncmp(reason, suspended, strlen(suspended)) == 0;
    const char *rest = waits ? reason + strlen(suspended) : reason, *end = NULL;
    size_t form = 0;
    while (form < sizeof forms / sizeof *forms && !(end = find_telling(rest, form)))
        form++;
    if (end && forms[form].keep_last)
        turn_kept(out, size, rest, end);
    else if (end)
        turn_plain(out, size, rest, end, form);
    else
        snprintf(out, size, "%s", rest);
    size_t used = strlen(out);
    if (waits && used < size)
        snprintf(out + used, size - used, "; delivery temporarily suspended");
    return out;
}
