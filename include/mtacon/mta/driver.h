/* One driver a mail server: what to run on the node. The answers are rows (report.h). A member that
 * is NULL is what that mail server cannot do, and `lacks` says why. */
#ifndef MTACON_MTA_DRIVER_H
#define MTACON_MTA_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "mtacon/base/buffer.h"
#include "mtacon/core/failure.h"
#include "mtacon/core/policy_document.h"

/* What a driver cannot do: a member of MTA_CAN..., and the reason in words. */
struct mta_lack {
    const char *what, *why;
};

#define MTA_CAN_POLICY    "policy"
#define MTA_CAN_OFFICE365 "Office 365"
#define MTA_CAN_FATE      "what became of a mail"
#define MTA_CAN_WITHHELD  "who was not told"

struct mta_driver {
    const char *name;
    const struct mta_lack *lacks; /* ends with a NULL; NULL: it can do all */
    const char *lifetime;         /* the setting that makes queued mail be tried for 5 days */
    const char *present;          /* sh: true where this mail server is installed */
    /* Appends the sh functions that the commands below call. */
    void (*library)(struct buffer *out);
    /* What the node is; `log` NULL: find it. */
    void (*hello)(struct buffer *out, const char *log);
    void (*sizes)(struct buffer *out);
    void (*listing)(struct buffer *out, int64_t limit);
    /* Failures after `cursor`, reading at most `limit` bytes of log; without a cursor, or when it
     * is lost, from `since` (epoch) on. */
    void (*log)(struct buffer *out, const char *path, const struct log_cursor *cursor,
                int64_t since, int64_t limit);
    /* The oldest queued messages of a domain ("": of all), for mta_message_parse. */
    void (*messages)(struct buffer *out, const char *domain, int64_t limit);
    /* The newest failing lines of a domain ("": of all) in the log, for mta_line_parse. */
    void (*lines)(struct buffer *out, const char *path, const char *domain, int64_t limit);

    /* Withheld recipients in the domain ("": all) since then (epoch), the newest `limit`, for
     * mta_withheld_parse. */
    void (*withheld)(struct buffer *out, const char *path, const char *domain, int64_t since,
                     int64_t limit);

    /* What the newest part of the log says of Office 365 behind the domains. */
    void (*office365)(struct buffer *out, const char *path);
    /* The command that takes a mail on its input; `sender` NULL: the null sender. */
    void (*send)(struct buffer *out, const char *sender);
    /* What the log at `path` says of a mail that was taken so, by its Message-ID. */
    void (*fate)(struct buffer *out, const char *path, const char *message_id);

    /* ---- policy: `dir` is where it lies on the node ---- */
    void (*policy_state)(struct buffer *out, const char *dir);
    void (*policy_read)(struct buffer *out, const char *dir);
    /* Whether others than the MTA's user can read what is published, and what the newest says. */
    void (*published)(struct buffer *out, const char *dir);
    /* Difference, enrolment, its undoing; `publish` NULL: no further place. */
    void (*enrol_plan)(struct buffer *out, const char *dir, bool enrol, const char *publish);
    void (*enrol)(struct buffer *out, const char *dir, const char *publish);
    void (*unenrol)(struct buffer *out, const char *dir);
    /* What nodes read of a policy: its files, each begun by a line with `mark`. NULL: it takes no
     * policy. Of many domains that takes a while: mta_bundle_render, once for all nodes. */
    void (*bundle)(struct buffer *bundle, const char *mark, const struct policy *policy,
                   const char *document);
};

/* A revision as nodes of one kind get it. Zeroed, it is empty. */
struct mta_bundle {
    char mark[33];
    char *probe; /* a domain by which a node can see that it is in force */
    struct buffer files;
};

/* `document` is that of `policy`. */
void mta_bundle_render(struct mta_bundle *bundle, const struct mta_driver *driver,
                       const struct policy *policy, const char *document);
void mta_bundle_clear(struct mta_bundle *bundle);

/* The command that reads the bundle's files, and brings `revision` to a node that carries
 * `expected` ("": nothing); `dir` as above. */
void mta_bundle_push(struct buffer *out, const struct mta_bundle *bundle, const char *dir,
                     const char *expected, const struct policy_revision *revision);

/* The driver of that name, or NULL. */
const struct mta_driver *mta_driver_find(const char *name);

/* Why it cannot do that; NULL: it can. */
const char *mta_driver_lacks(const struct mta_driver *driver, const char *what);

/* Names of all drivers, with commas between; for messages. */
const char *mta_driver_names(void);

#endif
