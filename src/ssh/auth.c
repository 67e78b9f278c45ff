/* Authentication: the agent's keys, key files, keyboard-interactive, password; in that order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mtacon/base/base64.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"
#include "mtacon/base/text.h"
#include "session_private.h"

enum { PASSWORD_TRIES = 3 };

void auth_clear(struct ssh_auth *auth)
{
    ssh_agent_free(auth->agent);
    free(auth->methods);
    free(auth->secret_id);
    for (size_t i = 0; i < SSH_PROMPTS; i++) {
        free(auth->prompts[i]);
        memory_free_secret(auth->answers[i]);
    }
    buffer_clear(&auth->tried);
    *auth = (struct ssh_auth){0};
}

static void note(struct ssh_session *session, const char *what)
{
    struct buffer *tried = &session->auth.tried;
    if (tried->length < 400) {
        buffer_append_text(tried, tried->length ? ", " : "");
        text_visible(tried, what, strlen(what));
    }
}

/* libssh2 before 1.11 signs with ssh-rsa (SHA-1) only, which servers since OpenSSH 8.8 refuse. */
static bool rsa_is_sha1_only(void)
{
    return libssh2_version(0x010b00) == NULL;
}

/* Remembers what libssh2 cannot do with a key of this type (the first word of `type`), so that
 * OpenSSH may try. */
static void note_type(struct ssh_auth *auth, const char *type)
{
    size_t length = strcspn(type, " \n");
    if (length == 7 && strncmp(type, "ssh-rsa", 7) == 0 && rsa_is_sha1_only())
        auth->beyond = "this libssh2 signs with RSA keys as that server refuses";
    else if (strncmp(type, "sk-", 3) == 0)
        auth->beyond = "libssh2 has no FIDO keys";
    else if (strstr(type, "-cert-v01@"))
        auth->beyond = "libssh2 has no certificates";
}

static int give_up(struct ssh_session *session)
{
    struct ssh_auth *auth = &session->auth;
    const char *tried = auth->tried.length ? buffer_text(&auth->tried) : "nothing to try";
    if (session->config.gssapi && auth->methods && strstr(auth->methods, "gssapi"))
        auth->beyond = "libssh2 has no GSSAPI";
    session_fail(session,
                 "authentication of user %s refused (tried: %s; server takes: %s): "
                 "give a key with --identity or ssh_config, or load it with ssh-add",
                 session->config.user, tried, auth->methods ? auth->methods : "?");
    return -1;
}

static bool offered(const struct ssh_session *session, const char *method)
{
    return session->auth.methods && strstr(session->auth.methods, method);
}

/* Each step_ function: 1 authenticated, 0 waiting, -1 this method is done with. */

static int step_list(struct ssh_session *session)
{
    const char *user = session->config.user;
    char *methods = libssh2_userauth_list(session->ssh, user, (unsigned)strlen(user));
    if (!methods) {
        if (libssh2_userauth_authenticated(session->ssh))
            return 1;
        if (libssh2_session_last_errno(session->ssh) == LIBSSH2_ERROR_EAGAIN)
            return 0;
        session_fail(session, "authentication: the server closed the connection");
        return 0;
    }
    memory_replace(&session->auth.methods, methods);
    return -1;
}

static void agent_changed(void *argument)
{
    session_wake(argument);
}

/* Whether `identity` is that of a configured key file (FILE.pub beside it). */
static bool is_configured(const struct ssh_session *session, const struct ssh_identity *identity)
{
    char *encoded = base64_encode(identity->key, identity->length, true);
    bool found = false;
    for (size_t i = 0; !found && i < SSH_CONFIG_FILES && session->config.identity_files[i]; i++) {
        char line[16384];
        char *name = memory_printf("%s.pub", session->config.identity_files[i]);
        FILE *file = fopen(name, "re");
        if (file && fgets(line, sizeof line, file))
            found = strstr(line, encoded) != NULL;
        if (file)
            fclose(file);
        free(name);
    }
    free(encoded);
    return found;
}

static LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC(sign_with_agent)
{
    struct ssh_session *owner = *abstract;
    int status =
        ssh_agent_sign(owner->auth.agent, owner->auth.agent_index, data, data_len, sig, sig_len);
    (void)session;
    return status > 0 ? 0 : status == 0 ? LIBSSH2_ERROR_EAGAIN : LIBSSH2_ERROR_AGENT_PROTOCOL;
}

static int step_agent(struct ssh_session *session)
{
    struct ssh_auth *auth = &session->auth;
    if (!session->config.identity_agent || !session->config.public_key ||
        !offered(session, "publickey"))
        return -1;
    if (!auth->agent)
        auth->agent =
            ssh_agent_open(session->loop, session->config.identity_agent, agent_changed, session);
    if (!auth->agent || ssh_agent_listed(auth->agent) < 0)
        return -1;
    if (ssh_agent_listed(auth->agent) == 0)
        return 0;
    for (; auth->agent_index < ssh_agent_count(auth->agent); auth->agent_index++) {
        const struct ssh_identity *identity = ssh_agent_identity(auth->agent, auth->agent_index);
        if (session->config.identities_only && !is_configured(session, identity))
            continue;
        void *abstract = session;
        int status = libssh2_userauth_publickey(session->ssh, session->config.user, identity->key,
                                                identity->length, sign_with_agent, &abstract);
        if (status == LIBSSH2_ERROR_EAGAIN)
            return 0;
        char *what = memory_printf("agent key %s", identity->comment);
        note(session, what);
        free(what);
        if (status == 0)
            return 1;
        char *type = known_hosts_key_type(identity->key, identity->length);
        note_type(auth, type ? type : "");
        free(type);
    }
    return -1;
}

/* FILE-cert.pub is what OpenSSH would offer with the key. */
static void note_certificate(struct ssh_session *session)
{
    char *name =
        memory_printf("%s-cert.pub", session->config.identity_files[session->auth.file_index]);
    if (access(name, F_OK) == 0)
        session->auth.beyond = "libssh2 has no certificates";
    free(name);
}

/* `ssh-keygen -y -P ''` prints the public key of a file that has no passphrase. */
static void file_looked_at(void *argument, const struct child_result *result)
{
    struct ssh_session *session = argument;
    struct ssh_auth *auth = &session->auth;
    if (result->status < 0 || result->status == 127) {
        session_fail_late(session,
                          result->status < 0
                              ? "ssh-keygen did not read the key file in time: this host is busy"
                              : "cannot run ssh-keygen: the OpenSSH client must be installed here");
        return;
    }
    auth->file_checked = true;
    auth->file_encrypted = false;
    note_type(auth, result->output);
    note_certificate(session);
    if (result->status != 0 && strstr(result->errors, "passphrase")) {
        auth->file_encrypted = true;
    } else if (result->status != 0) {
        char *what = memory_printf("%s: %s", session->config.identity_files[auth->file_index],
                                   strstr(result->errors, "UNPROTECTED") ||
                                           strstr(result->errors, "bad permissions")
                                       ? "readable by others, refused (chmod 600)"
                                       : "cannot be read as a key");
        note(session, what);
        free(what);
        auth->file_index++;
        auth->file_checked = false;
    }
    if (!auth->looking)
        session_wake(session);
}

/* False while the answer is awaited; what is known already comes at once. */
static bool look_at_file(struct ssh_session *session, char *file)
{
    char *argv[] = {(char[]){"ssh-keygen"},
                    (char[]){"-y"},
                    (char[]){"-P"},
                    (char[]){""},
                    (char[]){"-f"},
                    file,
                    NULL};
    struct buffer version = {0};
    if (session->inquiry)
        return false;
    bool settled = path_version(file, &version);
    char *key = memory_printf("ssh-keygen -y %s", file);
    const struct inquiry inquiry = {.key = key,
                                    .version = settled ? buffer_text(&version) : NULL,
                                    .argv = argv,
                                    .deadline_ms = session_patience(session, 10000),
                                    .failure_too = true};
    session->auth.looking = true;
    inquiry_ask(session->shared->inquiries, &inquiry, file_looked_at, session, &session->inquiry);
    session->auth.looking = false;
    free(key);
    buffer_clear(&version);
    return !session->inquiry;
}

