/* One request to a node and what its answer adds up to. */
#ifndef MTACON_FLEET_READING_H
#define MTACON_FLEET_READING_H

#include "mtacon/fleet/message.h"

enum reading_kind {
    READING_NONE,
    READING_HELLO,
    READING_SIZES,
    READING_LOG,
    READING_LISTING,
    READING_MESSAGES,
    READING_LINES,
    READING_POLICY,
    READING_JOB,
    READING_DOCUMENT,
    READING_OFFICE365,
};

struct reading {
    enum reading_kind kind;
    int64_t started_ms;
    int64_t node_now, lifetime, running; /* of hello; running -1: not known */
    char *version, *log;
    char *log_error, *queue_error, *mta_error; /* NULL: none */
    int64_t sizes[QUEUE_COUNT];
    struct queue_listing listing;
    struct log_piece piece;
    bool has_cursor, retry, has_sizes, has_listing;
    struct mta_message *messages;
    char **lines;
    size_t count;
    struct office365_seen *office365; /* `count` of them */
    struct fleet_policy policy;
    bool has_policy;
    enum job_outcome outcome;
    bool has_outcome;
    char *outcome_text;
    char *step; /* a step that begins: told at once, then NULL again */
    size_t rows, garbage;
    char first_garbage[160]; /* safe to show */
};

void reading_begin(struct reading *reading, enum reading_kind kind);
void reading_clear(struct reading *reading);

/* "reading the log" ...: the request in words. */
const char *reading_name(enum reading_kind kind);

/* Takes a line of the answer (changed in the process). */
void reading_line(struct reading *reading, char *line, size_t length);

#endif
