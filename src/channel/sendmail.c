/* Mail through the sendmail(1) of this host, or a mail server that takes it over SMTP. */
#include <string.h>
#include <unistd.h>

#include "mtacon/channel/channel.h"
#include "mtacon/core/mail_address.h"

static bool sendmail_accepts(const char *address)
{
    char normal[MAIL_ADDRESS_SIZE];
    return !mail_address_normalise(address, normal);
}

static bool is_smtp(const char *program)
{
    return strncmp(program, CHANNEL_SMTP, strlen(CHANNEL_SMTP)) == 0;
}

static const char *sendmail_program(const struct channel_settings *settings)
{
    const char *program = settings->sendmail;
    if (program && is_smtp(program))
        return program;
    return program && *program && access(program, X_OK) == 0 ? program : NULL;
}

static void sendmail_render(const struct outbox_mail *mail, const struct channel_settings *settings,
                            const struct mta_driver *driver, struct buffer *command,
                            struct buffer *input)
{
    (void)driver;
    const char *from = settings->from ? settings->from : "<>";
    if (is_smtp(settings->sendmail))
        buffer_printf(command, "%s\n%s\n%s", settings->sendmail, from, mail->address);
    else
        buffer_printf(command, "%s\n-t\n-i\n-f\n%s", settings->sendmail, from);
    buffer_append_text(input, mail->message);
}

const struct channel channel_sendmail = {
    .name = "sendmail",
    .accepts = sendmail_accepts,
    .program = sendmail_program,
    .render = sendmail_render,
};
