/* The first stage: what the user's ssh_config says of the destination. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "session_private.h"

enum { PROGRAM_DEADLINE_MS = 20000 };

static void resolved(void *argument, const struct child_result *result);

/* Asks ssh: for all of its kind at once, or for this one alone. */
static void ask(struct ssh_session *session, bool alone)
{
    char port[8], *argv[16];
    struct config_files *files = session->shared->config_files;
    const char *version = config_files_version(files);
    char *key = version && !alone
                    ? config_files_key(files, session->target)
                    : memory_printf("ssh -G alone %d\n%s\n%s", session->target->port,
                                    session->target->identity ? session->target->identity : "",
                                    session->target->destination);
    session->config_shared = version && !alone;
    memory_replace(&session->config_version, version);
    ssh_config_command(session->target, port, argv, 16);
    const struct inquiry inquiry = {
        .key = key,
        .version = version,
        .argv = argv,
        .deadline_ms = session_patience(session, PROGRAM_DEADLINE_MS),
    };
    inquiry_ask(session->shared->inquiries, &inquiry, resolved, session, &session->inquiry);
    free(key);
}

void resolve_begin(struct ssh_session *session)
{
    session_enter(session, SSH_STAGE_CONFIG, NULL);
    ask(session, false);
}

/* It waits for nothing but this host, so this host is told of. */
static void fail_late(struct ssh_session *session)
{
    double load = 0;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (getloadavg(&load, 1) == 1 && load > 2 * (double)cores)
        session_fail_late(session,
                          "ssh_config: ssh -G did not end in time: this host is busy (load %.0f on "
                          "%ld cores); trying again with more time",
                          load, cores);
    else
        session_fail_late(session, "ssh_config: ssh -G did not end in time: does a Match exec or "
                                   "an Include in ssh_config wait for something?");
}

static void fail(struct ssh_session *session, const struct child_result *result)
{
    char *why = memory_string(result->errors);
    text_chomp(why);
    if (result->status < 0)
        fail_late(session);
    else if (result->status == 127)
        session_fail(session, "ssh_config: %s: the OpenSSH client must be installed here", why);
    else
        session_fail(session, "ssh_config: ssh -G failed: %s", why);
    free(why);
}

/* A check of the host key that is not made here is not left out: OpenSSH makes it, or nobody gets
 * in. */
static void refuse(struct ssh_session *session)
{
    session->auth.beyond = session->config.beyond;
    session_fail(session, "ssh_config: %s%s", session->config.beyond,
                 session->target->alone ? ", and OpenSSH is not let in without a question: give it "
                                          "a key of the agent, or one without a passphrase"
                                        : "");
}

static void resolved(void *argument, const struct child_result *result)
{
    struct ssh_session *session = argument;
    struct config_files *files = session->shared->config_files;
    struct error error;
    if (result->status != 0) {
        fail(session, result);
    } else if (!ssh_config_parse(result->output, &session->config, &error)) {
        session_fail(session, "ssh_config: %s", error.text);
    } else if (session->config_shared &&
               (!config_files_still(files, session->config_version) ||
                !config_files_rename(files, session->target, &session->config))) {
        ssh_config_clear(&session->config);
        ask(session, true);
    } else if (session->config.beyond) {
        refuse(session);
    } else {
        host_key_load(session);
    }
}
