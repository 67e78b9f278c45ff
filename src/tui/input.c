#include "input.h"

#include <string.h>

#include "mtacon/base/text.h"

void input_set(struct input *input, const char *text)
{
    size_t length = strlen(text);
    if (length >= INPUT_SIZE)
        length = INPUT_SIZE - 1;
    explicit_bzero(input, sizeof *input);
    memcpy(input->text, text, length);
    input->length = input->cursor = (int)length;
}

static int encode(uint32_t character, char out[4])
{
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (char)(0xc0 | character >> 6);
        out[1] = (char)(0x80 | (character & 0x3f));
        return 2;
    }
    if (character < 0x10000) {
        out[0] = (char)(0xe0 | character >> 12);
        out[1] = (char)(0x80 | (character >> 6 & 0x3f));
        out[2] = (char)(0x80 | (character & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | character >> 18);
    out[1] = (char)(0x80 | (character >> 12 & 0x3f));
    out[2] = (char)(0x80 | (character >> 6 & 0x3f));
    out[3] = (char)(0x80 | (character & 0x3f));
    return 4;
}

static void insert(struct input *input, uint32_t character)
{
    char bytes[4];
    int size = encode(character, bytes);
    if (input->length + size >= INPUT_SIZE)
        return;
    memmove(input->text + input->cursor + size, input->text + input->cursor,
            (size_t)(input->length - input->cursor) + 1);
    memcpy(input->text + input->cursor, bytes, (size_t)size);
    input->cursor += size;
    input->length += size;
}

static int step_left(const struct input *input)
{
    int at = input->cursor;
    while (at > 0 && ((unsigned char)input->text[--at] & 0xc0) == 0x80)
        ;
    return at;
}

static int step_right(const struct input *input)
{
    int at = input->cursor;
    if (at < input->length)
        at++;
    while (at < input->length && ((unsigned char)input->text[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static void erase_between(struct input *input, int from, int to)
{
    memmove(input->text + from, input->text + to, (size_t)(input->length - to) + 1);
    input->length -= to - from;
    input->cursor = from;
}

bool input_key(struct input *input, int key)
{
    switch (key) {
    case KEY_CODE_LEFT:
        input->cursor = step_left(input);
        return true;
    case KEY_CODE_RIGHT:
        input->cursor = step_right(input);
        return true;
    case KEY_CODE_HOME:
    case 'A' - 64:
        input->cursor = 0;
        return true;
    case KEY_CODE_END:
    case 'E' - 64:
        input->cursor = input->length;
        return true;
    case KEY_CODE_BACKSPACE:
        erase_between(input, step_left(input), input->cursor);
        return true;
    case KEY_CODE_DELETE:
        erase_between(input, input->cursor, step_right(input));
        return true;
    case 'U' - 64:
        erase_between(input, 0, input->cursor);
        return true;
    }
    /* What is pasted may be hostile too. */
    if (key < 0 || !text_is_printable((uint32_t)key))
        return false;
    insert(input, (uint32_t)key);
    return true;
}

void input_draw(const struct input *input, struct area area, int row, int column, int width,
                bool active, bool hidden)
{
    int at = 0, place = 0, cursor = 0, skip;
    /* The cursor's column first: a long text is shown from further right. */
    for (int i = 0; i < input->cursor;) {
        uint32_t character = '?';
        size_t size = text_decode(input->text + i, (size_t)(input->length - i), &character);
        cursor += hidden ? 1 : text_character_width(character);
        i += size ? (int)size : 1;
    }
    skip = cursor >= width ? cursor - width + 1 : 0;
    for (int i = 0; i < width; i++)
        area_put(area, row, column + i, STYLE_INPUT, ' ');
    while (at < input->length) {
        uint32_t character = '?';
        size_t size = text_decode(input->text + at, (size_t)(input->length - at), &character);
        int columns = hidden ? 1 : text_character_width(character);
        int to = column + place - skip;
        bool fits = place >= skip && place - skip + columns <= width;
        if (fits && columns == 2)
            area_put_wide(area, row, to, STYLE_INPUT, character);
        else if (fits && columns == 1)
            area_put(area, row, to, STYLE_INPUT, hidden ? 0x00b7 : character);
        place += columns;
        at += size ? (int)size : 1;
    }
    if (active) {
        area.cells->cursor_row = area.row + row;
        area.cells->cursor_column = area.column + column + cursor - skip;
    }
}

bool input_is_leave(int key)
{
    return key == KEY_CODE_ESCAPE || key == 'C' - 64;
}
