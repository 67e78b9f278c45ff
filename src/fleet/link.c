#include "link_private.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/core/window.h"

enum {
    CONNECTING_LIMIT = 8, /* handshakes at a time */
    BACKOFF_MAXIMUM_MS = 60000,
    /* What needs a person is not hammered: accounts get locked. */
    BACKOFF_REFUSED_MS = 60000,
    LISTING_LIMIT = 500000,
    MESSAGES_LIMIT = 200,
};
/* One request, so that the next one (the queue) need not wait for minutes. */
#define LOG_BYTES_LIMIT (512LL * 1024 * 1024)

static void connect_now(struct link *link);

struct fleet_event *link_event_new(const struct link *link, enum fleet_event_kind kind)
{
    struct fleet_event *event = memory_new(1, sizeof *event);
    event->kind = kind;
    event->node = link->spec->id;
    event->at = clock_now();
    return event;
}

void link_tell_state(const struct link *link, enum fleet_state state, const char *text)
{
    struct fleet_event *event = link_event_new(link, EVENT_STATE);
    event->state = state;
    event->text = memory_string(text);
    if (link->session)
        event->traffic = ssh_session_traffic(link->session);
    mailbox_put(link->context->events, event);
}

static void release_slot(struct link *link)
{
    if (!link->holds_slot)
        return;
    link->holds_slot = false;
    link->context->connecting--;
    for (struct link *other = link->context->first; other; other = other->next) {
        if (other->state == LINK_WAITING && !loop_timer_is_set(other->timer)) {
            loop_timer_set(other->timer, 0);
            return;
        }
    }
}

static void job_free(struct link_job *job)
{
    free(job->command);
    free(job->input);
    free(job);
}

void link_end_job(struct link *link, enum job_outcome outcome, const char *text)
{
    struct link_job *job = link->jobs;
    struct fleet_event *event = link_event_new(link, EVENT_JOB);
    event->ticket = job->ticket;
    event->outcome = outcome;
    event->text = memory_string(text);
    event->policy = link->reading.policy;
    event->lines = link->reading.lines;
    event->count = link->reading.count;
    link->reading.lines = NULL;
    link->reading.count = 0;
    mailbox_put(link->context->events, event);
    link->jobs = job->next;
    job_free(job);
}

static void drop_session(struct link *link)
{
    release_slot(link);
    ssh_shell_free(link->shell);
    ssh_session_free(link->session);
    link->shell = NULL;
    link->session = NULL;
    free(link->question_id);
    link->question_id = NULL;
    reading_clear(&link->reading);
}

/* ---- session callbacks ---- */

static void session_stage(void *argument, enum ssh_stage stage, const char *detail)
{
    struct link *link = argument;
    struct fleet_event *event = link_event_new(link, EVENT_STAGE);
    event->stage = stage;
    event->text = memory_string(detail);
    mailbox_put(link->context->events, event);
    if (stage == SSH_STAGE_SHELL)
        release_slot(link);
    if (stage == SSH_STAGE_READY) {
        struct buffer library = {0};
        link->driver->library(&library);
        ssh_shell_start(link->shell, buffer_text(&library));
        buffer_clear(&library);
    }
}

static void session_ask_person(void *argument, const struct ssh_question *question)
{
    struct link *link = argument;
    struct fleet_event *event = link_event_new(link, EVENT_ASK);
    event->question = question->kind;
    event->subject = memory_string(question->id);
    event->text = memory_string(question->text);
    event->flag = question->echo;
    memory_replace(&link->question_id, question->id);
    mailbox_put(link->context->events, event);
    release_slot(link);
}

static void session_output(void *argument, const char *bytes, size_t length)
{
    struct link *link = argument;
    ssh_shell_feed(link->shell, bytes, length);
}

/* 1 s, 2 s, 4 s ... each plus up to half, so that a fleet does not come back in step. */
static int64_t backoff_ms(const struct link *link, enum ssh_stage stage)
{
    int64_t delay = BACKOFF_MAXIMUM_MS;
    if (stage == SSH_STAGE_HOST_KEY || stage == SSH_STAGE_AUTHENTICATION)
        delay = BACKOFF_REFUSED_MS * (link->failures < 5 ? link->failures : 5);
    else if (link->failures < 7)
        delay = 1000LL << (link->failures - 1);
    return delay + random_below((uint32_t)(delay / 2));
}

