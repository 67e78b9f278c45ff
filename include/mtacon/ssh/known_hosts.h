/* Host keys: what known_hosts (sshd(8), 'SSH_KNOWN_HOSTS FILE FORMAT') says of one.
 * Searched as `ssh-keygen -F` does: hashed names, [host]:port, wildcards, negation and markers. */
#ifndef MTACON_SSH_KNOWN_HOSTS_H
#define MTACON_SSH_KNOWN_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "mtacon/base/error.h"

enum known_host_marker { KNOWN_HOST_KEY, KNOWN_HOST_AUTHORITY, KNOWN_HOST_REVOKED };

struct known_host {
    char *file;
    char *type; /* ssh-ed25519 ... */
    char *key;  /* base64 */
    int line;   /* in file */
    enum known_host_marker marker;
};

/* A zeroed struct is an empty list. */
struct known_hosts {
    struct known_host *entries;
    size_t count;
};

enum known_host_verdict {
    KNOWN_HOST_MATCH,
    KNOWN_HOST_UNKNOWN,
    KNOWN_HOST_CHANGED, /* another key is on file */
    KNOWN_HOST_IS_REVOKED,
};

/* Adds the lines of `text`, the content of `file`, that are about `name` (a host in lower case,
 * [host]:port, or an alias). Lines that make no sense are passed over, as ssh does. */
void known_hosts_search(struct known_hosts *hosts, const char *file, const char *text,
                        const char *name);

/* Adds copies of all entries of another list. */
void known_hosts_copy(struct known_hosts *to, const struct known_hosts *from);

void known_hosts_clear(struct known_hosts *hosts);

/* Looks a key up. `*entry` (valid while `hosts` is) is the one that decided, or NULL. */
enum known_host_verdict known_hosts_check(const struct known_hosts *hosts, const void *key,
                                          size_t length, const struct known_host **entry);

/* The `supported` host key methods in the order to ask the server for: those on file first, so that
 * it shows the key that can be checked. With commas between; the caller frees it. */
char *known_hosts_methods(const struct known_hosts *hosts, const char *const *supported,
                          size_t count);

/* Appends 'NAME TYPE KEY' to `file`, made (0600) when missing, as a line of its own. `key` is in
 * SSH wire format. */
bool known_hosts_append(const char *file, const char *name, const void *key, size_t length,
                        struct error *error);

/* The type named inside a key in wire format (RFC 4253 section 6.6). The caller frees it; NULL
 * when the bytes are no key. */
char *known_hosts_key_type(const void *key, size_t length);

#endif
