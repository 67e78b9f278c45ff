/* Revisions as they are read by the clerk: who wants one asks, goes on with what he has, and finds
 * it there the next time. */
#ifndef MTACON_STORE_ARCHIVE_H
#define MTACON_STORE_ARCHIVE_H

#include "mtacon/core/policy_document.h"
#include "mtacon/store/clerk.h"

struct archive;

/* `clerk` outlives it, but for what it was told: clerk_stop comes before archive_free. */
struct archive *archive_new(struct clerk *clerk);
void archive_free(struct archive *archive);

enum archive_answer {
    ARCHIVE_HERE,    /* taken: the policy is the caller's */
    ARCHIVE_WAITS,   /* it is being read: ask again once clerk_look was true */
    ARCHIVE_MISSING, /* there is none of that hash */
    ARCHIVE_FAILED,  /* it cannot be read: `error` says why */
};

/* Takes the revision of that hash. `policy` and `revision` are set where it is here; what is
 * missing or failed is read anew when it is asked for again. */
enum archive_answer archive_take(struct archive *archive, const char *hash, struct policy *policy,
                                 struct policy_revision *revision, struct error *error);

/* One that was just saved, and need not be read: the policy becomes the archive's, unless it has
 * it. */
void archive_put(struct archive *archive, const struct policy_revision *revision,
                 struct policy *policy);

/* Frees a policy on the clerk's thread: that takes its time too. Empties it. */
void archive_drop(struct archive *archive, struct policy *policy);

#endif
