/* One queued message: all that the node says of it. */
#include <stdio.h>

#include "details.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/core/queue.h"
#include "screens.h"

/* Whether the sender hears of it when it fails: what the bounce policy, as saved, means for him. */
static const char *fate_of_report(const struct app *app, const struct mta_message *message)
{
    const struct policy *policy = &app->model.policy;
    if (!*message->sender)
        return "nobody is told: it has no sender";
    if (!organisation_is_told(policy, message->sender, message->recipient))
        return "its sender is external and is not told (bounce policy)";
    return organisation_is_internal(policy, message->sender, message->recipient)
               ? "its sender is told (inside the organisation)"
               : "its sender is told";
}

static int write(struct app *app, struct area area)
{
    const struct fleet_detail *detail = app_view(app)->state;
    const struct mta_message *message = &detail->message;
    char text[160], when[32], age[16];
    int row = details_field(area, 0, "queue id", message->id);
    row = details_field(area, row, "node", detail->name);
    row = details_field(area, row, "queue", message->queue);
    snprintf(text, sizeof text, "%s, %s ago",
             app_time(app, when, sizeof when, "%Y-%m-%d %H:%M:%S", message->arrival),
             text_age(age, sizeof age, app->now - message->arrival));
    row = details_field(area, row, "arrived", text);
    row = details_field(area, row, "sender", *message->sender ? message->sender : "<>");
    row = details_field(area, row, "recipient", message->recipient);
    snprintf(text, sizeof text, "%s bytes", text_count(when, sizeof when, message->size));
    row = details_field(area, row, "size", text);
    row = details_field(area, row + 1, "it waits", message->reason);
    row = details_field(area, row, "if it fails", fate_of_report(app, message));
    if (message->recipients < 2)
        return row;
    row = details_field(area, row + 1, "also to", message->more);
    snprintf(text, sizeof text, "and %d more", message->recipients - 1 - message->more_count);
    return message->more_count < message->recipients - 1 ? details_field(area, row, "", text) : row;
}

static void draw(struct app *app, struct area area)
{
    view_text(app, app_view(app), area_part(area, 0, 1, area.rows, area.columns - 2), write);
}

void message_open(struct app *app, const struct fleet_detail *detail)
{
    app_open(app, &screen_message, detail->message.id);
    if (app_view(app)->screen != &screen_message)
        return; /* too many are open */
    struct fleet_detail *own = app_view(app)->state;
    *own = *detail;
    own->name = memory_string(detail->name);
    own->line = (struct mta_line){.at = 0};
}

const struct screen screen_message = {
    .name = "Message",
    .help = "One queued message, as its node listed it when it was asked.",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_LOCAL_TIME, REQUEST_HELP, REQUEST_BACK},
    .scrolls = true,
    .draw = draw,
    .state_size = sizeof(struct fleet_detail),
    .close = details_close,
};
