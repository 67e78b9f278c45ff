/* What is said and answered when one mail is handed to a mail server by SMTP (RFC 5321): no
 * connection, no clock. */
#ifndef MTACON_FLEET_SMTP_DIALOGUE_H
#define MTACON_FLEET_SMTP_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "mtacon/base/buffer.h"

/* What is waited for. */
enum smtp_stage {
    SMTP_STAGE_GREETING,
    SMTP_STAGE_HELLO,
    SMTP_STAGE_SENDER,
    SMTP_STAGE_RECIPIENT,
    SMTP_STAGE_DATA,
    SMTP_STAGE_END
};

struct smtp_dialogue {
    char *sender, *recipient, *message; /* owned */
    enum smtp_stage stage;
    bool eight_bit,
        international; /* the server takes bytes beyond ASCII in the text, in addresses */
    struct buffer in;
    struct buffer out; /* to be sent; whoever sends it consumes it */
    char *why;         /* of SMTP_REFUSED; owned */
};

enum smtp_end { SMTP_GOES_ON, SMTP_TAKEN, SMTP_REFUSED };

/* Begins one: for one recipient, lines of `message` end with a newline; sender "<>": the null
 * sender. */
void smtp_dialogue_begin(struct smtp_dialogue *dialogue, const char *sender, const char *recipient,
                         const char *message);
void smtp_dialogue_clear(struct smtp_dialogue *dialogue);

/* Takes what the server sent, whatever it is. After SMTP_TAKEN and SMTP_REFUSED it takes no more.
 */
enum smtp_end smtp_dialogue_take(struct smtp_dialogue *dialogue, const char *bytes, size_t length);

/* Whether all of the message is out and its answer is not there: the server may have it. */
bool smtp_dialogue_handed_over(const struct smtp_dialogue *dialogue);

/* What went wrong with the connection, in words that name what was waited for, and say so where the
 * mail may have arrived; malloc'ed. */
char *smtp_dialogue_trouble(const struct smtp_dialogue *dialogue, const char *what);

#endif
