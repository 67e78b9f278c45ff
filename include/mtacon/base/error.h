/* What went wrong, in words an operator can act on: who, what, and what to do next. */
#ifndef MTACON_BASE_ERROR_H
#define MTACON_BASE_ERROR_H

#include <stdbool.h>

/* The kind decides the exit code of a command (README, 'Exit codes'). */
enum error_kind {
    ERROR_NONE = 0,
    ERROR_REFUSED = 1, /* refused or failed */
    ERROR_USAGE = 2,   /* the command line is wrong */
    ERROR_NODE = 3,    /* a node could not be reached or read */
    ERROR_STORE = 4,   /* store or configuration unusable */
};

struct error {
    enum error_kind kind;
    char text[1024]; /* no newline at the end, safe for a terminal */
};

/* Fills `error` (may be NULL), control characters of the arguments made visible; always returns
 * false, so that a function can `return error_set(...)`. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
