#include "mtacon/base/mailbox.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "mtacon/base/memory.h"

struct letter {
    struct letter *next;
    void *message;
};

struct mailbox {
    pthread_mutex_t lock;
    struct letter *first, **last;
    size_t count;
    int wake[2];
};

struct mailbox *mailbox_new(void)
{
    struct mailbox *mailbox = memory_new(1, sizeof *mailbox);
    if (pipe2(mailbox->wake, O_CLOEXEC | O_NONBLOCK) < 0) {
        free(mailbox);
        return NULL;
    }
    pthread_mutex_init(&mailbox->lock, NULL);
    mailbox->last = &mailbox->first;
    return mailbox;
}

void mailbox_free(struct mailbox *mailbox, void (*discard)(void *message))
{
    if (!mailbox)
        return;
    for (void *message; (message = mailbox_take(mailbox));)
        discard(message);
    close(mailbox->wake[0]);
    close(mailbox->wake[1]);
    pthread_mutex_destroy(&mailbox->lock);
    free(mailbox);
}

void mailbox_put(struct mailbox *mailbox, void *message)
{
    struct letter *letter = memory_new(1, sizeof *letter);
    letter->message = message;
    pthread_mutex_lock(&mailbox->lock);
    /* One byte in the pipe stands for 'not empty', so that it can never fill up. */
    if (!mailbox->first && write(mailbox->wake[1], "", 1) < 0)
        abort();
    *mailbox->last = letter;
    mailbox->last = &letter->next;
    mailbox->count++;
    pthread_mutex_unlock(&mailbox->lock);
}

void *mailbox_take(struct mailbox *mailbox)
{
    void *message = NULL;
    pthread_mutex_lock(&mailbox->lock);
    struct letter *letter = mailbox->first;
    if (letter) {
        message = letter->message;
        mailbox->first = letter->next;
        mailbox->count--;
        if (!mailbox->first) {
            char byte;
            mailbox->last = &mailbox->first;
            if (read(mailbox->wake[0], &byte, 1) < 0)
                abort();
        }
        free(letter);
    }
    pthread_mutex_unlock(&mailbox->lock);
    return message;
}

size_t mailbox_count(struct mailbox *mailbox)
{
    pthread_mutex_lock(&mailbox->lock);
    size_t count = mailbox->count;
    pthread_mutex_unlock(&mailbox->lock);
    return count;
}

int mailbox_fd(const struct mailbox *mailbox)
{
    return mailbox->wake[0];
}
