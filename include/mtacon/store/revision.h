/* Revisions: every saved state of the whole policy. The one with the greatest number is current. */
#ifndef MTACON_STORE_REVISION_H
#define MTACON_STORE_REVISION_H

#include <stdbool.h>
#include <stddef.h>

#include "mtacon/base/error.h"
#include "mtacon/core/policy_document.h"
#include "mtacon/store/store.h"

/* The current policy, and its revision (number 0, no hash: nothing was saved yet). The caller
 * clears `policy` also on failure. */
bool revision_load_current(struct store *store, struct policy *policy,
                           struct policy_revision *revision, struct error *error);

/* One revision, by number or (number 0) by hash. Refused when there is none. */
bool revision_load(struct store *store, int64_t number, const char *hash, struct policy *policy,
                   struct policy_revision *revision, struct error *error);

/* All of a revision but its policy, by number: cheap. False, without an error: there is none. */
bool revision_find(struct store *store, int64_t number, struct policy_revision *revision,
                   struct error *error);

/* The document of a revision as it is pushed; malloc'ed. NULL and `error` when there is none. */
char *revision_document(struct store *store, const char *hash, struct error *error);

/* All revisions, newest first, at most `limit`; the caller frees the array. */
bool revision_list(struct store *store, int64_t limit, struct policy_revision **revisions,
                   size_t *count, struct error *error);

/* All of the current revision but its policy; number 0: nothing was saved yet. Cheap. */
bool revision_load_head(struct store *store, struct policy_revision *revision, struct error *error);

/* The number of the current revision; 0: none, or the store fails. Cheap. */
int64_t revision_current_number(struct store *store);

bool revision_known(struct store *store, const char *hash);

/* The number of the revision with that hash; 0: unknown. */
int64_t revision_number_of(struct store *store, const char *hash);

enum revision_result {
    REVISION_SAVED,
    REVISION_UNCHANGED, /* the policy equals the current one: nothing was saved */
    REVISION_STALE,     /* somebody saved meanwhile: look at theirs first */
    REVISION_FAILED,
};

/* Saves `policy` as a new revision on top of the one with hash `parent` ("": the first), if that
 * is still the current one. `author` NULL: who runs this. Fills `revision`; adds to the audit
 * trail. */
enum revision_result revision_save(struct store *store, const struct policy *policy,
                                   const char *parent, const char *author, const char *reason,
                                   int64_t at, struct policy_revision *revision,
                                   struct error *error);

/* Takes over a document of another console, as the current revision. */
bool revision_adopt(struct store *store, const char *document, const char *from, int64_t at,
                    struct policy_revision *revision, struct error *error);

/* Migration to version 2: thresholds of the table `domain` become the first revision. */
bool revision_import_domains(struct store *store, struct error *error);

#endif
