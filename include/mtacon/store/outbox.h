/* The outbox: mails that tell of alerts, saved together with the alert, then sent until a mail
 * server took them. At least once: the Message-ID stays the same. */
#ifndef MTACON_STORE_OUTBOX_H
#define MTACON_STORE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/alert_mail.h"
#include "mtacon/core/delivery.h"
#include "mtacon/store/store.h"

enum { OUTBOX_LIFETIME = 86400 /* seconds; then it is a dead letter */ };

/* The kind of a mail that an operator asked for, to see whether it arrives. */
#define OUTBOX_TEST "test"

enum outbox_state {
    OUTBOX_QUEUED,
    OUTBOX_SENDING,
    OUTBOX_SENT,
    OUTBOX_DEAD, /* nobody took it for OUTBOX_LIFETIME */
};

/* "queued" ...: in JSON, and in the store. */
const char *outbox_state_name(enum outbox_state state);

/* Owned strings, freed by outbox_free. */
struct outbox_mail {
    int64_t id, alert;
    char *kind, *domain, *window, *address, *subject, *message_id, *message;
    enum outbox_state state;
    char *via, *error;
    int64_t tries, created_at, next_at, done_at;
    enum delivery fate; /* as the log of the node that took it says ... */
    char *fate_text;    /* ... in these words; "": not known */
};

/* The Message-ID of the mail `number` of a matter (`key`) to an address: the same for the same
 * mail, however often it is made; malloc'ed. */
char *outbox_message_id(const char *key, int64_t number, const char *address);

/* A mail to be queued, written from its head and body; its strings are owned. `alert` 0: of none.
 */
struct outbox_mail outbox_mail_new(const struct alert_mail_head *head, const char *body,
                                   int64_t alert);

/* Queues one; one with that Message-ID already there is left alone. */
bool outbox_add(struct store *store, const struct outbox_mail *mail, struct error *error);

/* The newest `limit`, those not sent first, without their messages. */
bool outbox_list(struct store *store, int64_t limit, struct outbox_mail **mails, size_t *count,
                 struct error *error);

/* The test mails of a domain that were asked for at `since` or later, in their order, without their
 * messages. */
bool outbox_list_tests(struct store *store, const char *domain, int64_t since,
                       struct outbox_mail **mails, size_t *count, struct error *error);

/* One of them, with its message; NULL and `error` when there is none. Freed by outbox_free(mail,
 * 1).
 */
struct outbox_mail *outbox_load(struct store *store, int64_t id, struct error *error);
void outbox_free(struct outbox_mail *mails, size_t count);

struct outbox_counts {
    int64_t waiting, dead;
};
bool outbox_count(struct store *store, struct outbox_counts *counts, struct error *error);

/* Takes the next mail that is due, for `holder`, which has none under way: one that it took before,
 * whose end could not be saved, is due too. `only_tests`: none but test mails. False when none is.
 * Freed by outbox_free(mail, 1). */
bool outbox_take(struct store *store, const char *holder, bool only_tests, int64_t now,
                 struct outbox_mail **mail, struct error *error);

/* Whether a mail is due or under way. */
bool outbox_is_due(struct store *store, int64_t now);

/* A mail server took it: `via` says which. */
bool outbox_sent(struct store *store, int64_t id, const char *via, int64_t now,
                 struct error *error);

/* What became of one that was sent, from the log of the node that took it, in place of what was
 * known before. */
bool outbox_set_fate(struct store *store, int64_t id, enum delivery fate, const char *text,
                     struct error *error);

/* Appends what was answered, for people: who took it and what became of it, or why nobody did. */
void outbox_answer(const struct outbox_mail *mail, struct buffer *out);

/* Nobody took it: tried again at `next_at`, or a dead letter when it is older than
 * OUTBOX_LIFETIME. */
bool outbox_failed(struct store *store, int64_t id, const char *why, int64_t now, int64_t next_at,
                   struct error *error);

/* What others had begun to send, who are gone: queued again. Test mails, which any process may be
 * sending just now, only when they are a quarter of an hour old; other mails only with `all`, for
 * the one that has the lease. */
bool outbox_recover(struct store *store, const char *holder, bool all, int64_t now,
                    struct error *error);

/* Deletes what was sent or died before `before`. */
bool outbox_prune(struct store *store, int64_t before, struct error *error);

#endif
