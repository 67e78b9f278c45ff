/* Failed delivery attempts as they are counted, and the position in a log up to which they are. */
#ifndef MTACON_CORE_FAILURE_H
#define MTACON_CORE_FAILURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/domain_name.h"

struct failure_count {
    int64_t minute; /* epoch of its first second */
    int64_t count;
    int code; /* smtp_code.h */
    char domain[DOMAIN_NAME_SIZE];
};

/* One reply out of many with that code, to show what it said. */
struct failure_sample {
    int64_t at; /* epoch */
    int code;
    char domain[DOMAIN_NAME_SIZE];
    char text[256]; /* safe to show */
};

/* A position in a node's log, opaque to all but the node's programs: the fingerprint of a file's
 * first line and the bytes read of it, so that it survives rotation and compression; or the cursor
 * of an entry of the journal, and 0. */
struct log_cursor {
    char fingerprint[256]; /* "-": nothing read yet */
    int64_t offset;
    int64_t at; /* when the console had read up to here (epoch): where to go on after a gap */
};

#define LOG_CURSOR_NONE ((struct log_cursor){.fingerprint = "-"})

/* What came out of one piece of log. */
struct log_piece {
    struct log_cursor before, after;
    struct failure_count *counts;
    size_t count_count;
    struct failure_sample *samples;
    size_t sample_count;
    struct failure_count *refused; /* submissions, by minute alone; no failures */
    size_t refused_count;
    int64_t skipped; /* lines that could not be understood */
    char *gap;       /* lines may be missing: which and why, safe to show; NULL: none is */
    bool more;       /* there is more to read */
};

void log_piece_clear(struct log_piece *piece);

/* Whether both are the same position (the time does not matter). */
bool log_cursor_equal(const struct log_cursor *one, const struct log_cursor *other);

#endif
