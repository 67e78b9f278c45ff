#include "mtacon/mta/report.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/text.h"
#include "mtacon/core/smtp_code.h"
#include "mtacon/core/window.h"

#define COUNT_LIMIT  1000000000000LL /* no honest count, offset or time is larger */
#define OFFSET_LIMIT (1LL << 60)

enum { FIELDS = 7 };

/* What a field means: one letter each, see parse_field. */
struct row_format {
    const char *name;
    enum report_kind kind;
    const char *fields;
};

/* n N o p P number, number2 ... number5; m minute; d domain; c code; q queue; s subject;
 * t text made safe; h hash; r text that must be plain already (a path, a fingerprint); b age
 * bucket; O offset */
static const struct row_format formats[] = {
    {"now", REPORT_NOW, "n"},
    {"mta", REPORT_MTA, "t"},
    {"kind", REPORT_KIND, "t"},
    {"lifetime", REPORT_LIFETIME, "n"},
    {"running", REPORT_RUNNING, "n"},
    {"log", REPORT_LOG, "r"},
    {"error", REPORT_ERROR, "st"},
    {"size", REPORT_SIZE, "qn"},
    {"oldest", REPORT_OLDEST, "n"},
    {"expiring", REPORT_EXPIRING, "nN"},
    {"age", REPORT_AGE, "bN"},
    {"domain", REPORT_DOMAIN, "dnNopP"},
    {"reason", REPORT_REASON, "dtn"},
    {"listed", REPORT_LISTED, "n"},
    {"truncated", REPORT_TRUNCATED, "n"},
    {"fail", REPORT_FAIL, "mdcn"},
    {"refused", REPORT_REFUSED, "mn"},
    {"sample", REPORT_SAMPLE, "dcmt"},
    {"cursor", REPORT_CURSOR, "rON"},
    {"gap", REPORT_GAP, "t"},
    {"retry", REPORT_RETRY, ""},
    {"skipped", REPORT_SKIPPED, "n"},
    {"office365", REPORT_OFFICE365, "dnNo"},
    {"place", REPORT_PLACE, "t"},
    {"enrolled", REPORT_ENROLLED, "n"},
    {"drift", REPORT_DRIFT, "t"},
    {"cannot", REPORT_CANNOT, "st"},
    {"policy", REPORT_POLICY, "hnNt"},
    {"step", REPORT_STEP, "t"},
    {"diff", REPORT_DIFF, "t"},
    {"ok", REPORT_OK, "t"},
    {"inforce", REPORT_IN_FORCE, "h"},
    {"conflict", REPORT_CONFLICT, "hnNt"},
    {"failed", REPORT_FAILED, "t"},
};

static void copy_visible(char *out, size_t size, const char *field)
{
    struct buffer visible = {0};
    text_visible(&visible, field, strlen(field));
    snprintf(out, size, "%s", buffer_text(&visible));
    buffer_clear(&visible);
}

static bool is_plain(const char *field)
{
    struct buffer visible = {0};
    text_visible(&visible, field, strlen(field));
    bool plain = strcmp(buffer_text(&visible), field) == 0 && visible.length < 1024;
    buffer_clear(&visible);
    return plain;
}

static bool parse_field(char letter, char *field, struct report_row *row)
{
    int64_t bucket = 0;
    switch (letter) {
    case 'n':
        return text_number(field, 0, COUNT_LIMIT, &row->number);
    case 'N':
        return text_number(field, 0, COUNT_LIMIT, &row->number2);
    case 'o':
        return text_number(field, 0, COUNT_LIMIT, &row->number3);
    case 'p':
        return text_number(field, 0, COUNT_LIMIT, &row->number4);
    case 'P':
        return text_number(field, 0, COUNT_LIMIT, &row->number5);
    case 'O':
        return text_number(field, 0, OFFSET_LIMIT, &row->number);
    case 'b':
        row->number = 0;
        if (!text_number(field, 0, QUEUE_AGES - 1, &bucket))
            return false;
        row->number = bucket;
        return true;
    case 'm':
        if (!text_number(field, 0, COUNT_LIMIT, &row->minute))
            return false;
        row->minute = window_minute(row->minute);
        return true;
    case 'd':
        /* '(other)' and '(unknown)' are ours, from data/node/common/count.awk. */
        if (strcmp(field, "(other)") == 0 || strcmp(field, "(unknown)") == 0)
            snprintf(row->domain, sizeof row->domain, "%s", field);
        else
            domain_name_from_node(field, row->domain);
        return true;
    case 'c':
        row->code = smtp_code_parse(field);
        return row->code >= 0;
    case 'q':
        row->queue = queue_find(field);
        return row->queue != QUEUE_COUNT;
    case 'h':
        if (strcmp(field, "-") == 0)
            return true;
        if (strlen(field) != SHA256_HEX_SIZE - 1 ||
            strspn(field, "0123456789abcdef") != SHA256_HEX_SIZE - 1)
            return false;
        memcpy(row->hash, field, sizeof row->hash);
        return true;
    case 's':
        copy_visible(row->subject, sizeof row->subject, field);
        return true;
    case 't':
        copy_visible(row->text, sizeof row->text, field);
        return true;
    case 'r':
        if (!is_plain(field))
            return false;
        snprintf(row->text, sizeof row->text, "%s", field);
        return true;
    }
    return false;
}

bool report_parse(char *line, struct report_row *row)
{
    char *fields[FIELDS], *rest = line;
    size_t count = 0;
    *row = (struct report_row){0};
    do
        fields[count++] = strsep(&rest, "\t");
    while (rest && count < FIELDS);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const struct row_format *format = &formats[i];
        if (strcmp(fields[0], format->name) != 0)
            continue;
        if (rest || count != strlen(format->fields) + 1)
            return false;
        row->kind = format->kind;
        for (size_t k = 1; k < count; k++)
            if (!parse_field(format->fields[k - 1], fields[k], row))
                return false;
        return true;
    }
    return false;
}

void report_take_policy(struct policy_carried *policy, const struct report_row *row)
{
    if (row->kind == REPORT_PLACE) {
        snprintf(policy->place, sizeof policy->place, "%.*s", (int)sizeof policy->place - 1,
                 row->text);
    } else if (row->kind == REPORT_ENROLLED) {
        policy->enrolled = row->number != 0;
    } else if (row->kind == REPORT_IN_FORCE) {
        memcpy(policy->hash, row->hash, sizeof policy->hash);
    } else if (row->kind == REPORT_DRIFT) {
        size_t used = strlen(policy->drift);
        snprintf(policy->drift + used, sizeof policy->drift - used, "%s%.300s", used ? "; " : "",
                 row->text);
    } else if (row->kind == REPORT_CANNOT) {
        size_t used = strlen(policy->cannot);
        snprintf(policy->cannot + used, sizeof policy->cannot - used, "%s%s: %.300s",
                 used ? "; " : "", row->subject, row->text);
    } else if (row->kind == REPORT_POLICY || row->kind == REPORT_CONFLICT) {
        memcpy(policy->hash, row->hash, sizeof policy->hash);
        policy->number = row->number;
        policy->at = row->number2;
        snprintf(policy->author, sizeof policy->author, "%.*s", (int)sizeof policy->author - 1,
                 row->text);
    }
}
