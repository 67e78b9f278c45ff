#include "mtacon/fleet/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "alerting.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/probe/list.h"
#include "mtacon/store/node.h"
#include "outbox.h"
#include "rollout.h"

/* Keys must be heard between. */
enum { EVENTS_AT_ONCE = 1000, DRAIN_MS = 5 };

struct fleet {
    struct roster roster;
    struct rollout_drive rollout;
    struct alerting alerting;
    struct outbox_drive outbox;
    bool changes_nodes; /* this process may push */
    struct fleet_alerts alerts;
    char *from, *sendmail, *command; /* the strings of `alerts` */
    struct fleet_question *questions;
    struct {
        const struct probe *probe;
        char *subject; /* the domain; "": all */
        int64_t node;  /* 0: all */
        struct fleet_detail *details;
        size_t count;
        enum fleet_detail_kind kind;
    } asked; /* what the operator wants to see */
    void (*seen)(void *, const struct fleet_event *);
    void *seen_argument;
};

/* ---- start and stop ---- */

static int64_t or_usual(int64_t given, int64_t usual)
{
    return given ? given : usual;
}

static struct io_thread *start_io(struct fleet *fleet, const struct fleet_options *options,
                                  struct error *error)
{
    const struct io_options io = {.config_file = options->config_file,
                                  .pace = {.interval_ms = options->interval_ms,
                                           .listing_ms = options->pace.listing,
                                           .policy_ms = options->pace.policy,
                                           .office365_ms = options->pace.office365},
                                  .retry_ms = or_usual(options->pace.retry, 1000),
                                  .now = fleet->roster.now,
                                  .transport = options->transport};
    return io_thread_start(&io, error);
}

struct fleet *fleet_start(struct store *store, const struct fleet_options *options,
                          struct error *error)
{
    struct fleet *fleet = memory_new(1, sizeof *fleet);
    struct roster *roster = &fleet->roster;
    roster->store = store;
    roster->only = memory_string(options->only);
    roster->now = options->now ? options->now : clock_now;
    random_hex(roster->holder, sizeof roster->holder);
    fleet->changes_nodes = options->changes_nodes;
    fleet->alerts = options->alerts;
    fleet->alerts.from = fleet->from = memory_string(options->alerts.from);
    fleet->alerts.sendmail = fleet->sendmail = memory_string(options->alerts.sendmail);
    fleet->alerts.command = fleet->command = memory_string(options->alerts.command);
    fleet->rollout = (struct rollout_drive){.roster = roster};
    fleet->alerting = (struct alerting){.roster = roster,
                                        .alerts = &fleet->alerts,
                                        .model = options->model,
                                        .pace = or_usual(options->pace.evaluation, 10000)};
    fleet->outbox = (struct outbox_drive){.roster = roster,
                                          .alerts = &fleet->alerts,
                                          .started_at = clock_monotonic_ms(),
                                          .grace = or_usual(options->pace.alert_grace, 20000),
                                          .avoid = or_usual(options->pace.alert_avoid, 60000)};
    roster->io = start_io(fleet, options, error);
    if (roster->io && roster_sync(roster, error))
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

static void clear_detail(struct fleet_detail *detail)
{
    free(detail->name);
    mta_line_clear(&detail->line);
}

static void drop_details(struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->asked.count; i++)
        clear_detail(&fleet->asked.details[i]);
    free(fleet->asked.details);
    fleet->asked.details = NULL;
    fleet->asked.count = 0;
}

void fleet_stop(struct fleet *fleet)
{
    if (!fleet)
        return;
    io_thread_stop(fleet->roster.io);
    rollout_stop(&fleet->rollout);
    alerting_stop(&fleet->alerting);
    outbox_stop(&fleet->outbox);
    roster_clear(&fleet->roster);
    free(fleet->from);
    free(fleet->sendmail);
    free(fleet->command);
    while (fleet->questions) {
        struct fleet_question *question = fleet->questions;
        fleet->questions = question->next;
        question_free(question);
    }
    drop_details(fleet);
    free(fleet->asked.subject);
    free(fleet);
}

int fleet_fd(const struct fleet *fleet)
{
    return mailbox_fd(io_thread_events(fleet->roster.io));
}

/* What nodes told that have left, or that are asked anew. */
static void drop_stale_details(struct fleet *fleet)
{
    size_t kept = 0;
    for (size_t i = 0; i < fleet->asked.count; i++) {
        struct fleet_detail *detail = &fleet->asked.details[i];
        const struct fleet_live *live = roster_find(&fleet->roster, detail->node);
        if (live && live->asked)
            fleet->asked.details[kept++] = *detail;
        else
            clear_detail(detail);
    }
    fleet->asked.count = kept;
}

