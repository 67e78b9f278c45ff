/* A program of the operator's own, which takes JSON: for pagers, chats, and when no mail goes. */
#include <jansson.h>
#include <stdlib.h>

#include "mtacon/channel/channel.h"

static bool command_accepts(const char *address)
{
    (void)address;
    return true; /* what it can reach is its own affair */
}

static const char *command_program(const struct channel_settings *settings)
{
    return settings->command;
}

static void command_render(const struct outbox_mail *mail, const struct channel_settings *settings,
                           const struct mta_driver *driver, struct buffer *command,
                           struct buffer *input)
{
    json_t *root =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "domain", mail->domain, "alert",
                  mail->kind, "window", mail->window, "to", mail->address, "subject", mail->subject,
                  "message_id", mail->message_id, "message", mail->message);
    char *text = json_dumps(root, JSON_COMPACT);
    (void)driver;
    buffer_append_text(command, settings->command);
    buffer_append_text(input, text ? text : "{}");
    free(text);
    json_decref(root);
}

const struct channel channel_command = {
    .name = "command",
    .accepts = command_accepts,
    .program = command_program,
    .render = command_render,
};
