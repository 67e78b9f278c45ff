/* Revisions that were read lately: a document of ten thousand domains takes some time to parse, and
 * never changes. */
#ifndef MTACON_TUI_REVISIONS_H
#define MTACON_TUI_REVISIONS_H

#include "mtacon/core/policy_document.h"
#include "mtacon/store/archive.h"

struct app;

enum { REVISIONS_KEPT = 3 };

/* Begins zeroed. */
struct revisions {
    struct {
        char hash[SHA256_HEX_SIZE]; /* "": the place is free */
        struct policy policy;
        int64_t asked; /* when it was last, by `asking` */
    } kept[REVISIONS_KEPT];
    int64_t asking;
};

/* The policy of a revision, by its hash ("": none); NULL: there is none, or it cannot be
 * read, or not yet: then it is being read (ARCHIVE_WAITS), and is there once the clerk was looked
 * at. Valid until three others were asked for, or the model is read anew. */
enum archive_answer revisions_policy(struct app *app, const char *hash,
                                     const struct policy **policy);

void revisions_clear(struct revisions *revisions);

#endif
