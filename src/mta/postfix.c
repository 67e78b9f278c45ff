/* Postfix. The programs themselves are in data/node (common, postfix). */
#include <stddef.h>

#include "calls.h"
#include "mtacon/base/embedded.h"
#include "mtacon/base/text.h"
#include "postfix_tables.h"

static void postfix_library(struct buffer *out)
{
    mta_call_common(out);
    buffer_append_text(out, data_node_postfix_postfix_sh);
    buffer_append_text(out, data_node_postfix_enrol_sh);
    buffer_append_text(out, data_node_postfix_withheld_sh);
    mta_call_program(out, "mtacon_address_awk", data_node_postfix_address_awk);
    buffer_append_text(out, "mtacon_lines_awk=$mtacon_address_awk");
    text_shell_quote(out, data_node_postfix_lines_awk);
    buffer_append_char(out, '\n');
    mta_call_program(out, "mtacon_office365_awk", data_node_postfix_office365_awk);
    mta_call_program(out, "mtacon_expiry_awk", data_node_postfix_expiry_awk);
    mta_call_program(out, "mtacon_enrol_awk", data_node_postfix_enrol_awk);
    mta_call_program(out, "mtacon_report_sh", data_node_postfix_report_sh);
    mta_call_program(out, "mtacon_withheld_awk", data_node_postfix_withheld_awk);
    mta_call_policy(out,
                    (const char *const[]){data_node_postfix_enrol_sh, data_node_postfix_enrol_awk,
                                          data_node_postfix_report_sh, NULL});
}

const struct mta_driver mta_postfix = {
    .name = "postfix",
    .lifetime = "maximal_queue_lifetime = 5d",
    .present = "command -v postconf >/dev/null",
    .library = postfix_library,
    .hello = mta_call_hello,
    .sizes = mta_call_sizes,
    .listing = mta_call_listing,
    .log = mta_call_log,
    .messages = mta_call_messages,
    .lines = mta_call_lines,
    .withheld = mta_call_withheld,
    .office365 = mta_call_office365,
    .send = mta_call_send,
    .fate = mta_call_fate,
    .policy_state = mta_call_policy_state,
    .policy_read = mta_call_policy_read,
    .published = mta_call_published,
    .enrol_plan = mta_call_enrol_plan,
    .enrol = mta_call_enrol,
    .unenrol = mta_call_unenrol,
    .bundle = postfix_tables_bundle,
};
