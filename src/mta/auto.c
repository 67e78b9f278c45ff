/* A node of which nobody knows yet what it is: it gets the programs of all drivers, takes those of
 * the mail server that it has, and says which these are. From then on that driver is its own. */
#include <stddef.h>

#include "calls.h"
#include "drivers.h"
#include "mtacon/base/embedded.h"

static const struct mta_driver *const known[] = {MTA_DRIVERS(MTA_DRIVER_LIST) NULL};

static void auto_library(struct buffer *out)
{
    buffer_append_text(out, data_node_common_frame_sh);
    buffer_append_text(out, data_node_common_auto_sh);
    for (size_t i = 0; known[i]; i++)
        buffer_printf(out, "%s %s; then\nmtacon_kind=%s\n", i ? "elif" : "if", known[i]->present,
                      known[i]->name);
    buffer_append_text(out, "fi\ncase $mtacon_kind in\n");
    for (size_t i = 0; known[i]; i++) {
        buffer_printf(out, "%s)\n", known[i]->name);
        known[i]->library(out);
        buffer_append_text(out, "\n;;\n");
    }
    buffer_append_text(out, "esac\n");
}

static void auto_hello(struct buffer *out, const char *log)
{
    buffer_append_text(out, "mtacon_introduce ");
    mta_call_hello(out, log);
}

const struct mta_driver mta_auto = {
    .name = "auto",
    .library = auto_library,
    .hello = auto_hello,
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
};
