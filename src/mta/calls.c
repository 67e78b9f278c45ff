#include "calls.h"

#include "mtacon/base/embedded.h"
#include "mtacon/base/sha256.h"
#include "mtacon/base/text.h"

void mta_call_program(struct buffer *out, const char *variable, const char *program)
{
    buffer_printf(out, "%s=", variable);
    text_shell_quote(out, program);
    buffer_append_char(out, '\n');
}

void mta_call_common(struct buffer *out)
{
    buffer_append_text(out, data_node_common_frame_sh);
    buffer_append_text(out, data_node_common_log_sh);
    buffer_append_text(out, data_node_common_journal_sh);
    buffer_append_text(out, data_node_common_published_sh);
    buffer_append_text(out, data_node_common_send_sh);
    mta_call_program(out, "mtacon_date_awk", data_node_common_date_awk);
    mta_call_program(out, "mtacon_count_awk", data_node_common_count_awk);
    mta_call_program(out, "mtacon_probe_awk", data_node_common_probe_awk);
    mta_call_program(out, "mtacon_queue_awk", data_node_common_queue_awk);
    mta_call_program(out, "mtacon_oldest_awk", data_node_common_oldest_awk);
}

void mta_call_policy(struct buffer *out, const char *const enrolment[])
{
    struct buffer programs = {0};
    char hash[SHA256_HEX_SIZE];
    buffer_append_text(out, data_node_common_enrol_sh);
    buffer_append_text(out, data_node_common_policy_sh);
    buffer_append_text(&programs, data_node_common_enrol_sh);
    for (size_t i = 0; enrolment[i]; i++)
        buffer_append_text(&programs, enrolment[i]);
    sha256_hex(buffer_text(&programs), programs.length, hash);
    buffer_printf(out, "mtacon_version=%s\n", hash);
    buffer_clear(&programs);
}

void mta_call_hello(struct buffer *out, const char *log)
{
    buffer_append_text(out, "mtacon_hello ");
    text_shell_quote(out, log ? log : "-");
}

void mta_call_sizes(struct buffer *out)
{
    buffer_append_text(out, "mtacon_sizes");
}

void mta_call_listing(struct buffer *out, int64_t limit)
{
    buffer_printf(out, "mtacon_listing %lld", (long long)limit);
}

void mta_call_log(struct buffer *out, const char *path, const struct log_cursor *cursor,
                  int64_t since, int64_t limit)
{
    buffer_append_text(out, "mtacon_log ");
    text_shell_quote(out, path);
    buffer_append_char(out, ' ');
    text_shell_quote(out, cursor->fingerprint);
    buffer_printf(out, " %lld %lld %lld", (long long)cursor->offset, (long long)since,
                  (long long)limit);
}

void mta_call_messages(struct buffer *out, const char *domain, int64_t limit)
{
    buffer_append_text(out, "mtacon_messages ");
    text_shell_quote(out, domain);
    buffer_printf(out, " %lld", (long long)limit);
}

void mta_call_lines(struct buffer *out, const char *path, const char *domain, int64_t limit)
{
    buffer_append_text(out, "mtacon_lines ");
    text_shell_quote(out, path);
    buffer_append_char(out, ' ');
    text_shell_quote(out, domain);
    buffer_printf(out, " %lld", (long long)limit);
}

void mta_call_withheld(struct buffer *out, const char *path, const char *domain, int64_t since,
                       int64_t limit)
{
    char readable[DOMAIN_NAME_SIZE];
    buffer_append_text(out, "mtacon_withheld ");
    text_shell_quote(out, path);
    buffer_printf(out, " %lld %lld ", (long long)since, (long long)limit);
    text_shell_quote(out, domain);
    buffer_append_char(out, ' ');
    text_shell_quote(out, domain_name_readable(domain, readable));
}

void mta_call_office365(struct buffer *out, const char *path)
{
    buffer_append_text(out, "mtacon_office365 ");
    text_shell_quote(out, path);
}

void mta_call_send(struct buffer *out, const char *sender)
{
    buffer_append_text(out, "mtacon_send ");
    text_shell_quote(out, sender ? sender : "-");
}

void mta_call_fate(struct buffer *out, const char *path, const char *message_id)
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

void mta_call_policy_state(struct buffer *out, const char *dir)
{
    call(out, "mtacon_policy_state", dir);
}

void mta_call_policy_read(struct buffer *out, const char *dir)
{
    call(out, "mtacon_policy_read", dir);
}

void mta_call_published(struct buffer *out, const char *dir)
{
    call(out, "mtacon_published", dir);
}

void mta_call_enrol_plan(struct buffer *out, const char *dir, bool enrol, const char *publish)
{
    call(out, "mtacon_enrol_plan", dir);
    buffer_append_text(out, enrol ? " enrol " : " unenrol ");
    text_shell_quote(out, publish ? publish : "-");
}

void mta_call_enrol(struct buffer *out, const char *dir, const char *publish)
{
    call(out, "mtacon_enrol", dir);
    buffer_append_char(out, ' ');
    text_shell_quote(out, publish ? publish : "-");
}

void mta_call_unenrol(struct buffer *out, const char *dir)
{
    call(out, "mtacon_unenrol", dir);
}

void mta_call_push(struct buffer *out, const char *mark, const char *dir, const char *expected,
                   const char *probe, const struct policy_revision *revision)
{
    call(out, "mtacon_push", dir);
    buffer_printf(out, " %s %s %lld %lld ", revision->hash, *expected ? expected : "-",
                  (long long)revision->number, (long long)revision->at);
    text_shell_quote(out, revision->author);
    buffer_append_char(out, ' ');
    text_shell_quote(out, probe);
    buffer_printf(out, " %s", mark);
}
