/* A growing array of bytes. A zeroed struct is an empty buffer. */
#ifndef MTACON_BASE_BUFFER_H
#define MTACON_BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *data; /* owned; NUL follows data[length] once anything was appended */
    size_t length;
    size_t capacity;
};

/* Frees what the buffer holds and makes it empty. */
void buffer_clear(struct buffer *buffer);

/* Overwrites what it holds, then clears: for secrets. */
void buffer_clear_secret(struct buffer *buffer);

/* Forgets the bytes but keeps the memory. */
void buffer_reset(struct buffer *buffer);

void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_char(struct buffer *buffer, char byte);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* SSH wire format (RFC 4251 section 5): a big-endian number, a counted string. */
void buffer_append_uint32(struct buffer *buffer, uint32_t value);
void buffer_append_string(struct buffer *buffer, const void *bytes, size_t length);

/* Drops the first `length` bytes. */
void buffer_consume(struct buffer *buffer, size_t length);

/* The bytes as a C string; "" when empty. Valid until the next change. */
const char *buffer_text(const struct buffer *buffer);

/* The bytes as a C string that the caller frees; the buffer is left empty. */
char *buffer_take(struct buffer *buffer);

#endif
