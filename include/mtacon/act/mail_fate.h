/* What became of a mail of the outbox after a node took it: the node's log knows. */
#ifndef MTACON_ACT_MAIL_FATE_H
#define MTACON_ACT_MAIL_FATE_H

#include "mtacon/act/action.h"
#include "mtacon/store/outbox.h"

/* Asks the node that took the mail with that id; the answer, "queue id 4F2: sent (250 2.0.0 Ok)",
 * is kept in the outbox, and is the text of the action that is done. It changes nothing else, so it
 * is allowed read-only too. */
struct action *mail_fate_new(const struct act *act, int64_t mail);

/* Whether asking again may tell more: a node of the fleet took it, and does not say yet how its
 * delivery ended. */
bool mail_fate_is_open(const struct act *act, const struct outbox_mail *mail);

/* Whether it came back, by what is known of it: it reaches nobody any more. */
bool mail_fate_is_lost(const struct outbox_mail *mail);

#endif
