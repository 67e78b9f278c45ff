/* The audit trail: who did what, when. It only grows. */
#ifndef MTACON_STORE_AUDIT_H
#define MTACON_STORE_AUDIT_H

#include <stddef.h>

#include "mtacon/store/store.h"

/* 'anna@jump1': from $USER and the host's name, with where the terminal is (SSH_CONNECTION) in the
 * audit trail. Returns a string of this process. */
const char *audit_author(void);

/* Adds an entry at `at` (epoch): `action` is a word ('push'), `subject` what it was done to. */
bool audit_add(struct store *store, int64_t at, const char *action, const char *subject,
               const char *detail, struct error *error);

struct audit_entry {
    int64_t id, at;
    char *author, *action, *subject, *detail;
};

/* The newest `limit` entries, newest first; freed by audit_list_free. */
bool audit_list(struct store *store, int64_t limit, struct audit_entry **entries, size_t *count,
                struct error *error);
void audit_list_free(struct audit_entry *entries, size_t count);

#endif
