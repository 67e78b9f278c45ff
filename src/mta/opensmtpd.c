/* OpenSMTPD, read only. The programs themselves are in data/node (common, opensmtpd). */
#include <stddef.h>

#include "calls.h"
#include "mtacon/base/embedded.h"
#include "mtacon/base/text.h"

static void opensmtpd_library(struct buffer *out)
{
    mta_call_common(out);
    buffer_append_text(out, data_node_opensmtpd_opensmtpd_sh);
    mta_call_program(out, "mtacon_delivery_awk", data_node_opensmtpd_delivery_awk);
    buffer_append_text(out, "mtacon_lines_awk=$mtacon_delivery_awk");
    text_shell_quote(out, data_node_opensmtpd_lines_awk);
    buffer_append_char(out, '\n');
    mta_call_program(out, "mtacon_envelopes_awk", data_node_opensmtpd_envelopes_awk);
    mta_call_program(out, "mtacon_expiry_awk", data_node_opensmtpd_expiry_awk);
}

static const struct mta_lack lacks[] = {
    {MTA_CAN_POLICY, "OpenSMTPD has no means to say who gets a report, nor to refuse a sender by "
                     "port: mtacon only reads it"},
    {MTA_CAN_WITHHELD, "it withholds no reports"},
    {MTA_CAN_OFFICE365, "its log does not say which mail Office 365 sent back as a report"},
    {MTA_CAN_FATE, "its log does not name mail by Message-ID"},
    {NULL, NULL},
};

const struct mta_driver mta_opensmtpd = {
    .name = "opensmtpd",
    .lacks = lacks,
    .lifetime = "queue ttl 5d",
    .present = "command -v smtpctl >/dev/null",
    .library = opensmtpd_library,
    .hello = mta_call_hello,
    .sizes = mta_call_sizes,
    .listing = mta_call_listing,
    .log = mta_call_log,
    .messages = mta_call_messages,
    .lines = mta_call_lines,
    .send = mta_call_send,
};