static void session_failed(void *argument, const struct error *error)
{
    struct link *link = argument;
    link->state = LINK_WAITING;
    link->failures++;
    link->round_told = false;
    release_slot(link);
    while (link->jobs)
        link_end_job(link, JOB_LOST, error->text);
    link_tell_state(link, FLEET_DOWN, error->text);
    loop_timer_set(link->timer, backoff_ms(link, ssh_session_stage(link->session)));
}

static const struct ssh_listener session_listener = {session_stage, session_ask_person,
                                                     session_output, session_failed};

static void shell_ready(void *argument, enum ssh_privilege privilege)
{
    struct link *link = argument;
    link->privilege = privilege;
    link->state = LINK_UP;
    link->hello_due = link->sizes_due = link->log_due = link->listing_due = link->policy_due =
        link->office365_due = 0;
    link->log_waits = false;
    link->sizes_read = link->listed = link->log_caught_up = false;
    link->bad_answers = 0;
    free(link->log);
    link->log = NULL;
    link_ask_next(link);
}

static const struct ssh_shell_listener shell_listener = {shell_ready, link_answer_line,
                                                         link_answer_done};

/* ---- what to ask next ---- */

static void begin_job(struct link *link)
{
    const struct link_job *job = link->jobs;
    reading_begin(&link->reading, job->job->document ? READING_DOCUMENT : READING_JOB);
    ssh_shell_request(link->shell, job->command, job->input, job->job->name, job->job->deadline_ms);
}

static void ask(struct link *link, enum reading_kind kind, int64_t deadline_ms)
{
    struct buffer command = {0};
    const struct log_cursor *cursor = &link->spec->cursor;
    int64_t now = clock_now();
    if (kind == READING_HELLO)
        link->driver->hello(&command, link->spec->log);
    else if (kind == READING_SIZES)
        link->driver->sizes(&command);
    else if (kind == READING_POLICY)
        link->driver->policy_state(&command, link->spec->node_dir);
    else if (kind == READING_OFFICE365)
        link->driver->office365(&command, link->log);
    else if (kind == READING_LISTING)
        link->driver->listing(&command, LISTING_LIMIT);
    else if (kind == READING_MESSAGES)
        link->driver->messages(&command, link->messages_of, MESSAGES_LIMIT);
    else if (kind == READING_LINES)
        link->driver->lines(&command, link->log, link->lines_of, MESSAGES_LIMIT);
    else
        /* 'since' matters on first contact, a day back, and after a gap: on from the minute after
         * the last reading, so that nothing is counted twice. */
        link->driver->log(&command, link->log, cursor,
                          cursor->at > now - WINDOW_DAY ? window_minute(cursor->at) + WINDOW_MINUTE
                                                        : window_minute(now - WINDOW_DAY),
                          LOG_BYTES_LIMIT);
    reading_begin(&link->reading, kind);
    ssh_shell_request(link->shell, buffer_text(&command), NULL, reading_name(kind), deadline_ms);
    buffer_clear(&command);
}

static void tell_round(struct link *link)
{
    if (link->round_told || link->log_waits || !link->listed ||
        (link->queue_readable && !link->sizes_read) || (link->log && !link->log_caught_up))
        return;
    link->round_told = true;
    struct fleet_event *event = link_event_new(link, EVENT_ROUND);
    event->text = memory_string(link->note);
    event->traffic = ssh_session_traffic(link->session);
    mailbox_put(link->context->events, event);
}

void link_ask_next(struct link *link)
{
    int64_t now = clock_monotonic_ms(), next;
    if (link->state != LINK_UP || link->reading.kind != READING_NONE)
        return;
    loop_timer_cancel(link->timer);
    if (link->hello_due == 0 || (link->hello_failed && link->hello_due <= now)) {
        ask(link, READING_HELLO, 30000);
    } else if (link->jobs) {
        begin_job(link);
    } else if (link->policy_due <= now) {
        ask(link, READING_POLICY, 30000);
    } else if (link->messages_of) {
        ask(link, READING_MESSAGES, 60000);
    } else if (link->lines_of && link->log) {
        ask(link, READING_LINES, 60000);
    } else if (link->queue_readable && link->sizes_due <= now) {
        ask(link, READING_SIZES, 30000);
    } else if (link->log && !link->log_waits && link->log_due <= now) {
        ask(link, READING_LOG, 180000);
    } else if (link->listing_due <= now) {
        ask(link, READING_LISTING, 180000);
    } else if (link->log && link->office365_due <= now) {
        tell_round(link);
        ask(link, READING_OFFICE365, 60000);
    } else {
        tell_round(link);
        next = link->listing_due < link->policy_due ? link->listing_due : link->policy_due;
        if (link->log && link->office365_due < next)
            next = link->office365_due;
        if (link->queue_readable && link->sizes_due < next)
            next = link->sizes_due;
        if (link->log && !link->log_waits && link->log_due < next)
            next = link->log_due;
        loop_timer_set(link->timer, next - now);
    }
}

