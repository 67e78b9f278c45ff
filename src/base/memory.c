#include "mtacon/base/memory.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void out_of_memory(void)
{
    fputs("mtacon: out of memory\n", stderr);
    abort();
}

void *memory_new(size_t count, size_t size)
{
    void *fresh = calloc(count ? count : 1, size ? size : 1);
    if (!fresh)
        out_of_memory();
    return fresh;
}

void *memory_resize(void *old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        out_of_memory();
    void *fresh = realloc(old, count && size ? count * size : 1);
    if (!fresh)
        out_of_memory();
    return fresh;
}

void *memory_grow(void *array, size_t count, size_t size)
{
    bool full = (count & (count - 1)) == 0;
    return full ? memory_resize(array, count ? count * 2 : 1, size) : array;
}

char *memory_string(const char *text)
{
    return text ? memory_substring(text, strlen(text)) : NULL;
}

char *memory_substring(const char *text, size_t length)
{
    char *copy = memory_new(length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

char *memory_printf(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        out_of_memory();
    va_end(arguments);
    return text;
}

void memory_replace(char **where, const char *text)
{
    char *copy = memory_string(text);
    free(*where);
    *where = copy;
}

void memory_free_secret(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}
