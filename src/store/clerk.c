#include "mtacon/store/clerk.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/crash.h"
#include "mtacon/base/mailbox.h"
#include "mtacon/base/memory.h"

struct errand {
    const struct clerk_task *task; /* NULL: it is to end */
    void *argument;
};

struct clerk {
    struct store *store; /* the thread's */
    pthread_t thread;
    struct mailbox *errands, *done;
};

static struct errand *wait_for_errand(struct clerk *clerk)
{
    struct errand *errand;
    while (!(errand = mailbox_take(clerk->errands)))
        poll(&(struct pollfd){.fd = mailbox_fd(clerk->errands), .events = POLLIN}, 1, -1);
    return errand;
}

static void *work(void *argument)
{
    struct clerk *clerk = argument;
    struct crash_stack stack;
    struct errand *errand;
    sigset_t all;
    sigfillset(&all);
    crash_unblock(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    crash_stack_begin(&stack);
    while ((errand = wait_for_errand(clerk))->task) {
        errand->task->run(errand->argument, clerk->store);
        mailbox_put(clerk->done, errand);
    }
    free(errand);
    crash_stack_end(&stack);
    return NULL;
}

static void tell(struct clerk *clerk, const struct clerk_task *task, void *argument)
{
    struct errand *errand = memory_new(1, sizeof *errand);
    *errand = (struct errand){task, argument};
    mailbox_put(clerk->errands, errand);
}

static void free_clerk(struct clerk *clerk)
{
    mailbox_free(clerk->errands, free);
    mailbox_free(clerk->done, free);
    store_close(clerk->store);
    free(clerk);
}

struct clerk *clerk_start(const struct store *store, struct error *error)
{
    struct clerk *clerk = memory_new(1, sizeof *clerk);
    clerk->errands = mailbox_new();
    clerk->done = mailbox_new();
    clerk->store = store_open(store_path(store), error);
    bool good = clerk->store && clerk->errands && clerk->done;
    if (clerk->store && !good)
        error_set(error, ERROR_STORE, "no pipe: out of files");
    int failed = good ? pthread_create(&clerk->thread, NULL, work, clerk) : 0;
    if (failed)
        error_set(error, ERROR_STORE, "no thread: %s", strerror(failed));
    if (good && !failed)
        return clerk;
    free_clerk(clerk);
    return NULL;
}

/* What those told who were told that something is done. */
static void do_the_rest(struct clerk *clerk)
{
    struct errand *errand;
    while ((errand = mailbox_take(clerk->errands))) {
        errand->task->run(errand->argument, clerk->store);
        errand->task->done(errand->argument);
        free(errand);
    }
}

void clerk_stop(struct clerk *clerk)
{
    if (!clerk)
        return;
    tell(clerk, NULL, NULL);
    pthread_join(clerk->thread, NULL);
    clerk_look(clerk);
    do_the_rest(clerk);
    free_clerk(clerk);
}

void clerk_do(struct clerk *clerk, const struct clerk_task *task, void *argument)
{
    tell(clerk, task, argument);
}

int clerk_fd(const struct clerk *clerk)
{
    return mailbox_fd(clerk->done);
}

bool clerk_look(struct clerk *clerk)
{
    struct errand *errand;
    bool any = false;
    while ((errand = mailbox_take(clerk->done))) {
        errand->task->done(errand->argument);
        free(errand);
        any = true;
    }
    return any;
}
