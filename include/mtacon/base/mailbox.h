/* A message queue between two threads, with a file descriptor to poll. */
#ifndef MTACON_BASE_MAILBOX_H
#define MTACON_BASE_MAILBOX_H

#include <stddef.h>

struct mailbox;

/* NULL when no pipe can be made. */
struct mailbox *mailbox_new(void);

/* Messages still inside are given to `discard`. */
void mailbox_free(struct mailbox *mailbox, void (*discard)(void *message));

/* Hands `message` over: it belongs to whoever takes it. */
void mailbox_put(struct mailbox *mailbox, void *message);

/* The oldest message, or NULL; never waits. */
void *mailbox_take(struct mailbox *mailbox);

/* How many messages wait. */
size_t mailbox_count(struct mailbox *mailbox);

/* Readable while messages wait. */
int mailbox_fd(const struct mailbox *mailbox);

#endif
