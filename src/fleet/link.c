#include "link.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/mta/driver.h"

enum {
    CONNECTING_LIMIT = 8, /* handshakes at a time */
    BACKOFF_MAXIMUM_MS = 60000,
    /* What needs a person is not hammered: accounts get locked. */
    BACKOFF_REFUSED_MS = 60000,
};

struct link {
    struct link *next;
    struct link_context *context;
    struct fleet_spec *spec;
    struct ssh_target target;
    const struct mta_driver *driver;
    const struct transport_kind *kind; /* of the next connection */
    struct transport *transport;
    struct shell *shell;
    struct agenda *agenda;
    struct loop_timer *timer; /* the next try */
    enum { LINK_WAITING, LINK_CONNECTING, LINK_UP } state;
    enum ssh_stage stage; /* how far the last connection came */
    bool holds_slot;      /* counts in context->connecting */
    int64_t place;        /* among those that wait for a slot; 0: it does not */
    int failures;         /* in a row */
    char *question_id;
    char *beyond; /* why libssh2 was left for OpenSSH; NULL: it was not */
};

static void connect_now(struct link *link);

static struct fleet_event *new_event(const struct link *link, enum fleet_event_kind kind)
{
    return agenda_event(&link->context->agenda, link->spec->id, kind);
}

static void tell(const struct link *link, struct fleet_event *event)
{
    mailbox_put(link->context->agenda.events, event);
}

static void tell_state(const struct link *link, enum fleet_state state, const char *text)
{
    struct fleet_event *event = new_event(link, EVENT_STATE);
    event->state = state;
    event->text = memory_string(text);
    event->subject = memory_string(link->kind->name);
    tell(link, event);
}

/* Whoever has waited longest for a slot connects now. */
static void release_slot(struct link *link)
{
    struct link *first = NULL;
    if (!link->holds_slot)
        return;
    link->holds_slot = false;
    link->context->connecting--;
    for (struct link *other = link->context->first; other; other = other->next)
        if (other->place && (!first || other->place < first->place))
            first = other;
    if (first)
        loop_timer_set(first->timer, 0);
}

static void drop_connection(struct link *link)
{
    release_slot(link);
    shell_free(link->shell);
    if (link->transport)
        link->transport->kind->free(link->transport);
    link->shell = NULL;
    link->transport = NULL;
    free(link->question_id);
    link->question_id = NULL;
}

/* ---- the transport's callbacks ---- */

static void transport_stage(void *argument, enum ssh_stage stage, const char *detail)
{
    struct link *link = argument;
    struct fleet_event *event = new_event(link, EVENT_STAGE);
    link->stage = stage;
    event->stage = stage;
    event->text = memory_string(detail);
    tell(link, event);
    /* A child's handshake cannot be seen: it is over when the shell answers. */
    if (stage == SSH_STAGE_SHELL && link->kind == &transport_libssh2)
        release_slot(link);
    if (stage == SSH_STAGE_READY) {
        struct buffer library = {0};
        link->driver->library(&library);
        shell_start(link->shell, buffer_text(&library));
        buffer_clear(&library);
    }
}

static void transport_ask(void *argument, const struct ssh_question *question)
{
    struct link *link = argument;
    struct fleet_event *event = new_event(link, EVENT_ASK);
    event->question = question->kind;
    event->subject = memory_string(question->id);
    event->text = memory_string(question->text);
    event->echo = question->echo;
    memory_replace(&link->question_id, question->id);
    tell(link, event);
    release_slot(link);
}

static void transport_output(void *argument, const char *bytes, size_t length)
{
    struct link *link = argument;
    shell_feed(link->shell, bytes, length);
}

/* 1 s, 2 s, 4 s ... each plus up to half, so that a fleet does not come back in step. */
static int64_t backoff_ms(const struct link *link)
{
    int64_t first = link->context->retry_ms;
    int64_t delay = first < BACKOFF_MAXIMUM_MS ? BACKOFF_MAXIMUM_MS : first;
    if (link->stage == SSH_STAGE_HOST_KEY || link->stage == SSH_STAGE_AUTHENTICATION)
        delay = BACKOFF_REFUSED_MS * (link->failures < 5 ? link->failures : 5);
    else if (link->failures < 7 && first << (link->failures - 1) < delay)
        delay = first << (link->failures - 1);
    return delay + random_below((uint32_t)(delay / 2));
}

/* Whether the next try is by another transport, at once. Where libssh2 knows that OpenSSH can do
 * more with a key, that one tries; where it is not let in either, libssh2 asks for passwords and
 * says what is wrong. */