static void next_file(struct ssh_auth *auth)
{
    auth->file_index++;
    auth->file_checked = false;
}

static int ask_passphrase(struct ssh_session *session, const char *file)
{
    char *text = memory_printf("Passphrase of key %s", file);
    session_ask(session, SSH_ASK_PASSPHRASE, session->auth.secret_id, text, false);
    free(text);
    return 0;
}

static int step_files(struct ssh_session *session)
{
    struct ssh_auth *auth = &session->auth;
    const char *user = session->config.user;
    if (!session->config.public_key || !offered(session, "publickey"))
        return -1;
    while (auth->file_index < SSH_CONFIG_FILES) {
        char *file = session->config.identity_files[auth->file_index];
        if (!file)
            return -1;
        if (access(file, F_OK) != 0) {
            next_file(auth);
            continue;
        }
        if (!auth->file_checked) {
            if (!look_at_file(session, file))
                return 0;
            if (session->over)
                return 0;
            continue; /* to the next one, if that cannot be read */
        }
        const char *passphrase = NULL;
        if (auth->file_encrypted) {
            free(auth->secret_id);
            auth->secret_id = memory_printf("passphrase %s", file);
            passphrase = ssh_secrets_get(session->shared->secrets, auth->secret_id);
            if (!passphrase)
                return ask_passphrase(session, file);
        }
        int status = libssh2_userauth_publickey_fromfile_ex(
            session->ssh, user, (unsigned)strlen(user), NULL, file, passphrase);
        if (status == LIBSSH2_ERROR_EAGAIN)
            return 0;
        if (auth->file_encrypted && status == LIBSSH2_ERROR_FILE) {
            ssh_secrets_set(session->shared->secrets, auth->secret_id, NULL);
            if (++auth->password_tries < PASSWORD_TRIES)
                continue;
            note(session, "wrong passphrase");
        }
        note(session, file);
        if (status == 0)
            return 1;
        next_file(auth);
    }
    return -1;
}

/* libssh2 wants the answers at once, inside its callback: prompts without an answer are kept,
 * asked, and the whole exchange is made again with the answers. */
static LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC(answer_prompts)
{
    struct ssh_session *owner = *abstract;
    struct ssh_auth *auth = &owner->auth;
    (void)name, (void)name_len, (void)instruction, (void)instruction_len;
    for (int i = 0; i < num_prompts && i < SSH_PROMPTS; i++) {
        if (auth->answers[i]) {
            responses[i].text = strdup(auth->answers[i]);
            responses[i].length = (unsigned)strlen(auth->answers[i]);
            continue;
        }
        struct buffer text = {0};
        text_visible(&text, (const char *)prompts[i].text, prompts[i].length);
        free(auth->prompts[i]);
        auth->prompts[i] = buffer_take(&text);
        auth->prompt_echo = prompts[i].echo != 0;
        auth->prompt_count = (size_t)i + 1;
        responses[i].text = strdup("");
        responses[i].length = 0;
    }
}

static int ask_prompt(struct ssh_session *session, const char *prompt, bool echo)
{
    struct ssh_auth *auth = &session->auth;
    free(auth->secret_id);
    auth->secret_id = memory_printf("prompt %zu %s@%s:%s", auth->answer_count, session->config.user,
                                    session->config.hostname, session->config.port);
    const char *kept = ssh_secrets_get(session->shared->secrets, auth->secret_id);
    if (kept) {
        auth->answers[auth->answer_count++] = memory_string(kept);
        return -1;
    }
    char *text = memory_printf("%s: %s", session->target->name, prompt);
    session_ask(session, SSH_ASK_PROMPT, auth->secret_id, text, echo);
    free(text);
    return 0;
}

static void forget_answers(struct ssh_session *session)
{
    struct ssh_auth *auth = &session->auth;
    for (size_t i = 0; i < SSH_PROMPTS; i++) {
        memory_free_secret(auth->answers[i]);
        auth->answers[i] = NULL;
    }
    auth->answer_count = auth->prompt_count = 0;
    if (auth->secret_id)
        ssh_secrets_set(session->shared->secrets, auth->secret_id, NULL);
}

