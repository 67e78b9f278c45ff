#include "agenda.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job_answer.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/base/text.h"

enum { BAD_ANSWERS_LIMIT = 3, COST_FACTOR = 20, BACKLOG_LOOK_MS = 250 };

/* Where a probe stands. */
struct turn {
    int64_t due;   /* monotonic ms; 0: at once */
    int64_t took;  /* ms, of the last answer */
    char *subject; /* of one on demand: asked for; NULL: not */
    bool waits;    /* its last value is being saved */
    bool read;     /* counts as read in this round */
    bool bad;      /* its last answer made no sense: that is told until one does */
};

struct agenda_job {
    struct agenda_job *next;
    const struct job *job;
    int64_t ticket;
    char *command, *input;
};

/* The request that runs, and what came of its answer so far. */
struct asking {
    const struct probe *probe; /* NULL: none, or a job */
    void *value;
    char *subject;
    bool job; /* the first one runs */
    struct job_answer answer;
    int64_t started_ms;
    size_t garbage; /* lines that were no rows */
    char said[160]; /* the first of them, safe to show; "" */
};

struct agenda {
    const struct agenda_context *context;
    const struct fleet_spec *spec;
    struct loop_timer *timer; /* the next thing that is due */
    struct shell *shell;      /* NULL: not connected */
    struct transport *transport;
    struct probe_node node;
    struct turn turns[PROBE_MOST];
    struct asking asking;
    struct agenda_job *jobs;
    char *slow;      /* what is slow about this connection, in words; NULL */
    char *told;      /* the note that was told last; NULL: none since it connected */
    int bad_answers; /* in a row */
    bool round_told;
};

static void ask_next(struct agenda *agenda);

struct fleet_event *agenda_event(const struct agenda_context *context, int64_t node,
                                 enum fleet_event_kind kind)
{
    struct fleet_event *event = memory_new(1, sizeof *event);
    event->kind = kind;
    event->node = node;
    event->at = context->now();
    return event;
}

static struct fleet_event *new_event(const struct agenda *agenda, enum fleet_event_kind kind)
{
    return agenda_event(agenda->context, agenda->spec->id, kind);
}

static void tell(const struct agenda *agenda, struct fleet_event *event)
{
    mailbox_put(agenda->context->events, event);
}

/* That it is up, with what cannot be read. */
static void tell_up(struct agenda *agenda, const char *note)
{
    struct fleet_event *event = new_event(agenda, EVENT_STATE);
    event->state = FLEET_UP;
    event->text = memory_string(note);
    event->subject = memory_string(agenda->transport->kind->name);
    memory_replace(&agenda->told, note);
    tell(agenda, event);
}

static void wake(void *argument)
{
    ask_next(argument);
}

struct agenda *agenda_new(const struct agenda_context *context, const struct fleet_spec *spec)
{
    struct agenda *agenda = memory_new(1, sizeof *agenda);
    agenda->context = context;
    agenda->spec = spec;
    agenda->timer = loop_timer_new(context->loop, wake, agenda);
    agenda->node.cursor = spec->cursor;
    return agenda;
}

static void job_free(struct agenda_job *job)
{
    free(job->command);
    free(job->input);
    free(job);
}

static void clear_asking(struct agenda *agenda)
{
    struct asking *asking = &agenda->asking;
    if (asking->value && asking->probe->clear)
        asking->probe->clear(asking->value);
    free(asking->value);
    free(asking->subject);
    job_answer_clear(&asking->answer);
    *asking = (struct asking){0};
}

void agenda_free(struct agenda *agenda)
{
    if (!agenda)
        return;
    clear_asking(agenda);
    while (agenda->jobs) {
        struct agenda_job *job = agenda->jobs;
        agenda->jobs = job->next;
        job_free(job);
    }
    for (size_t i = 0; i < PROBE_MOST; i++)
        free(agenda->turns[i].subject);
    free(agenda->slow);
    free(agenda->told);
    loop_timer_free(agenda->timer);
    probe_node_clear(&agenda->node);
    free(agenda);
}

void agenda_begin(struct agenda *agenda, struct shell *shell, struct transport *transport,
                  const char *slow)
{
    const struct log_cursor cursor = agenda->node.cursor;
    agenda->shell = shell;
    agenda->transport = transport;
    probe_node_clear(&agenda->node);
    agenda->node = (struct probe_node){.driver = mta_driver_find(agenda->spec->mta),
                                       .node_dir = agenda->spec->node_dir,
                                       .log_wanted = agenda->spec->log,
                                       .note = memory_string(""),
                                       .cursor = cursor};
    for (size_t i = 0; probes[i]; i++) {
        struct turn *turn = &agenda->turns[i];
        turn->due = 0;
        turn->waits = turn->read = turn->bad = false;
    }
    agenda->bad_answers = 0;
    agenda->round_told = false;
    memory_replace(&agenda->slow, slow);
    ask_next(agenda);
}

