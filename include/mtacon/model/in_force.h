/* What is in force on the nodes, beside what is saved. Saved: a revision in this store. In force: a
 * node that can be read answered with the hash of a revision. A node that is out of reach is
 * unknown: it had something when it was last read, and may have been changed by others since. */
#ifndef MTACON_MODEL_IN_FORCE_H
#define MTACON_MODEL_IN_FORCE_H

#include "mtacon/base/buffer.h"
#include "mtacon/model/model.h"

/* What nodes enforce. Thresholds and subscribers are not among it: alerts are evaluated where the
 * store is, and hold as soon as they are saved. */
enum model_field { MODEL_FIELD_MODE, MODEL_FIELD_REPORTS };

/* Of one domain, on one node or as saved. */
struct model_value {
    bool named; /* the policy names it; else the node does not touch it */
    enum policy_mode mode;
    int64_t until; /* end of the continuity event; 0: open, or none */
    enum policy_bounce bounce;
    bool reports; /* what comes of both: external senders are told of failures */
};

struct model_in_force {
    struct model_value saved;
    struct model_value other; /* what most of `differ` have; where there are none, as saved */
    int nodes;                /* enrolled ones: agree + differ + unknown */
    int agree;                /* their policy is read, and they have what is saved */
    int differ;               /* read, and have something else: `most` of them have `other` */
    int most;
    int unknown;                   /* not read now, or foreign, or unreadable here */
    int foreign;                   /* read, and carrying a revision that this store does not know */
    const struct model_node *lost; /* that one that was not read for longest; NULL: none */
};

/* `domain`: a name, or '*'. Computed from what the model holds. */
struct model_in_force model_in_force(const struct model *model, const char *domain,
                                     enum model_field field);

/* Whether all enrolled nodes have what is saved, and there is one. */
bool model_is_in_force(const struct model_in_force *force);

/* "Enabled", "OFF", "on"; "not set" where the policy does not name the domain. */
const char *model_value_title(const struct model_value *value, enum model_field field);

/* "mode", "reports". */
const char *model_field_name(enum model_field field);

/* In a few columns: 'Enabled' where all have it, 'Enabled 2/3', 'Disabled>Enabled r8' where none
 * has, 'Enabled (saved)' where no node is enrolled. `left` comes after the value that is saved. */
void model_in_force_brief(const struct model *model, const char *domain, enum model_field field,
                          const char *left, char *out, size_t size);

/* All of it in words, without a full stop: "Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1
 * has Disabled; mta3 unknown since 15:01Z". Times in UTC, or in local time. */
void model_in_force_text(const struct model *model, const char *domain, enum model_field field,
                         bool local_time, struct buffer *out);

/* Where the revision stands: the worst of what is to be said of it. */
enum model_standing {
    MODEL_NOTHING_SAVED,
    MODEL_NOT_ENROLLED, /* no node is */
    MODEL_FAILED,       /* the push of it failed somewhere */
    MODEL_RETURNED,     /* it did harm on the first nodes, and was taken back there */
    MODEL_PUSHING,
    MODEL_WAITS,    /* a node does not have it, and nobody brings it there */
    MODEL_FOREIGN,  /* a node carries another console's */
    MODEL_DRIFTED,  /* carried, but a node is not as it was pushed */
    MODEL_UNKNOWN,  /* in force on all that are read, or late where they are not */
    MODEL_IN_FORCE, /* on all */
};
struct model_policy {
    enum model_standing standing;
    int nodes;                     /* enrolled: the sum of all below */
    int agree;                     /* read, and carrying it, or what comes to the same there */
    int foreign, failed, drifted;  /* as last seen */
    int pushing, waits, late;      /* on its way; nobody's; when it returns */
    int returned;                  /* it did harm, and they have what they had before */
    int unread;                    /* carried it when they were last read */
    int unknown;                   /* not read now, whatever they carried: not in the sum */
    const struct model_node *lost; /* as in struct model_in_force */
};
struct model_policy model_policy_standing(const struct model *model);

/* Whether waves of another revision than the current one are on their way, there or back. */
bool model_other_waves(const struct model *model);

/* "r8 in force on 12 of 12", "pushing r8, on 2 of 3", "r8 saved, on 0 of 12" ...; "" where nothing
 * was saved. Short: it stands beside the sums. */
void model_policy_text(const struct model *model, struct buffer *out);

#endif
