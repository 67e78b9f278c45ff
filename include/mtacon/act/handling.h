/* What an operator does about alerts: acknowledge, mute, unmute. */
#ifndef MTACON_ACT_HANDLING_H
#define MTACON_ACT_HANDLING_H

#include "mtacon/act/act.h"
#include "mtacon/base/buffer.h"
#include "mtacon/core/domain_name.h"

/* Alerts that are meant, and what is said about them. */
struct handling {
    int64_t alert; /* 0: all open ones of the domain */
    char domain[DOMAIN_NAME_SIZE];
    int64_t now, until; /* until 0: until recovered */
    struct buffer note; /* safe to show */
};

/* From what was typed: `subject` is the number of an alert or a domain; `note` and `duration` may
 * be NULL. handling_clear in any case. */
bool handling_begin(const struct act *act, const char *subject, const char *note,
                    const char *duration, int64_t now, struct handling *handling,
                    struct error *error);
void handling_clear(struct handling *handling);

/* Each is in the audit trail, and refused in words where there is nothing to do. */
bool handling_acknowledge(const struct act *act, const struct handling *handling,
                          struct error *error);
bool handling_mute(const struct act *act, const struct handling *handling, struct error *error);
bool handling_unmute(const struct act *act, const struct handling *handling, struct error *error);

#endif
