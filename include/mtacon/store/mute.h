/* Mutes: domains of whose alerts nobody is told for a time. */
#ifndef MTACON_STORE_MUTE_H
#define MTACON_STORE_MUTE_H

#include "mtacon/store/alert.h"

struct store_mute {
    char domain[DOMAIN_NAME_SIZE];
    int64_t until; /* 0: until no alert of the domain is open */
    int64_t since;
    char author[160], note[STORE_ALERT_NOTE_SIZE];
};

/* Mutes that hold at `now`; the caller frees the array. */
bool store_mute_list(struct store *store, int64_t now, struct store_mute **mutes, size_t *count,
                     struct error *error);

/* Mutes a domain until `until`; 0: until recovered, refused when no alert of it is open. In the
 * audit trail. */
bool store_mute_add(struct store *store, const char *domain, int64_t until, const char *note,
                    int64_t now, struct error *error);
bool store_mute_remove(struct store *store, const char *domain, const char *note, int64_t now,
                       struct error *error);

/* Forgets mutes that are over. */
bool store_mute_expire(struct store *store, int64_t now, struct error *error);

#endif