static void send_asking(struct fleet *fleet, int64_t node)
{
    roster_command(&fleet->roster,
                   (struct fleet_command){.kind = COMMAND_ASK,
                                          .node = node,
                                          .probe = fleet->asked.probe,
                                          .text = memory_string(fleet->asked.subject)});
}

bool fleet_sync(struct fleet *fleet, struct error *error)
{
    bool done = roster_sync(&fleet->roster, error);
    if (!fleet->asked.probe)
        return done;
    drop_stale_details(fleet);
    for (size_t i = 0; i < fleet->roster.count; i++) {
        struct fleet_live *live = fleet->roster.live[i];
        if (!live->asked && (!fleet->asked.node || fleet->asked.node == live->node))
            send_asking(fleet, live->node);
        live->asked = true;
    }
    return done;
}

/* ---- events ---- */

/* By which transport, and why, where it is not the usual one. */
static void set_way(struct fleet_live *live, const struct fleet_event *event)
{
    bool usual = strcmp(event->subject, transport_libssh2.name) == 0;
    free(live->by);
    live->by = memory_printf("%s%s%s", usual ? "" : event->subject,
                             *event->text && !usual ? ": " : "", usual ? "" : event->text);
}

static void take_state(struct fleet *fleet, struct fleet_live *live,
                       const struct fleet_event *event)
{
    struct error error;
    bool up = event->state == FLEET_UP;
    live->state = event->state;
    fleet->alerting.counted = true;
    if (event->state == FLEET_CONNECTING)
        set_way(live, event);
    if (!up)
        live->round = live->seen.policy_read = false;
    if (event->state == FLEET_DOWN)
        live->failed = true;
    /* While it connects again, why it was down stays to be read. */
    if (event->state == FLEET_CONNECTING)
        return;
    memory_replace(&live->text, event->text);
    roster_note_store(
        &fleet->roster,
        store_node_set_state(fleet->roster.store, live->node, up ? STORE_NODE_UP : STORE_NODE_DOWN,
                             up ? "" : event->text, up ? event->text : "", event->at, &error),
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
    (*link)->echo = event->echo;
}

/* What was asked for twice is answered twice. */
static bool is_awaited(const struct fleet *fleet, const struct fleet_live *live,
                       const struct fleet_event *event)
{
    return fleet->asked.probe == event->probe && !live->answered &&
           (!fleet->asked.node || fleet->asked.node == live->node) &&
           strcmp(fleet->asked.subject, event->subject) == 0;
}

static void take_details(struct fleet *fleet, struct fleet_live *live,
                         const struct fleet_event *event)
{
    struct probe_details *answer = event->value;
    if (!is_awaited(fleet, live, event))
        return;
    live->answered = true;
    fleet->asked.details = memory_resize(fleet->asked.details, fleet->asked.count + answer->count,
                                         sizeof *fleet->asked.details);
    for (size_t i = 0; i < answer->count; i++) {
        struct fleet_detail *detail = &fleet->asked.details[fleet->asked.count++];
        *detail = (struct fleet_detail){
            .node = live->node, .name = memory_string(live->name), .kind = fleet->asked.kind};
        if (detail->kind == FLEET_WITHHELD) {
            detail->withheld = answer->withheld[i];
        } else if (detail->kind == FLEET_LINES) {
            detail->line = answer->lines[i];
            answer->lines[i].text = NULL; /* it went along */
        } else {
            detail->message = answer->messages[i];
        }
    }
}

static void take_value(struct fleet *fleet, struct fleet_live *live,
                       const struct fleet_event *event)
{
    struct probe_target target = {.store = fleet->roster.store,
                                  .node = live->node,
                                  .at = event->at,
                                  .seen = &live->seen,
                                  .cursor = LOG_CURSOR_NONE};
    struct error error;
    if (!event->probe->save) {
        take_details(fleet, live, event);
        return;
    }
    roster_note_store(&fleet->roster, event->probe->save(&target, event->value, &error), &error);
    fleet->alerting.counted = fleet->alerting.counted || target.counted;
    if (event->probe->saved)
        roster_command(&fleet->roster, (struct fleet_command){.kind = COMMAND_SAVED,
                                                              .node = live->node,
                                                              .probe = event->probe,
                                                              .target = target});
}

static void take(struct fleet *fleet, const struct fleet_event *event)
{
    struct fleet_live *live = roster_find(&fleet->roster, event->node);
    if (event->kind == EVENT_JOB)
        roster_take_job(&fleet->roster, event);
    if (!live)
        return;
    switch (event->kind) {
    case EVENT_STAGE:
        live->stage = event->stage;
        break;
    case EVENT_STATE:
        take_state(fleet, live, event);
        break;
    case EVENT_SLOW:
        memory_replace(&live->text, event->text);
        break;
    case EVENT_ASK:
        take_question(fleet, event);
        break;
    case EVENT_PROBE:
        take_value(fleet, live, event);
        break;
    case EVENT_STEP:
        roster_take_step(&fleet->roster, event);
        break;
    case EVENT_ROUND:
        live->round = fleet->alerting.counted = true;
        break;
    case EVENT_READY:
    case EVENT_JOB:
        break;
    }
}

static bool is_saved(const struct fleet_event *event)
{
    return event->kind == EVENT_STATE || (event->kind == EVENT_PROBE && event->probe->save);
}

static void end_batch(struct fleet *fleet)
{
    struct store *store = fleet->roster.store;
    struct error error;
    if (store_has_begun(store) && !store_commit(store, &error)) {
        store_rollback(store);
        roster_note_store(&fleet->roster, false, &error);
    }
}

/* What is saved of many events is one transaction. Whoever waits for a job may write of its own,
 * and act by what is written: that stands alone. A batch that cannot be written is read from the
 * nodes again: their logs are where the store says. */
static bool drain(struct fleet *fleet)
{
    struct fleet_event *event;
    int64_t until = clock_monotonic_ms() + DRAIN_MS;
    int count = 0;
    bool batch = false;
    while (count < EVENTS_AT_ONCE && (event = mailbox_take(io_thread_events(fleet->roster.io)))) {
        bool alone = event->kind == EVENT_JOB || event->kind == EVENT_STEP;
        if (batch && alone)
            end_batch(fleet);
        if (!batch && is_saved(event))
            store_begin(fleet->roster.store, NULL);
        batch = store_has_begun(fleet->roster.store);
        if (fleet->seen)
            fleet->seen(fleet->seen_argument, event);
        take(fleet, event);
        fleet_event_free(event);
        count++;
        if (clock_monotonic_ms() >= until)
            break;
    }
    end_batch(fleet);
    return count > 0;
}

bool fleet_dispatch(struct fleet *fleet)
{
    int64_t now = fleet->roster.now();
    bool changed = roster_step(&fleet->roster);
    changed = (fleet->changes_nodes && rollout_step(&fleet->rollout, now)) || changed;
    changed = alerting_step(&fleet->alerting, now) || changed;
    changed = outbox_step(&fleet->outbox, fleet->alerting.leading, now) || changed;
    return drain(fleet) || changed;
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
    return roster_find(&fleet->roster, node);
}

size_t fleet_count(const struct fleet *fleet)
{
    return fleet->roster.count;
}

const struct fleet_live *fleet_live_at(const struct fleet *fleet, size_t index)
{
    return fleet->roster.live[index];
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
    roster_command(&fleet->roster, (struct fleet_command){.kind = COMMAND_ANSWER,
                                                          .text = memory_string(question->id),
                                                          .secret = memory_string(answer)});
    question_free(question);
}

void fleet_retry(struct fleet *fleet, int64_t node)
{
    roster_command(&fleet->roster, (struct fleet_command){.kind = COMMAND_RETRY, .node = node});
}

void fleet_ask_details(struct fleet *fleet, const struct fleet_asking *asking)
{
    static const struct probe *const kinds[] = {[FLEET_MESSAGES] = &probe_messages,
                                                [FLEET_LINES] = &probe_lines,
                                                [FLEET_WITHHELD] = &probe_withheld};
    drop_details(fleet);
    for (size_t i = 0; i < fleet->roster.count; i++) {
        fleet->roster.live[i]->answered = false;
        fleet->roster.live[i]->asked = true;
    }
    free(fleet->asked.subject);
    fleet->asked.subject =
        asking->kind == FLEET_WITHHELD
            ? memory_printf("%lld %s", (long long)asking->seconds, asking->domain)
            : memory_string(asking->domain);
    fleet->asked.node = asking->node;
    fleet->asked.kind = asking->kind;
    fleet->asked.probe = kinds[asking->kind];
    send_asking(fleet, asking->node);
}

const struct fleet_detail *fleet_details(const struct fleet *fleet, size_t *count)
{
    *count = fleet->asked.count;
    return fleet->asked.details;
}

int fleet_details_answered(const struct fleet *fleet)
{
    int answered = 0;
    for (size_t i = 0; i < fleet->roster.count; i++)
        answered += fleet->roster.live[i]->answered;
    return answered;
}

int64_t fleet_ask(struct fleet *fleet, int64_t node, const struct job *job, const char *command,
                  const char *input, const struct job_listener *listener, void *argument)
{
    return roster_ask(&fleet->roster, node, job, command, input, listener, argument);
}

void fleet_forget(struct fleet *fleet, int64_t ticket)
{
    roster_forget(&fleet->roster, ticket);
}

bool fleet_alerts_settled(const struct fleet *fleet, int64_t now)
{
    return alerting_settled(&fleet->alerting) &&
           (!fleet->alerting.leading || outbox_settled(&fleet->outbox, now));
}

const char *fleet_store_error(const struct fleet *fleet)
{
    return fleet->roster.store_error;
}
