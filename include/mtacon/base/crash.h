/* A crash (SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL; in whichever thread) is told before it ends
 * the process as it would have: by a report in a file of mode 0600 and one line on standard error
 * that says where it lies. */
#ifndef MTACON_BASE_CRASH_H
#define MTACON_BASE_CRASH_H

#include <signal.h>

/* From now on, in the thread that paints: it waits while another one tells of a crash. The report
 * goes into the folder of the file `beside`, named after the process. First of all `restore` is
 * called, which may do only what is safe in a signal handler; NULL: nothing. */
void crash_catch(const char *beside, void (*restore)(void));
void crash_release(void);

/* A thread that has used up its own stack tells of it on this one. Begin and end it in the thread
 * itself. */
struct crash_stack {
    void *memory; /* owned */
    stack_t before;
};
void crash_stack_begin(struct crash_stack *stack);
void crash_stack_end(struct crash_stack *stack);

/* Takes the signals of a crash out of a set that is going to be blocked: a crash that is blocked
 * ends the process without a word. */
void crash_unblock(sigset_t *set);

#endif
