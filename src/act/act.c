#include "mtacon/act/act.h"

bool act_allowed(const struct act *act, struct error *error)
{
    return !act->read_only ||
           error_set(error, ERROR_REFUSED, "refused, --read-only: nothing is changed");
}
