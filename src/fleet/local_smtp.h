/* A mail is handed to a mail server by SMTP (RFC 5321): what a program without privileges can do
 * where sendmail(1) needs its set-group-ID. */
#ifndef MTACON_FLEET_LOCAL_SMTP_H
#define MTACON_FLEET_LOCAL_SMTP_H

#include "mtacon/base/error.h"
#include "mtacon/base/loop.h"

struct local_smtp;

/* How long is waited: until all of the message is out, in all; and then for the answer to it. A
 * server that does not answer before has no mail, and there may be another way to send it.
 * Afterwards it may have it, and is given what RFC 5321 (4.5.3.2.6) wants, as one that was given up
 * too early gets the mail twice. */
struct local_smtp_patience {
    int64_t before_ms, after_ms;
};
extern const struct local_smtp_patience local_smtp_patience;

/* Hands `message` (lines end with a newline) to `server`, 'ADDRESS:PORT' in numbers, for one
 * recipient; sender "<>": the null sender. Calls `done` once, from the loop, unless local_smtp_free
 * comes first: `why` it was not taken, or may not have been, NULL when it was. It frees itself
 * afterwards. NULL and `error` when it cannot begin. */
struct local_smtp *local_smtp_start(struct loop *loop, const char *server, const char *sender,
                                    const char *recipient, const char *message,
                                    const struct local_smtp_patience *patience,
                                    void (*done)(void *argument, const char *why), void *argument,
                                    struct error *error);

/* Ends one that has not called back yet. NULL is allowed. */
void local_smtp_free(struct local_smtp *smtp);

#endif
