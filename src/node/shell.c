#include "mtacon/node/shell.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/node/reply.h"

/* A login may do anything before its shell reads, and a host that is busy does that slowly. */
enum { LOGIN_DEADLINE_MS = 120000 };
/* So much is written by no login that has anything to say before its shell reads. */
enum { START_LIMIT = 131072 };

struct shell {
    struct transport *transport;
    const struct shell_listener *listener;
    void *argument;
    struct reply reply;
    struct loop_timer *deadline;
    char *what; /* the request that runs */
    int64_t deadline_ms;
    int patience;
    size_t start_length; /* bytes that came before it took requests */
    enum { SHELL_IDLE, SHELL_PRIVILEGE, SHELL_SUDO, SHELL_LIBRARY, SHELL_REQUESTS } state;
    enum shell_privilege privilege;
    void (*library)(struct buffer *out); /* large: made when it is sent, there are many shells */
};

static void deadline_passed(void *argument)
{
    struct shell *shell = argument;
    bool starting = shell->state != SHELL_REQUESTS;
    char *text = starting
                     ? memory_printf("%s: no answer for %lld s: what does the account's login wait "
                                     "for? It gets more time at the next try",
                                     shell->what, (long long)shell->deadline_ms / 1000)
                     : memory_printf("%s: no answer in time; connecting anew", shell->what);
    shell->transport->kind->end(shell->transport, text, starting);
    free(text);
}

struct shell *shell_new(struct loop *loop, struct transport *transport,
                        const struct shell_listener *listener, void *argument)
{
    struct shell *shell = memory_new(1, sizeof *shell);
    shell->transport = transport;
    shell->listener = listener;
    shell->argument = argument;
    shell->deadline = loop_timer_new(loop, deadline_passed, shell);
    reply_init(&shell->reply);
    return shell;
}

void shell_free(struct shell *shell)
{
    if (!shell)
        return;
    loop_timer_free(shell->deadline);
    reply_clear(&shell->reply);
    free(shell->what);
    free(shell);
}

static void begin(struct shell *shell, const char *what, int64_t deadline_ms)
{
    reply_begin(&shell->reply);
    memory_replace(&shell->what, what);
    shell->deadline_ms = deadline_ms;
    loop_timer_set(shell->deadline, deadline_ms);
}

/* A step of the shell's start: more time for one that was late before. */
static void begin_start(struct shell *shell, const char *what, int64_t deadline_ms)
{
    begin(shell, what, ssh_patience(deadline_ms, shell->patience));
}

static void send_text(struct shell *shell, struct buffer *text)
{
    shell->transport->kind->write(shell->transport, text->data, text->length);
    buffer_clear(text);
}

/* Says by the status of its mark: 0 root, 1 may sudo, 2 may not. */
static void ask_privilege(struct shell *shell)
{
    struct buffer text = {0};
    shell->state = SHELL_PRIVILEGE;
    begin_start(shell, "login shell", LOGIN_DEADLINE_MS);
    buffer_printf(&text,
                  "if [ \"$(id -u)\" = 0 ]; then mtacon_may=0; elif sudo -n true </dev/null "
                  ">/dev/null 2>&1; then mtacon_may=1; else mtacon_may=2; fi\n"
                  "printf '\\n%%s %%s %%s\\n' %s %u \"$mtacon_may\"\n",
                  shell->reply.mark, shell->reply.sequence);
    send_text(shell, &text);
}

/* Nothing may follow in the same write: the old shell would read it ahead. sudo drops
 * MAIL_CONFIG, which says which Postfix instance the account is for. */
static void become_root(struct shell *shell)
{
    struct buffer text = {0};
    shell->state = SHELL_SUDO;
    begin_start(shell, "sudo -n", 20000);
    buffer_printf(
        &text,
        "exec sudo -n sh -c 'if [ -n \"$1\" ]; then MAIL_CONFIG=$1; export MAIL_CONFIG; "
        "fi; printf \"\\n%%s %%s 0\\n\" \"$2\" \"$3\"; exec sh' sh \"$MAIL_CONFIG\" %s %u\n",
        shell->reply.mark, shell->reply.sequence);
    send_text(shell, &text);
}

static void load_library(struct shell *shell)
{
    struct buffer text = {0};
    shell->state = SHELL_LIBRARY;
    begin_start(shell, "loading", 20000);
    buffer_printf(&text, "mtacon_mark=%s\n", shell->reply.mark);
    shell->library(&text);
    buffer_printf(&text, "\nmtacon_run %u true\n", shell->reply.sequence);
    send_text(shell, &text);
}

static void answer_line(void *argument, char *line, size_t length)
{
    struct shell *shell = argument;
    if (shell->state == SHELL_REQUESTS)
        shell->listener->line(shell->argument, line, length);
}

static void answer_done(void *argument, int status)
{
    struct shell *shell = argument;
    loop_timer_cancel(shell->deadline);
    switch (shell->state) {
    case SHELL_PRIVILEGE:
        shell->privilege = status == 0   ? SHELL_PRIVILEGE_ROOT
                           : status == 1 ? SHELL_PRIVILEGE_SUDO
                                         : SHELL_PRIVILEGE_NONE;
        if (shell->privilege == SHELL_PRIVILEGE_SUDO)
            become_root(shell);
        else
            load_library(shell);
        break;
    case SHELL_SUDO:
        load_library(shell);
        break;
    case SHELL_LIBRARY:
        shell->state = SHELL_REQUESTS;
        shell->listener->ready(shell->argument, shell->privilege);
        break;
    case SHELL_REQUESTS:
        shell->listener->done(shell->argument, status);
        break;
    case SHELL_IDLE:
        break;
    }
}

void shell_start(struct shell *shell, void (*library)(struct buffer *out), int patience)
{
    shell->patience = patience;
    shell->library = library;
    ask_privilege(shell);
}

static void refuse(struct shell *shell, const char *why)
{
    char *text = memory_printf("%s: %s", shell->what ? shell->what : "shell", why);
    shell->transport->kind->end(shell->transport, text, false);
    free(text);
}

void shell_feed(struct shell *shell, const char *bytes, size_t length)
{
    static const struct reply_listener listener = {answer_line, answer_done};
    _Static_assert(REPLY_ANSWER_LIMIT == 64 * 1024 * 1024, "as the words below have it");
    if (shell->state != SHELL_REQUESTS && (shell->start_length += length) > START_LIMIT)
        refuse(shell, "it writes and writes, and no shell answers: what is the account's login?");
    else if (!reply_feed(&shell->reply, bytes, length, &listener, shell))
        refuse(shell, "the answer is larger than 64 MiB: refusing it");
}

void shell_request(struct shell *shell, const char *command, const char *input, const char *what,
                   int64_t deadline_ms)
{
    struct buffer text = {0};
    begin(shell, what, deadline_ms);
    if (input)
        buffer_printf(&text, "mtacon_take %u %s <<'%s_input'\n%s%s_input\n", shell->reply.sequence,
                      command, shell->reply.mark, input, shell->reply.mark);
    else
        buffer_printf(&text, "mtacon_run %u %s\n", shell->reply.sequence, command);
    send_text(shell, &text);
}
