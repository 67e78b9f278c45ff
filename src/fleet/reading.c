#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/mta/report.h"

enum { COUNTS_LIMIT = 1000000, TOP_LIMIT = 1000, LINES_LIMIT = 1000, DOCUMENT_LIMIT = 4096 };

const char *reading_name(enum reading_kind kind)
{
    static const char *const names[] = {"idle",
                                        "first questions",
                                        "counting the queue",
                                        "reading the log",
                                        "listing the queue",
                                        "listing messages",
                                        "reading log lines",
                                        "reading the policy",
                                        "changing the node",
                                        "reading the policy document",
                                        "looking for Office 365"};
    return names[kind];
}

void reading_begin(struct reading *reading, enum reading_kind kind)
{
    reading_clear(reading);
    reading->kind = kind;
    reading->started_ms = clock_monotonic_ms();
    reading->running = -1;
}

void reading_clear(struct reading *reading)
{
    free(reading->version);
    free(reading->log);
    free(reading->log_error);
    free(reading->queue_error);
    free(reading->mta_error);
    queue_listing_clear(&reading->listing);
    log_piece_clear(&reading->piece);
    free(reading->outcome_text);
    free(reading->step);
    free(reading->messages);
    free(reading->office365);
    for (size_t i = 0; reading->lines && i < reading->count; i++)
        free(reading->lines[i]);
    free(reading->lines);
    *reading = (struct reading){0};
}

static void note_garbage(struct reading *reading, const char *line, size_t length)
{
    struct buffer visible = {0};
    if (reading->garbage++)
        return;
    text_visible(&visible, line, length < 100 ? length : 100);
    snprintf(reading->first_garbage, sizeof reading->first_garbage, "%s", buffer_text(&visible));
    buffer_clear(&visible);
}

static void take_error(struct reading *reading, const struct report_row *row)
{
    char **where = strcmp(row->subject, "log") == 0     ? &reading->log_error
                   : strcmp(row->subject, "queue") == 0 ? &reading->queue_error
                                                        : &reading->mta_error;
    memory_replace(where, row->text);
}

static void take_listing(struct reading *reading, const struct report_row *row)
{
    struct queue_listing *listing = &reading->listing;
    if (row->kind == REPORT_OLDEST) {
        listing->oldest = row->number;
    } else if (row->kind == REPORT_EXPIRING) {
        listing->expiring_6h = row->number;
        listing->expiring_24h = row->number2;
    } else if (row->kind == REPORT_AGE) {
        listing->ages[row->number] = row->number2;
    } else if (row->kind == REPORT_LISTED) {
        listing->listed = row->number;
        reading->has_listing = true;
    } else if (row->kind == REPORT_TRUNCATED) {
        listing->truncated = true;
    } else if (row->kind == REPORT_DOMAIN && listing->domain_count < TOP_LIMIT) {
        listing->domains =
            memory_grow(listing->domains, listing->domain_count, sizeof *listing->domains);
        struct queue_domain *domain = &listing->domains[listing->domain_count++];
        *domain = (struct queue_domain){.messages = row->number,
                                        .oldest = row->number2,
                                        .expiring_6h = row->number3,
                                        .expiring_24h = row->number4};
        snprintf(domain->name, sizeof domain->name, "%s", row->domain);
    } else if (row->kind == REPORT_REASON && listing->reason_count < TOP_LIMIT) {
        listing->reasons =
            memory_grow(listing->reasons, listing->reason_count, sizeof *listing->reasons);
        struct queue_reason *reason = &listing->reasons[listing->reason_count++];
        *reason = (struct queue_reason){.messages = row->number};
        snprintf(reason->domain, sizeof reason->domain, "%s", row->domain);
        snprintf(reason->text, sizeof reason->text, "%.*s", (int)sizeof reason->text - 1,
                 row->text);
    }
}

static void take_log(struct reading *reading, const struct report_row *row)
{
    struct log_piece *piece = &reading->piece;
    if (row->kind == REPORT_FAIL && piece->count_count < COUNTS_LIMIT) {
        piece->counts = memory_grow(piece->counts, piece->count_count, sizeof *piece->counts);
        struct failure_count *count = &piece->counts[piece->count_count++];
        *count =
            (struct failure_count){.minute = row->minute, .count = row->number, .code = row->code};
        snprintf(count->domain, sizeof count->domain, "%s", row->domain);
    } else if (row->kind == REPORT_SAMPLE && piece->sample_count < TOP_LIMIT) {
        piece->samples = memory_grow(piece->samples, piece->sample_count, sizeof *piece->samples);
        struct failure_sample *sample = &piece->samples[piece->sample_count++];
        *sample = (struct failure_sample){.at = row->minute, .code = row->code};
        snprintf(sample->domain, sizeof sample->domain, "%s", row->domain);
        snprintf(sample->text, sizeof sample->text, "%.*s", (int)sizeof sample->text - 1,
                 row->text);
    } else if (row->kind == REPORT_CURSOR && strlen(row->text) < sizeof piece->after.fingerprint) {
        snprintf(piece->after.fingerprint, sizeof piece->after.fingerprint, "%.*s",
                 (int)sizeof piece->after.fingerprint - 1, row->text);
        piece->after.offset = row->number;
        piece->more = row->number2 != 0;
        reading->has_cursor = true;
    } else if (row->kind == REPORT_GAP) {
        piece->gap = true;
    } else if (row->kind == REPORT_RETRY) {
        reading->retry = true;
    } else if (row->kind == REPORT_SKIPPED) {
        piece->skipped = row->number;
    }
}

