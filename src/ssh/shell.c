#include "mtacon/ssh/shell.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/ssh/frame.h"

struct ssh_shell {
    struct ssh_session *session;
    const struct ssh_shell_listener *listener;
    void *argument;
    struct frame frame;
    struct loop_timer *deadline;
    char *what; /* the request that runs */
    enum { SHELL_IDLE, SHELL_PRIVILEGE, SHELL_SUDO, SHELL_LIBRARY, SHELL_REQUESTS } state;
    enum ssh_privilege privilege;
    char *library;
};

static void deadline_passed(void *argument)
{
    struct ssh_shell *shell = argument;
    char *text = memory_printf("%s: no answer in time; connecting anew", shell->what);
    ssh_session_fail(shell->session, text);
    free(text);
}

struct ssh_shell *ssh_shell_new(struct loop *loop, struct ssh_session *session,
                                const struct ssh_shell_listener *listener, void *argument)
{
    struct ssh_shell *shell = memory_new(1, sizeof *shell);
    shell->session = session;
    shell->listener = listener;
    shell->argument = argument;
    shell->deadline = loop_timer_new(loop, deadline_passed, shell);
    frame_init(&shell->frame);
    return shell;
}

void ssh_shell_free(struct ssh_shell *shell)
{
    if (!shell)
        return;
    loop_timer_free(shell->deadline);
    frame_clear(&shell->frame);
    free(shell->what);
    free(shell->library);
    free(shell);
}

static void begin(struct ssh_shell *shell, const char *what, int64_t deadline_ms)
{
    frame_begin(&shell->frame);
    memory_replace(&shell->what, what);
    loop_timer_set(shell->deadline, deadline_ms);
}

static void send_text(struct ssh_shell *shell, struct buffer *text)
{
    ssh_session_write(shell->session, text->data, text->length);
    buffer_clear(text);
}

/* Says by the status of its mark: 0 root, 1 may sudo, 2 may not. */
static void ask_privilege(struct ssh_shell *shell)
{
    struct buffer text = {0};
    shell->state = SHELL_PRIVILEGE;
    begin(shell, "shell start", 20000);
    buffer_printf(&text,
                  "if [ \"$(id -u)\" = 0 ]; then mtacon_may=0; elif sudo -n true </dev/null "
                  ">/dev/null 2>&1; then mtacon_may=1; else mtacon_may=2; fi\n"
                  "printf '\\n%%s %%s %%s\\n' %s %u \"$mtacon_may\"\n",
                  shell->frame.mark, shell->frame.sequence);
    send_text(shell, &text);
}

/* Nothing may follow in the same write: the old shell would read it ahead. sudo drops
 * MAIL_CONFIG, which says which Postfix instance the account is for. */
static void become_root(struct ssh_shell *shell)
{
    struct buffer text = {0};
    shell->state = SHELL_SUDO;
    begin(shell, "sudo -n", 20000);
    buffer_printf(
        &text,
        "exec sudo -n sh -c 'if [ -n \"$1\" ]; then MAIL_CONFIG=$1; export MAIL_CONFIG; "
        "fi; printf \"\\n%%s %%s 0\\n\" \"$2\" \"$3\"; exec sh' sh \"$MAIL_CONFIG\" %s %u\n",
        shell->frame.mark, shell->frame.sequence);
    send_text(shell, &text);
}

static void load_library(struct ssh_shell *shell)
{
    struct buffer text = {0};
    shell->state = SHELL_LIBRARY;
    begin(shell, "loading", 20000);
    buffer_printf(&text, "mtacon_mark=%s\n%s\nmtacon_run %u true\n", shell->frame.mark,
                  shell->library, shell->frame.sequence);
    send_text(shell, &text);
}

static void answer_line(void *argument, char *line, size_t length)
{
    struct ssh_shell *shell = argument;
    if (shell->state == SHELL_REQUESTS)
        shell->listener->line(shell->argument, line, length);
}

static void answer_done(void *argument, int status)
{
    struct ssh_shell *shell = argument;
    loop_timer_cancel(shell->deadline);
    switch (shell->state) {
    case SHELL_PRIVILEGE:
        shell->privilege = status == 0   ? SSH_PRIVILEGE_ROOT
                           : status == 1 ? SSH_PRIVILEGE_SUDO
                                         : SSH_PRIVILEGE_NONE;
        if (shell->privilege == SSH_PRIVILEGE_SUDO)
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

void ssh_shell_start(struct ssh_shell *shell, const char *library)
{
    memory_replace(&shell->library, library);
    ask_privilege(shell);
}

void ssh_shell_feed(struct ssh_shell *shell, const char *bytes, size_t length)
{
    static const struct frame_listener listener = {answer_line, answer_done};
    if (!frame_feed(&shell->frame, bytes, length, &listener, shell)) {
        char *text =
            memory_printf("%s: the answer is larger than %d MiB: refusing it",
                          shell->what ? shell->what : "shell", FRAME_ANSWER_LIMIT / 1024 / 1024);
        ssh_session_fail(shell->session, text);
        free(text);
    }
}

void ssh_shell_request(struct ssh_shell *shell, const char *command, const char *input,
                       const char *what, int64_t deadline_ms)
{
    struct buffer text = {0};
    begin(shell, what, deadline_ms);
    if (input)
        buffer_printf(&text, "mtacon_take %u %s <<'%s_input'\n%s%s_input\n", shell->frame.sequence,
                      command, shell->frame.mark, input, shell->frame.mark);
    else
        buffer_printf(&text, "mtacon_run %u %s\n", shell->frame.sequence, command);
    send_text(shell, &text);
}
