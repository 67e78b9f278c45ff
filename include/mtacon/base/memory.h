/* Allocation that cannot return NULL: out of memory ends the program with a message, as there
 * is nothing a console could do about it that an operator would prefer. */
#ifndef MTACON_BASE_MEMORY_H
#define MTACON_BASE_MEMORY_H

#include <stddef.h>

/* Zeroed memory for `count` objects of `size` bytes; the caller frees it with free(). */
void *memory_new(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* Resizes `old` (or allocates when NULL) to `count` objects of `size` bytes; new parts are not
 * zeroed. */
void *memory_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));

/* Room for one more object of `size` bytes in `array` (NULL when empty), which has `count` and was
 * only ever grown here: its room doubles whenever `count` is a power of two. */
void *memory_grow(void *array, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of `text` that the caller frees; NULL gives NULL. */
char *memory_string(const char *text);

/* A copy of at most `length` bytes of `text`, NUL added; the caller frees it. */
char *memory_substring(const char *text, size_t length) __attribute__((returns_nonnull));

/* printf into fresh memory that the caller frees. */
char *memory_printf(const char *format, ...) __attribute__((format(printf, 1, 2), returns_nonnull));

/* Frees `*where` and sets it to a copy of `text` (NULL allowed). */
void memory_replace(char **where, const char *text);

/* Overwrites a secret (not optimised away), then frees it. NULL is allowed. */
void memory_free_secret(char *secret);

#endif
