#include "mtacon/fleet/fleet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerting.h"
#include "fleet_private.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/store/failure.h"
#include "mtacon/store/lease.h"
#include "mtacon/store/node.h"
#include "mtacon/store/office365.h"

struct fleet_live *fleet_find(const struct fleet *fleet, int64_t node)
{
    for (size_t i = 0; i < fleet->live_count; i++)
        if (fleet->live[i]->node == node)
            return fleet->live[i];
    return NULL;
}

void fleet_command(struct fleet *fleet, struct fleet_command values)
{
    struct fleet_command *message = memory_new(1, sizeof *message);
    *message = values;
    io_thread_command(fleet->io, message);
}

void fleet_note_store(struct fleet *fleet, bool done, const struct error *error)
{
    snprintf(fleet->store_error, sizeof fleet->store_error, "%s", done ? "" : error->text);
}

/* ---- jobs ---- */

static struct ticket **find_ticket(struct fleet *fleet, int64_t number)
{
    struct ticket **at = &fleet->tickets;
    while (*at && (*at)->number != number)
        at = &(*at)->next;
    return at;
}

static int64_t new_ticket(struct fleet *fleet, int64_t node, const struct job_listener *listener,
                          void *argument)
{
    struct ticket *ticket = memory_new(1, sizeof *ticket);
    *ticket = (struct ticket){.next = fleet->tickets,
                              .number = ++fleet->last_ticket,
                              .node = node,
                              .listener = listener,
                              .argument = argument};
    fleet->tickets = ticket;
    return ticket->number;
}

int64_t fleet_ask(struct fleet *fleet, int64_t node, const struct job *job, const char *command,
                  const char *input, const struct job_listener *listener, void *argument)
{
    int64_t ticket = new_ticket(fleet, node, listener, argument);
    fleet_command(fleet, (struct fleet_command){.kind = COMMAND_JOB,
                                                .node = node,
                                                .job = job,
                                                .ticket = ticket,
                                                .text = memory_string(command),
                                                .secret = memory_string(input)});
    return ticket;
}

int64_t fleet_run_here(struct fleet *fleet, const char *command, const char *input,
                       const struct job_listener *listener, void *argument)
{
    int64_t ticket = new_ticket(fleet, 0, listener, argument);
    fleet_command(fleet, (struct fleet_command){.kind = COMMAND_LOCAL,
                                                .ticket = ticket,
                                                .text = memory_string(command),
                                                .secret = memory_string(input)});
    return ticket;
}

void fleet_forget(struct fleet *fleet, int64_t number)
{
    struct ticket **at = find_ticket(fleet, number), *ticket = *at;
    if (!ticket)
        return;
    *at = ticket->next;
    free(ticket);
}

static void take_step(struct fleet *fleet, const struct fleet_event *event)
{
    const struct ticket *ticket = *find_ticket(fleet, event->ticket);
    if (ticket && ticket->listener->step)
        ticket->listener->step(ticket->argument, event->node, event->text);
}

static void end_job(struct fleet *fleet, int64_t number, const struct job_result *result)
{
    struct ticket **at = find_ticket(fleet, number), *ticket = *at;
    if (!ticket)
        return;
    *at = ticket->next;
    ticket->listener->done(ticket->argument, result);
    free(ticket);
}

static void take_job(struct fleet *fleet, const struct fleet_event *event)
{
    const struct job_result result = {.outcome = event->outcome,
                                      .node = event->node,
                                      .at = event->at,
                                      .text = event->text,
                                      .lines = event->lines,
                                      .count = event->count,
                                      .policy = &event->policy};
    end_job(fleet, event->ticket, &result);
}

