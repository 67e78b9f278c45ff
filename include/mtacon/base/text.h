/* Text: what strangers wrote made safe to show, widths in columns, numbers and ages for people. */
#ifndef MTACON_BASE_TEXT_H
#define MTACON_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/buffer.h"

/* Appends `length` bytes of `bytes` so that they can be shown on any terminal: control characters
 * as ^X, bytes that are no valid UTF-8 and characters that steer a terminal or the direction of
 * writing (C1 controls, bidirectional overrides) as <XX> in hexadecimal. */
void text_visible(struct buffer *out, const char *bytes, size_t length);

/* Whether a character can be shown as it is: none of those. */
bool text_is_printable(uint32_t character);

/* Reads one UTF-8 character of `text` (at most `length` bytes) into `*character`.
 * Returns its length in bytes, or 0 when the bytes are no valid UTF-8 (RFC 3629). */
size_t text_decode(const char *text, size_t length, uint32_t *character);

/* Columns that a character takes: 0, 1 or 2. */
int text_character_width(uint32_t character);

/* Columns that valid UTF-8 `text` takes. */
int text_width(const char *text);

/* Whether nothing is in it but blanks. */
bool text_is_blank(const char *text);

/* A count with thousands separators: 12,204. `out` holds at least 32 bytes. Returns out. */
const char *text_count(char *out, size_t size, int64_t count);

/* An age in the shortest readable unit: 9s, 2m, 9h, 4d. Negative shows as 0s. Returns out. */
const char *text_age(char *out, size_t size, int64_t seconds);

/* Parses a whole decimal number between `low` and `high`; false when it is anything else. */
bool text_number(const char *text, int64_t low, int64_t high, int64_t *number);

/* Appends `word` quoted for a POSIX shell: the one helper that may put a value in a command. */
void text_shell_quote(struct buffer *out, const char *word);

/* How many bytes must be put in, left out, exchanged, or swapped with the next one to make one text
 * of the other; texts of more than 255 bytes are far from everything. */
int text_distance(const char *one, const char *other);

/* Removes a newline (and the carriage return before it) at the end. */
void text_chomp(char *text);

/* The length of `length` bytes without the ends of lines at their end. */
size_t text_chomped(const char *text, size_t length);

#endif
