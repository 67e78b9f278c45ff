/* What an action has the clerk do: it goes on when that is done. */
#include <stdlib.h>

#include "action_private.h"
#include "mtacon/base/memory.h"

struct action_sent {
    struct action *action; /* NULL: it was freed meanwhile */
    const struct action_errand *errand;
    void *work;
};

static void run_sent(void *argument, struct store *store)
{
    const struct action_sent *sent = argument;
    sent->errand->run(sent->work, store);
}

static void sent_done(void *argument)
{
    struct action_sent *sent = argument;
    if (sent->action) {
        sent->action->sent = NULL;
        sent->errand->done(sent->action, sent->work);
    }
    sent->errand->clear(sent->work);
    free(sent);
}

void action_send(struct action *action, const struct action_errand *errand, void *work)
{
    static const struct clerk_task task = {run_sent, sent_done};
    struct action_sent *sent = memory_new(1, sizeof *sent);
    *sent = (struct action_sent){action, errand, work};
    action->sent = sent;
    if (action->act.clerk) {
        clerk_do(action->act.clerk, &task, sent);
        return;
    }
    run_sent(sent, action->act.store);
    sent_done(sent);
}

void action_unsend(struct action *action)
{
    if (action->sent)
        action->sent->action = NULL;
    action->sent = NULL;
}