/* Nobody will answer for a node that left. */
static void lose_jobs(struct fleet *fleet, int64_t node)
{
    const struct job_result lost = {.outcome = JOB_LOST,
                                    .node = node,
                                    .at = clock_now(),
                                    .text = "the node was removed",
                                    .policy = &(struct fleet_policy){.number = 0}};
    for (struct ticket *ticket = fleet->tickets; ticket;) {
        int64_t number = ticket->node == node ? ticket->number : 0;
        ticket = ticket->next;
        if (!number)
            continue;
        end_job(fleet, number, &lost);
        ticket = fleet->tickets; /* whoever was told may have asked for more */
    }
}

/* ---- nodes ---- */

static void add_node(struct fleet *fleet, const struct store_node *node)
{
    struct fleet_live *live = memory_new(1, sizeof *live);
    live->node = node->id;
    live->name = memory_string(node->name);
    live->text = memory_string("");
    live->log = memory_string("");
    live->place = memory_string(node->place);
    live->driver = mta_driver_find(node->mta);
    live->node_dir = memory_string(node->node_dir);
    fleet->live = memory_grow(fleet->live, fleet->live_count, sizeof *fleet->live);
    fleet->live[fleet->live_count++] = live;
    const struct fleet_spec spec = {.id = node->id,
                                    .name = node->name,
                                    .destination = node->destination,
                                    .identity = node->identity,
                                    .log = node->log,
                                    .mta = node->mta,
                                    .node_dir = node->node_dir,
                                    .port = node->port,
                                    .cursor = node->cursor};
    fleet_command(fleet,
                  (struct fleet_command){.kind = COMMAND_ADD, .spec = fleet_spec_copy(&spec)});
}

static void live_free(struct fleet_live *live)
{
    free(live->name);
    free(live->text);
    free(live->log);
    free(live->result_text);
    free(live->result_lines);
    free(live->place);
    free(live->node_dir);
    free(live);
}

static void remove_node(struct fleet *fleet, size_t index)
{
    struct fleet_live *live = fleet->live[index];
    fleet_command(fleet, (struct fleet_command){.kind = COMMAND_REMOVE, .node = live->node});
    fleet->live[index] = fleet->live[--fleet->live_count];
    lose_jobs(fleet, live->node);
    live_free(live);
}

bool fleet_sync(struct fleet *fleet, struct error *error)
{
    struct store_node *nodes = NULL;
    size_t count = 0;
    if (!store_nodes_load(fleet->store, &nodes, &count, error)) {
        store_nodes_free(nodes, count);
        return false;
    }
    for (size_t i = fleet->live_count; i-- > 0;) {
        bool known = false;
        for (size_t k = 0; k < count; k++)
            known = known || nodes[k].id == fleet->live[i]->node;
        if (!known)
            remove_node(fleet, i);
    }
    for (size_t k = 0; k < count; k++)
        if (!fleet_find(fleet, nodes[k].id) &&
            (!fleet->only || strcmp(fleet->only, nodes[k].name) == 0))
            add_node(fleet, &nodes[k]);
    store_nodes_free(nodes, count);
    return true;
}

static int64_t pace_or(int64_t given, int64_t usual)
{
    return given ? given : usual;
}

static struct fleet_pace pace_whole(const struct fleet_pace *pace)
{
    return (struct fleet_pace){.policy = pace_or(pace->policy, 60000),
                               .listing = pace_or(pace->listing, 20000),
                               .office365 = pace_or(pace->office365, 600000),
                               .alert_grace = pace_or(pace->alert_grace, 20000),
                               .alert_avoid = pace_or(pace->alert_avoid, 60000)};
}

struct fleet *fleet_start(struct store *store, const struct fleet_options *options,
                          struct error *error)
{
    struct fleet *fleet = memory_new(1, sizeof *fleet);
    fleet->store = store;
    fleet->only = memory_string(options->only);
    fleet->changes_nodes = options->changes_nodes;
    random_hex(fleet->holder, sizeof fleet->holder);
    fleet->started_at = clock_monotonic_ms();
    fleet->alerts = options->alerts;
    fleet->alerts.from = fleet->from = memory_string(options->alerts.from);
    fleet->alerts.sendmail = fleet->sendmail = memory_string(options->alerts.sendmail);
    fleet->alerts.command = fleet->command = memory_string(options->alerts.command);
    fleet->pace = pace_whole(&options->pace);
    fleet->io = io_thread_start(options->config_file, options->interval_ms, &fleet->pace, error);
    if (fleet->io && fleet_sync(fleet, error))
        return fleet;
    fleet_stop(fleet);
    return NULL;
}

