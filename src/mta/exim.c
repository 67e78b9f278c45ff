/* Exim. The programs themselves are in data/node (common, exim). */
#include <stddef.h>

#include "calls.h"
#include "exim_tables.h"
#include "mtacon/base/embedded.h"
#include "mtacon/base/text.h"

static void exim_library(struct buffer *out)
{
    mta_call_common(out);
    buffer_append_text(out, data_node_exim_exim_sh);
    buffer_append_text(out, data_node_exim_withheld_sh);
    mta_call_program(out, "mtacon_mainlog_awk", data_node_exim_mainlog_awk);
    buffer_append_text(out, "mtacon_lines_awk=$mtacon_mainlog_awk");
    text_shell_quote(out, data_node_exim_lines_awk);
    buffer_append_char(out, '\n');
    mta_call_program(out, "mtacon_spool_awk", data_node_exim_spool_awk);
    mta_call_program(out, "mtacon_retry_awk", data_node_exim_retry_awk);
    mta_call_program(out, "mtacon_expiry_awk", data_node_exim_expiry_awk);
    mta_call_program(out, "mtacon_withheld_awk", data_node_exim_withheld_awk);
    buffer_append_text(out, data_node_exim_enrol_sh);
    mta_call_program(out, "mtacon_enrol_awk", data_node_exim_enrol_awk);
    mta_call_policy(out,
                    (const char *const[]){data_node_exim_enrol_sh, data_node_exim_enrol_awk, NULL});
}

static const struct mta_lack lacks[] = {
    {MTA_CAN_OFFICE365, "Exim's log does not say which mail Office 365 sent back as a report"},
    {NULL, NULL},
};

const struct mta_driver mta_exim = {
    .name = "exim",
    .lacks = lacks,
    .lifetime = "F,5d,6h in the retry rules",
    .present = "command -v exim4 >/dev/null || command -v exim >/dev/null",
    .library = exim_library,
    .hello = mta_call_hello,
    .sizes = mta_call_sizes,
    .listing = mta_call_listing,
    .log = mta_call_log,
    .messages = mta_call_messages,
    .lines = mta_call_lines,
    .withheld = mta_call_withheld,
    .send = mta_call_send,
    .fate = mta_call_fate,
    .policy_state = mta_call_policy_state,
    .policy_read = mta_call_policy_read,
    .published = mta_call_published,
    .enrol_plan = mta_call_enrol_plan,
    .enrol = mta_call_enrol,
    .unenrol = mta_call_unenrol,
    .bundle = exim_tables_bundle,
};
