/* Ways to tell people. A channel is a file with one const table at its end, and a line in
 * channels.c; they are tried in that order. A channel only says what is to be run where; the
 * outbox runs it. */
#ifndef MTACON_CHANNEL_CHANNEL_H
#define MTACON_CHANNEL_CHANNEL_H

#include <stdbool.h>

#include "mtacon/base/buffer.h"
#include "mtacon/mta/driver.h"
#include "mtacon/store/outbox.h"

/* In the place of a program: a mail server that is spoken to, 'smtp:127.0.0.1:25'; its arguments
 * are sender and recipient. */
#define CHANNEL_SMTP "smtp:"

/* What the operator has set. */
struct channel_settings {
    const char *from;     /* sender; NULL: the null sender */
    const char *sendmail; /* of this host, or CHANNEL_SMTP with a server; "" or NULL: none */
    const char *command;  /* a program that takes JSON; NULL: none */
};

struct channel {
    const char *name; /* "sendmail": one word */
    bool on_node;     /* it runs on a healthy node; else on this host */
    /* Whether it can reach such an address. */
    bool (*accepts)(const char *address);
    /* The program of this host that it would run; NULL: it cannot be used. Not for one on a node.
     */
    const char *(*program)(const struct channel_settings *settings);
    /* What is to be run: on a node a shell command, `driver` being that of its MTA; on this host
     * the program and its arguments, a line each. And the `input` that it reads. */
    void (*render)(const struct outbox_mail *mail, const struct channel_settings *settings,
                   const struct mta_driver *driver, struct buffer *command, struct buffer *input);
};

/* All of them, in the order in which they are tried; NULL at the end. */
extern const struct channel *const channels[];

#endif
