#include "roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/store/node.h"

struct ticket {
    struct ticket *next;
    int64_t number, node; /* node 0: a program on this host */
    bool lost;            /* its node was not there, or not any more: told with the next step */
    const struct job_listener *listener;
    void *argument;
};

struct fleet_live *roster_find(const struct roster *roster, int64_t node)
{
    return map_find(&roster->nodes, node);
}

void roster_command(struct roster *roster, struct fleet_command values)
{
    struct fleet_command *message = memory_new(1, sizeof *message);
    *message = values;
    io_thread_command(roster->io, message);
}

void roster_note_store(struct roster *roster, bool done, const struct error *error)
{
    snprintf(roster->store_error, sizeof roster->store_error, "%s", done ? "" : error->text);
}

/* ---- jobs ---- */

static struct ticket **find_ticket(struct roster *roster, int64_t number)
{
    struct ticket **at = &roster->tickets;
    while (*at && (*at)->number != number)
        at = &(*at)->next;
    return at;
}

static int64_t new_ticket(struct roster *roster, int64_t node, const struct job_listener *listener,
                          void *argument)
{
    struct ticket *ticket = memory_new(1, sizeof *ticket);
    *ticket = (struct ticket){.next = roster->tickets,
                              .number = ++roster->last_ticket,
                              .node = node,
                              .listener = listener,
                              .argument = argument};
    roster->tickets = ticket;
    return ticket->number;
}

int64_t roster_ask(struct roster *roster, int64_t node, const struct job *job, const char *command,
                   const char *input, const struct job_listener *listener, void *argument)
{
    int64_t ticket = new_ticket(roster, node, listener, argument);
    if (!roster_find(roster, node)) {
        (*find_ticket(roster, ticket))->lost = true;
        return ticket;
    }
    roster_command(roster, (struct fleet_command){.kind = COMMAND_JOB,
                                                  .node = node,
                                                  .job = job,
                                                  .ticket = ticket,
                                                  .text = memory_string(command),
                                                  .secret = memory_string(input)});
    return ticket;
}

int64_t roster_run_here(struct roster *roster, const char *command, const char *input,
                        const struct job_listener *listener, void *argument)
{
    int64_t ticket = new_ticket(roster, 0, listener, argument);
    roster_command(roster, (struct fleet_command){.kind = COMMAND_LOCAL,
                                                  .ticket = ticket,
                                                  .text = memory_string(command),
                                                  .secret = memory_string(input)});
    return ticket;
}

void roster_forget(struct roster *roster, int64_t number)
{
    struct ticket **at = find_ticket(roster, number), *ticket = *at;
    if (!ticket)
        return;
    *at = ticket->next;
    free(ticket);
}

bool roster_is_asked(const struct roster *roster, int64_t node, const void *argument)
{
    for (const struct ticket *ticket = roster->tickets; ticket; ticket = ticket->next)
        if (ticket->node == node && ticket->argument == argument)
            return true;
    return false;
}

void roster_take_step(struct roster *roster, const struct fleet_event *event)
{
    const struct ticket *ticket = *find_ticket(roster, event->ticket);
    if (ticket && ticket->listener->step)
        ticket->listener->step(ticket->argument, event->node, event->text);
}

static void end_job(struct roster *roster, int64_t number, const struct job_result *result)
{
    struct ticket **at = find_ticket(roster, number), *ticket = *at;
    if (!ticket)
        return;
    *at = ticket->next;
    ticket->listener->done(ticket->argument, result);
    free(ticket);
}

void roster_take_job(struct roster *roster, const struct fleet_event *event)
{
    const struct job_result result = {.outcome = event->outcome,
                                      .node = event->node,
                                      .at = event->at,
                                      .text = event->text,
                                      .lines = event->lines,
                                      .count = event->count,
                                      .policy = &event->policy};
    end_job(roster, event->ticket, &result);
}

/* Nobody answers for a node that is not there, or over a connection that was given up. */
static void lose_job(struct roster *roster, const struct ticket *ticket)
{
    const struct policy_carried none = {.number = 0};
    const struct job_result lost = {.outcome = JOB_LOST,
                                    .node = ticket->node,
                                    .at = roster->now(),
                                    .text =
                                        "the node was removed, or how it is reached was changed",
                                    .policy = &none};
    end_job(roster, ticket->number, &lost);
}

bool roster_step(struct roster *roster)
{
    /* Whoever is told may ask again: that is told the next time. */
    int64_t last = roster->last_ticket;
    bool any = false;
    for (struct ticket *ticket = roster->tickets; ticket;) {
        bool lost = ticket->lost && ticket->number <= last;
        any = any || lost;
        if (lost)
            lose_job(roster, ticket);
        ticket = lost ? roster->tickets : ticket->next;
    }
    return any;
}

/* ---- nodes ---- */

