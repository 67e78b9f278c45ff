#include "mtacon/ssh/secrets.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"

struct secret {
    struct secret *next;
    char *id;
    char *text;
};

struct ssh_secrets {
    struct secret *first;
};

struct ssh_secrets *ssh_secrets_new(void)
{
    return memory_new(1, sizeof(struct ssh_secrets));
}

void ssh_secrets_free(struct ssh_secrets *secrets)
{
    while (secrets->first)
        ssh_secrets_set(secrets, secrets->first->id, NULL);
    free(secrets);
}

const char *ssh_secrets_get(const struct ssh_secrets *secrets, const char *id)
{
    for (const struct secret *secret = secrets->first; secret; secret = secret->next)
        if (strcmp(secret->id, id) == 0)
            return secret->text;
    return NULL;
}

void ssh_secrets_set(struct ssh_secrets *secrets, const char *id, const char *text)
{
    for (struct secret **link = &secrets->first; *link; link = &(*link)->next) {
        struct secret *old = *link;
        if (strcmp(old->id, id) != 0)
            continue;
        *link = old->next;
        /* `id` may be the entry's own: free it last. */
        struct secret *fresh = NULL;
        if (text) {
            fresh = memory_new(1, sizeof *fresh);
            *fresh = (struct secret){secrets->first, memory_string(id), memory_string(text)};
            secrets->first = fresh;
        }
        memory_free_secret(old->text);
        free(old->id);
        free(old);
        return;
    }
    if (!text)
        return;
    struct secret *fresh = memory_new(1, sizeof *fresh);
    *fresh = (struct secret){secrets->first, memory_string(id), memory_string(text)};
    secrets->first = fresh;
}
