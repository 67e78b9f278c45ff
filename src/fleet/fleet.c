#include "mtacon/fleet/fleet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet_private.h"
#include "intake.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/probe/list.h"
#include "mtacon/store/node.h"

enum { INTAKE_MS = 3 /* keys must be heard between */, HELD_SAID_MS = 1000 };
enum { BACKLOG = 2000 }; /* events: some seconds of a thousand nodes */

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
                                  .backlog = (size_t)or_usual(options->backlog, BACKLOG),
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
    fleet->answers_keys = options->answers_keys;
    fleet->alerts = options->alerts;
    fleet->alerts.from = fleet->from = memory_string(options->alerts.from);
    fleet->alerts.sendmail = fleet->sendmail = memory_string(options->alerts.sendmail);
    fleet->alerts.command = fleet->command = memory_string(options->alerts.command);
    int64_t interval = or_usual(options->interval_ms, 5000);
    fleet->rollout = (struct rollout_drive){.roster = roster,
                                            .clerk = options->clerk,
                                            .idle = -1,
                                            .look = interval < 1000 ? interval : 1000};
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

/* What would be written now would make the caller wait. */
static bool must_wait(struct fleet *fleet)
{
    struct roster *roster = &fleet->roster;
    int64_t clock = clock_monotonic_ms();
    bool was_held = fleet->held_since != 0;
    if (store_is_free(roster->store)) {
        fleet->held_since = 0;
        if (was_held)
            roster_note_store(roster, true, NULL);
        return false;
    }
    if (!was_held)
        fleet->held_since = clock;
    if (clock - fleet->held_since >= HELD_SAID_MS)
        snprintf(roster->store_error, sizeof roster->store_error,
                 "saving waits: the store has been locked for %lld s; nothing is lost",
                 (long long)(clock - fleet->held_since) / 1000);
    return true;
}

bool fleet_dispatch(struct fleet *fleet)
{
    if (fleet->answers_keys && must_wait(fleet))
        return false;
    int64_t now = fleet->roster.now();
    bool changed = roster_step(&fleet->roster);
    changed = intake_take(fleet, clock_monotonic_ms() + INTAKE_MS) || changed;
    fleet->rollout.model = fleet->alerting.model;
    changed = (fleet->changes_nodes && rollout_step(&fleet->rollout, now)) || changed;
    changed = alerting_step(&fleet->alerting, now) || changed;
    return outbox_step(&fleet->outbox, fleet->alerting.leading, now) || changed;
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

int64_t fleet_behind(const struct fleet *fleet)
{
    return fleet->behind;
}

bool fleet_is_held(const struct fleet *fleet)
{
    return fleet->held_since != 0;
}

const char *fleet_store_error(const struct fleet *fleet)
{
    return fleet->roster.store_error;
}
