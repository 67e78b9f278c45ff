/* What the screens, the reports and the evaluation of alerts look at: all of it computed from the
 * store at one moment, so that every console that looks at the same store shows the same. Loaded
 * once, then changed in place by what came since (store/change.h): that costs what has changed, not
 * what there is. */
#ifndef MTACON_MODEL_MODEL_H
#define MTACON_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/policy_document.h"
#include "mtacon/core/smtp_code.h"
#include "mtacon/core/threshold.h"
#include "mtacon/core/window.h"
#include "mtacon/store/alert.h"
#include "mtacon/store/archive.h"
#include "mtacon/store/mute.h"
#include "mtacon/store/failure.h"
#include "mtacon/store/node.h"
#include "mtacon/store/outbox.h"
#include "mtacon/store/rollout.h"

/* Seconds; nodes are read every 2 minutes at least, their policy too. */
enum { MODEL_STALE = 180, MODEL_POLICY_STALE = 300 };

struct model_code {
    int code;
    int64_t last_hour, last_day;
};

/* Failures of a node, of a domain, or of all. Expired messages are among the codes, but in no
 * sum. */
struct model_failures {
    int64_t last_hour, last_day;
    int64_t temporary, permanent;    /* of the last day */
    int64_t expired, suppressed;     /* of the last day: messages, reports not sent */
    int64_t minutes[WINDOW_MINUTES]; /* the last one now runs */
    struct model_code *codes;        /* most first */
    size_t code_count;
};

/* How a node's policy compares with the current revision, and with what was pushed. */
enum model_sync {
    SYNC_NOT_ENROLLED,
    SYNC_CURRENT,
    SYNC_BEHIND,  /* an earlier revision of this store, or none */
    SYNC_FOREIGN, /* a revision of another console, unknown here */
    SYNC_DRIFTED, /* the current one, but not as it was pushed */
};

/* What this store knows of a revision that a node carries. */
enum model_knowledge {
    MODEL_KNOWN,      /* it has it */
    MODEL_BEING_READ, /* it may have it: that is being looked up */
    MODEL_UNREADABLE, /* it has it, and cannot read it */
    MODEL_ALIEN,      /* another console's */
};

/* A revision that enrolled nodes carry, or (hash "") that they carry none. */
struct model_carried {
    char hash[SHA256_HEX_SIZE];
    bool current; /* it is the current one: model->policy is what it says */
    enum model_knowledge knowledge;
    struct policy policy; /* where known, and not current; of no revision: no domains */
    int nodes;            /* enrolled ones that are known to carry it now */
    bool same;            /* nodes do by it what they would do by the current one */
};

struct model_node {
    struct store_node stored;
    bool read;        /* up, and read within MODEL_STALE: what is known of it is of now */
    bool policy_read; /* and its policy within MODEL_POLICY_STALE */
    int64_t queued;   /* messages in all queues but corrupt */
    struct model_failures failures;
    const struct model_carried *carried; /* NULL: not enrolled */
    const struct rollout_node *rollout;  /* NULL: it has no part in the rollout */
    enum model_sync sync;
    char sync_text[640]; /* why it is neither current nor left alone; "" else */
    bool is_new;         /* model/'s own: read anew in this reload */
};

struct model_domain {
    char name[DOMAIN_NAME_SIZE];
    bool configured;
    struct thresholds effective;
    enum threshold_level hourly, daily, level; /* level: the worse of the two */
    struct model_failures failures;
    int64_t queued, oldest, expiring_6h, expiring_24h, expires; /* expires: see core/queue.h */
    enum policy_mode mode;                                      /* what holds, inherited or not */
    enum policy_bounce bounce;
    int64_t until;                                /* end of its continuity event; 0: none */
    bool reports;                                 /* external senders are told of failures */
    int64_t office365_relayed, office365_reports; /* seen lately */
    /* model/'s own: its number in the store (0: not known), why it is here, whether it has
     * its place yet, and whether it is among those that changed: in this reload, and since they
     * were taken; and its own settings, POLICY_INHERITED and the like where it has none. */
    int64_t number;
    struct thresholds own;
    int own_mode, own_bounce;
    int64_t own_until;
    bool listed, carried, relayed, placed, touched, changed;
};

