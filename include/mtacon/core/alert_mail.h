/* The mail that tells of an alert (RFC 5322), one to each subscriber. */
#ifndef MTACON_CORE_ALERT_MAIL_H
#define MTACON_CORE_ALERT_MAIL_H

#include <stdint.h>

#include "mtacon/base/buffer.h"

struct alert_mail_head {
    const char *from;        /* an address; NULL: 'mtacon', completed by the MTA that takes it */
    const char *to;          /* one normalised address */
    const char *subject;     /* safe to show */
    const char *message_id;  /* without <> */
    const char *in_reply_to; /* likewise; NULL: it begins the matter */
    const char *domain;
    const char *kind;   /* "firing", "repeated", "recovered", "test" */
    const char *window; /* "hourly", "daily" */
    int64_t at;         /* epoch */
};

/* Appends head and body, lines ended by a newline. Whatever a value holds, it stays inside its own
 * line: control characters in it are dropped. Automatic mail (RFC 3834): Auto-Submitted. */
void alert_mail_write(struct buffer *out, const struct alert_mail_head *head, const char *body);

#endif
