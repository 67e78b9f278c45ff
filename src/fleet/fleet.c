#include "mtacon/fleet/fleet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io_thread.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/failure.h"
#include "mtacon/store/node.h"

struct fleet {
    struct store *store;
    struct io_thread *io;
    char *only;
    struct fleet_live **live;
    size_t live_count;
    struct fleet_question *questions;
    char *details_of;
    bool details_are_lines;
    int details_answered;
    struct fleet_detail *details;
    size_t detail_count;
    char store_error[sizeof(((struct error *)NULL)->text)];
    void (*seen)(void *, const struct fleet_event *);
    void *seen_argument;
};

static struct fleet_live *find(const struct fleet *fleet, int64_t node)
{
    for (size_t i = 0; i < fleet->live_count; i++)
        if (fleet->live[i]->node == node)
            return fleet->live[i];
    return NULL;
}

static void command(struct fleet *fleet, struct fleet_command values)
{
    struct fleet_command *message = memory_new(1, sizeof *message);
    *message = values;
    io_thread_command(fleet->io, message);
}

static void note_store(struct fleet *fleet, bool done, const struct error *error)
{
    snprintf(fleet->store_error, sizeof fleet->store_error, "%s", done ? "" : error->text);
}

/* ---- nodes ---- */

static void add_node(struct fleet *fleet, const struct store_node *node)
{
    struct fleet_live *live = memory_new(1, sizeof *live);
    live->node = node->id;
    live->name = memory_string(node->name);
    live->text = memory_string("");
    live->log = memory_string("");
    fleet->live = memory_resize(fleet->live, fleet->live_count + 1, sizeof *fleet->live);
    fleet->live[fleet->live_count++] = live;
    const struct fleet_spec spec = {.id = node->id,
                                    .name = node->name,
                                    .destination = node->destination,
                                    .identity = node->identity,
                                    .log = node->log,
                                    .mta = node->mta,
                                    .port = node->port,
                                    .cursor = node->cursor};
    command(fleet, (struct fleet_command){.kind = COMMAND_ADD, .spec = fleet_spec_copy(&spec)});
}

static void live_free(struct fleet_live *live)
{
    free(live->name);
    free(live->text);
    free(live->log);
    free(live);
}

static void remove_node(struct fleet *fleet, size_t index)
{
    command(fleet,
            (struct fleet_command){.kind = COMMAND_REMOVE, .node = fleet->live[index]->node});
    live_free(fleet->live[index]);
    fleet->live[index] = fleet->live[--fleet->live_count];
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
        if (!find(fleet, nodes[k].id) && (!fleet->only || strcmp(fleet->only, nodes[k].name) == 0))
            add_node(fleet, &nodes[k]);
    store_nodes_free(nodes, count);
    return true;
}

struct fleet *fleet_start(struct store *store, const struct fleet_options *options,
                          struct error *error)
{
    struct fleet *fleet = memory_new(1, sizeof *fleet);
    fleet->store = store;
    fleet->only = memory_string(options->only);
    fleet->io = io_thread_start(options->config_file, options->interval_ms, error);
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
    for (size_t i = 0; i < fleet->live_count; i++)
        live_free(fleet->live[i]);
    free(fleet->live);
    while (fleet->questions) {
        struct fleet_question *question = fleet->questions;
        fleet->questions = question->next;
        question_free(question);
    }
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
    if (event->state != FLEET_UP)
        live->round = false;
    if (event->state == FLEET_DOWN)
        live->failed = true;
    /* While it connects again, why it was down stays to be read. */
    if (event->state == FLEET_CONNECTING)
        return;
    memory_replace(&live->text, event->text);
    note_store(fleet,
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
    note_store(fleet, result != STORE_LOG_FAILED, &error);
    command(fleet, (struct fleet_command){.kind = result == STORE_LOG_FAILED ? COMMAND_LOG_LATER
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

static void take(struct fleet *fleet, struct fleet_event *event)
{
    struct fleet_live *live = find(fleet, event->node);
    struct error error;
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
        note_store(
            fleet,
            store_node_set_version(fleet->store, live->node, event->text, event->number, &error),
            &error);
        break;
    case EVENT_SIZES:
        note_store(fleet,
                   store_node_set_sizes(fleet->store, live->node, event->sizes, event->at, &error),
                   &error);
        break;
    case EVENT_LISTING:
        note_store(fleet,
                   store_node_set_listing(fleet->store, live->node, &event->listing, event->flag,
                                          event->at, &error),
                   &error);
        break;
    case EVENT_LOG:
        take_log(fleet, event);
        break;
    case EVENT_MESSAGES:
    case EVENT_LINES:
        take_details(fleet, event);
        break;
    case EVENT_ROUND:
        live->round = true;
        break;
    }
}

bool fleet_dispatch(struct fleet *fleet)
{
    struct fleet_event *event;
    bool changed = false;
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
    return find(fleet, node);
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
    command(fleet, (struct fleet_command){.kind = COMMAND_ANSWER,
                                          .text = memory_string(question->id),
                                          .secret = memory_string(answer)});
    question_free(question);
}

void fleet_retry(struct fleet *fleet, int64_t node)
{
    command(fleet, (struct fleet_command){.kind = COMMAND_RETRY, .node = node});
}

void fleet_ask_details(struct fleet *fleet, const char *domain, bool lines)
{
    drop_details(fleet);
    memory_replace(&fleet->details_of, domain);
    fleet->details_are_lines = lines;
    command(fleet, (struct fleet_command){.kind = lines ? COMMAND_LINES : COMMAND_MESSAGES,
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
