/* A client of the SSH agent (draft-ietf-sshm-ssh-agent) that never blocks: libssh2's own does, and
 * an agent may wait for somebody to touch a key. */
#ifndef MTACON_SSH_AGENT_H
#define MTACON_SSH_AGENT_H

#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/loop.h"

struct ssh_agent;

struct ssh_identity {
    unsigned char *key; /* public key in wire format */
    size_t length;
    char *comment;
};

/* Connects to the agent's socket and asks for its identities; `changed` is called whenever there
 * is something new to look at. NULL when nobody listens there. */
struct ssh_agent *ssh_agent_open(struct loop *loop, const char *path,
                                 void (*changed)(void *argument), void *argument);
void ssh_agent_free(struct ssh_agent *agent);

/* 0 while the list is awaited, 1 when it is there, -1 when the agent failed. */
int ssh_agent_listed(const struct ssh_agent *agent);
size_t ssh_agent_count(const struct ssh_agent *agent);
const struct ssh_identity *ssh_agent_identity(const struct ssh_agent *agent, size_t index);

/* Asks for a signature once; later calls with the same identity only look. Returns 0 while it is
 * awaited, -1 when refused, 1 with `*signature` (malloc'ed, the caller's): the bytes of the
 * signature blob without its type. */
int ssh_agent_sign(struct ssh_agent *agent, size_t index, const unsigned char *data, size_t length,
                   unsigned char **signature, size_t *signature_length);

#endif
