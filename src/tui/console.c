#include "mtacon/tui/console.h"
bool console_run(const struct console_options *options, struct error *error)
{
    (void)options;
    return error_set(error, ERROR_REFUSED, "no screen yet");
}
