/* A way to a shell on a node: bytes in, bytes out. Each kind is a file with one const table at its
 * end: libssh2; OpenSSH's own ssh, for what libssh2 cannot; this host itself. */
#ifndef MTACON_NODE_TRANSPORT_H
#define MTACON_NODE_TRANSPORT_H

#include <stddef.h>

#include "mtacon/base/loop.h"
#include "mtacon/ssh/session.h"
#include "mtacon/ssh/shared.h"

struct transport_kind;

/* Each kind's own struct begins with this one. */
struct transport {
    const struct transport_kind *kind;
};

struct transport_kind {
    const char *name; /* "libssh2": on screen */
    /* `target` and `shared` outlive it; callbacks as in struct ssh_listener. */
    struct transport *(*new)(struct loop *loop, const struct ssh_target *target,
                             struct ssh_shared *shared, const struct ssh_listener *listener,
                             void *argument);
    /* Begins; SSH_STAGE_READY comes when bytes can be written to the shell. */
    void (*start)(struct transport *transport);
    /* Queues bytes for the shell's standard input. */
    void (*write)(struct transport *transport, const char *bytes, size_t length);
    /* Answers the open question; NULL refuses. A kind that asks nothing has none. */
    void (*answer)(struct transport *transport, const char *answer);
    /* Ends it with an error of the caller's making; `late` as in struct ssh_listener. */
    void (*end)(struct transport *transport, const char *text, bool late);
    /* The end of what the shell wrote to standard error since it was last forgotten; valid until
     * the next event. */
    const char *(*errors)(struct transport *transport);
    void (*forget_errors)(struct transport *transport);
    /* After it failed: what this kind cannot do there and OpenSSH may, in words; NULL: nothing. */
    const char *(*beyond)(const struct transport *transport);
    void (*free)(struct transport *transport);
};

extern const struct transport_kind transport_libssh2, transport_openssh;

/* For tests alone, by struct fleet_options: no destination leads to it. The destination is then
 * 'local:PROGRAM'. */
extern const struct transport_kind transport_local;

#endif