static void question_free(struct fleet_question *question)
{
    free(question->id);
    free(question->text);
    free(question);
}

static void drop_details(struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->detail_count; i++)
        free(fleet->details[i].line);
    free(fleet->details);
    fleet->details = NULL;
    fleet->detail_count = 0;
    fleet->details_answered = 0;
}

void fleet_stop(struct fleet *fleet)
{
    if (!fleet)
        return;
    io_thread_stop(fleet->io);
    lease_release(fleet->store, "rollout", fleet->holder);
    alerting_stop(fleet);
    delivery_stop(fleet);
    free(fleet->from);
    free(fleet->sendmail);
    free(fleet->command);
    for (size_t i = 0; i < fleet->live_count; i++)
        live_free(fleet->live[i]);
    free(fleet->live);
    while (fleet->questions) {
        struct fleet_question *question = fleet->questions;
        fleet->questions = question->next;
        question_free(question);
    }
    while (fleet->tickets)
        fleet_forget(fleet, fleet->tickets->number);
    drop_details(fleet);
    free(fleet->details_of);
    free(fleet->only);
    free(fleet);
}

int fleet_fd(const struct fleet *fleet)
{
    return mailbox_fd(io_thread_events(fleet->io));
}

/* ---- events ---- */

static void take_state(struct fleet *fleet, struct fleet_live *live,
                       const struct fleet_event *event)
{
    static const char *const names[] = {"connecting", "up", "down"};
    struct error error;
    bool up = event->state == FLEET_UP;
    live->state = event->state;
    fleet->counted = true;
    if (event->state != FLEET_UP)
        live->round = live->policy_read = false;
    if (event->state == FLEET_DOWN)
        live->failed = true;
    /* While it connects again, why it was down stays to be read. */
    if (event->state == FLEET_CONNECTING)
        return;
    memory_replace(&live->text, event->text);
    fleet_note_store(fleet,
                     store_node_set_state(fleet->store, live->node, names[event->state],
                                          up ? "" : event->text, up ? event->text : "", event->at,
                                          &error),
                     &error);
}

static void take_question(struct fleet *fleet, const struct fleet_event *event)
{
    struct fleet_question **link = &fleet->questions;
    for (; *link; link = &(*link)->next)
        if (strcmp((*link)->id, event->subject) == 0)
            return;
    *link = memory_new(1, sizeof **link);
    (*link)->id = memory_string(event->subject);
    (*link)->text = memory_string(event->text);
    (*link)->kind = event->question;
    (*link)->echo = event->flag;
}

static void take_log(struct fleet *fleet, const struct fleet_event *event)
{
    struct error error;
    struct log_cursor cursor = LOG_CURSOR_NONE;
    enum store_log_result result =
        store_log_save(fleet->store, event->node, &event->piece, &cursor, &error);
    fleet_note_store(fleet, result != STORE_LOG_FAILED, &error);
    fleet->counted = true;
    fleet_command(fleet,
                  (struct fleet_command){.kind = result == STORE_LOG_FAILED ? COMMAND_LOG_LATER
                                                                            : COMMAND_LOG_SAVED,
                                         .node = event->node,
                                         .cursor = cursor});
}

