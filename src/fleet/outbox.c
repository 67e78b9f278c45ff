#include "outbox.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/channel/channel.h"

enum {
    LOOK_MS = 500,
    RECOVER_MS = 60000,
    KEPT = 30 * 86400, /* seconds that sent mails stay in the outbox */
};

static bool recently(const struct outbox_drive *drive, int64_t clock, int64_t failed_at)
{
    return failed_at && clock - failed_at < drive->avoid;
}

/* The healthiest node that can take a mail: without a note, and with the fewest failures. */
static struct fleet_live *choose_node(const struct outbox_drive *drive, int64_t clock)
{
    struct fleet_live *best = NULL;
    for (size_t i = 0; i < drive->roster->count; i++) {
        struct fleet_live *live = drive->roster->live[i];
        if (live->state != FLEET_UP || !live->round || *live->text || !live->driver ||
            !live->driver->send || recently(drive, clock, live->send_failed_at))
            continue;
        if (!best || live->failing < best->failing ||
            (live->failing == best->failing && strcmp(live->name, best->name) < 0))
            best = live;
    }
    return best;
}

static struct channel_settings settings_of(const struct outbox_drive *drive)
{
    return (struct channel_settings){.from = drive->alerts->from,
                                     .sendmail = drive->alerts->sendmail,
                                     .command = drive->alerts->command};
}

/* Whether a channel after `index` could be used for the mail. */
static bool has_other(const struct outbox_drive *drive, size_t index, const char *address)
{
    const struct channel_settings settings = settings_of(drive);
    while (channels[++index])
        if (!channels[index]->on_node && channels[index]->accepts(address) &&
            channels[index]->program(&settings))
            return true;
    return false;
}

/* The first channel that can take the mail now, in place; that of the terminating NULL: none. What
 * failed lately is left out as long as there is another. */
static size_t choose_channel(const struct outbox_drive *drive, const struct fleet_live *node,
                             const char *address, int64_t clock)
{
    const struct channel_settings settings = settings_of(drive);
    size_t index = 0;
    for (; channels[index]; index++) {
        const struct channel *channel = channels[index];
        if (!channel->accepts(address))
            continue;
        if (channel->on_node ? node != NULL
                             : channel->program(&settings) &&
                                   !(recently(drive, clock, drive->failed_at[index]) &&
                                     has_other(drive, index, address)))
            break;
    }
    return index;
}

static void finish(struct outbox_drive *drive)
{
    outbox_free(drive->sending, 1);
    drive->sending = NULL;
    drive->stepped_at = 0; /* look for the next one at once */
}

/* Soon at first, then each quarter of an hour until it is too old. */
static int64_t next_try(int64_t tries, int64_t at)
{
    static const int64_t delays[] = {2, 5, 15, 60, 300, 900};
    enum { DELAYS = sizeof delays / sizeof *delays };
    return at + delays[tries < DELAYS ? (tries > 0 ? tries - 1 : 0) : DELAYS - 1];
}

/* False: it could not be saved, and is to be tried again. Else it would be sent once more, or never
 * again. */
static bool save_outcome(struct outbox_drive *drive)
{
    struct store *store = drive->roster->store;
    const struct outbox_mail *mail = drive->sending;
    const char *text = drive->outcome.text;
    int64_t at = drive->outcome.at;
    struct error error;
    bool done = drive->outcome.failed
                    ? outbox_failed(store, mail->id, text, at, next_try(mail->tries, at), &error)
                    : outbox_sent(store, mail->id, text, at, &error);
    roster_note_store(drive->roster, done, &error);
    if (!done)
        return false;
    free(drive->outcome.text);
    drive->outcome.text = NULL;
    finish(drive);
    return true;
}

static void settle(struct outbox_drive *drive, bool failed, const char *text, int64_t at)
{
    drive->outcome.text = memory_string(text);
    drive->outcome.failed = failed;
    drive->outcome.at = at;
    save_outcome(drive);
}

