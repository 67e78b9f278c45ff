/* What the files of the policy form share: its state, and its parts by what they are about. */
#ifndef MTACON_TUI_FORM_POLICY_PRIVATE_H
#define MTACON_TUI_FORM_POLICY_PRIVATE_H

#include "form.h"
#include "form_policy.h"
#include "mtacon/core/policy.h"
#include "mtacon/core/policy_document.h"

struct policy_form {
    char name[DOMAIN_NAME_SIZE];
    bool of_all; /* of '*', which inherits nothing */
    enum policy_parts parts;
    struct policy_domain opened; /* the domain's own settings when the form was opened */
    struct policy_revision head; /* the revision of that moment */
    int64_t event_end, extended; /* of an event that ran when it was opened; seconds added to it */
    /* NULL where the form has no such field. */
    struct field *event, *mode, *until, *bounce, *organisation, *hourly, *daily, *subscribers, *own,
        *office365, *reports, *reason;
};

/* ---- form_policy_event.c: the continuity mode, and until when ---- */
void form_policy_add_event(const struct app *app, struct form *form, struct policy_form *state);
void form_policy_look_event(const struct app *app, struct policy_form *state);
void form_policy_read_event(const struct app *app, const struct policy_form *state,
                            struct policy_domain *domain);

/* ---- form_policy_alerts.c: thresholds, and who is told ---- */
void form_policy_add_thresholds(const struct app *app, struct form *form,
                                struct policy_form *state);
/* Fills in the peaks of what is open, as soon as they are known. */
void form_policy_ask_peaks(struct app *app, const struct form *form);
void form_policy_add_subscribers(const struct app *app, struct form *form,
                                 struct policy_form *state);
/* Whether what is typed is a threshold, or nothing: as '*' has it. */
bool form_policy_read_threshold(const struct field *field, int64_t *threshold, struct error *error);
void form_policy_read_subscribers(const struct policy_form *state, struct policy_domain *domain);
const char *form_policy_check_address(const char *typed, char *out, size_t size);
void form_policy_send_test(struct app *app, const struct form *form);

/* ---- form_policy_note.c: what would hold, were `policy` saved ---- */
void form_policy_note(const struct app *app, const struct policy_form *state,
                      const struct policy *policy, struct buffer *out);

/* ---- parts ---- */
/* Whether the form is about settings that nodes have nothing to do with. */
bool form_policy_holds_at_once(enum policy_parts parts);

#endif
