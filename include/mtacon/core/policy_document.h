/* A policy as a document: canonical JSON (compact, keys sorted, ASCII, one newline at the end), the
 * form in which it is stored, hashed and carried to nodes. Described by data/policy.schema.json. */
#ifndef MTACON_CORE_POLICY_DOCUMENT_H
#define MTACON_CORE_POLICY_DOCUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/base/error.h"
#include "mtacon/base/sha256.h"
#include "mtacon/core/policy.h"

/* Format 1 knows no organisations; it is read, and written as the newest by the next revision. The
 * published document of format 1 named the revision: it was another one after each push. */
enum {
    POLICY_FORMAT = 2,
    POLICY_FORMAT_OLDEST = 1,
    PUBLISHED_FORMAT = 2,
    POLICY_AUTHOR_SIZE = 128,
    POLICY_REASON_SIZE = 256
};

/* What a revision says of itself. */
struct policy_revision {
    int64_t number;               /* counts up in each store; the hash is the name */
    char parent[SHA256_HEX_SIZE]; /* "": the first one */
    char author[POLICY_AUTHOR_SIZE];
    char reason[POLICY_REASON_SIZE];
    int64_t at;                 /* epoch */
    char hash[SHA256_HEX_SIZE]; /* of the document; filled by reading and writing */
};

/* What a node says of the policy that it carries; text is safe to show. */
struct policy_carried {
    char hash[SHA256_HEX_SIZE]; /* "": none */
    int64_t number, at;
    bool enrolled;
    char author[POLICY_AUTHOR_SIZE], place[256], drift[512]; /* place: host and MTA instance */
    char cannot[512]; /* what of policy cannot take effect there, and why */
};

/* The document, malloc'ed; fills revision->hash. */
char *policy_document_write(const struct policy *policy, struct policy_revision *revision);

/* Reads one, which may come from a hostile node: everything is checked as if it were typed. The
 * caller clears `policy` also on failure, as with revision_load. */
bool policy_document_read(const char *text, struct policy *policy, struct policy_revision *revision,
                          struct error *error);

/* What a client may fetch about one domain, malloc'ed: its mode, until when, and what comes then.
 * Nothing in it changes unless these do. Described by data/published.schema.json. */
char *policy_document_published(const struct policy_domain *effective);

#endif
