#include "local_task.h"

#include <stdlib.h>
#include <string.h>

#include "local_smtp.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/child.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/channel/channel.h"

enum { ARGUMENTS = 8, DEADLINE_MS = 30000, OUTPUT_LIMIT = 4096, SAID_LIMIT = 200 };

struct local_task {
    struct loop *loop;
    struct mailbox *events;
    struct child *child;
    struct local_smtp *smtp;
    int64_t ticket;
};

struct local_task *local_task_new(struct loop *loop, struct mailbox *events)
{
    struct local_task *task = memory_new(1, sizeof *task);
    task->loop = loop;
    task->events = events;
    return task;
}

void local_task_free(struct local_task *task)
{
    if (!task)
        return;
    child_free(task->child);
    local_smtp_free(task->smtp);
    free(task);
}

static void tell(struct local_task *task, int64_t ticket, enum job_outcome outcome,
                 const char *text)
{
    struct fleet_event *event = memory_new(1, sizeof *event);
    event->kind = EVENT_JOB;
    event->at = clock_now();
    event->ticket = ticket;
    event->outcome = outcome;
    event->text = memory_string(text);
    mailbox_put(task->events, event);
}

static void ended(void *argument, const struct child_result *result)
{
    struct local_task *task = argument;
    struct buffer text = {0};
    task->child = NULL;
    if (result->status < 0)
        buffer_append_text(&text, "gave no answer in time: it may have taken the mail, which is "
                                  "sent again under the same "
                                  "Message-ID");
    else if (result->status)
        buffer_printf(&text, "exit status %d", result->status);
    size_t said = strcspn(result->errors, "\n");
    if (result->status && said) {
        buffer_append_text(&text, ": ");
        text_visible(&text, result->errors, said < SAID_LIMIT ? said : SAID_LIMIT);
    }
    tell(task, task->ticket, result->status ? JOB_FAILED : JOB_DONE, buffer_text(&text));
    buffer_clear(&text);
}

static void mail_ended(void *argument, const char *why)
{
    struct local_task *task = argument;
    task->smtp = NULL;
    tell(task, task->ticket, why ? JOB_FAILED : JOB_DONE, why ? why : "");
}

/* NULL-terminated words; false when it cannot be started. */
static bool start(struct local_task *task, char *argv[], const char *input, struct error *error)
{
    size_t scheme = strlen(CHANNEL_SMTP);
    if (argv[0] && strncmp(argv[0], CHANNEL_SMTP, scheme) == 0 && argv[1] && argv[2])
        task->smtp = local_smtp_start(task->loop, argv[0] + scheme, argv[1], argv[2], input,
                                      &local_smtp_patience, mail_ended, task, error);
    else
        task->child =
            child_start(task->loop, argv, input, DEADLINE_MS, OUTPUT_LIMIT, ended, task, error);
    return task->smtp || task->child;
}

void local_task_run(struct local_task *task, const struct fleet_command *command)
{
    char *words = memory_string(command->text), *rest = words, *argv[ARGUMENTS + 1] = {0};
    struct error error;
    for (int i = 0; i < ARGUMENTS && rest; i++)
        argv[i] = strsep(&rest, "\n");
    if (task->child || task->smtp)
        tell(task, command->ticket, JOB_FAILED, "another is still running");
    else if (!start(task, argv, command->secret, &error))
        tell(task, command->ticket, JOB_FAILED, error.text);
    else
        task->ticket = command->ticket;
    free(words);
}
