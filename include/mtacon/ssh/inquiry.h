/* Questions to programs of this host (`ssh -G`, `ssh-keygen -y`): each is asked once for all who
 * want to know, a few at a time, and the answer is kept until what it was made of changes. */
#ifndef MTACON_SSH_INQUIRY_H
#define MTACON_SSH_INQUIRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/base/child.h"
#include "mtacon/base/loop.h"

struct inquiries;
struct inquiry_wait; /* somebody waits for an answer */

struct inquiry {
    const char *key;     /* equal for questions that have the same answer */
    const char *version; /* of what the answer is made of; NULL: never kept, never shared */
    char *const *argv;
    int64_t deadline_ms; /* counted from when the program starts */
    bool failure_too;    /* that it says no is an answer to be kept */
};

typedef void inquiry_done(void *argument, const struct child_result *result);

struct inquiries *inquiries_new(struct loop *loop);

/* Nobody may wait any more. */
void inquiries_free(struct inquiries *inquiries);

/* Calls `done` once, unless inquiry_forget comes first: before this returns when the answer is kept
 * or the program cannot be started (status 127, and why in `errors`), else from the loop. `*wait`
 * is set as long as it waits. That the program failed or took too long goes to all who wait, and is
 * kept only where the question says so and it ended by itself. */
void inquiry_ask(struct inquiries *inquiries, const struct inquiry *inquiry, inquiry_done *done,
                 void *argument, struct inquiry_wait **wait);

/* Nobody is called back; the program ends unless others wait for it. NULL is allowed. */
void inquiry_forget(struct inquiry_wait *wait);

#endif