/* How the way fared that the mail went. */
static void note_way(struct outbox_drive *drive, struct fleet_live *live, bool failed)
{
    int64_t at = failed ? clock_monotonic_ms() : 0;
    if (live)
        live->send_failed_at = at;
    else if (!channels[drive->channel]->on_node)
        drive->failed_at[drive->channel] = at;
}

static void sending_ended(void *argument, const struct job_result *result)
{
    struct outbox_drive *drive = argument;
    struct fleet_live *live = roster_find(drive->roster, drive->node);
    const struct channel_settings settings = settings_of(drive);
    const struct channel *channel = channels[drive->channel];
    const char *way = live ? live->name : channel->on_node ? "" : channel->program(&settings);
    bool failed = result->outcome != JOB_DONE;
    note_way(drive, live, failed);
    char *text =
        memory_printf("%s%s%s", way ? way : channel->name, *result->text ? ": " : "", result->text);
    if (!failed)
        outbox_prune(drive->roster->store, result->at - KEPT, NULL);
    settle(drive, failed, text, result->at);
    free(text);
}

static void send_mail(struct outbox_drive *drive, struct fleet_live *node)
{
    static const struct job taking = {.name = "taking a mail", .deadline_ms = 30000};
    static const struct job_listener listener = {.done = sending_ended};
    const struct channel *channel = channels[drive->channel];
    const struct channel_settings settings = settings_of(drive);
    struct buffer command = {0}, input = {0};
    drive->node = channel->on_node ? node->node : 0;
    channel->render(drive->sending, &settings, channel->on_node ? node->driver : NULL, &command,
                    &input);
    if (channel->on_node)
        drive->ticket = roster_ask(drive->roster, drive->node, &taking, buffer_text(&command),
                                   buffer_text(&input), &listener, drive);
    else
        drive->ticket = roster_run_here(drive->roster, buffer_text(&command), buffer_text(&input),
                                        &listener, drive);
    buffer_clear(&command);
    buffer_clear(&input);
}

bool outbox_step(struct outbox_drive *drive, bool leading, int64_t now)
{
    int64_t clock = clock_monotonic_ms();
    enum fleet_alerts_role role = drive->alerts->role;
    struct roster *roster = drive->roster;
    if (drive->outcome.text)
        return save_outcome(drive);
    if (role == FLEET_ALERTS_NONE || (role == FLEET_ALERTS_SEND && !leading) || drive->sending ||
        clock - drive->stepped_at < LOOK_MS)
        return false;
    drive->stepped_at = clock;
    /* Test mails of a process that died while it sent them. */
    if (clock - drive->recovered_at >= RECOVER_MS) {
        drive->recovered_at = clock;
        outbox_recover(roster->store, roster->holder, false, now, NULL);
    }
    struct fleet_live *node = choose_node(drive, clock);
    /* Nodes may still be on their way up. */
    if (!node && roster->count && clock - drive->started_at < drive->grace)
        return false;
    if (!outbox_take(roster->store, roster->holder, role != FLEET_ALERTS_SEND, now, &drive->sending,
                     NULL) ||
        !drive->sending)
        return false;
    drive->channel = choose_channel(drive, node, drive->sending->address, clock);
    if (channels[drive->channel])
        send_mail(drive, node);
    else
        settle(drive, true,
               "no node is up to take it, and this host has neither sendmail nor an "
               "alert_command",
               now);
    return true;
}

bool outbox_settled(const struct outbox_drive *drive, int64_t now)
{
    return !drive->sending && !outbox_is_due(drive->roster->store, now);
}

void outbox_stop(struct outbox_drive *drive)
{
    int64_t now = drive->roster->now();
    if (!drive->sending || (drive->outcome.text && save_outcome(drive)))
        return;
    free(drive->outcome.text);
    drive->outcome.text = NULL;
    roster_forget(drive->roster, drive->ticket);
    /* Nobody knows whether it was taken: at least once. */
    outbox_failed(drive->roster->store, drive->sending->id, "stopped while it was sent", now, now,
                  NULL);
    finish(drive);
}