static bool take_other_transport(struct link *link, const struct error *error)
{
    const char *beyond = NULL;
    bool alone = link->target.alone;
    link->target.alone = false;
    if (link->beyond) {
        if (agenda_greeted(link->agenda))
            return false; /* it got in, and was lost */
        memory_replace(&link->beyond, NULL);
        link->kind = &transport_libssh2;
        link->target.alone = strstr(error->text, "Permission denied") != NULL;
        return link->target.alone;
    }
    if (!alone && link->stage == SSH_STAGE_AUTHENTICATION)
        beyond = link->transport->kind->beyond(link->transport);
    if (beyond)
        link->kind = &transport_openssh;
    memory_replace(&link->beyond, beyond);
    return beyond != NULL;
}

static void transport_failed(void *argument, const struct error *error)
{
    struct link *link = argument;
    bool other = take_other_transport(link, error);
    link->state = LINK_WAITING;
    release_slot(link);
    agenda_end(link->agenda, error->text);
    if (other) {
        loop_timer_set(link->timer, 0);
        return;
    }
    link->failures++;
    tell_state(link, FLEET_DOWN, error->text);
    loop_timer_set(link->timer, backoff_ms(link));
}

static const struct ssh_listener transport_listener = {transport_stage, transport_ask,
                                                       transport_output, transport_failed};

/* ---- the shell's callbacks ---- */

static void shell_ready(void *argument, enum shell_privilege privilege)
{
    struct link *link = argument;
    struct fleet_event *event = new_event(link, EVENT_READY);
    event->privilege = privilege;
    tell(link, event);
    release_slot(link);
    link->state = LINK_UP;
    agenda_begin(link->agenda, link->shell, link->transport);
}

static void shell_line(void *argument, char *line, size_t length)
{
    struct link *link = argument;
    agenda_line(link->agenda, line, length);
}

static void shell_done(void *argument, int status)
{
    struct link *link = argument;
    agenda_done(link->agenda, status);
    if (agenda_greeted(link->agenda))
        link->failures = 0;
}

static const struct shell_listener shell_listener = {shell_ready, shell_line, shell_done};

/* ---- connecting ---- */

static void timer_fired(void *argument)
{
    struct link *link = argument;
    if (link->state == LINK_WAITING)
        connect_now(link);
}

static void connect_now(struct link *link)
{
    struct loop *loop = link->context->agenda.loop;
    drop_connection(link);
    /* All slots taken: release_slot wakes this one up. */
    if (link->context->connecting >= CONNECTING_LIMIT) {
        if (!link->place)
            link->place = ++link->context->last_place;
        return;
    }
    link->place = 0;
    link->holds_slot = true;
    link->context->connecting++;
    link->state = LINK_CONNECTING;
    tell_state(link, FLEET_CONNECTING,
               link->beyond         ? link->beyond
               : link->target.alone ? "OpenSSH is not let in either"
                                    : "");
    link->transport =
        link->kind->new (loop, &link->target, link->context->secrets, &transport_listener, link);
    link->shell = shell_new(loop, link->transport, &shell_listener, link);
    link->kind->start(link->transport);
}

struct link *link_new(struct link_context *context, struct fleet_spec *spec)
{
    struct link *link = memory_new(1, sizeof *link);
    link->context = context;
    link->spec = spec;
    link->driver = mta_driver_find(spec->mta);
    link->kind = context->transport ? context->transport : &transport_libssh2;
    link->target = (struct ssh_target){.name = spec->name,
                                       .destination = spec->destination,
                                       .identity = spec->identity,
                                       .config_file = context->config_file,
                                       .port = spec->port};
    link->agenda = agenda_new(&context->agenda, spec);
    link->timer = loop_timer_new(context->agenda.loop, timer_fired, link);
    link->next = context->first;
    context->first = link;
    if (link->driver)
        loop_timer_set(link->timer, 0);
    else
        tell_state(link, FLEET_DOWN, "unknown kind of MTA: made by a newer mtacon?");
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
    drop_connection(link);
    agenda_free(link->agenda);
    loop_timer_free(link->timer);
    fleet_spec_free(link->spec);
    free(link->beyond);
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

struct agenda *link_agenda(struct link *link)
{
    return link->agenda;
}

void link_answer(struct link *link, const char *question_id, const char *answer)
{
    if (!link->question_id || strcmp(link->question_id, question_id) != 0 ||
        !link->transport->kind->answer)
        return;
    free(link->question_id);
    link->question_id = NULL;
    link->transport->kind->answer(link->transport, answer);
}

void link_retry(struct link *link)
{
    if (link->state == LINK_WAITING && link->driver)
        loop_timer_set(link->timer, 0);
}
