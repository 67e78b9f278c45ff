#include "mtacon/core/mail_address.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *check_local(const char *local, size_t length)
{
    if (length == 0)
        return "nothing stands before the '@'";
    if (length > 64)
        return "more than 64 characters before the '@'";
    if (local[0] == '.' || local[length - 1] == '.')
        return "a dot at the end of the part before the '@'";
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)local[i];
        if (byte == '.' && local[i + 1] == '.')
            return "two dots in a row";
        if (byte < 0x21 || byte >= 0x7f)
            return "a blank, a control character or one outside ASCII";
        if (!isalnum(byte) && !strchr("!#$%&'*+-/=?^_`{|}~.", byte))
            return "a character that only a quoted address could have";
    }
    return NULL;
}

const char *mail_address_normalise(const char *address, char out[MAIL_ADDRESS_SIZE])
{
    char domain[DOMAIN_NAME_SIZE];
    const char *at = strrchr(address, '@');
    if (!at)
        return "no '@' in it";
    if (!at[1])
        return "nothing stands behind the '@'";
    const char *wrong = check_local(address, (size_t)(at - address));
    if (!wrong)
        wrong = domain_name_normalise(at + 1, domain);
    if (wrong)
        return wrong;
    /* RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, with its brackets. */
    if ((size_t)(at - address) + 1 + strlen(domain) > 254)
        return "longer than 254 characters";
    snprintf(out, MAIL_ADDRESS_SIZE, "%.*s@%.*s", (int)(at - address), address,
             MAIL_ADDRESS_SIZE - 66, domain);
    return NULL;
}

const char *mail_address_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    return at ? at + 1 : address;
}