struct model_index; /* model/'s own */

struct model {
    int64_t at;
    int64_t generation; /* grows with each change: pointers into the model end with it */
    struct model_index *index;
    struct archive *archive; /* reads revisions; NULL: they are read at once. Not owned */
    struct policy policy;    /* the current one, as soon as it was read */
    struct policy_revision revision;
    const struct model_node *lost; /* enrolled, and not read for longest; NULL: all are read */
    struct model_carried *carried; /* each once; the current one too, where a node carries it */
    size_t carried_count;
    struct rollout rollout;
    struct rollout_node *rollout_nodes;
    size_t rollout_node_count;
    struct store_alert *alerts; /* open ones, newest first */
    size_t alert_count;
    struct store_mute *mutes;
    size_t mute_count;
    struct outbox_counts outbox;
    bool watched; /* a watch runs on this store: alerts are mailed */
    struct thresholds defaults;
    struct model_node *nodes; /* by name */
    size_t node_count;
    struct model_domain **domains; /* worst first */
    size_t domain_count;
    struct model_failures failures; /* of all */
    struct model_failures others;   /* of domains not configured */
    int64_t queued, oldest, expiring_6h, expiring_24h;
    int up, down;
    int enrolled; /* nodes that policy reaches */
    bool split;   /* enrolled nodes carry different revisions, one of them foreign */
};

/* Computes the model at `now`; the caller clears it. */
bool model_load(struct store *store, int64_t now, struct model *model, struct error *error);
void model_clear(struct model *model);

/* Brings what was loaded before to `now`, in place. On failure what could not be read is as it was,
 * and the next time all of it is read. */
bool model_reload(struct store *store, int64_t now, struct model *model, struct error *error);

/* A domain whose counts, levels or policy may be others than when it was taken here last; NULL: no
 * more. All of them after model_load. For one who takes them: the evaluation of alerts. */
struct model_domain *model_take_changed(struct model *model);

/* What differs on a node, in words: "" nothing. Owned by the node. */
const char *model_node_drift(const struct model_node *node);

/* What of policy cannot take effect on a node, and why: by its kind of mail server, or as it is set
 * up; "" nothing. Owned by the node. */
const char *model_node_cannot(const struct store_node *node);

/* When any node was last read; 0: never. */
int64_t model_newest_contact(const struct model *model);

const struct model_domain *model_find_domain(const struct model *model, const char *name);
const struct model_node *model_find_node(const struct model *model, const char *name);

/* Whether a domain has reached a threshold of '*' but is not configured, so that there is no alert;
 * and what is said of it. */
bool model_domain_is_untold(const struct model_domain *domain);
#define MODEL_UNTOLD "not configured: nobody is told"

/* What an operator must know of Office 365 behind a domain; NULL: nothing. */
const char *model_office365_warning(const struct model *model, const struct model_domain *domain);

/* The mute of a domain that holds now, or NULL. */
const struct store_mute *model_find_mute(const struct model *model, const char *domain);

/* How an alert stands: nobody is at it, somebody is, nobody is told; and how it ended. */
enum model_alert_state {
    MODEL_ALERT_FIRING,
    MODEL_ALERT_ACKNOWLEDGED,
    MODEL_ALERT_MUTED,
    MODEL_ALERT_RECOVERED,
    MODEL_ALERT_ENDED, /* its threshold was switched off, its domain or its node removed */
};
enum model_alert_state model_alert_state(const struct model *model,
                                         const struct store_alert *alert);
/* How many open alerts of a domain (NULL: of all) stand so. */
int model_alert_count(const struct model *model, const char *domain, enum model_alert_state state);
/* "firing" ... */
const char *model_alert_state_name(enum model_alert_state state);

/* History for the graphs of a node (0: all) or domain (NULL: all). */
struct model_history {
    int64_t hours[WINDOW_HOURS]; /* the last one now runs */
    int64_t
        rolling[WINDOW_TREND_POINTS]; /* the sum of 24 hours at the end of each of 7 days' hours */
};
bool model_history_load(struct store *store, int64_t now, int64_t node, const char *domain,
                        struct model_history *history, struct error *error);

#endif