/* ---- jobs ---- */

static void end_job(struct agenda *agenda, enum job_outcome outcome, const char *text)
{
    struct agenda_job *job = agenda->jobs;
    struct job_answer *answer = &agenda->asking.answer;
    struct fleet_event *event = new_event(agenda, EVENT_JOB);
    event->ticket = job->ticket;
    event->outcome = outcome;
    event->text = memory_string(text);
    event->policy = answer->policy;
    event->lines = answer->lines;
    event->count = answer->count;
    answer->lines = NULL;
    answer->count = 0;
    answer->policy = (struct policy_carried){0};
    tell(agenda, event);
    agenda->jobs = job->next;
    job_free(job);
}

/* What the operator asked for, and the connection took along, is asked over the next one. */
static void ask_again(struct agenda *agenda)
{
    for (size_t i = 0; probes[i] && agenda->asking.subject; i++) {
        if (probes[i] != agenda->asking.probe || agenda->turns[i].subject)
            continue;
        agenda->turns[i].subject = agenda->asking.subject;
        agenda->asking.subject = NULL;
    }
}

void agenda_end(struct agenda *agenda, const char *why)
{
    agenda->shell = NULL;
    agenda->transport = NULL;
    loop_timer_cancel(agenda->timer);
    free(agenda->told);
    agenda->told = NULL;
    agenda->node.greeted = false;
    while (agenda->jobs)
        end_job(agenda, JOB_LOST, why);
    ask_again(agenda);
    clear_asking(agenda);
}

void agenda_add_job(struct agenda *agenda, const struct job *job, int64_t ticket,
                    const char *command, const char *input)
{
    struct agenda_job **last = &agenda->jobs;
    while (*last)
        last = &(*last)->next;
    *last = memory_new(1, sizeof **last);
    **last = (struct agenda_job){.job = job,
                                 .ticket = ticket,
                                 .command = memory_string(command),
                                 .input = memory_string(input)};
    if (agenda->shell)
        ask_next(agenda);
    else
        end_job(agenda, JOB_LOST, "not connected");
}

static void begin_job(struct agenda *agenda)
{
    const struct agenda_job *first = agenda->jobs;
    agenda->transport->kind->forget_errors(agenda->transport);
    agenda->asking = (struct asking){.job = true, .started_ms = clock_monotonic_ms()};
    shell_request(agenda->shell, first->command, first->input, first->job->name,
                  first->job->deadline_ms);
}

/* What an answer complained about, where it has no words of its own; safe to show, malloc'ed. */
static char *complaint(const struct agenda *agenda)
{
    struct buffer visible = {0};
    if (agenda->asking.said[0])
        return memory_string(agenda->asking.said);
    const char *errors = agenda->transport->kind->errors(agenda->transport);
    /* The last line of it. */
    size_t end = strlen(errors);
    while (end && (errors[end - 1] == '\n' || errors[end - 1] == '\r'))
        end--;
    size_t begin = end;
    while (begin && errors[begin - 1] != '\n')
        begin--;
    text_visible(&visible, errors + begin, end - begin);
    return visible.length ? buffer_take(&visible) : memory_string("");
}

/* What a change came to is looked at by everything that is due with the policy. */
static void look_again(struct agenda *agenda)
{
    for (size_t i = 0; probes[i]; i++)
        if (probes[i]->every == offsetof(struct probe_pace, policy_ms))
            agenda->turns[i].due = 0;
}

static void job_done(struct agenda *agenda, int status)
{
    const struct job_answer *answer = &agenda->asking.answer;
    if (agenda->jobs->job->changes)
        look_again(agenda);
    if (answer->said)
        end_job(agenda, answer->outcome, answer->text);
    else if (status == 0 && !agenda->asking.garbage)
        end_job(agenda, JOB_DONE, "");
    else {
        char *said = complaint(agenda);
        end_job(agenda, JOB_FAILED, said);
        free(said);
    }
}

/* ---- probes ---- */

static int64_t every_ms(const struct agenda *agenda, const struct probe *probe)
{
    int64_t every;
    memcpy(&every, (const char *)agenda->context->pace + probe->every, sizeof every);
    return every;
}

static bool is_possible(const struct agenda *agenda, const struct probe *probe)
{
    return !probe->possible || probe->possible(&agenda->node);
}