static void timer_fired(void *argument)
{
    struct link *link = argument;
    if (link->state == LINK_WAITING)
        connect_now(link);
    else
        link_ask_next(link);
}

static void connect_now(struct link *link)
{
    drop_session(link);
    /* All slots taken: release_slot wakes this one up. */
    if (link->context->connecting >= CONNECTING_LIMIT)
        return;
    link->holds_slot = true;
    link->context->connecting++;
    link->state = LINK_CONNECTING;
    link_tell_state(link, FLEET_CONNECTING, "");
    link->session = ssh_session_new(link->context->loop, &link->target, link->context->secrets,
                                    &session_listener, link);
    link->shell = ssh_shell_new(link->context->loop, link->session, &shell_listener, link);
    ssh_session_start(link->session);
}

struct link *link_new(struct link_context *context, struct fleet_spec *spec)
{
    struct link *link = memory_new(1, sizeof *link);
    link->context = context;
    link->spec = spec;
    link->driver = mta_driver_find(spec->mta);
    link->target = (struct ssh_target){.name = spec->name,
                                       .destination = spec->destination,
                                       .identity = spec->identity,
                                       .config_file = context->config_file,
                                       .port = spec->port};
    link->note = memory_string("");
    link->timer = loop_timer_new(context->loop, timer_fired, link);
    link->next = context->first;
    context->first = link;
    if (link->driver)
        loop_timer_set(link->timer, 0);
    else
        link_tell_state(link, FLEET_DOWN, "unknown kind of MTA: made by a newer mtacon?");
    return link;
}

void link_free(struct link *link)
{
    for (struct link **at = &link->context->first; *at; at = &(*at)->next) {
        if (*at == link) {
            *at = link->next;
            break;
        }
    }
    drop_session(link);
    loop_timer_free(link->timer);
    fleet_spec_free(link->spec);
    free(link->log);
    free(link->note);
    free(link->messages_of);
    free(link->lines_of);
    while (link->jobs) {
        struct link_job *job = link->jobs;
        link->jobs = job->next;
        job_free(job);
    }
    free(link);
}

struct link *link_next(const struct link *link)
{
    return link->next;
}

int64_t link_node(const struct link *link)
{
    return link->spec->id;
}

void link_log_saved(struct link *link, const struct log_cursor *cursor)
{
    link->spec->cursor = *cursor;
    link->log_waits = false;
    link_ask_next(link);
}

void link_log_later(struct link *link)
{
    link->log_waits = false;
    link->log_caught_up = false;
    link->log_due = clock_monotonic_ms() + link->context->interval_ms;
    link_ask_next(link);
}

void link_answer(struct link *link, const char *question_id, const char *answer)
{
    if (!link->question_id || strcmp(link->question_id, question_id) != 0)
        return;
    free(link->question_id);
    link->question_id = NULL;
    ssh_session_answer(link->session, answer);
}

void link_retry(struct link *link)
{
    if (link->state == LINK_WAITING && link->driver)
        loop_timer_set(link->timer, 0);
}

void link_ask_messages(struct link *link, const char *domain)
{
    memory_replace(&link->messages_of, domain);
    link_ask_next(link);
}

void link_ask_lines(struct link *link, const char *domain)
{
    memory_replace(&link->lines_of, domain);
    link_ask_next(link);
}

void link_add_job(struct link *link, const struct job *job, int64_t ticket, const char *command,
                  const char *input)
{
    struct link_job **last = &link->jobs;
    while (*last)
        last = &(*last)->next;
    *last = memory_new(1, sizeof **last);
    **last = (struct link_job){.job = job,
                               .ticket = ticket,
                               .command = memory_string(command),
                               .input = memory_string(input)};
    if (link->state != LINK_UP)
        link_end_job(link, JOB_LOST, "not connected");
    else
        link_ask_next(link);
}
