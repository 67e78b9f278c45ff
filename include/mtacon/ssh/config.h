/* The user's own ssh_config(5), as `ssh -G` resolves it. */
#ifndef MTACON_SSH_CONFIG_H
#define MTACON_SSH_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "mtacon/base/error.h"

enum { SSH_CONFIG_FILES = 8 };

/* What the console asks ssh about. The strings are the caller's. */
struct ssh_target {
    const char *name;        /* of the node, for messages */
    const char *destination; /* as ssh takes it: host, user@host, an alias of ssh_config */
    const char *identity;    /* key file, or NULL */
    const char *config_file; /* for `ssh -F`, or NULL */
    int port;                /* 0: as ssh_config has it */
    int patience;            /* deadlines are doubled so often: it has been late before */
    bool alone;              /* OpenSSH's own ssh was tried in vain: libssh2 goes all the way */
};

/* Owned strings; freed by ssh_config_clear. */
struct ssh_config {
    char *host; /* as it was asked for; NULL: this ssh does not say */
    char *hostname;
    char *user;
    char *port;
    char *host_key_alias; /* NULL: none */
    char *proxy_command;  /* NULL: none */
    char *proxy_jump;     /* NULL: none */
    char *identity_agent; /* socket path; NULL: no agent */
    char *identity_files[SSH_CONFIG_FILES];
    char *user_known_hosts[SSH_CONFIG_FILES];
    char *global_known_hosts[SSH_CONFIG_FILES];
    bool identities_only;
    bool public_key, keyboard_interactive, password, gssapi; /* methods that may be used */
    bool compression;
    const char *beyond;  /* what it asks for that is not done here, in words; NULL: nothing */
    bool accept_new;     /* StrictHostKeyChecking accept-new */
    int connect_timeout; /* seconds; 0: not set */
};

/* The command line that asks: writes at most `size` pointers, NULL at the end, into `argv`; the
 * port number is written to `port` (8 bytes). */
void ssh_config_command(const struct ssh_target *target, char *port, char **argv, size_t size);

/* Parses what `ssh -G` printed. Paths have ~ expanded. */
bool ssh_config_parse(const char *text, struct ssh_config *config, struct error *error);

void ssh_config_clear(struct ssh_config *config);

/* The name under which known_hosts has the host: alias, host, or [host]:port. Caller frees. */
char *ssh_config_known_name(const struct ssh_config *config);

/* ProxyCommand with %h %n %p %r %% filled in. Values are checked so that no shell can take them
 * for more than a word; NULL and `error` otherwise. The caller frees it. */
char *ssh_config_proxy_command(const struct ssh_config *config, const struct ssh_target *target,
                               struct error *error);

#endif
