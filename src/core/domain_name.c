#include "mtacon/core/domain_name.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *check_label(const char *label, size_t length)
{
    if (length == 0)
        return "an empty part between dots";
    if (length > 63)
        return "a part longer than 63 characters";
    if (label[0] == '-' || label[length - 1] == '-')
        return "a part that begins or ends with a hyphen";
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)label[i];
        if (byte >= 0x80)
            return "characters outside ASCII: write it as an A-label (xn--...)";
        if (!isalnum(byte) && byte != '-' && byte != '_')
            return "a character that no domain name has";
    }
    return NULL;
}

const char *domain_name_normalise(const char *name, char out[DOMAIN_NAME_SIZE])
{
    size_t length = strlen(name);
    if (length && name[length - 1] == '.')
        length--;
    if (length == 0)
        return "empty";
    if (length > 253)
        return "longer than 253 characters";
    for (size_t start = 0; start <= length;) {
        const char *dot = memchr(name + start, '.', length - start);
        size_t end = dot ? (size_t)(dot - name) : length;
        const char *wrong = check_label(name + start, end - start);
        if (wrong)
            return wrong;
        start = end + 1;
    }
    for (size_t i = 0; i < length; i++)
        out[i] = (char)tolower((unsigned char)name[i]);
    out[length] = '\0';
    return NULL;
}

static bool is_address_literal(const char *name)
{
    size_t length = strlen(name);
    return length > 2 && length < 64 && name[0] == '[' && name[length - 1] == ']' &&
           strspn(name + 1, "0123456789abcdefABCDEFipvIPV.:") == length - 2;
}

void domain_name_from_node(const char *name, char out[DOMAIN_NAME_SIZE])
{
    if (is_address_literal(name))
        snprintf(out, DOMAIN_NAME_SIZE, "%s", name);
    else if (domain_name_normalise(name, out))
        snprintf(out, DOMAIN_NAME_SIZE, "%s", DOMAIN_NAME_INVALID);
}
