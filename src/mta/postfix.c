/* Postfix. The programs themselves are in data/node; here are their calls. */
#include "mtacon/base/embedded.h"
#include "mtacon/base/text.h"
#include "mtacon/mta/driver.h"

static void add_program(struct buffer *out, const char *variable, const char *program)
{
    buffer_printf(out, "%s=", variable);
    text_shell_quote(out, program);
    buffer_append_char(out, '\n');
}

static void postfix_library(struct buffer *out)
{
    buffer_append_text(out, data_node_frame_sh);
    buffer_append_text(out, data_node_log_sh);
    buffer_append_text(out, data_node_postfix_sh);
    add_program(out, "mtacon_date_awk", data_node_date_awk);
    add_program(out, "mtacon_count_awk", data_node_count_awk);
    add_program(out, "mtacon_probe_awk", data_node_probe_awk);
    add_program(out, "mtacon_queue_awk", data_node_queue_awk);
}

static void postfix_hello(struct buffer *out, const char *log)
{
    buffer_append_text(out, "mtacon_hello ");
    text_shell_quote(out, log ? log : "-");
}

static void postfix_sizes(struct buffer *out)
{
    buffer_append_text(out, "mtacon_sizes");
}

static void postfix_listing(struct buffer *out, int64_t limit)
{
    buffer_printf(out, "mtacon_listing %lld", (long long)limit);
}

static void postfix_log(struct buffer *out, const char *path, const struct log_cursor *cursor,
                        int64_t since, int64_t limit)
{
    buffer_append_text(out, "mtacon_log ");
    text_shell_quote(out, path);
    buffer_append_char(out, ' ');
    text_shell_quote(out, cursor->fingerprint);
    buffer_printf(out, " %lld %lld %lld", (long long)cursor->offset, (long long)since,
                  (long long)limit);
}

static void postfix_messages(struct buffer *out, const char *domain, int64_t limit)
{
    buffer_append_text(out, "mtacon_messages ");
    text_shell_quote(out, domain);
    buffer_printf(out, " %lld", (long long)limit);
}

static void postfix_lines(struct buffer *out, const char *path, const char *domain, int64_t limit)
{
    buffer_append_text(out, "mtacon_lines ");
    text_shell_quote(out, path);
    buffer_append_char(out, ' ');
    text_shell_quote(out, domain);
    buffer_printf(out, " %lld", (long long)limit);
}

const struct mta_driver mta_postfix = {
    .name = "postfix",
    .library = postfix_library,
    .hello = postfix_hello,
    .sizes = postfix_sizes,
    .listing = postfix_listing,
    .log = postfix_log,
    .messages = postfix_messages,
    .lines = postfix_lines,
};
