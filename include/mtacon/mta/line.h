/* A failing line of a mail log, and the parts of it that people look for. */
#ifndef MTACON_MTA_LINE_H
#define MTACON_MTA_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All text is safe to show; parts that the line does not have are "". */
struct mta_line {
    int64_t at; /* epoch; 0: it begins with no time */
    char *text; /* all of it, without what the node put before it; owned */
    char id[64];
    char recipient[256];
    char relay[256];
    char status[32];
    char reason[512];
};

/* Reads a line as the node's program gives it: its time, a tab, and the line of the log. What does
 * not look like that is all text. */
void mta_line_parse(const char *bytes, size_t length, struct mta_line *line);
void mta_line_clear(struct mta_line *line);

#endif
