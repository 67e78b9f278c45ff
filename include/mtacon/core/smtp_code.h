/* Failure codes: the SMTP reply codes of RFC 5321 section 4.2.3 as this field reads them, and the
 * outcomes that have no SMTP reply. */
#ifndef MTACON_CORE_SMTP_CODE_H
#define MTACON_CORE_SMTP_CODE_H

#include <stdbool.h>
#include <stddef.h>

/* A code is a number: 400-599 an SMTP reply; the values below for what has none. */
enum {
    SMTP_CODE_EXPIRED = 0,    /* a message given up after its queue lifetime: not a failure */
    SMTP_CODE_SUPPRESSED = 1, /* a report that bounce policy held back: not a failure */
    SMTP_CODE_NO_REPLY_4 = 4, /* temporary by its DSN class (RFC 3463), no SMTP reply */
    SMTP_CODE_NO_REPLY_5 = 5, /* permanent, likewise */
};

enum smtp_class {
    SMTP_CLASS_TEMPORARY,
    SMTP_CLASS_PERMANENT,
    SMTP_CLASS_EXPIRED,
    SMTP_CLASS_SUPPRESSED
};

struct smtp_code_info {
    int code;
    const char *meaning; /* short, as in RFC 5321 */
    const char *cause;   /* what usually lies behind it */
};

/* Whether a number is a code that can be counted. */
bool smtp_code_valid(int code);

enum smtp_class smtp_code_class(int code);

/* What happens next with a message that met a code of this class. */
const char *smtp_class_next(enum smtp_class class);
const char *smtp_class_name(enum smtp_class class);

/* "550", "no-reply-4", "expired": the name in JSON and rows; for people "no reply 4". Return out.
 */
const char *smtp_code_name(int code, char *out, size_t size);
const char *smtp_code_title(int code, char *out, size_t size);

/* The number of a name; -1 when it is none. */
int smtp_code_parse(const char *name);

/* The entry of the table for a code, or the general one of its class. Never NULL. */
const struct smtp_code_info *smtp_code_info(int code);

/* The table of the codes the console explains; `*count` entries, in order. */
const struct smtp_code_info *smtp_code_table(size_t *count);

#endif
