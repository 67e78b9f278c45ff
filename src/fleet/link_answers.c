/* What the answers of a node come to: events for the main thread, and when to ask again. */
#include <stdlib.h>
#include <string.h>

#include "link_private.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"

enum {
    BAD_ANSWERS_LIMIT = 3,
    SKEW_LIMIT = 30, /* seconds */
};

static void add_note(struct buffer *note, const char *text)
{
    if (!text)
        return;
    buffer_append_text(note, note->length ? "; " : "");
    buffer_append_text(note, text);
}

static void take_hello(struct link *link)
{
    struct reading *reading = &link->reading;
    struct buffer note = {0};
    int64_t skew = reading->node_now - clock_now();
    add_note(&note, reading->mta_error);
    add_note(&note, reading->log_error);
    add_note(&note, reading->queue_error);
    if (reading->running == 0)
        add_note(&note, "the MTA is not running: start it on the node");
    if (skew > SKEW_LIMIT || skew < -SKEW_LIMIT) {
        char *text =
            memory_printf("the node's clock is %lld s %s: set it right (NTP)",
                          (long long)(skew < 0 ? -skew : skew), skew < 0 ? "behind" : "ahead");
        add_note(&note, text);
        free(text);
    }
    link->hello_failed = note.length > 0;
    link->queue_readable = !reading->queue_error && !reading->mta_error;
    memory_replace(&link->log, reading->log);
    memory_replace(&link->note, buffer_text(&note));
    buffer_clear(&note);
    link->failures = 0;
    link_tell_state(link, FLEET_UP, link->note);
    struct fleet_event *event = link_event_new(link, EVENT_FACTS);
    event->text = memory_string(reading->version ? reading->version : "");
    event->number = reading->lifetime;
    event->subject = memory_string(reading->log ? reading->log : "");
    event->privilege = link->privilege;
    const char *wrong[] = {reading->mta_error, reading->log_error, reading->queue_error};
    event->count = sizeof wrong / sizeof *wrong;
    event->lines = memory_new(event->count, sizeof *event->lines);
    for (size_t i = 0; i < event->count; i++)
        event->lines[i] = memory_string(wrong[i] ? wrong[i] : "");
    mailbox_put(link->context->events, event);
}

static int compare_counts(const void *left, const void *right)
{
    const struct failure_count *one = left, *other = right;
    int order = strcmp(one->domain, other->domain);
    return order ? order : (one->minute > other->minute) - (one->minute < other->minute);
}

static void take_log(struct link *link)
{
    struct reading *reading = &link->reading;
    struct log_piece *piece = &reading->piece;
    if (reading->retry || !reading->has_cursor) {
        link->log_due = clock_monotonic_ms() + (reading->retry ? 200 : link->context->interval_ms);
        return;
    }
    piece->before = link->spec->cursor;
    piece->after.at = clock_now();
    if (log_cursor_equal(&piece->before, &piece->after) && piece->count_count == 0 && !piece->gap) {
        link->spec->cursor.at = piece->after.at;
        link->log_caught_up = true;
        return;
    }
    if (piece->count_count)
        qsort(piece->counts, piece->count_count, sizeof *piece->counts, compare_counts);
    link->log_waits = true;
    link->log_caught_up = !piece->more;
    struct fleet_event *event = link_event_new(link, EVENT_LOG);
    event->piece = *piece;
    *piece = (struct log_piece){0};
    event->traffic = ssh_session_traffic(link->session);
    mailbox_put(link->context->events, event);
}

static void take_sizes(struct link *link)
{
    struct fleet_event *event = link_event_new(link, EVENT_SIZES);
    memcpy(event->sizes, link->reading.sizes, sizeof event->sizes);
    event->traffic = ssh_session_traffic(link->session);
    mailbox_put(link->context->events, event);
    link->sizes_read = true;
}

static void take_listing(struct link *link)
{
    struct fleet_event *event = link_event_new(link, EVENT_LISTING);
    event->listing = link->reading.listing;
    event->flag = !link->queue_readable;
    link->reading.listing = (struct queue_listing){0};
    mailbox_put(link->context->events, event);
    link->listed = true;
}

static void take_details(struct link *link)
{
    bool messages = link->reading.kind == READING_MESSAGES;
    char **asked = messages ? &link->messages_of : &link->lines_of;
    struct fleet_event *event = link_event_new(link, messages ? EVENT_MESSAGES : EVENT_LINES);
    event->subject = *asked;
    *asked = NULL;
    event->messages = link->reading.messages;
    event->lines = link->reading.lines;
    event->count = link->reading.count;
    link->reading.messages = NULL;
    link->reading.lines = NULL;
    mailbox_put(link->context->events, event);
}

static void take_policy(struct link *link)
{
    if (!link->reading.has_policy)
        return;
    struct fleet_event *event = link_event_new(link, EVENT_POLICY);
    event->policy = link->reading.policy;
    mailbox_put(link->context->events, event);
}