static void take_details(struct fleet *fleet, struct fleet_event *event)
{
    if (!fleet->details_of || strcmp(fleet->details_of, event->subject) != 0 ||
        fleet->details_are_lines != (event->kind == EVENT_LINES))
        return;
    fleet->details_answered++;
    fleet->details =
        memory_resize(fleet->details, fleet->detail_count + event->count, sizeof *fleet->details);
    for (size_t i = 0; i < event->count; i++) {
        struct fleet_detail *detail = &fleet->details[fleet->detail_count++];
        *detail = (struct fleet_detail){.node = event->node, .is_line = fleet->details_are_lines};
        /* A log ends with its newest line: that one first. */
        if (detail->is_line)
            detail->line = memory_string(event->lines[event->count - 1 - i]);
        else
            detail->message = event->messages[i];
    }
}

static void take_policy(struct fleet *fleet, struct fleet_live *live,
                        const struct fleet_event *event)
{
    struct error error;
    live->policy = event->policy;
    live->policy_read = true;
    memory_replace(&live->place, event->policy.place);
    struct buffer drift = {0};
    buffer_append_text(&drift, event->policy.drift);
    if (live->lifetime && live->lifetime != QUEUE_LIFETIME)
        buffer_printf(&drift, "%squeue lifetime is %lld h, the rule is 5 days",
                      drift.length ? "; " : "", (long long)(live->lifetime / 3600));
    const struct store_node node = {.id = live->node,
                                    .place = live->place,
                                    .enrolled = event->policy.enrolled,
                                    .policy_hash = live->policy.hash,
                                    .policy_author = live->policy.author,
                                    .policy_number = live->policy.number,
                                    .policy_at = live->policy.at,
                                    .policy_seen = event->at,
                                    .drift = drift.data ? drift.data : (char[]){""}};
    fleet_note_store(fleet, store_node_set_policy(fleet->store, &node, &error), &error);
    buffer_clear(&drift);
}

static void policy_answered(void *argument, const struct job_result *result)
{
    struct fleet_live *live = argument;
    struct buffer lines = {0};
    bool document = live->result_kind == TASK_POLICY_READ;
    for (size_t i = 0; i < result->count; i++)
        buffer_printf(&lines, document ? "%s" : "%s\n", result->lines[i]);
    if (document)
        buffer_append_char(&lines, '\n');
    live->results++;
    live->result = result->outcome;
    memory_replace(&live->result_text, result->text);
    free(live->result_lines);
    live->result_lines = buffer_take(&lines);
}

static void take(struct fleet *fleet, struct fleet_event *event)
{
    struct fleet_live *live = fleet_find(fleet, event->node);
    struct error error;
    if (event->kind == EVENT_JOB)
        take_job(fleet, event);
    if (!live)
        return;
    if (event->traffic.sent)
        live->traffic = event->traffic;
    switch (event->kind) {
    case EVENT_STAGE:
        live->stage = event->stage;
        break;
    case EVENT_STATE:
        take_state(fleet, live, event);
        break;
    case EVENT_ASK:
        take_question(fleet, event);
        break;
    case EVENT_FACTS:
        memory_replace(&live->log, event->subject);
        live->lifetime = event->number;
        fleet_note_store(
            fleet,
            store_node_set_version(fleet->store, live->node, event->text, event->number, &error),
            &error);
        break;
    case EVENT_SIZES:
        fleet_note_store(
            fleet, store_node_set_sizes(fleet->store, live->node, event->sizes, event->at, &error),
            &error);
        break;
    case EVENT_LISTING:
        fleet_note_store(fleet,
                         store_node_set_listing(fleet->store, live->node, &event->listing,
                                                event->flag, event->at, &error),
                         &error);
        break;
    case EVENT_LOG:
        take_log(fleet, event);
        break;
    case EVENT_MESSAGES:
    case EVENT_LINES:
        take_details(fleet, event);
        break;
    case EVENT_POLICY:
        take_policy(fleet, live, event);
        break;
    case EVENT_OFFICE365:
        fleet_note_store(
            fleet,
            store_office365_set(fleet->store, live->node, event->office365, event->count, &error),
            &error);
        break;
    case EVENT_STEP:
        take_step(fleet, event);
        break;
    case EVENT_JOB:
        break;
    case EVENT_ROUND:
        live->round = fleet->counted = true;
        break;
    }
}