static void begin_probe(struct agenda *agenda, size_t index)
{
    const struct probe *probe = probes[index];
    struct turn *turn = &agenda->turns[index];
    struct buffer command = {0};
    agenda->node.now = agenda->context->now();
    agenda->transport->kind->forget_errors(agenda->transport);
    agenda->asking = (struct asking){.probe = probe,
                                     .value = memory_new(1, probe->size),
                                     .subject = turn->subject,
                                     .started_ms = clock_monotonic_ms()};
    turn->subject = NULL;
    probe->command(&agenda->node, agenda->asking.subject, &command);
    shell_request(agenda->shell, buffer_text(&command), NULL, probe->name, probe->deadline_ms);
    buffer_clear(&command);
}

/* When it may be asked: monotonic ms, 0 at once, -1 not now. */
static int64_t when_due(const struct agenda *agenda, size_t index)
{
    const struct turn *turn = &agenda->turns[index];
    if (turn->waits || !is_possible(agenda, probes[index]))
        return -1;
    if (probes[index]->every == PROBE_ON_DEMAND)
        return turn->subject ? 0 : -1;
    return turn->due;
}

static void tell_round(struct agenda *agenda)
{
    bool read = agenda->node.greeted && !agenda->round_told;
    for (size_t i = 0; probes[i] && read; i++)
        if (probes[i]->round != PROBE_ROUND_NO && is_possible(agenda, probes[i]))
            read = agenda->turns[i].read && !agenda->turns[i].waits;
    if (!read)
        return;
    agenda->round_told = true;
    tell(agenda, new_event(agenda, EVENT_ROUND));
}

/* Whether more is read than can be saved: what waits for that is memory. */
static bool is_behind(const struct agenda *agenda)
{
    return agenda->node.greeted &&
           mailbox_count(agenda->context->events) > agenda->context->backlog;
}

/* Jobs first, and what was asked for: somebody waits for them. */
static void ask_next(struct agenda *agenda)
{
    int64_t now = clock_monotonic_ms(), soonest = -1;
    if (!agenda->shell || agenda->asking.probe || agenda->asking.job)
        return;
    loop_timer_cancel(agenda->timer);
    tell_round(agenda);
    if (agenda->node.greeted && agenda->jobs) {
        begin_job(agenda);
        return;
    }
    bool behind = is_behind(agenda);
    for (size_t i = 0; probes[i]; i++) {
        int64_t due = when_due(agenda, i);
        if (due < 0)
            continue;
        if (behind && due <= now && probes[i]->every != PROBE_ON_DEMAND)
            due = now + BACKLOG_LOOK_MS + random_below(BACKLOG_LOOK_MS);
        if (due <= now) {
            begin_probe(agenda, i);
            return;
        }
        if (soonest < 0 || due < soonest)
            soonest = due;
    }
    if (soonest >= 0)
        loop_timer_set(agenda->timer, soonest - now);
}

static void tell_value(struct agenda *agenda, struct turn *turn)
{
    struct fleet_event *event = new_event(agenda, EVENT_PROBE);
    event->probe = agenda->asking.probe;
    event->value = agenda->asking.value;
    event->subject = agenda->asking.subject;
    agenda->asking.value = NULL;
    agenda->asking.subject = NULL;
    turn->waits = event->probe->saved != NULL;
    tell(agenda, event);
}

/* An answer without what it must have: said so, and after a few the connection is given up. */
static void refuse(struct agenda *agenda, int status)
{
    const struct probe *probe = agenda->asking.probe;
    char *said = complaint(agenda);
    char *text = memory_printf("%s: the node's answer makes no sense (exit status %d)%s%s",
                               probe->name, status, *said ? ": " : "", said);
    if (probe->vital || ++agenda->bad_answers >= BAD_ANSWERS_LIMIT)
        agenda->transport->kind->end(agenda->transport, text, false);
    else
        tell_up(agenda, text);
    free(text);
    free(said);
}

/* The nodes are read one after the other over the interval, each at its place in it, however they
 * came up together. The first time that place may be near: then it is skipped. */
static int64_t next_place(const struct agenda *agenda, int64_t every, int64_t now)
{
    if (every <= 0)
        return now;
    int64_t place = (int64_t)(((uint64_t)agenda->spec->id * 11400714819323198485ULL) >> 1) % every;
    int64_t since = (now % every - place + every) % every;
    int64_t left = every - since;
    return now + (left < every / 8 ? left + every : left);
}

/* When to ask the same again: a node that takes long to answer is asked less. Twice in a row: that
 * one answer was late may be anybody's doing, as when all come up at once. */
