/* What the programs of data/node print: rows of fields with tabs between. Hostile input: every
 * field is bounded and checked here, and text is made safe to show. */
#ifndef MTACON_MTA_REPORT_H
#define MTACON_MTA_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/policy_document.h"
#include "mtacon/core/queue.h"

enum report_kind {
    REPORT_NOW,       /* number: the node's clock (epoch) */
    REPORT_MTA,       /* text: 'Postfix 3.7.11' */
    REPORT_KIND,      /* text: the name of its driver, where that was not said */
    REPORT_LIFETIME,  /* number: queue lifetime in seconds */
    REPORT_RUNNING,   /* number: 1 the MTA runs, 0 it does not */
    REPORT_LOG,       /* text: path of the log; 'journal': systemd's */
    REPORT_ERROR,     /* subject, text: what cannot be read, and what to do */
    REPORT_SIZE,      /* queue, number: messages in it */
    REPORT_OLDEST,    /* number: arrival of the oldest message (epoch); 0 none */
    REPORT_EXPIRING,  /* number, number2: messages that expire within 6 h, 24 h */
    REPORT_AGE,       /* number: bucket, number2: messages in it */
    REPORT_DOMAIN,    /* domain, number: messages, number2: oldest, number3/4: expiring 6 h, 24 h,
                       * number5: when the first does; 0: none */
    REPORT_REASON,    /* domain, text, number: messages */
    REPORT_LISTED,    /* number: messages listed */
    REPORT_TRUNCATED, /* number: the listing stopped after that many */
    REPORT_FAIL,      /* minute, domain, code, number: attempts */
    REPORT_REFUSED,   /* minute, number: submissions that the MTA did not take */
    REPORT_SAMPLE,    /* domain, code, minute, text: a reply of that code */
    REPORT_CURSOR,    /* text: fingerprint, number: offset, number2: 1 if there is more to read */
    REPORT_GAP,       /* text: which lines are missing, or may be */
    REPORT_RETRY,     /* the log was rotated meanwhile: ask again */
    REPORT_SKIPPED,   /* number: lines that could not be understood */
    REPORT_OFFICE365, /* domain, number: relayed, number2: reports, number3: newest (epoch) */
    REPORT_PLACE,     /* text: host and MTA instance */
    REPORT_ENROLLED,  /* number: 1 policy can take effect there */
    REPORT_DRIFT,     /* text: what differs from what was pushed */
    REPORT_CANNOT,   /* subject: a field of policy, text: what it cannot do on that node, and why */
    REPORT_POLICY,   /* hash ("": none), number, number2: time, text: author */
    REPORT_STEP,     /* text: the step of a push that begins */
    REPORT_DIFF,     /* text: a line of a difference */
    REPORT_OK,       /* text: what was done */
    REPORT_IN_FORCE, /* hash */
    REPORT_CONFLICT, /* hash, number, number2, text: the revision that is in force instead */
    REPORT_FAILED,   /* text: why, and how it is now */
};

struct report_row {
    enum report_kind kind;
    int64_t number, number2, number3, number4, number5;
    int64_t minute;
    int code;
    enum queue queue;
    char domain[DOMAIN_NAME_SIZE];
    char subject[32];
    char hash[SHA256_HEX_SIZE];
    char text[1024]; /* safe to show; a fingerprint or path as it is */
};

/* Parses one line (changed in the process). False when it is no row of those above. */
bool report_parse(char *line, struct report_row *row);

/* What a row says of the policy that a node carries goes to `policy`; other rows change nothing. */
void report_take_policy(struct policy_carried *policy, const struct report_row *row);

#endif