bool fleet_dispatch(struct fleet *fleet)
{
    struct fleet_event *event;
    bool changed = false;
    if (fleet->changes_nodes)
        changed = rollout_step(fleet, clock_now());
    changed = alerting_step(fleet, clock_now()) || changed;
    changed = delivery_step(fleet, clock_now()) || changed;
    /* Bounded: keys must be heard between. */
    for (int i = 0; i < 100 && (event = mailbox_take(io_thread_events(fleet->io))); i++) {
        if (fleet->seen)
            fleet->seen(fleet->seen_argument, event);
        take(fleet, event);
        fleet_event_free(event);
        changed = true;
    }
    return changed;
}

void fleet_watch_events(struct fleet *fleet,
                        void (*seen)(void *argument, const struct fleet_event *event),
                        void *argument)
{
    fleet->seen = seen;
    fleet->seen_argument = argument;
}

const struct fleet_live *fleet_live(const struct fleet *fleet, int64_t node)
{
    return fleet_find(fleet, node);
}

size_t fleet_count(const struct fleet *fleet)
{
    return fleet->live_count;
}

const struct fleet_live *fleet_live_at(const struct fleet *fleet, size_t index)
{
    return fleet->live[index];
}

const struct fleet_question *fleet_question(const struct fleet *fleet)
{
    return fleet->questions;
}

void fleet_answer(struct fleet *fleet, const char *answer)
{
    struct fleet_question *question = fleet->questions;
    if (!question)
        return;
    fleet->questions = question->next;
    fleet_command(fleet, (struct fleet_command){.kind = COMMAND_ANSWER,
                                                .text = memory_string(question->id),
                                                .secret = memory_string(answer)});
    question_free(question);
}

void fleet_retry(struct fleet *fleet, int64_t node)
{
    fleet_command(fleet, (struct fleet_command){.kind = COMMAND_RETRY, .node = node});
}

void fleet_ask_details(struct fleet *fleet, const char *domain, bool lines)
{
    drop_details(fleet);
    memory_replace(&fleet->details_of, domain);
    fleet->details_are_lines = lines;
    fleet_command(fleet, (struct fleet_command){.kind = lines ? COMMAND_LINES : COMMAND_MESSAGES,
                                                .text = memory_string(domain)});
}

const struct fleet_detail *fleet_details(const struct fleet *fleet, size_t *count)
{
    *count = fleet->detail_count;
    return fleet->details;
}

int fleet_details_answered(const struct fleet *fleet)
{
    return fleet->details_answered;
}

const char *fleet_store_error(const struct fleet *fleet)
{
    return fleet->store_error;
}

void fleet_ask_policy(struct fleet *fleet, int64_t node, enum fleet_task_kind kind,
                      const char *publish)
{
    static const struct job changing = {
        .name = "changing the node", .deadline_ms = 180000, .changes = true};
    static const struct job reading = {
        .name = "reading the policy document", .deadline_ms = 180000, .document = true};
    static const struct job_listener listener = {.done = policy_answered};
    struct fleet_live *live = fleet_find(fleet, node);
    struct buffer text = {0};
    if (!live || !live->driver)
        return;
    live->result_kind = kind;
    if (kind == TASK_ENROL_PLAN)
        live->driver->enrol_plan(&text, live->node_dir, !live->policy.enrolled);
    else if (kind == TASK_ENROL)
        live->driver->enrol(&text, live->node_dir, publish);
    else if (kind == TASK_UNENROL)
        live->driver->unenrol(&text, live->node_dir);
    else
        live->driver->policy_read(&text, live->node_dir);
    fleet_ask(fleet, node, kind == TASK_POLICY_READ ? &reading : &changing, buffer_text(&text),
              NULL, &listener, live);
    buffer_clear(&text);
}
