/* A change of one domain's settings as a form asks for it: from what was typed to what came of it.
 * All that takes long is in policy_saving_run, which may run on another thread. */
#ifndef MTACON_ACT_POLICY_SAVING_H
#define MTACON_ACT_POLICY_SAVING_H

#include "mtacon/act/policy_change.h"

enum policy_saving_end {
    POLICY_SAVING_SAVED,
    POLICY_SAVING_UNCHANGED, /* nothing differs: nothing was saved */
    POLICY_SAVING_PLANNED,   /* it was only to be looked at: `change` */
    POLICY_SAVING_LATE,      /* others changed the domain meanwhile: look at `change` first */
    POLICY_SAVING_WITHOUT_REASON,
    POLICY_SAVING_THERE,    /* it was to be added, and is there */
    POLICY_SAVING_DOUBTFUL, /* it was to be added, and may be misspelt: `meant` is another */
    POLICY_SAVING_FAILED,   /* `error` */
};

/* What is asked for. Zeroed, then filled; the strings are the caller's until policy_saving_run. */
struct policy_saving {
    char name[DOMAIN_NAME_SIZE]; /* as a person typed it */
    struct policy_domain wanted; /* its settings; of one that is added: none are needed */
    struct policy_domain opened; /* ... as they were when the operator began */
    char hash[SHA256_HEX_SIZE];  /* of the revision that was current then */
    const char *reason;
    int64_t now;
    bool only_plans, read_only;
    bool adds, sure; /* it is new; and meant as it is written */

    /* What came of it. */
    enum policy_saving_end end;
    struct policy_revision saved;
    bool on_nodes; /* nodes have to know of it */
    /* Begun, and nothing of it set, where it is to be looked at. Of what was saved `after` alone.
     */
    struct policy_change change;
    char meant[DOMAIN_NAME_SIZE];
    struct error error;
};

/* Does what is asked for. */
void policy_saving_run(struct policy_saving *saving, struct store *store);

/* Frees `wanted`, `opened` and what came of it. */
void policy_saving_clear(struct policy_saving *saving);

#endif
