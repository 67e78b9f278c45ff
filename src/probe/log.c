/* Failures since the last reading, counted on the node. Cursor and counts advance in one
 * transaction of the store, that compares the cursor before: nothing is counted twice or lost by a
 * crash, a reconnect, a second console. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/core/window.h"
#include "mtacon/probe/list.h"
#include "mtacon/store/failure.h"

enum { COUNTS_LIMIT = 1000000, REFUSED_LIMIT = 10000, SAMPLES_LIMIT = 1000, ROTATED_MS = 200 };
/* One request, so that the next one (the queue) need not wait for minutes: a busy node's day. */
#define BYTES_LIMIT (1280LL * 1024 * 1024)

struct log_read {
    struct log_piece piece;
    bool has_cursor, rotated;
    char *error; /* NULL: none */
};

static bool log_possible(const struct probe_node *node)
{
    return node->log && node->driver->log;
}

static void log_command(const struct probe_node *node, const char *subject, struct buffer *out)
{
    const struct log_cursor *cursor = &node->cursor;
    int64_t since = window_minute(node->now - WINDOW_DAY);
    (void)subject;
    /* 'since' matters on first contact, a day back, and after a gap: on from the minute after the
     * last reading, so that nothing is counted twice. Of a log that was empty so far nothing was.
     */
    if (strcmp(cursor->fingerprint, "-") != 0 && cursor->at > node->now - WINDOW_DAY)
        since = window_minute(cursor->at) + WINDOW_MINUTE;
    node->driver->log(out, node->log, cursor, since, BYTES_LIMIT);
}

static void take_count(struct log_piece *piece, const struct report_row *row)
{
    piece->counts = memory_grow(piece->counts, piece->count_count, sizeof *piece->counts);
    struct failure_count *count = &piece->counts[piece->count_count++];
    *count = (struct failure_count){.minute = row->minute, .count = row->number, .code = row->code};
    snprintf(count->domain, sizeof count->domain, "%s", row->domain);
}

static void take_refused(struct log_piece *piece, const struct report_row *row)
{
    piece->refused = memory_grow(piece->refused, piece->refused_count, sizeof *piece->refused);
    piece->refused[piece->refused_count++] =
        (struct failure_count){.minute = row->minute, .count = row->number};
}

static void take_sample(struct log_piece *piece, const struct report_row *row)
{
    piece->samples = memory_grow(piece->samples, piece->sample_count, sizeof *piece->samples);
    struct failure_sample *sample = &piece->samples[piece->sample_count++];
    *sample = (struct failure_sample){.at = row->minute, .code = row->code};
    snprintf(sample->domain, sizeof sample->domain, "%s", row->domain);
    snprintf(sample->text, sizeof sample->text, "%.*s", (int)sizeof sample->text - 1, row->text);
}

static void take_cursor(struct log_read *read, const struct report_row *row)
{
    struct log_piece *piece = &read->piece;
    if (strlen(row->text) >= sizeof piece->after.fingerprint)
        return;
    snprintf(piece->after.fingerprint, sizeof piece->after.fingerprint, "%.*s",
             (int)sizeof piece->after.fingerprint - 1, row->text);
    piece->after.offset = row->number;
    piece->more = row->number2 != 0;
    read->has_cursor = true;
}

static void take_gap(struct log_piece *piece, const char *text)
{
    char *gap = piece->gap ? memory_printf("%.1000s; %s", piece->gap, text) : memory_string(text);
    free(piece->gap);
    piece->gap = gap;
}

static void log_row(void *value, const struct report_row *row)
{
    struct log_read *read = value;
    if (row->kind == REPORT_FAIL && read->piece.count_count < COUNTS_LIMIT)
        take_count(&read->piece, row);
    else if (row->kind == REPORT_REFUSED && read->piece.refused_count < REFUSED_LIMIT)
        take_refused(&read->piece, row);
    else if (row->kind == REPORT_SAMPLE && read->piece.sample_count < SAMPLES_LIMIT)
        take_sample(&read->piece, row);
    else if (row->kind == REPORT_CURSOR)
        take_cursor(read, row);
    else if (row->kind == REPORT_GAP)
        take_gap(&read->piece, row->text);
    else if (row->kind == REPORT_RETRY)
        read->rotated = true;
    else if (row->kind == REPORT_SKIPPED)
        read->piece.skipped = row->number;
    else if (row->kind == REPORT_ERROR)
        memory_replace(&read->error, row->text);
}

static int compare_counts(const void *left, const void *right)
{
    const struct failure_count *one = left, *other = right;
    int order = strcmp(one->domain, other->domain);
    return order ? order : (one->minute > other->minute) - (one->minute < other->minute);
}

static enum probe_end log_done(struct probe_node *node, void *value, struct probe_answer *answer)
{
    struct log_read *read = value;
    struct log_piece *piece = &read->piece;
    if (read->error) {
        memory_replace(&node->note, read->error);
        node->lacking = true;
        free(node->log);
        node->log = NULL;
        return PROBE_NOTHING;
    }
    if (read->rotated) {
        answer->again_ms = ROTATED_MS;
        answer->partial = true;
        return PROBE_NOTHING;
    }
    if (!read->has_cursor)
        return PROBE_BAD;
    piece->before = node->cursor;
    piece->after.at = node->now;
    answer->partial = piece->more;
    if (piece->more)
        answer->again_ms = 0;
    else
        node->log_at = node->now;
    if (log_cursor_equal(&piece->before, &piece->after) && piece->count_count == 0 && !piece->gap) {
        node->cursor.at = piece->after.at;
        return PROBE_NOTHING;
    }
    if (piece->count_count)
        qsort(piece->counts, piece->count_count, sizeof *piece->counts, compare_counts);
    return PROBE_NEW;
}

static void log_clear(void *value)
{
    struct log_read *read = value;
    log_piece_clear(&read->piece);
    free(read->error);
}

static bool log_save(struct probe_target *target, const void *value, struct error *error)
{
    const struct log_read *read = value;
    enum store_failure_result result =
        store_failure_save(target->store, target->node, &read->piece, &target->cursor, error);
    target->counted = true;
    target->failed = result == STORE_FAILURE_FAILED;
    return !target->failed;
}

/* Also when another console was faster: then the store's position is further on. */
static void log_saved(struct probe_node *node, const struct probe_target *target)
{
    if (!target->failed)
        node->cursor = target->cursor;
}

const struct probe probe_log = {
    .name = "reading the log",
    .every = offsetof(struct probe_pace, interval_ms),
    .deadline_ms = 180000,
    .round = PROBE_ROUND_READ,
    .size = sizeof(struct log_read),
    .possible = log_possible,
    .command = log_command,
    .row = log_row,
    .done = log_done,
    .clear = log_clear,
    .save = log_save,
    .saved = log_saved,
};
