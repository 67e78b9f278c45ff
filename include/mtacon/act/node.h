/* Nodes of the console: adding one, changing how it is reached, forgetting it. */
#ifndef MTACON_ACT_NODE_H
#define MTACON_ACT_NODE_H

#include <stdint.h>

#include "mtacon/act/act.h"

enum node_field {
    NODE_NAME,
    NODE_DESTINATION, /* "": the name */
    NODE_PORT,        /* "": as ssh_config has it */
    NODE_IDENTITY,    /* "": agent and ssh_config */
    NODE_MTA,         /* "": the node is asked */
    NODE_LOG,         /* "": the node is asked */
    NODE_DIR,         /* "": /etc/mtacon */
    NODE_FIELDS,
};

/* Checks a field as typed: "" where it may be left out. False and what is wrong, in words. */
bool node_check(enum node_field field, const char *typed, struct error *error);

/* Adds a node, its fields as typed; NULL is "". When one is wrong, `*wrong` says which (else it is
 * NODE_FIELDS). In the audit trail. */
bool node_add(const struct act *act, const char *const typed[NODE_FIELDS], int64_t now,
              enum node_field *wrong, struct error *error);

/* Changes fields of the node called typed[NODE_NAME]; NULL: stays as it is. A console that runs
 * connects anew with its next look at the store, a watch within a minute. */
bool node_change(const struct act *act, const char *const typed[NODE_FIELDS], int64_t now,
                 enum node_field *wrong, struct error *error);

/* Forgets a node and its history; the node itself is not touched. Alerts that were open for what
 * failed there end: they have not recovered. */
bool node_remove(const struct act *act, const char *name, int64_t now, struct error *error);

#endif
