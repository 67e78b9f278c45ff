#include "mtacon/base/text.h"

#include <limits.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uniwidth.h>

size_t text_decode(const char *text, size_t length, uint32_t *character)
{
    const unsigned char *byte = (const unsigned char *)text;
    if (length == 0)
        return 0;
    if (byte[0] < 0x80) {
        *character = byte[0];
        return 1;
    }
    size_t size = byte[0] >= 0xf0 ? 4 : byte[0] >= 0xe0 ? 3 : 2;
    if (byte[0] < 0xc2 || byte[0] > 0xf4 || length < size)
        return 0;
    uint32_t value = byte[0] & (0xffu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((byte[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (byte[i] & 0x3f);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *character = value;
    return size;
}

/* C1 controls, zero-width and direction-changing characters, byte order mark, tags. */
static bool steers_terminal(uint32_t character)
{
    return (character >= 0x7f && character < 0xa0) || character == 0xad || character == 0x61c ||
           (character >= 0x200b && character <= 0x200f) ||
           (character >= 0x2028 && character <= 0x202e) ||
           (character >= 0x2060 && character <= 0x206f) || character == 0xfeff ||
           character >= 0xe0000;
}

bool text_is_printable(uint32_t character)
{
    return character >= 0x20 && character < 0x110000 && !steers_terminal(character) &&
           !(character >= 0xd800 && character <= 0xdfff);
}

void text_visible(struct buffer *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t character = 0;
        size_t size = text_decode(bytes + i, length - i, &character);
        if (size == 1 && character < 0x20)
            buffer_printf(out, "^%c", (char)(character + '@'));
        else if (size == 1 && character == 0x7f)
            buffer_append_text(out, "^?");
        else if (size == 0)
            buffer_printf(out, "<%02X>", (unsigned char)bytes[i]);
        else if (steers_terminal(character))
            buffer_printf(out, "<U+%04X>", (unsigned)character);
        else
            buffer_append(out, bytes + i, size);
        i += size ? size : 1;
    }
}

int text_character_width(uint32_t character)
{
    /* Not wcwidth(): that depends on the locale that the process happens to run in. */
    int width = uc_width(character, "UTF-8");
    return width < 0 ? 1 : width;
}

int text_width(const char *text)
{
    int width = 0;
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        uint32_t character = '?';
        size_t size = text_decode(text + i, length - i, &character);
        width += text_character_width(character);
        i += size ? size : 1;
    }
    return width;
}

bool text_is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

const char *text_count(char *out, size_t size, int64_t count)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%lld", (long long)(count < 0 ? -count : count));
    size_t used = 0;
    if (count < 0 && used + 1 < size)
        out[used++] = '-';
    for (int i = 0; i < length && used + 2 < size; i++) {
        if (i && (length - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = digits[i];
    }
    out[used] = '\0';
    return out;
}

const char *text_age(char *out, size_t size, int64_t seconds)
{
    if (seconds < 0)
        seconds = 0;
    if (seconds < 100)
        snprintf(out, size, "%llds", (long long)seconds);
    else if (seconds < 100 * 60)
        snprintf(out, size, "%lldm", (long long)seconds / 60);
    else if (seconds < 48 * 3600)
        snprintf(out, size, "%lldh", (long long)seconds / 3600);
    else
        snprintf(out, size, "%lldd", (long long)seconds / 86400);
    return out;
}

bool text_number(const char *text, int64_t low, int64_t high, int64_t *number)
{
    char *end = NULL;
    if (!text || !*text || strspn(text, "-0123456789") != strlen(text))
        return false;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || *end || value < low || value > high)
        return false;
    *number = value;
    return true;
}

void text_shell_quote(struct buffer *out, const char *word)
{
    buffer_append_char(out, '\'');
    for (; *word; word++) {
        if (*word == '\'')
            buffer_append_text(out, "'\\''");
        else
            buffer_append_char(out, *word);
    }
    buffer_append_char(out, '\'');
}

static int least(int one, int other)
{
    return one < other ? one : other;
}

int text_distance(const char *one, const char *other)
{
    enum { MOST = 255 };
    int rows[3][MOST + 1], *before = rows[0], *last = rows[1], *row = rows[2];
    size_t length = strlen(one), width = strlen(other);
    if (length > MOST || width > MOST)
        return INT_MAX;
    for (size_t k = 0; k <= width; k++)
        row[k] = (int)k;
    for (size_t i = 1; i <= length; i++) {
        int *oldest = before;
        before = last;
        last = row;
        row = oldest;
        row[0] = (int)i;
        for (size_t k = 1; k <= width; k++) {
            int exchanged = last[k - 1] + (one[i - 1] != other[k - 1]);
            row[k] = least(exchanged, 1 + least(last[k], row[k - 1]));
            if (i > 1 && k > 1 && one[i - 1] == other[k - 2] && one[i - 2] == other[k - 1])
                row[k] = least(row[k], before[k - 2] + 1);
        }
    }
    return row[width];
}

void text_chomp(char *text)
{
    size_t length = strlen(text);
    if (length && text[length - 1] == '\n')
        text[--length] = '\0';
    if (length && text[length - 1] == '\r')
        text[--length] = '\0';
}

size_t text_chomped(const char *text, size_t length)
{
    while (length && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        length--;
    return length;
}