/* Its strings are those of `node`. */
static struct fleet_spec spec_of(const struct store_node *node)
{
    return (struct fleet_spec){.id = node->id,
                               .name = node->name,
                               .destination = node->destination,
                               .identity = node->identity,
                               .log = node->log,
                               .mta = node->mta,
                               .node_dir = node->node_dir,
                               .port = node->port,
                               .cursor = node->cursor};
}

static struct fleet_live *live_new(const struct store_node *node)
{
    const struct fleet_spec spec = spec_of(node);
    struct fleet_live *live = memory_new(1, sizeof *live);
    live->node = node->id;
    live->name = memory_string(node->name);
    live->text = memory_string("");
    live->seen.log = memory_string("");
    live->seen.place = memory_string(node->place);
    live->by = memory_string("");
    live->driver = mta_driver_find(node->mta);
    live->node_dir = memory_string(node->node_dir);
    live->spec = fleet_spec_copy(&spec);
    return live;
}

static void live_free(struct fleet_live *live)
{
    free(live->name);
    free(live->text);
    free(live->by);
    free(live->seen.log);
    free(live->seen.kind);
    free(live->seen.place);
    free(live->node_dir);
    fleet_spec_free(live->spec);
    free(live);
}

static struct fleet_live *connect_node(struct roster *roster, const struct store_node *node)
{
    const struct fleet_spec spec = spec_of(node);
    roster_command(roster,
                   (struct fleet_command){.kind = COMMAND_ADD, .spec = fleet_spec_copy(&spec)});
    return live_new(node);
}

static void disconnect_node(struct roster *roster, struct fleet_live *live)
{
    roster_command(roster, (struct fleet_command){.kind = COMMAND_REMOVE, .node = live->node});
    for (struct ticket *ticket = roster->tickets; ticket; ticket = ticket->next)
        ticket->lost = ticket->lost || ticket->node == live->node;
    live_free(live);
}

static void add_node(struct roster *roster, const struct store_node *node)
{
    roster->live = memory_grow(roster->live, roster->count, sizeof *roster->live);
    roster->live[roster->count] = connect_node(roster, node);
    map_add(&roster->nodes, node->id, roster->live[roster->count++]);
}

static void remove_node(struct roster *roster, size_t index)
{
    map_remove(&roster->nodes, roster->live[index]->node);
    disconnect_node(roster, roster->live[index]);
    roster->live[index] = roster->live[--roster->count];
}

static size_t place_of(const struct roster *roster, const struct fleet_live *live)
{
    size_t place = 0;
    while (roster->live[place] != live)
        place++;
    return place;
}

/* Connects anew a node that is reached in another way than it was. */
static void update_node(struct roster *roster, struct fleet_live *live,
                        const struct store_node *node)
{
    const struct fleet_spec spec = spec_of(node);
    if (fleet_spec_same_way(live->spec, &spec))
        return;
    size_t place = place_of(roster, live);
    map_remove(&roster->nodes, node->id);
    disconnect_node(roster, live);
    roster->live[place] = connect_node(roster, node);
    map_add(&roster->nodes, node->id, roster->live[place]);
}

/* Those that are not among all there are. */
static void leave_gone(struct roster *roster, struct store_node *nodes, size_t count)
{
    struct map stored = {.room = 0};
    for (size_t i = 0; i < count; i++)
        map_add(&stored, nodes[i].id, &nodes[i]);
    for (size_t i = roster->count; i-- > 0;)
        if (!map_find(&stored, roster->live[i]->node))
            remove_node(roster, i);
    map_clear(&stored);
}

static void take_nodes(struct roster *roster, const struct store_node *nodes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fleet_live *live = roster_find(roster, nodes[i].id);
        if (live)
            update_node(roster, live, &nodes[i]);
        else if (!roster->only || strcmp(roster->only, nodes[i].name) == 0)
            add_node(roster, &nodes[i]);
        if (nodes[i].changed > roster->since)
            roster->since = nodes[i].changed;
    }
}

bool roster_sync(struct roster *roster, struct error *error)
{
    struct store_node *nodes = NULL;
    struct store_census census;
    size_t count = 0;
    if (!store_node_census(roster->store, &census, error))
        return false;
    bool same = census.count == roster->census.count && census.newest == roster->census.newest;
    /* What changed last may be what has left. */
    if (!same)
        roster->since = -1;
    bool done = store_node_changed(roster->store, roster->since, &nodes, &count, error);
    if (done && !same)
        leave_gone(roster, nodes, count);
    if (done) {
        take_nodes(roster, nodes, count);
        roster->census = census;
    }
    store_node_list_free(nodes, count);
    return done;
}

void roster_clear(struct roster *roster)
{
    while (roster->tickets)
        roster_forget(roster, roster->tickets->number);
    for (size_t i = 0; i < roster->count; i++)
        live_free(roster->live[i]);
    free(roster->live);
    map_clear(&roster->nodes);
    free(roster->only);
    *roster = (struct roster){0};
}
