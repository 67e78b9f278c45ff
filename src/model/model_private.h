/* What the files of model/ share: how the model is found into, and how far the store was read. */
#ifndef MTACON_MODEL_PRIVATE_H
#define MTACON_MODEL_PRIVATE_H

#include "mtacon/base/map.h"
#include "mtacon/model/model.h"

struct model_index {
    struct map names;                         /* domains by name */
    struct map numbers;                       /* ... by their number in the store */
    struct map nodes;                         /* by id */
    struct map mutes;                         /* by domain */
    struct model_domain **touched, **changed; /* see struct model_domain; NULL: it is gone */
    size_t touched_count, changed_count;
    bool counted; /* counts are those of `minute`, with all changes up to `position` */
    int64_t position, minute;
    int64_t nodes_since; /* store_node_changed */
    struct store_census census;
    bool alerts_read;
    struct policy former; /* the last current one, of former_hash; no domains: none */
    char former_hash[SHA256_HEX_SIZE];
};

/* One step of reading; what failed is to be read anew, so all of it is. */
struct model_reading {
    struct store *store;
    struct model *model;
    struct error *error;
    bool revision_changed; /* another policy is current */
    bool node_left;        /* what it had counted counts no more */
    bool failed;           /* within a callback */
};

/* ---- failures.c: sums ---- */

/* Adds to a code's counts, and to the sums (less than 0: takes away). */
void failures_add(struct model_failures *failures, int code, int64_t hour, int64_t day);
/* Adds (sign 1) or takes away (-1) all of them. */
void failures_add_all(struct model_failures *to, const struct model_failures *from, int sign);
/* The bars move on by `minutes`, and what the last `open` of them count is to be counted anew. */
void failures_move(struct model_failures *failures, int minutes);
void failures_clear(struct model_failures *failures);

/* ---- domains.c: those there are, and their order ---- */

struct model_domain *domains_find(const struct model *model, const char *name);
/* Added when it is new. */
struct model_domain *domains_get(struct model *model, const char *name);
/* By its number in the store; NULL: the store fails, or knows none. */
struct model_domain *domains_numbered(struct model_reading *reading, int64_t number);
/* Something of it has changed. */
void domains_touch(struct model *model, struct model_domain *domain);
void domains_touch_all(struct model *model);
/* What the policy says of it (NULL: does not name it): its failures move to where they belong. */
void domains_configure(struct model *model, struct model_domain *domain,
                       const struct policy_domain *own);
/* Levels and places of all that was touched; who has nothing to show goes. */
void domains_settle(struct model *model);
void domains_clear(struct model *model);

/* ---- nodes.c, counts.c, waiting.c: what is read ---- */

bool nodes_read(struct model_reading *reading);
void nodes_clear(struct model *model);
bool counts_read(struct model_reading *reading);
void waiting_read_one(struct model_reading *reading, int64_t domain, int code);
bool waiting_read_all(struct model_reading *reading);

#endif
