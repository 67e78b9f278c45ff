/* Test mails: does an alert reach its subscribers? */
#ifndef MTACON_ACT_TEST_MAIL_H
#define MTACON_ACT_TEST_MAIL_H

#include "mtacon/act/action.h"
#include "mtacon/core/domain_name.h"

struct test_mail {
    char domain[DOMAIN_NAME_SIZE];
    int64_t at;
    int sent, waiting; /* as of the last test_mail_look */
    char why[512];     /* what stands in the way of one that waits; "" nothing */
};

/* Queues one to each subscriber of a domain (as typed; '*' is one), in the audit trail too; `from`
 * as in struct fleet_alerts. Refused when there is none. */
bool test_mail_send(const struct act *act, const char *domain, const char *from, int64_t now,
                    struct test_mail *test, struct error *error);

/* Sends them as it is first stepped, and follows each to its end: until it is sent, then by the
 * log of the node that took it. Its text says how they stand; for long at most half a minute after
 * all were sent. It fails when one of them came back; one that is tried again, or of which nothing
 * is known by then, is told as it stands. */
struct action *test_mail_new(const struct act *act, const char *domain, const char *from,
                             int64_t now);

/* Counts what has been sent, by whatever process does it; true when all was. */
bool test_mail_look(struct store *store, struct test_mail *test);

#endif
