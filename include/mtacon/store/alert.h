/* Alerts: those that are open, and those that were; mutes of a domain. */
#ifndef MTACON_STORE_ALERT_H
#define MTACON_STORE_ALERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/alert.h"
#include "mtacon/core/domain_name.h"
#include "mtacon/store/outbox.h"
#include "mtacon/store/store.h"

enum { STORE_ALERT_NOTE_SIZE = 256 };

/* Who has it evaluates alerts. */
#define STORE_ALERT_LEASE "alerts"

struct store_alert {
    int64_t id;
    char domain[DOMAIN_NAME_SIZE];
    enum alert_window window;
    char key[33]; /* a random word, in the Message-IDs of its mails */
    int64_t since, threshold, count, blind;
    struct alert state; /* of an open one: with the times before, so that flapping is seen */
    int64_t mails;      /* how many times it was mailed */
    int64_t acknowledged_at, acknowledged_until;            /* 0: until it is over */
    char acknowledged_by[160], note[STORE_ALERT_NOTE_SIZE]; /* safe to show */
    int64_t closed_at;                                      /* 0: open */
    enum alert_change closed_as;                            /* ALERT_RECOVERED, ALERT_ENDED */
};

/* Open ones (`closed_too` false) or the newest `limit` of all, newest first; the caller frees the
 * array. */
bool store_alert_list(struct store *store, bool closed_too, int64_t limit,
                      struct store_alert **alerts, size_t *count, struct error *error);

/* When the last alerts of a window fired, newest first. */
bool store_alert_times(struct store *store, const char *domain, enum alert_window window,
                       int64_t fired[ALERT_FLAPS], struct error *error);

enum store_alert_result {
    STORE_ALERT_SAVED,
    STORE_ALERT_NOT_OURS, /* another process evaluates now: nothing saved */
    STORE_ALERT_FAILED,
};

/* Saves a new one (id 0, then set), or what changed of an open one (count, peak, blind nodes,
 * mails, its end; not what operators do to it), together with the mails that tell of it, in one
 * transaction, if `holder` has the lease 'alerts'. */
enum store_alert_result store_alert_save(struct store *store, const char *holder, int64_t now,
                                         struct store_alert *alert, const struct outbox_mail *mails,
                                         size_t mail_count, struct error *error);

/* Acknowledges open alerts: the one with this id, or (id 0) those of the domain that nobody is at
 * (all, where somebody is at each: whoever says so last), until `until` (0:
 * until they are over); `note` is safe to show. Refused when there is none. In the audit trail. */
bool store_alert_acknowledge(struct store *store, int64_t id, const char *domain, int64_t until,
                             const char *note, int64_t now, struct error *error);

/* Ends open alerts that are clearly below their threshold without what this node counted, which is
 * about to be forgotten: a loss of counts is no recovery. */
bool store_alert_end_without(struct store *store, int64_t node, int64_t now, struct error *error);

/* Whether somebody is at it at `now`. */
bool store_alert_is_acknowledged(const struct store_alert *alert, int64_t now);

/* Failures by minute of one domain since `since`, minutes[0..count-1]. */
bool store_alert_minutes(struct store *store, const char *domain, int64_t since, int64_t *minutes,
                         int count, struct error *error);

/* Failures of a domain since `since`, by node; the callback gets the node's id. */
bool store_alert_nodes(struct store *store, const char *domain, int64_t since,
                       void (*row)(void *argument, int64_t node, int64_t count), void *argument,
                       struct error *error);

#endif