static void set_due(const struct agenda *agenda, struct turn *turn, int64_t again_ms)
{
    int64_t now = clock_monotonic_ms(), took = now - agenda->asking.started_ms;
    int64_t cost = (took < turn->took ? took : turn->took) * COST_FACTOR;
    const struct probe *probe = agenda->asking.probe;
    int64_t every = probe->every == PROBE_ON_DEMAND ? 0 : every_ms(agenda, probe);
    turn->took = took;
    if (again_ms >= 0)
        turn->due = now + again_ms;
    else
        turn->due = cost > every ? now + cost : next_place(agenda, every, now);
}

/* The note of the node, when it has changed, and no complaint stands in its place. */
static void tell_note(struct agenda *agenda)
{
    for (size_t i = 0; probes[i]; i++)
        if (agenda->turns[i].bad)
            return;
    const char *note = agenda->node.note, *slow = agenda->slow;
    char *both =
        slow ? memory_printf("%s%s%s", slow, *note ? "; " : "", note) : memory_string(note);
    if (!agenda->told || strcmp(agenda->told, both) != 0)
        tell_up(agenda, both);
    free(both);
}

static void probe_done(struct agenda *agenda, int status)
{
    const struct probe *probe = agenda->asking.probe;
    struct probe_answer answer = {.status = status, .again_ms = -1};
    size_t index = 0;
    while (probes[index] != probe)
        index++;
    struct turn *turn = &agenda->turns[index];
    agenda->node.now = agenda->context->now();
    enum probe_end end = probe->done(&agenda->node, agenda->asking.value, &answer);
    set_due(agenda, turn, answer.again_ms);
    turn->read = !answer.partial && (end != PROBE_BAD || probe->round == PROBE_ROUND_ASKED);
    if (end == PROBE_BAD) {
        turn->bad = true;
        refuse(agenda, status);
        return;
    }
    agenda->bad_answers = 0;
    turn->bad = false;
    tell_note(agenda);
    if (end == PROBE_NEW)
        tell_value(agenda, turn);
}

void agenda_ask(struct agenda *agenda, const struct probe *probe, const char *subject)
{
    for (size_t i = 0; probes[i]; i++)
        if (probes[i] == probe)
            memory_replace(&agenda->turns[i].subject, subject);
    ask_next(agenda);
}

void agenda_saved(struct agenda *agenda, const struct probe *probe,
                  const struct probe_target *target)
{
    for (size_t i = 0; probes[i]; i++) {
        struct turn *turn = &agenda->turns[i];
        if (probes[i] != probe || !turn->waits)
            continue;
        turn->waits = false;
        probe->saved(&agenda->node, target);
        if (target->failed) {
            turn->read = false;
            turn->due = clock_monotonic_ms() + every_ms(agenda, probe);
        }
    }
    ask_next(agenda);
}

bool agenda_greeted(const struct agenda *agenda)
{
    return agenda->node.greeted;
}

/* ---- the shell's callbacks ---- */

static void note_garbage(struct asking *asking, const char *line, size_t length)
{
    struct buffer visible = {0};
    if (asking->garbage++)
        return;
    text_visible(&visible, line, length);
    snprintf(asking->said, sizeof asking->said, "%s", buffer_text(&visible));
    buffer_clear(&visible);
}

static void take_row(struct agenda *agenda, const struct report_row *row)
{
    struct asking *asking = &agenda->asking;
    if (asking->probe) {
        asking->probe->row(asking->value, row);
        return;
    }
    const char *step = job_answer_row(&asking->answer, row);
    if (!step)
        return;
    struct fleet_event *event = new_event(agenda, EVENT_STEP);
    event->ticket = agenda->jobs->ticket;
    event->text = memory_string(step);
    tell(agenda, event);
}

void agenda_line(struct agenda *agenda, char *line, size_t length)
{
    struct asking *asking = &agenda->asking;
    struct report_row row;
    char shown[100];
    if (asking->probe && asking->probe->line) {
        asking->probe->line(asking->value, asking->subject, line, length);
        return;
    }
    if (asking->job && agenda->jobs->job->document) {
        job_answer_line(&asking->answer, line, length);
        return;
    }
    if (!asking->probe && !asking->job)
        return;
    /* Parsing cuts the line up: keep its beginning for the complaint. */
    size_t kept = length < sizeof shown ? length : sizeof shown;
    memcpy(shown, line, kept);
    if (strlen(line) != length || !report_parse(line, &row))
        note_garbage(asking, shown, kept);
    else
        take_row(agenda, &row);
}

void agenda_done(struct agenda *agenda, int status)
{
    if (agenda->asking.job)
        job_done(agenda, status);
    else if (agenda->asking.probe)
        probe_done(agenda, status);
    clear_asking(agenda);
    ask_next(agenda);
}
