/* Passphrases and passwords typed in this run, kept in memory so that a reconnect, or another node
 * with the same key, need not ask again. */
#ifndef MTACON_SSH_SECRETS_H
#define MTACON_SSH_SECRETS_H

struct ssh_secrets;

struct ssh_secrets *ssh_secrets_new(void);
void ssh_secrets_free(struct ssh_secrets *secrets);

/* The secret kept under `id`, or NULL. Valid until changed. */
const char *ssh_secrets_get(const struct ssh_secrets *secrets, const char *id);

/* Keeps a copy of `secret` under `id`; NULL forgets it. */
void ssh_secrets_set(struct ssh_secrets *secrets, const char *id, const char *secret);

#endif
