/* What an operator can do stands in this layer, once: each action checks, plans, does and audits;
 * commands and screens only ask and show. */
#ifndef MTACON_ACT_ACT_H
#define MTACON_ACT_ACT_H

#include <stdbool.h>

#include "mtacon/base/error.h"
#include "mtacon/fleet/fleet.h"
#include "mtacon/store/clerk.h"
#include "mtacon/store/store.h"

/* What every action is given. */
struct act {
    struct store *store;
    struct fleet *fleet; /* NULL: for actions that ask no node */
    struct clerk *clerk; /* does what takes long with the store; NULL: that is done at once */
    bool read_only;
};

/* Whether anything may be changed; if not, refuses in the words that all actions have for it. */
bool act_allowed(const struct act *act, struct error *error);

#endif
