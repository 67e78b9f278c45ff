#include "mtacon/base/crash.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#if __has_include(<execinfo.h>)
#include <execinfo.h>
#define HAS_BACKTRACE 1
#endif

#include "config.h"
#include "mtacon/base/memory.h"

enum { STACK_SIZE = 64 * 1024, FRAMES = 64 };

static const struct {
    int number;
    const char *name;
} signals[] = {{SIGSEGV, "SIGSEGV"},
               {SIGABRT, "SIGABRT"},
               {SIGBUS, "SIGBUS"},
               {SIGFPE, "SIGFPE"},
               {SIGILL, "SIGILL"}};
enum { SIGNALS = sizeof signals / sizeof *signals };

/* A handler has no argument of its own: what it needs lies here, made before it can be called. */
static struct {
    char path[4096];
    void (*restore)(void);
    struct crash_stack stack;
    _Atomic long teller; /* the thread that tells; 0: none */
    long painter;        /* the thread that has the terminal */
    atomic_bool halted;  /* it paints no more */
} crash;

/* ---- in the handler: only what is safe there ---- */

static void put(int fd, const char *text)
{
    size_t length = strlen(text);
    while (length) {
        ssize_t written = write(fd, text, length);
        if (written <= 0)
            return;
        text += written;
        length -= (size_t)written;
    }
}

static void put_number(int fd, long number)
{
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0 && at);
    put(fd, digits + at);
}

static const char *name_of(int number)
{
    for (int i = 0; i < SIGNALS; i++)
        if (signals[i].number == number)
            return signals[i].name;
    return "a signal";
}

static void put_frames(int fd)
{
#ifdef HAS_BACKTRACE
    void *frames[FRAMES];
    backtrace_symbols_fd(frames, backtrace(frames, FRAMES), fd);
#else
    put(fd, "no backtrace on this system\n");
#endif
}

static bool write_report(int number)
{
    int fd = open(crash.path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    put(fd, PACKAGE_NAME " " PACKAGE_VERSION " ended by ");
    put(fd, name_of(number));
    put(fd, ", process ");
    put_number(fd, (long)getpid());
    put(fd, ", at ");
    put_number(fd, (long)time(NULL));
    put(fd, " (seconds since 1970)\n");
    put_frames(fd);
    return close(fd) == 0;
}

static void tell(int number)
{
    if (crash.restore)
        crash.restore();
    bool written = write_report(number);
    put(STDERR_FILENO, PACKAGE_NAME " was ended by ");
    put(STDERR_FILENO, name_of(number));
    put(STDERR_FILENO, written ? ": please report it with " : ", and cannot write its report ");
    put(STDERR_FILENO, crash.path);
    put(STDERR_FILENO, "\n");
}

/* The thread that paints would paint on over what is told; it takes the same signal, and waits. */
static void halt_painter(int number)
{
    enum { PATIENCE_MS = 1000 };
    const struct timespec moment = {.tv_nsec = 1000000};
    if (crash.painter == crash.teller)
        return;
    syscall(SYS_tgkill, getpid(), crash.painter, number);
    for (int i = 0; i < PATIENCE_MS && !crash.halted; i++)
        nanosleep(&moment, NULL);
}

/* Others that crash meanwhile wait: who tells ends them too. A crash of the teller itself ends it
 * at once. */
static void handle(int number)
{
    long nobody = 0, own = syscall(SYS_gettid);
    if (atomic_compare_exchange_strong(&crash.teller, &nobody, own)) {
        halt_painter(number);
        tell(number);
    } else if (nobody != own) {
        if (own == crash.painter)
            crash.halted = true;
        for (;;)
            pause();
    }
    signal(number, SIG_DFL);
    raise(number); /* taken on return */
}

/* ---- before and after ---- */

void crash_stack_begin(struct crash_stack *stack)
{
    stack->memory = memory_new(1, STACK_SIZE);
    stack_t own = {.ss_sp = stack->memory, .ss_size = STACK_SIZE};
    sigaltstack(&own, &stack->before);
}

void crash_stack_end(struct crash_stack *stack)
{
    sigaltstack(&stack->before, NULL);
    free(stack->memory);
    stack->memory = NULL;
}

void crash_unblock(sigset_t *set)
{
    for (int i = 0; i < SIGNALS; i++)
        sigdelset(set, signals[i].number);
}

void crash_catch(const char *beside, void (*restore)(void))
{
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    const char *slash = strrchr(beside, '/');
    snprintf(crash.path, sizeof crash.path, "%.*smtacon-crash-%ld.txt",
             slash ? (int)(slash - beside) + 1 : 0, beside, (long)getpid());
    crash.restore = restore;
    crash.painter = syscall(SYS_gettid);
#ifdef HAS_BACKTRACE
    void *frame;
    backtrace(&frame, 1); /* loads what it needs: later there is no memory to be had */
#endif
    crash_stack_begin(&crash.stack);
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i].number, &action, NULL);
}

void crash_release(void)
{
    for (int i = 0; i < SIGNALS; i++)
        signal(signals[i].number, SIG_DFL);
    crash_stack_end(&crash.stack);
}
