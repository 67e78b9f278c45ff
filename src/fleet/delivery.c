/* Sends what waits in the outbox: through a healthy node, else by the sendmail of this host, else
 * by the operator's command. One mail at a time, so that a kill can double one at most. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alerting.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/outbox.h"

enum {
    LOOK_MS = 500,
    KEPT = 30 * 86400, /* seconds that sent mails stay in the outbox */
};

static bool recently(const struct fleet *fleet, int64_t clock, int64_t failed_at)
{
    return failed_at && clock - failed_at < fleet->pace.alert_avoid;
}

/* The healthiest node that can take a mail: without a note, and with the fewest failures. */
static struct fleet_live *choose_node(const struct fleet *fleet, int64_t clock)
{
    struct fleet_live *best = NULL;
    for (size_t i = 0; i < fleet->live_count; i++) {
        struct fleet_live *live = fleet->live[i];
        if (live->state != FLEET_UP || !live->round || *live->text || !live->driver ||
            !live->driver->send || recently(fleet, clock, live->send_failed_at))
            continue;
        if (!best || live->failing < best->failing ||
            (live->failing == best->failing && strcmp(live->name, best->name) < 0))
            best = live;
    }
    return best;
}

/* The program of this host to use; NULL: none. */
static const char *choose_program(const struct fleet *fleet, int64_t clock)
{
    const char *sendmail = fleet->alerts.sendmail;
    if (sendmail && *sendmail && access(sendmail, X_OK) == 0 &&
        !(fleet->alerts.command && recently(fleet, clock, fleet->sendmail_failed_at)))
        return sendmail;
    return fleet->alerts.command;
}

static char *mail_json(const struct outbox_mail *mail)
{
    json_t *root =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "domain", mail->domain, "alert",
                  mail->kind, "window", mail->window, "to", mail->address, "subject", mail->subject,
                  "message_id", mail->message_id, "message", mail->message);
    char *text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    return text;
}

static void finish(struct fleet *fleet)
{
    outbox_free(fleet->sending, 1);
    fleet->sending = NULL;
    fleet->delivering_at = 0; /* look for the next one at once */
}

/* Soon at first, then each quarter of an hour until it is too old. */
static void fail(struct fleet *fleet, const char *why, int64_t now)
{
    static const int64_t delays[] = {2, 5, 15, 60, 300, 900};
    enum { DELAYS = sizeof delays / sizeof *delays };
    int64_t tries = fleet->sending->tries;
    int64_t delay = delays[tries < DELAYS ? (tries > 0 ? tries - 1 : 0) : DELAYS - 1];
    struct error error;
    fleet_note_store(fleet,
                     outbox_failed(fleet->store, fleet->sending->id, why, now, now + delay, &error),
                     &error);
    finish(fleet);
}

static void note_way(struct fleet *fleet, bool failed)
{
    struct fleet_live *live = fleet_find(fleet, fleet->sending_node);
    int64_t at = failed ? clock_monotonic_ms() : 0;
    if (live)
        live->send_failed_at = at;
    else if (fleet->sending_with == fleet->alerts.sendmail)
        fleet->sendmail_failed_at = at;
}

static void sending_ended(void *argument, const struct job_result *result)
{
    struct fleet *fleet = argument;
    const struct fleet_live *live = fleet_find(fleet, result->node);
    const char *way = live ? live->name : fleet->sending_with;
    struct error error;
    bool failed = result->outcome != JOB_DONE;
    note_way(fleet, failed);
    char *text = memory_printf("%s%s%s", way ? way : "", *result->text ? ": " : "", result->text);
    if (failed) {
        fail(fleet, text, result->at);
    } else {
        fleet_note_store(
            fleet, outbox_sent(fleet->store, fleet->sending->id, text, result->at, &error), &error);
        outbox_prune(fleet->store, result->at - KEPT, NULL);
        finish(fleet);
    }
    free(text);
}

static const struct job_listener listener = {.done = sending_ended};

static void send_by_node(struct fleet *fleet, const struct fleet_live *live)
{
    static const struct job sending = {.name = "taking a mail", .deadline_ms = 30000};
    struct buffer text = {0};
    fleet->sending_node = live->node;
    fleet->sending_with = NULL;
    live->driver->send(&text, fleet->alerts.from);
    fleet->sending_ticket = fleet_ask(fleet, live->node, &sending, buffer_text(&text),
                                      fleet->sending->message, &listener, fleet);
    buffer_clear(&text);
}

static void send_by_program(struct fleet *fleet, const char *program)
{
    bool is_sendmail = program == fleet->alerts.sendmail;
    fleet->sending_node = 0;
    fleet->sending_with = program;
    char *command = is_sendmail ? memory_printf("%s\n-t\n-i\n-f\n%s", program,
                                                fleet->alerts.from ? fleet->alerts.from : "<>")
                                : memory_string(program);
    char *input = is_sendmail ? memory_string(fleet->sending->message) : mail_json(fleet->sending);
    fleet->sending_ticket = fleet_run_here(fleet, command, input, &listener, fleet);
    free(command);
    free(input);
}

bool delivery_step(struct fleet *fleet, int64_t now)
{
    int64_t clock = clock_monotonic_ms();
    enum fleet_alerts_role role = fleet->alerts.role;
    if (role == FLEET_ALERTS_NONE || (role == FLEET_ALERTS_SEND && !fleet->leading))
        return false;
    if (fleet->sending || clock - fleet->delivering_at < LOOK_MS)
        return false;
    fleet->delivering_at = clock;
    struct fleet_live *live = choose_node(fleet, clock);
    /* Nodes may still be on their way up. */
    if (!live && fleet->live_count && clock - fleet->started_at < fleet->pace.alert_grace)
        return false;
    if (!outbox_take(fleet->store, fleet->holder, role != FLEET_ALERTS_SEND, now, &fleet->sending,
                     NULL) ||
        !fleet->sending)
        return false;
    const char *program = live ? NULL : choose_program(fleet, clock);
    if (live)
        send_by_node(fleet, live);
    else if (program)
        send_by_program(fleet, program);
    else
        fail(fleet,
             "no node is up to take it, and this host has neither sendmail nor an "
             "alert_command",
             now);
    return true;
}

void delivery_stop(struct fleet *fleet)
{
    if (!fleet->sending)
        return;
    fleet_forget(fleet, fleet->sending_ticket);
    /* Nobody knows whether it was taken: at least once. */
    outbox_failed(fleet->store, fleet->sending->id, "stopped while it was sent", clock_now(),
                  clock_now(), NULL);
    finish(fleet);
}
