#include "mtacon/core/domain_name.h"

#include <ctype.h>
#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/text.h"

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

const char *domain_name_from_person(const char *name, char out[DOMAIN_NAME_SIZE])
{
    char *labels = NULL;
    const char *wrong;
    bool ascii = true;
    for (const char *byte = name; *byte; byte++)
        ascii = ascii && (unsigned char)*byte < 0x80;
    if (ascii)
        return domain_name_normalise(name, out);
    if (strlen(name) >= DOMAIN_NAME_SIZE ||
        idn2_to_ascii_8z(name, &labels, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
        return "letters that no domain name may have";
    wrong = domain_name_normalise(labels, out);
    idn2_free(labels);
    return wrong;
}

const char *domain_name_readable(const char *name, char out[DOMAIN_NAME_SIZE])
{
    char *letters = NULL;
    snprintf(out, DOMAIN_NAME_SIZE, "%s", name);
    if (!strstr(name, "xn--") || idn2_to_unicode_8z8z(name, &letters, 0) != IDN2_OK)
        return out;
    struct buffer visible = {0};
    text_visible(&visible, letters, strlen(letters));
    if (visible.length < DOMAIN_NAME_SIZE && strcmp(buffer_text(&visible), letters) == 0)
        snprintf(out, DOMAIN_NAME_SIZE, "%s", letters);
    buffer_clear(&visible);
    idn2_free(letters);
    return out;
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
