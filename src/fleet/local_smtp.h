/* A mail is handed to a mail server by SMTP (RFC 5321): what a program without privileges can do
 * where sendmail(1) needs its set-group-ID. */
#ifndef MTACON_FLEET_LOCAL_SMTP_H
#define MTACON_FLEET_LOCAL_SMTP_H

#include "mtacon/base/error.h"
#include "mtacon/base/loop.h"

struct local_smtp;

/* Hands `message` (lines end with a newline) to `server`, 'ADDRESS:PORT' in numbers, for one
 * recipient; sender "<>": the null sender. Calls `done` once, from the loop, unless local_smtp_free
 * comes first: `why` it was not taken, NULL when it was. It frees itself afterwards. NULL and
 * `error` when it cannot begin. */
struct local_smtp *local_smtp_start(struct loop *loop, const char *server, const char *sender,
                                    const char *recipient, const char *message,
                                    void (*done)(void *argument, const char *why), void *argument,
                                    struct error *error);

/* Ends one that has not called back yet. NULL is allowed. */
void local_smtp_free(struct local_smtp *smtp);

#endif