static void add_line(struct reading *reading, char *line)
{
    reading->lines = memory_grow(reading->lines, reading->count, sizeof *reading->lines);
    reading->lines[reading->count++] = line;
}

static void take_policy(struct reading *reading, const struct report_row *row)
{
    struct fleet_policy *policy = &reading->policy;
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
    } else if (row->kind == REPORT_POLICY || row->kind == REPORT_CONFLICT) {
        memcpy(policy->hash, row->hash, sizeof policy->hash);
        policy->number = row->number;
        policy->at = row->number2;
        snprintf(policy->author, sizeof policy->author, "%.*s", (int)sizeof policy->author - 1,
                 row->text);
        reading->has_policy = true;
    }
}

static void take_outcome(struct reading *reading, enum job_outcome outcome, const char *text)
{
    reading->has_outcome = true;
    reading->outcome = outcome;
    memory_replace(&reading->outcome_text, text);
}

static void take_job(struct reading *reading, const struct report_row *row)
{
    if (row->kind == REPORT_STEP)
        memory_replace(&reading->step, row->text);
    else if (row->kind == REPORT_DIFF && reading->count < LINES_LIMIT)
        add_line(reading, memory_string(row->text));
    else if (row->kind == REPORT_OK || row->kind == REPORT_IN_FORCE)
        take_outcome(reading, JOB_DONE, row->text);
    else if (row->kind == REPORT_FAILED)
        take_outcome(reading, JOB_FAILED, row->text);
    else if (row->kind == REPORT_CONFLICT)
        take_outcome(reading, JOB_CONFLICT, "");
    take_policy(reading, row);
}

static void take_office365(struct reading *reading, const struct report_row *row)
{
    if (row->kind != REPORT_OFFICE365 || reading->count >= LINES_LIMIT)
        return;
    reading->office365 =
        memory_grow(reading->office365, reading->count, sizeof *reading->office365);
    struct office365_seen *seen = &reading->office365[reading->count++];
    *seen = (struct office365_seen){
        .relayed = row->number, .reports = row->number2, .at = row->number3};
    snprintf(seen->domain, sizeof seen->domain, "%s", row->domain);
}

static void take_row(struct reading *reading, const struct report_row *row)
{
    switch (row->kind) {
    case REPORT_NOW:
        reading->node_now = row->number;
        break;
    case REPORT_MTA:
        memory_replace(&reading->version, row->text);
        break;
    case REPORT_LIFETIME:
        reading->lifetime = row->number;
        break;
    case REPORT_RUNNING:
        reading->running = row->number;
        break;
    case REPORT_LOG:
        memory_replace(&reading->log, row->text);
        break;
    case REPORT_ERROR:
        take_error(reading, row);
        break;
    case REPORT_SIZE:
        reading->sizes[row->queue] = row->number;
        reading->listing.sizes[row->queue] = row->number;
        reading->has_sizes = true;
        break;
    default:
        if (reading->kind == READING_LOG)
            take_log(reading, row);
        else if (reading->kind == READING_POLICY)
            take_policy(reading, row);
        else if (reading->kind == READING_JOB)
            take_job(reading, row);
        else if (reading->kind == READING_OFFICE365)
            take_office365(reading, row);
        else
            take_listing(reading, row);
        break;
    }
}

void reading_line(struct reading *reading, char *line, size_t length)
{
    struct report_row row;
    char shown[100];
    if (reading->kind == READING_LINES && reading->count < LINES_LIMIT) {
        struct buffer visible = {0};
        text_visible(&visible, line, length);
        add_line(reading, buffer_take(&visible));
        return;
    }
    if (reading->kind == READING_DOCUMENT) {
        if (reading->count < DOCUMENT_LIMIT)
            add_line(reading, memory_substring(line, length));
        return;
    }
    if (reading->kind == READING_MESSAGES) {
        struct mta_message message;
        if (mta_message_parse(line, length, &message) && reading->count < LINES_LIMIT) {
            reading->messages = memory_grow(reading->messages, reading->count, sizeof message);
            reading->messages[reading->count++] = message;
        }
        return;
    }
    /* Parsing cuts the line up: keep its beginning for the complaint. */
    size_t kept = length < sizeof shown ? length : sizeof shown;
    memcpy(shown, line, kept);
    if (strlen(line) != length || !report_parse(line, &row)) {
        note_garbage(reading, shown, kept);
        return;
    }
    reading->rows++;
    take_row(reading, &row);
}