static void take_office365(struct link *link, int status)
{
    if (status != 0)
        return;
    struct fleet_event *event = link_event_new(link, EVENT_OFFICE365);
    event->office365 = link->reading.office365;
    event->count = link->reading.count;
    link->reading.office365 = NULL;
    link->reading.count = 0;
    mailbox_put(link->context->events, event);
}

static void take_job(struct link *link, int status)
{
    const struct reading *reading = &link->reading;
    if (link->jobs->job->changes)
        link->policy_due = 0; /* look at what it came to */
    if (reading->has_outcome)
        link_end_job(link, reading->outcome, reading->outcome_text);
    else if (status == 0 && !reading->garbage)
        link_end_job(link, JOB_DONE, "");
    else
        link_end_job(link, JOB_FAILED,
                     reading->first_garbage[0] ? reading->first_garbage
                                               : ssh_session_shell_errors(link->session));
}

/* An answer without what it must have: complain, and after a few give the session up. */
static bool answer_is_bad(struct link *link, int status)
{
    const struct reading *reading = &link->reading;
    bool bad = (reading->kind == READING_HELLO && !reading->node_now) ||
               (reading->kind == READING_SIZES && !reading->has_sizes) ||
               (reading->kind == READING_LISTING && !reading->has_listing) ||
               (reading->kind == READING_LOG && !reading->has_cursor && !reading->retry &&
                !reading->log_error);
    if (!bad) {
        link->bad_answers = 0;
        return false;
    }
    const char *said = reading->first_garbage[0] ? reading->first_garbage
                                                 : ssh_session_shell_errors(link->session);
    char *text = memory_printf("%s: the node's answer makes no sense (exit status %d)%s%s",
                               reading_name(reading->kind), status, *said ? ": " : "", said);
    if (reading->kind == READING_HELLO || ++link->bad_answers >= BAD_ANSWERS_LIMIT)
        ssh_session_fail(link->session, text);
    else
        link_tell_state(link, FLEET_UP, text);
    free(text);
    return true;
}

/* When to ask the same again: a node that takes long to answer is asked less. */
static int64_t next_due(const struct link *link, int64_t interval_ms)
{
    int64_t now = clock_monotonic_ms();
    int64_t cost = (now - link->reading.started_ms) * 20;
    return now + (cost > interval_ms ? cost : interval_ms);
}

void link_answer_done(void *argument, int status)
{
    struct link *link = argument;
    struct reading *reading = &link->reading;
    int64_t interval = link->context->interval_ms;
    const struct fleet_pace *pace = &link->context->pace;
    enum reading_kind kind = reading->kind;
    if (kind == READING_HELLO)
        link->hello_due = next_due(link, pace->listing);
    else if (kind == READING_SIZES)
        link->sizes_due = next_due(link, interval);
    else if (kind == READING_LISTING)
        link->listing_due = next_due(link, pace->listing);
    else if (kind == READING_OFFICE365)
        link->office365_due = next_due(link, pace->office365);
    else if (kind == READING_POLICY)
        link->policy_due = next_due(link, pace->policy);
    else if (kind == READING_LOG)
        link->log_due = reading->piece.more ? 0 : next_due(link, interval);
    if (kind == READING_LOG && reading->log_error) {
        memory_replace(&link->note, reading->log_error);
        link->hello_failed = true;
        free(link->log);
        link->log = NULL;
        link_tell_state(link, FLEET_UP, link->note);
    } else if (answer_is_bad(link, status)) {
        if (kind == READING_SIZES || kind == READING_LISTING)
            link->sizes_read = link->listed = true;
    } else if (kind == READING_HELLO) {
        take_hello(link);
    } else if (kind == READING_SIZES) {
        take_sizes(link);
    } else if (kind == READING_LOG) {
        take_log(link);
    } else if (kind == READING_LISTING) {
        take_listing(link);
    } else if (kind == READING_POLICY) {
        take_policy(link);
    } else if (kind == READING_OFFICE365) {
        take_office365(link, status);
    } else if (kind == READING_JOB || kind == READING_DOCUMENT) {
        take_job(link, status);
    } else if (kind == READING_MESSAGES || kind == READING_LINES) {
        take_details(link);
    }
    reading_clear(reading);
    if (link->state == LINK_UP)
        link_ask_next(link);
}

void link_answer_line(void *argument, char *line, size_t length)
{
    struct link *link = argument;
    reading_line(&link->reading, line, length);
    if (!link->reading.step)
        return;
    struct fleet_event *event = link_event_new(link, EVENT_STEP);
    event->ticket = link->jobs->ticket;
    event->text = link->reading.step;
    link->reading.step = NULL;
    mailbox_put(link->context->events, event);
}
