#include "mtacon/base/base64.h"

#include "mtacon/base/buffer.h"

char *base64_encode(const void *bytes, size_t length, bool padding)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *in = bytes;
    struct buffer out = {0};
    for (size_t i = 0; i < length; i += 3) {
        size_t count = length - i < 3 ? length - i : 3;
        unsigned group = (unsigned)in[i] << 16;
        group |= count > 1 ? (unsigned)in[i + 1] << 8 : 0;
        group |= count > 2 ? in[i + 2] : 0;
        for (size_t k = 0; k <= count; k++)
            buffer_append_char(&out, alphabet[group >> (18 - 6 * k) & 63]);
        for (size_t k = count; padding && k < 3; k++)
            buffer_append_char(&out, '=');
    }
    return buffer_take(&out);
}
