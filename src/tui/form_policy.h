/* Business Continuity of a domain (or of '*'): the whole page, and its parts as forms of their
 * own. */
#ifndef MTACON_TUI_FORM_POLICY_H
#define MTACON_TUI_FORM_POLICY_H

#include "app.h"

enum policy_parts {
    POLICY_PART_ALL,
    POLICY_PART_MODE,
    POLICY_PART_BOUNCE,
    POLICY_PART_ALERTS,
    POLICY_PART_SUBSCRIBERS,
    POLICY_PART_OFFICE365,
};
void form_policy_open(struct app *app, const char *name, enum policy_parts parts);

/* Opens the form that a request asks for, for a domain; false for other requests. */
bool form_policy_request(struct app *app, enum request request, const char *name);

#endif
