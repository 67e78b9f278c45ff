#include "io_thread.h"

#include <libssh2.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "link.h"
#include "local_task.h"
#include "mtacon/base/crash.h"
#include "mtacon/base/memory.h"

enum { FILES_WANTED = 65536, LARGE = 65536 };

struct io_thread {
    pthread_t thread;
    struct mailbox *commands, *events;
    char *config_file;
    struct probe_pace pace;
    struct link_context context;
    struct loop_watch *watch;
    struct local_task *local;
    bool stopping;
};

static void run_for_link(struct link *link, const struct fleet_command *command)
{
    switch (command->kind) {
    case COMMAND_REMOVE:
        link_free(link);
        break;
    case COMMAND_SAVED:
        agenda_saved(link_agenda(link), command->probe, &command->target);
        break;
    case COMMAND_ANSWER:
        link_answer(link, command->text, command->secret);
        break;
    case COMMAND_RETRY:
        link_retry(link);
        break;
    case COMMAND_ASK:
        agenda_ask(link_agenda(link), command->probe, command->text);
        break;
    case COMMAND_JOB:
        agenda_add_job(link_agenda(link), command->job, command->ticket, command->text,
                       command->secret);
        break;
    case COMMAND_ADD:
    case COMMAND_LOCAL:
    case COMMAND_STOP:
        break;
    }
}

static void run(struct io_thread *io, struct fleet_command *command)
{
    if (command->kind == COMMAND_STOP) {
        io->stopping = true;
    } else if (command->kind == COMMAND_ADD) {
        link_new(&io->context, command->spec);
        command->spec = NULL;
    } else if (command->kind == COMMAND_LOCAL) {
        local_task_run(io->local, command);
    } else if (command->node) {
        struct link *link = link_find(&io->context, command->node);
        if (link)
            run_for_link(link, command);
    } else {
        for (struct link *link = io->context.first; link; link = link_next(link))
            run_for_link(link, command);
    }
}

static void commands_wait(void *argument, short events)
{
    struct io_thread *io = argument;
    struct fleet_command *command;
    (void)events;
    while ((command = mailbox_take(io->commands))) {
        run(io, command);
        fleet_command_free(command);
    }
}

static void *thread_main(void *argument)
{
    struct io_thread *io = argument;
    struct crash_stack stack;
    sigset_t all;
    sigfillset(&all);
    crash_unblock(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    crash_stack_begin(&stack);
    while (!io->stopping)
        loop_run_once(io->context.agenda.loop, -1);
    while (io->context.first)
        link_free(io->context.first);
    crash_stack_end(&stack);
    return NULL;
}

static void release(struct io_thread *io)
{
    loop_watch_free(io->watch);
    local_task_free(io->local);
    ssh_shared_free(io->context.ssh);
    if (io->context.agenda.loop)
        slots_end(&io->context.slots);
    loop_free(io->context.agenda.loop);
    mailbox_free(io->commands, fleet_command_free);
    mailbox_free(io->events, fleet_event_free);
    free(io->config_file);
    free(io);
    libssh2_exit();
}

/* A connection is a descriptor, more while it is made: a thousand nodes are more than the usual
 * soft limit allows. What this process starts polls, and does not mind. */
static void allow_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= FILES_WANTED)
        return;
    limit.rlim_cur = limit.rlim_max < FILES_WANTED ? limit.rlim_max : FILES_WANTED;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* What is large lives shortly, as the library on its way to a node: it goes back to the kernel, and
 * leaves no holes between what a thousand sessions keep. Elsewhere the library of C does so itself.
 */
static void settle_memory(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
#endif
}

struct io_thread *io_thread_start(const struct io_options *options, struct error *error)
{
    if (libssh2_init(0) != 0) {
        error_set(error, ERROR_REFUSED, "libssh2 cannot be started");
        return NULL;
    }
    allow_files();
    settle_memory();
    struct io_thread *io = memory_new(1, sizeof *io);
    io->commands = mailbox_new();
    io->events = mailbox_new();
    io->config_file = memory_string(options->config_file);
    io->pace = options->pace;
    probe_pace_fill(&io->pace);
    io->context = (struct link_context){.agenda = {.loop = loop_new(),
                                                   .events = io->events,
                                                   .backlog = options->backlog,
                                                   .pace = &io->pace,
                                                   .now = options->now},
                                        .retry_ms = options->retry_ms,
                                        .config_file = io->config_file,
                                        .transport = options->transport};
    if (io->commands && io->events && io->context.agenda.loop) {
        io->context.ssh = ssh_shared_new(io->context.agenda.loop, io->config_file);
        slots_begin(&io->context.slots, io->context.agenda.loop);
        io->local = local_task_new(io->context.agenda.loop, io->events);
        io->watch = loop_watch_new(io->context.agenda.loop, mailbox_fd(io->commands), POLLIN,
                                   commands_wait, io);
        if (pthread_create(&io->thread, NULL, thread_main, io) == 0)
            return io;
    }
    error_set(error, ERROR_REFUSED, "cannot start the I/O thread: out of processes or files");
    release(io);
    return NULL;
}

void io_thread_stop(struct io_thread *io)
{
    if (!io)
        return;
    struct fleet_command *stop = memory_new(1, sizeof *stop);
    stop->kind = COMMAND_STOP;
    mailbox_put(io->commands, stop);
    pthread_join(io->thread, NULL);
    release(io);
}

struct mailbox *io_thread_events(struct io_thread *io)
{
    return io->events;
}

void io_thread_command(struct io_thread *io, struct fleet_command *command)
{
    mailbox_put(io->commands, command);
}
