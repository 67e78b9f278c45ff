#include "mtacon/mta/withheld.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

static void take(char *out, size_t size, const char *field)
{
    struct buffer visible = {0};
    text_visible(&visible, field, strlen(field));
    size_t length = visible.length < size ? visible.length : size - 1;
    /* No part of a letter (UTF-8) stays. */
    while (length < visible.length && length && (buffer_text(&visible)[length] & 0xc0) == 0x80)
        length--;
    snprintf(out, size, "%.*s", (int)length, buffer_text(&visible));
    buffer_clear(&visible);
}

static int code_of(const char *reply)
{
    bool code = (reply[0] == '4' || reply[0] == '5') && strspn(reply, "0123456789") == 3;
    return code ? atoi(reply) : 0;
}

bool mta_withheld_parse(const char *bytes, size_t length, struct mta_withheld *withheld)
{
    enum { AT, ID, SENDER, RECIPIENT, REPLY, FIELDS };
    char *copy = memory_substring(bytes, length), *rest = copy, *fields[FIELDS];
    int count = 0;
    *withheld = (struct mta_withheld){0};
    while (count < FIELDS && (fields[count] = strsep(&rest, "\t")))
        count++;
    bool good = count == FIELDS && text_number(fields[AT], 0, INT64_MAX / 2, &withheld->at);
    if (good) {
        take(withheld->id, sizeof withheld->id, fields[ID]);
        take(withheld->sender, sizeof withheld->sender, fields[SENDER]);
        take(withheld->recipient, sizeof withheld->recipient, fields[RECIPIENT]);
        take(withheld->reply, sizeof withheld->reply, fields[REPLY]);
        withheld->code = code_of(fields[REPLY]);
    }
    free(copy);
    return good;
}
