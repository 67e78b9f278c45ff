#include "mtacon/core/smtp_code.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/text.h"

static const struct smtp_code_info table[] = {
    {421, "service not available, closing channel",
     "the mail system is down, shutting down or "
     "limiting connections"},
    {450, "mailbox unavailable (busy)",
     "mailbox locked, greylisting, or a policy that wants a "
     "later try"},
    {451, "local error in processing",
     "a fault inside the mail system: a filter, a lookup, a "
     "database"},
    {452, "insufficient system storage", "the mail system's disk or the mailbox is full for now"},
    {500, "syntax error, command unrecognised",
     "not speaking the same SMTP: often a firewall "
     "that rewrites it"},
    {501, "syntax error in parameters", "an address or parameter the mail system cannot parse"},
    {502, "command not implemented", "the mail system lacks a command that was used"},
    {503, "bad sequence of commands", "often: authentication or STARTTLS is wanted first"},
    {504, "parameter not implemented", "the mail system lacks a parameter that was used"},
    {550, "mailbox unavailable (not found, no access)",
     "no such user, or refused by policy or "
     "reputation"},
    {551, "user not local", "the mailbox moved; the reply may name its new path"},
    {552, "exceeded storage allocation", "mailbox over quota, or the message is too large"},
    {553, "mailbox name not allowed", "the address is not acceptable to the mail system"},
    {554, "transaction failed", "refused as a whole: spam, a block list, or no service for us"},
    {SMTP_CODE_NO_REPLY_4, "no reply, temporary",
     "connection refused, timed out or lost, or the "
     "name server did not answer"},
    {SMTP_CODE_NO_REPLY_5, "no reply, permanent",
     "no such host, a mail loop, or refused by this "
     "node itself"},
    {SMTP_CODE_EXPIRED, "expired in the queue",
     "given up after the queue lifetime; not itself a "
     "delivery attempt"},
    {SMTP_CODE_SUPPRESSED, "report not sent",
     "a report to the sender that bounce policy held back; no delivery attempt"},
};
enum { TABLE_LENGTH = sizeof table / sizeof *table };

bool smtp_code_valid(int code)
{
    return (code >= 400 && code <= 599) || code == SMTP_CODE_NO_REPLY_4 ||
           code == SMTP_CODE_NO_REPLY_5 || code == SMTP_CODE_EXPIRED ||
           code == SMTP_CODE_SUPPRESSED;
}

enum smtp_class smtp_code_class(int code)
{
    if (code == SMTP_CODE_EXPIRED)
        return SMTP_CLASS_EXPIRED;
    if (code == SMTP_CODE_SUPPRESSED)
        return SMTP_CLASS_SUPPRESSED;
    return code == SMTP_CODE_NO_REPLY_4 || (code >= 400 && code < 500) ? SMTP_CLASS_TEMPORARY
                                                                       : SMTP_CLASS_PERMANENT;
}

const char *smtp_class_name(enum smtp_class class)
{
    static const char *const names[] = {"temporary", "permanent", "expired", "suppressed"};
    return names[class];
}

const char *smtp_class_next(enum smtp_class class)
{
    static const char *const next[] = {
        "stays in the queue and is tried again until it is 5 days old",
        "is not tried again: the sender gets a report, if bounce policy allows",
        "is gone from the queue: the sender gets a report, if bounce policy allows",
        "was not told to its sender, as bounce policy says"};
    return next[class];
}

const char *smtp_code_name(int code, char *out, size_t size)
{
    if (code == SMTP_CODE_EXPIRED)
        snprintf(out, size, "expired");
    else if (code == SMTP_CODE_SUPPRESSED)
        snprintf(out, size, "suppressed");
    else if (code == SMTP_CODE_NO_REPLY_4 || code == SMTP_CODE_NO_REPLY_5)
        snprintf(out, size, "no-reply-%d", code);
    else
        snprintf(out, size, "%d", code);
    return out;
}

const char *smtp_code_title(int code, char *out, size_t size)
{
    if (code != SMTP_CODE_NO_REPLY_4 && code != SMTP_CODE_NO_REPLY_5)
        return smtp_code_name(code, out, size);
    snprintf(out, size, "no reply %d", code);
    return out;
}

int smtp_code_parse(const char *name)
{
    int64_t code = 0;
    if (strcmp(name, "expired") == 0)
        return SMTP_CODE_EXPIRED;
    if (strcmp(name, "suppressed") == 0)
        return SMTP_CODE_SUPPRESSED;
    if (strcmp(name, "no-reply-4") == 0)
        return SMTP_CODE_NO_REPLY_4;
    if (strcmp(name, "no-reply-5") == 0)
        return SMTP_CODE_NO_REPLY_5;
    return text_number(name, 400, 599, &code) ? (int)code : -1;
}

const struct smtp_code_info *smtp_code_info(int code)
{
    static const struct smtp_code_info other_temporary = {0, "temporary failure",
                                                          "see the text of the reply"};
    static const struct smtp_code_info other_permanent = {0, "permanent failure",
                                                          "see the text of the reply"};
    for (size_t i = 0; i < TABLE_LENGTH; i++)
        if (table[i].code == code)
            return &table[i];
    return smtp_code_class(code) == SMTP_CLASS_TEMPORARY ? &other_temporary : &other_permanent;
}

const struct smtp_code_info *smtp_code_table(size_t *count)
{
    *count = TABLE_LENGTH;
    return table;
}
