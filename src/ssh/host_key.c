/* The server's host key against known_hosts. */
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/base64.h"
#include "mtacon/base/memory.h"
#include "session_private.h"

static const char *known_file(const struct ssh_session *session, size_t index)
{
    return index < SSH_CONFIG_FILES ? session->config.user_known_hosts[index]
                                    : session->config.global_known_hosts[index - SSH_CONFIG_FILES];
}

void host_key_load(struct ssh_session *session)
{
    char *name = ssh_config_known_name(&session->config);
    for (size_t i = 0; i < (size_t)2 * SSH_CONFIG_FILES; i++)
        if (known_file(session, i))
            known_hosts_files_search(session->shared->known_hosts, known_file(session, i), name,
                                     &session->known);
    free(name);
    session_done(session, NULL);
}

/* 'ssh-ed25519 SHA256:...', as ssh shows it. The caller frees it. */
static char *fingerprint(struct ssh_session *session, const char *key, size_t length)
{
    const char *hash = libssh2_hostkey_hash(session->ssh, LIBSSH2_HOSTKEY_HASH_SHA256);
    char *type = known_hosts_key_type(key, length);
    char *encoded = hash ? base64_encode(hash, 32, false) : memory_string("?");
    char *text = memory_printf("%s SHA256:%s", type ? type : "?", encoded);
    free(type);
    free(encoded);
    return text;
}

static bool only_authorities(const struct known_hosts *known)
{
    size_t authorities = 0;
    for (size_t i = 0; i < known->count; i++)
        authorities += known->entries[i].marker == KNOWN_HOST_AUTHORITY;
    return authorities && authorities == known->count;
}

/* Keeps the key for the next time. */
static void accept_key(struct ssh_session *session)
{
    struct error error;
    size_t length = 0;
    int type = 0;
    const char *key = libssh2_session_hostkey(session->ssh, &length, &type);
    const char *file = session->config.user_known_hosts[0];
    if (!file) {
        session_fail(session, "host key: ssh_config names no UserKnownHostsFile to add it to");
        return;
    }
    char *name = ssh_config_known_name(&session->config);
    session->host_key_added = known_hosts_append(file, name, key, length, &error) ||
                              session_fail(session, "%s", error.text);
    free(name);
}

static bool unknown(struct ssh_session *session, const char *shown)
{
    char *name = ssh_config_known_name(&session->config);
    char *id = memory_printf("host key %s %s", name, shown);
    char *text = memory_printf(
        "%s (%s) shows a host key that is not in known_hosts:\n%s\n%sCompare it with the one read "
        "on the node itself (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub).",
        session->target->name, name, shown,
        only_authorities(&session->known)
            ? "Only a @cert-authority is on file; host certificates are not supported.\n"
            : "");
    if (session->config.accept_new)
        accept_key(session);
    else
        session_ask(session, SSH_ASK_HOST_KEY, id, text, false);
    free(name);
    free(id);
    free(text);
    return session->host_key_added;
}

bool host_key_step(struct ssh_session *session)
{
    if (session->host_key_added) {
        memory_replace(&session->detail, "host key added");
        return true;
    }
    size_t length = 0;
    int type = 0;
    const char *key = libssh2_session_hostkey(session->ssh, &length, &type);
    const struct known_host *entry = NULL;
    bool good = false;
    if (!key)
        return session_fail(session, "host key: the server showed none");
    enum known_host_verdict verdict = known_hosts_check(&session->known, key, length, &entry);
    char *shown = fingerprint(session, key, length);
    if (verdict == KNOWN_HOST_MATCH)
        good = true;
    else if (verdict == KNOWN_HOST_CHANGED)
        session_fail(session,
                     "HOST KEY CHANGED (%s line %d has another key; now %s): refusing to connect. "
                     "Somebody may be in between. If the node was reinstalled, remove that line, "
                     "then run: mtacon nodes trust %s",
                     entry->file, entry->line, shown, session->target->name);
    else if (verdict == KNOWN_HOST_IS_REVOKED)
        session_fail(session, "HOST KEY REVOKED (%s line %d): refusing to connect", entry->file,
                     entry->line);
    else
        good = unknown(session, shown);
    free(shown);
    return good;
}

void host_key_answer(struct ssh_session *session, const char *answer)
{
    if (answer)
        accept_key(session);
    else
        session_fail(session,
                     "host key unknown: compare its fingerprint, then run: mtacon nodes "
                     "trust %s",
                     session->target->name);
}
