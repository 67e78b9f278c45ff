#include "mtacon/core/alert_mail.h"

#include "mtacon/base/clock.h"

/* A header of one line, whatever the value. */
static void add_header(struct buffer *out, const char *name, const char *value, const char *before,
                       const char *after)
{
    buffer_printf(out, "%s: %s", name, before);
    for (const char *byte = value; *byte; byte++)
        if ((unsigned char)*byte >= ' ' && *byte != 0x7f)
            buffer_append_char(out, *byte);
    buffer_printf(out, "%s\n", after);
}

void alert_mail_write(struct buffer *out, const struct alert_mail_head *head, const char *body)
{
    char date[64];
    add_header(out, "From", head->from ? head->from : "mtacon", "mtacon <", ">");
    add_header(out, "To", head->to, "<", ">");
    add_header(out, "Subject", head->subject, "", "");
    add_header(out, "Date",
               clock_format(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", head->at, false), "",
               "");
    add_header(out, "Message-ID", head->message_id, "<", ">");
    if (head->in_reply_to) {
        add_header(out, "In-Reply-To", head->in_reply_to, "<", ">");
        add_header(out, "References", head->in_reply_to, "<", ">");
    }
    add_header(out, "Auto-Submitted", "auto-generated", "", "");
    add_header(out, "X-Mtacon-Domain", head->domain, "", "");
    add_header(out, "X-Mtacon-Alert", head->kind, "", "");
    add_header(out, "X-Mtacon-Window", head->window, "", "");
    buffer_append_text(out, "MIME-Version: 1.0\n"
                            "Content-Type: text/plain; charset=utf-8\n"
                            "Content-Transfer-Encoding: 8bit\n\n");
    buffer_append_text(out, body);
}
