/* Postfix. The programs themselves are in data/node (common, postfix); here are their calls. */
#include <string.h>

#include "mtacon/base/embedded.h"
#include "mtacon/base/random.h"
#include "mtacon/base/sha256.h"
#include "mtacon/base/text.h"
#include "mtacon/mta/driver.h"
#include "postfix_tables.h"

static void add_program(struct buffer *out, const char *variable, const char *program)
{
    buffer_printf(out, "%s=", variable);
    text_shell_quote(out, program);
    buffer_append_char(out, '\n');
}

/* By which a node knows whether what enrolment left was looked at by this very mtacon. */
static void add_version(struct buffer *out)
{
    struct buffer programs = {0};
    char hash[SHA256_HEX_SIZE];
    buffer_append_text(&programs, data_node_postfix_enrol_sh);
    buffer_append_text(&programs, data_node_postfix_enrol_awk);
    buffer_append_text(&programs, data_node_postfix_report_sh);
    sha256_hex(buffer_text(&programs), strlen(buffer_text(&programs)), hash);
    buffer_printf(out, "mtacon_version=%s\n", hash);
    buffer_clear(&programs);
}

static void postfix_library(struct buffer *out)
{
    buffer_append_text(out, data_node_common_frame_sh);
    buffer_append_text(out, data_node_common_log_sh);
    buffer_append_text(out, data_node_postfix_postfix_sh);
    buffer_append_text(out, data_node_postfix_enrol_sh);
    buffer_append_text(out, data_node_postfix_policy_sh);
    buffer_append_text(out, data_node_common_published_sh);
    buffer_append_text(out, data_node_common_send_sh);
    buffer_append_text(out, data_node_postfix_withheld_sh);
    add_program(out, "mtacon_date_awk", data_node_common_date_awk);
    add_program(out, "mtacon_address_awk", data_node_postfix_address_awk);
    add_program(out, "mtacon_count_awk", data_node_common_count_awk);
    buffer_append_text(out, "mtacon_lines_awk=$mtacon_address_awk");
    text_shell_quote(out, data_node_postfix_lines_awk);
    buffer_append_char(out, '\n');
    add_program(out, "mtacon_probe_awk", data_node_common_probe_awk);
    add_program(out, "mtacon_office365_awk", data_node_postfix_office365_awk);
    add_program(out, "mtacon_queue_awk", data_node_postfix_queue_awk);
    add_program(out, "mtacon_oldest_awk", data_node_postfix_oldest_awk);
    add_program(out, "mtacon_enrol_awk", data_node_postfix_enrol_awk);
    add_program(out, "mtacon_report_sh", data_node_postfix_report_sh);
    add_program(out, "mtacon_withheld_awk", data_node_postfix_withheld_awk);
    add_version(out);
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

static void postfix_withheld(struct buffer *out, const char *path, const char *domain,
                             int64_t since, int64_t limit)
{
    char readable[DOMAIN_NAME_SIZE];
    buffer_append_text(out, "mtacon_withheld ");
    text_shell_quote(out, path);
    buffer_printf(out, " %lld %lld ", (long long)since, (long long)limit);
    text_shell_quote(out, domain);
    buffer_append_char(out, ' ');
    text_shell_quote(out, domain_name_readable(domain, readable));
}

static void postfix_office365(struct buffer *out, const char *path)
{
    buffer_append_text(out, "mtacon_office365 ");
    text_shell_quote(out, path);
}

static void postfix_send(struct buffer *out, const char *sender)
{
    buffer_append_text(out, "mtacon_send ");
    text_shell_quote(out, sender ? sender : "-");
}

static void postfix_fate(struct buffer *out, const char *path, const char *message_id)
{
    buffer_append_text(out, "mtacon_fate ");
    text_shell_quote(out, path);
    buffer_append_char(out, ' ');
    text_shell_quote(out, message_id);
}

static void call(struct buffer *out, const char *function, const char *dir)
{
    buffer_printf(out, "%s ", function);
    text_shell_quote(out, dir);
}

static void postfix_policy_state(struct buffer *out, const char *dir)
{
    call(out, "mtacon_policy_state", dir);
}

static void postfix_policy_read(struct buffer *out, const char *dir)
{
    call(out, "mtacon_policy_read", dir);
}

static void postfix_published(struct buffer *out, const char *dir)
{
    call(out, "mtacon_published", dir);
}

static void postfix_enrol_plan(struct buffer *out, const char *dir, bool enrol, const char *publish)
{
    call(out, "mtacon_enrol_plan", dir);
    buffer_append_text(out, enrol ? " enrol " : " unenrol ");
    text_shell_quote(out, publish ? publish : "-");
}

static void postfix_enrol(struct buffer *out, const char *dir, const char *publish)
{
    call(out, "mtacon_enrol", dir);
    buffer_append_char(out, ' ');
    text_shell_quote(out, publish ? publish : "-");
}

static void postfix_unenrol(struct buffer *out, const char *dir)
{
    call(out, "mtacon_unenrol", dir);
}

static void postfix_push(struct buffer *out, struct buffer *bundle, const char *dir,
                         const char *expected, const struct policy *policy,
                         const struct policy_revision *revision, const char *document)
{
    char mark[33];
    random_hex(mark, sizeof mark);
    call(out, "mtacon_push", dir);
    buffer_printf(out, " %s %s %lld %lld ", revision->hash, *expected ? expected : "-",
                  (long long)revision->number, (long long)revision->at);
    text_shell_quote(out, revision->author);
    buffer_append_char(out, ' ');
    text_shell_quote(out, postfix_tables_probe(policy));
    buffer_printf(out, " %s", mark);
    postfix_tables_bundle(bundle, mark, policy, document);
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
    .withheld = postfix_withheld,
    .office365 = postfix_office365,
    .send = postfix_send,
    .fate = postfix_fate,
    .policy_state = postfix_policy_state,
    .policy_read = postfix_policy_read,
    .published = postfix_published,
    .enrol_plan = postfix_enrol_plan,
    .enrol = postfix_enrol,
    .unenrol = postfix_unenrol,
    .push = postfix_push,
};
