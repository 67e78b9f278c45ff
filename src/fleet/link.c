#include "link.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/mta/driver.h"

enum {
    BACKOFF_MAXIMUM_MS = 60000,
    /* What needs a person is not hammered: accounts get locked. */
    BACKOFF_REFUSED_MS = 60000,
    /* What takes longer than this is said. */
    SLOW_MS = 5000,
    PATIENCE_LIMIT = 16,
    /* A try is begun anew for an operator who asks when it has taken so often the first wait. */
    STUCK_FACTOR = 5,
};

struct link {
    struct link *next;
    struct link *next_by_node;
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
    int64_t stage_since;  /* monotonic ms; the shell's goes on until that answers */
    struct slot slot;
    struct loop_timer *slow; /* what takes long is said now and then */
    int failures;            /* in a row */
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

static void drop_connection(struct link *link)
{
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
    /* That a shell is there to be written to is not yet that it reads. */
    if (stage != SSH_STAGE_READY || link->stage != SSH_STAGE_SHELL)
        link->stage_since = clock_monotonic_ms();
    link->stage = stage;
    event->stage = stage;
    event->text = memory_string(detail);
    tell(link, event);
    if (stage == SSH_STAGE_READY)
        shell_start(link->shell, link->driver->library, link->target.patience);
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
    /* A person may take long, and it is no load. */
    slots_give(&link->context->slots, &link->slot, SLOT_OTHER);
    loop_timer_cancel(link->slow);
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
    if (!alone && (link->stage == SSH_STAGE_AUTHENTICATION || link->stage == SSH_STAGE_CONFIG))
        beyond = link->transport->kind->beyond(link->transport);
    if (beyond)
        link->kind = &transport_openssh;
    memory_replace(&link->beyond, beyond);
    return beyond != NULL;
}

static void transport_failed(void *argument, const struct error *error, bool late)
{
    struct link *link = argument;
    bool other = take_other_transport(link, error);
    link->state = LINK_WAITING;
    slots_give(&link->context->slots, &link->slot, late ? SLOT_LATE : SLOT_OTHER);
    loop_timer_cancel(link->slow);
    if (late && link->target.patience < PATIENCE_LIMIT)
        link->target.patience++;
    link->slot.late = link->target.patience > 0;
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

/* ---- slow ones ---- */

/* 'its login shell takes 31 s'; NULL: it is not slow. The caller frees it. */
static char *said_slow(const struct link *link)
{
    int64_t ms = clock_monotonic_ms() - link->stage_since;
    const char *what = link->stage >= SSH_STAGE_SHELL ? "login shell" : ssh_stage_name(link->stage);
    return ms < SLOW_MS ? NULL : memory_printf("its %s takes %lld s", what, (long long)ms / 1000);
}

static void look_at_pace(void *argument)
{
    struct link *link = argument;
    char *slow = said_slow(link);
    int64_t next = link->stage_since + SLOW_MS - clock_monotonic_ms();
    if (slow) {
        struct fleet_event *event = new_event(link, EVENT_SLOW);
        event->text = memory_printf("%s: %s so far", link->spec->name, slow);
        tell(link, event);
    }
    free(slow);
    loop_timer_set(link->slow, next > 0 ? next : SLOW_MS);
}

/* ---- the shell's callbacks ---- */

static void shell_ready(void *argument, enum shell_privilege privilege)
{
    struct link *link = argument;
    struct fleet_event *event = new_event(link, EVENT_READY);
    event->privilege = privilege;
    tell(link, event);
    slots_give(&link->context->slots, &link->slot, SLOT_UP);
    loop_timer_cancel(link->slow);
    link->state = LINK_UP;
    char *slow = said_slow(link);
    agenda_begin(link->agenda, link->shell, link->transport, slow);
    free(slow);
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
        link->failures = link->target.patience = link->slot.late = 0;
}

static const struct shell_listener shell_listener = {shell_ready, shell_line, shell_done};

/* ---- connecting ---- */

static void timer_fired(void *argument)
{
    struct link *link = argument;
    if (link->state == LINK_WAITING)
        connect_now(link);
}

/* With a slot. */
static void begin_try(struct link *link)
{
    struct loop *loop = link->context->agenda.loop;
    drop_connection(link);
    link->state = LINK_CONNECTING;
    link->stage_since = clock_monotonic_ms();
    loop_timer_set(link->slow, SLOW_MS);
    tell_state(link, FLEET_CONNECTING,
               link->beyond         ? link->beyond
               : link->target.alone ? "OpenSSH is not let in either"
                                    : "");
    link->transport =
        link->kind->new (loop, &link->target, link->context->ssh, &transport_listener, link);
    link->shell = shell_new(loop, link->transport, &shell_listener, link);
    link->kind->start(link->transport);
}

static void connect_now(struct link *link)
{
    /* No room: `ready` of the slot comes back here. */
    if (slots_take(&link->context->slots, &link->slot))
        begin_try(link);
}

static void slot_ready(void *argument)
{
    struct link *link = argument;
    loop_timer_set(link->timer, 0);
}

static struct link **bucket_of(struct link_context *context, int64_t node)
{
    return &context->by_node[(uint64_t)node % LINK_BUCKETS];
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
    link->slow = loop_timer_new(context->agenda.loop, look_at_pace, link);
    link->slot = (struct slot){.ready = slot_ready, .argument = link};
    link->next = context->first;
    context->first = link;
    struct link **bucket = bucket_of(context, spec->id);
    link->next_by_node = *bucket;
    *bucket = link;
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
    struct link **bucket = bucket_of(link->context, link->spec->id);
    while (*bucket != link)
        bucket = &(*bucket)->next_by_node;
    *bucket = link->next_by_node;
    slots_give(&link->context->slots, &link->slot, SLOT_OTHER);
    drop_connection(link);
    agenda_free(link->agenda);
    loop_timer_free(link->timer);
    loop_timer_free(link->slow);
    fleet_spec_free(link->spec);
    free(link->beyond);
    free(link);
}

struct link *link_find(const struct link_context *context, int64_t node)
{
    struct link *link = context->by_node[(uint64_t)node % LINK_BUCKETS];
    while (link && link->spec->id != node)
        link = link->next_by_node;
    return link;
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

/* Nothing was heard of it for long, and no person is asked anything. */
static bool is_stuck(const struct link *link)
{
    return link->state == LINK_CONNECTING && !link->question_id && link->slot.state == SLOT_HELD &&
           clock_monotonic_ms() - link->stage_since >= STUCK_FACTOR * link->context->retry_ms;
}

void link_retry(struct link *link)
{
    if (link->state == LINK_WAITING && link->driver) {
        link->failures = 0;
        loop_timer_set(link->timer, 0);
    } else if (is_stuck(link)) {
        link->failures = 0;
        begin_try(link);
    }
}
