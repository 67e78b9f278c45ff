#include "mtacon/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/text.h"

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
    if (!error)
        return false;
    char raw[sizeof error->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    struct buffer visible = {0};
    text_visible(&visible, raw, strlen(raw));
    snprintf(error->text, sizeof error->text, "%s", buffer_text(&visible));
    error->kind = kind;
    buffer_clear(&visible);
    return false;
}
