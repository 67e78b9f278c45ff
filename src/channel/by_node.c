/* Mail through the mail server of a healthy node. */
#include "mtacon/channel/channel.h"
#include "mtacon/core/mail_address.h"

static bool by_node_accepts(const char *address)
{
    char normal[MAIL_ADDRESS_SIZE];
    return !mail_address_normalise(address, normal);
}

static void by_node_render(const struct outbox_mail *mail, const struct channel_settings *settings,
                           const struct mta_driver *driver, struct buffer *command,
                           struct buffer *input)
{
    driver->send(command, settings->from);
    buffer_append_text(input, mail->message);
}

const struct channel channel_by_node = {
    .name = "node",
    .on_node = true,
    .accepts = by_node_accepts,
    .render = by_node_render,
};
