#include "intake.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/node.h"

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
    live->seen.log_at = 0;
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

/* It was found out what the node is: as if that had been said. */
static void take_kind(struct fleet_live *live)
{
    if (!live->seen.kind || strcmp(live->spec->mta, live->seen.kind) == 0)
        return;
    live->driver = mta_driver_find(live->seen.kind);
    memory_replace(&live->spec->mta, live->seen.kind);
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
    take_kind(live);
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

static void end_batch(struct fleet *fleet)
{
    struct store *store = fleet->roster.store;
    struct error error;
    if (store_has_begun(store) && !store_commit(store, &error)) {
        store_rollback(store);
        roster_note_store(&fleet->roster, false, &error);
    }
}

/* False: there is nothing to be taken, or another process writes and it stays in the mailbox. */
static bool begin_batch(struct fleet *fleet, struct mailbox *events)
{
    struct store *store = fleet->roster.store;
    return mailbox_count(events) > 0 &&
           (store_has_begun(store) || store_begin(store, NULL) || store_is_free(store));
}

/* Whoever waits for a job may write of its own, and act by what is written: that stands alone. A
 * batch that cannot be written is read from the nodes again: their logs are where the store says.
 */
bool intake_take(struct fleet *fleet, int64_t until)
{
    struct mailbox *events = io_thread_events(fleet->roster.io);
    struct fleet_event *event;
    bool any = false;
    fleet->behind = 0;
    while (begin_batch(fleet, events) && (event = mailbox_take(events))) {
        if (event->kind == EVENT_JOB || event->kind == EVENT_STEP)
            end_batch(fleet);
        if (fleet->seen)
            fleet->seen(fleet->seen_argument, event);
        take(fleet, event);
        int64_t at = event->at;
        fleet_event_free(event);
        any = true;
        if (clock_monotonic_ms() < until)
            continue;
        fleet->behind = fleet->roster.now() - at;
        break;
    }
    end_batch(fleet);
    return any;
}
