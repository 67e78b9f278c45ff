#include "mtacon/act/mail_fate.h"

#include <stdlib.h>
#include <string.h>

#include "action_private.h"
#include "mtacon/base/memory.h"
#include "mtacon/mta/fate.h"

struct mail_fate {
    struct action action;
    int64_t mail;
    char *message_id;
};

/* The node that took it; NULL: none of the fleet did. */
static const struct fleet_live *find_node(const struct act *act, const struct outbox_mail *mail)
{
    for (size_t i = 0; act->fleet && i < fleet_count(act->fleet); i++) {
        const struct fleet_live *live = fleet_live_at(act->fleet, i);
        size_t length = strlen(live->name);
        if (strncmp(mail->via, live->name, length) == 0 && mail->via[length] == ':')
            return live;
    }
    return NULL;
}

bool mail_fate_is_open(const struct act *act, const struct outbox_mail *mail)
{
    return mail->state == OUTBOX_SENT && !delivery_is_over(mail->fate) && find_node(act, mail);
}

bool mail_fate_is_lost(const struct outbox_mail *mail)
{
    return mail->fate == DELIVERY_BOUNCED || mail->fate == DELIVERY_EXPIRED;
}

static void answered(void *argument, const struct job_result *result)
{
    struct mail_fate *fate = argument;
    struct action *action = &fate->action;
    struct error error;
    action->ticket = 0;
    if (result->outcome != JOB_DONE)
        action_fail(action, result->outcome == JOB_LOST ? ERROR_NODE : ERROR_REFUSED, "%s: %s",
                    action->name, result->text);
    else if (!outbox_set_fate(action->act.store, fate->mail, mta_fate_parse(result->text),
                              result->text, &error))
        action_fail(action, error.kind, "%s", error.text);
    else
        action_done(action, "%s: %s", action->name, result->text);
}

static void ask(struct action *action)
{
    static const struct job job = {.name = "looking for a mail in the log", .deadline_ms = 30000};
    static const struct job_listener listener = {.done = answered};
    const struct mail_fate *fate = (const struct mail_fate *)action;
    const struct fleet_live *live = action_live(action);
    struct buffer command = {0};
    const char *why = live->driver ? mta_driver_lacks(live->driver, MTA_CAN_FATE) : NULL;
    if (why) {
        action_fail(action, ERROR_NODE, "%s: what became of it is not known: %s", action->name,
                    why);
        return;
    }
    if (!live->driver || !live->driver->fate || !*live->seen.log) {
        action_fail(action, ERROR_NODE, "%s: its log cannot be read", action->name);
        return;
    }
    live->driver->fate(&command, live->seen.log, fate->message_id);
    action_ask_node(action, &job, buffer_text(&command), &listener);
    buffer_clear(&command);
}

static void clear(struct action *action)
{
    free(((struct mail_fate *)action)->message_id);
}

static const struct action_kind kind = {
    .asking = "looking in the node's log", .asks_node = true, .ask = ask, .clear = clear};

/* Why no node can be asked. */
static const char *why_not(const struct outbox_mail *mail)
{
    return mail->state != OUTBOX_SENT ? "it was not sent yet"
                                      : "no node here took it: the log of what did knows";
}

struct action *mail_fate_new(const struct act *act, int64_t mail)
{
    struct act reader = {.store = act->store, .fleet = act->fleet};
    struct error error;
    struct outbox_mail *loaded = outbox_load(act->store, mail, &error);
    const struct fleet_live *live = loaded ? find_node(act, loaded) : NULL;
    bool asks = live && loaded->state == OUTBOX_SENT;
    struct mail_fate *fate = action_new(sizeof *fate, &kind, &reader, asks ? live->node : 0, NULL);
    fate->mail = mail;
    fate->message_id = memory_string(loaded ? loaded->message_id : NULL);
    action_set_title(&fate->action, "fate of mail %lld", (long long)mail);
    if (!loaded)
        action_fail(&fate->action, error.kind, "%s", error.text);
    else if (!asks)
        action_fail(&fate->action, ERROR_REFUSED, "mail %lld: %s", (long long)mail,
                    why_not(loaded));
    outbox_free(loaded, loaded ? 1 : 0);
    return &fate->action;
}
