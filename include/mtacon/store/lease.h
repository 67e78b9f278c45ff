/* Leases: what only one process on this store may do at a time. */
#ifndef MTACON_STORE_LEASE_H
#define MTACON_STORE_LEASE_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/store/store.h"

enum { LEASE_PATIENCE = 15 /* seconds without a sign of the holder */ };

/* The higher rank takes a lease from the lower one. */
enum lease_rank { LEASE_CONSOLE, LEASE_WATCH };

struct lease {
    char holder[33]; /* "": nobody */
    int64_t process, at;
    enum lease_rank rank;
};

/* Takes or keeps it: true when `holder` (a word of its own for each process) has it now, as it was
 * free, its process has ended, was silent for LEASE_PATIENCE, or is of a lower rank. */
bool lease_take(struct store *store, const char *name, const char *holder, enum lease_rank rank,
                int64_t now);

/* Whether `holder` has it still; keeps it. For use inside a transaction. */
bool lease_keep(struct store *store, const char *name, const char *holder, int64_t now);

void lease_release(struct store *store, const char *name, const char *holder);

/* Who has it; `holder` "" when nobody, or when its process ended or was silent too long. */
bool lease_load(struct store *store, const char *name, int64_t now, struct lease *lease);

#endif
