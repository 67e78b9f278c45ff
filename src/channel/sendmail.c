/* Mail through the sendmail(1) of this host. */
#include <unistd.h>

#include "mtacon/channel/channel.h"
#include "mtacon/core/mail_address.h"

static bool sendmail_accepts(const char *address)
{
    char normal[MAIL_ADDRESS_SIZE];
    return !mail_address_normalise(address, normal);
}

static const char *sendmail_program(const struct channel_settings *settings)
{
    const char *program = settings->sendmail;
    return program && *program && access(program, X_OK) == 0 ? program : NULL;
}

static void sendmail_render(const struct outbox_mail *mail, const struct channel_settings *settings,
                            const struct mta_driver *driver, struct buffer *command,
                            struct buffer *input)
{
    (void)driver;
    buffer_printf(command, "%s\n-t\n-i\n-f\n%s", settings->sendmail,
                  settings->from ? settings->from : "<>");
    buffer_append_text(input, mail->message);
}

const struct channel channel_sendmail = {
    .name = "sendmail",
    .accepts = sendmail_accepts,
    .program = sendmail_program,
    .render = sendmail_render,
};