static int step_interactive(struct ssh_session *session)
{
    struct ssh_auth *auth = &session->auth;
    const char *user = session->config.user;
    if (!session->config.keyboard_interactive || !offered(session, "keyboard-interactive"))
        return -1;
    for (;;) {
        if (!auth->exchanging && auth->prompt_count > auth->answer_count &&
            ask_prompt(session, auth->prompts[auth->answer_count], auth->prompt_echo) == 0)
            return 0;
        int status = libssh2_userauth_keyboard_interactive_ex(
            session->ssh, user, (unsigned)strlen(user), answer_prompts);
        auth->exchanging = status == LIBSSH2_ERROR_EAGAIN;
        if (auth->exchanging)
            return 0;
        if (status == 0) {
            note(session, "keyboard-interactive");
            return 1;
        }
        if (status == LIBSSH2_ERROR_SOCKET_DISCONNECT || status == LIBSSH2_ERROR_SOCKET_RECV)
            break;
        if (auth->prompt_count > auth->answer_count)
            continue;
        /* A server without any prompt to show refuses at once, and always would. */
        bool asked = auth->prompt_count > 0;
        forget_answers(session);
        if (!asked || ++auth->password_tries >= PASSWORD_TRIES)
            break;
    }
    note(session, "keyboard-interactive");
    forget_answers(session);
    return -1;
}

static int step_password(struct ssh_session *session)
{
    struct ssh_auth *auth = &session->auth;
    const char *user = session->config.user;
    if (!session->config.password || !offered(session, "password"))
        return -1;
    while (auth->password_tries < PASSWORD_TRIES) {
        if (auth->answer_count == 0) {
            char *prompt = memory_printf("password of user %s", user);
            int asked = ask_prompt(session, prompt, false);
            free(prompt);
            if (asked == 0)
                return 0;
        }
        int status = libssh2_userauth_password_ex(session->ssh, user, (unsigned)strlen(user),
                                                  auth->answers[0],
                                                  (unsigned)strlen(auth->answers[0]), NULL);
        if (status == LIBSSH2_ERROR_EAGAIN)
            return 0;
        if (status == 0) {
            note(session, "password");
            return 1;
        }
        auth->password_tries++;
        forget_answers(session);
    }
    note(session, "password");
    return -1;
}

static int try_methods(struct ssh_session *session)
{
    static int (*const steps[])(struct ssh_session *) = {
        [AUTH_LIST] = step_list,         [AUTH_AGENT] = step_agent,
        [AUTH_FILES] = step_files,       [AUTH_INTERACTIVE] = step_interactive,
        [AUTH_PASSWORD] = step_password,
    };
    struct ssh_auth *auth = &session->auth;
    while (auth->method < AUTH_END) {
        int result = steps[auth->method](session);
        if (session->over)
            return -1;
        if (result >= 0)
            return result;
        auth->method++;
        /* OpenSSH may get in with a key: nobody is asked for a password before it was tried. */
        if (auth->method == AUTH_INTERACTIVE && auth->beyond && !session->target->alone)
            break;
        auth->answer_count = auth->prompt_count = 0;
        auth->password_tries = 0;
    }
    return give_up(session);
}

bool auth_step(struct ssh_session *session)
{
    if (try_methods(session) <= 0)
        return false;
    memory_replace(&session->detail, buffer_text(&session->auth.tried));
    session->auth.beyond = NULL; /* it got in without */
    return true;
}

void auth_answer(struct ssh_session *session, const char *answer)
{
    struct ssh_auth *auth = &session->auth;
    if (!answer) {
        if (auth->method == AUTH_FILES) {
            char *what = memory_printf("%s: needs a passphrase, none given",
                                       session->config.identity_files[auth->file_index]);
            note(session, what);
            free(what);
            next_file(auth);
        } else {
            note(session, "a password, none given");
            auth->method = AUTH_END;
        }
        return;
    }
    ssh_secrets_set(session->shared->secrets, auth->secret_id, answer);
    if (auth->method != AUTH_FILES && auth->answer_count < SSH_PROMPTS)
        auth->answers[auth->answer_count++] = memory_string(answer);
}
