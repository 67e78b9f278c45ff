#include "form_domain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "form_policy.h"
#include "mtacon/act/policy_change.h"
#include "mtacon/base/memory.h"
#include "table.h"

struct domain_form {
    struct field *name, *reason;
    char told[DOMAIN_NAME_SIZE]; /* the name for which another was proposed; "": none */
};

static const struct choice buttons[] = {
    {"Add, then its settings", ""}, {"Add only", ""}, {"Cancel", ""}};
enum { BUTTON_SETTINGS, BUTTON_ADD, BUTTON_CANCEL };

/* What would be kept of a name that is not plain ASCII, or is written in another way. */
static void note(struct app *app, const struct form *form, struct buffer *out)
{
    const struct domain_form *state = form->state;
    char kept[DOMAIN_NAME_SIZE], readable[DOMAIN_NAME_SIZE];
    const char *typed = state->name->input.text;
    (void)app;
    if (*typed && !domain_name_from_person(typed, kept) && strcmp(typed, kept) != 0)
        buffer_printf(out, "Kept as %s, shown as %s.\n", kept,
                      domain_name_readable(kept, readable));
    buffer_append_text(out, "It inherits all from * until it has settings of its own. Alerts are "
                            "for domains that were added.\n");
}

/* A name that is like another is added when it is said twice. */
static bool is_doubtful(struct app *app, const struct act *act, const struct policy_change *change,
                        struct form *form, struct domain_form *state)
{
    char meant[DOMAIN_NAME_SIZE], why[DOMAIN_NAME_SIZE + 64];
    if (strcmp(state->told, change->name) == 0 || !policy_change_is_strange(act, change, meant) ||
        !*meant)
        return false;
    snprintf(state->told, sizeof state->told, "%s", change->name);
    snprintf(why, sizeof why, "did you mean %s? Once more adds it as it is", meant);
    form_refuse(app, form, state->name, why);
    return true;
}

static void show(struct app *app, const char *name, const struct policy_revision *saved,
                 bool settings)
{
    char readable[DOMAIN_NAME_SIZE];
    app_reload(app);
    app_view(app)->filter[0] = '\0';
    table_select(app, name);
    if (settings)
        form_policy_open(app, name, POLICY_PART_ALL);
    app_say(app, "%s added, saved as revision %lld%s", domain_name_readable(name, readable),
            (long long)saved->number, settings ? "" : ": e opens its settings, p pushes");
}

/* With a change that was begun; true when the form is done with. */
static bool add(struct app *app, struct form *form, struct policy_change *change, bool settings)
{
    struct domain_form *state = form->state;
    struct act act = app_act(app);
    struct policy_revision saved;
    struct error error;
    if (policy_find(&change->before, change->name))
        return form_refuse(app, form, state->name,
                           "is there already: e on its row opens its settings");
    if (is_doubtful(app, &act, change, form, state))
        return false;
    if (!policy_change_domain(change, &error))
        return form_refuse(app, form, state->name, error.text);
    if (policy_change_save(&act, change, state->reason->input.text, app->now, &saved, &error) !=
        REVISION_SAVED) {
        app_say(app, "%s", error.text);
        return false;
    }
    show(app, change->name, &saved, settings);
    return true;
}

static bool submit(struct app *app, struct form *form, int button)
{
    struct domain_form *state = form->state;
    struct act act = app_act(app);
    struct policy_change change;
    struct error error;
    if (button == BUTTON_CANCEL)
        return true;
    bool done = policy_change_begin(&act, state->name->input.text, &change, &error)
                    ? add(app, form, &change, button == BUTTON_SETTINGS)
                    : form_refuse(app, form, state->name, error.text);
    policy_change_clear(&change);
    return done;
}

/* A field that was passed by is no mistake yet. */
static bool check(const struct form *form, const struct field *field, struct error *error)
{
    const struct domain_form *state = form->state;
    char kept[DOMAIN_NAME_SIZE];
    const char *wrong = field == state->name && field->input.length
                            ? domain_name_from_person(field->input.text, kept)
                            : NULL;
    return !wrong || error_set(error, ERROR_USAGE, "%s", wrong);
}

static void clear(struct form *form)
{
    free(form->state);
}

static const struct form_kind kind = {
    .note = note, .submit = submit, .check = check, .clear = clear};

void form_domain_open(struct app *app)
{
    if (app_refuses_change(app))
        return;
    struct domain_form *state = memory_new(1, sizeof *state);
    struct form *form = form_new(&kind, "Add a domain");
    form->state = state;
    state->name = form_add(form, FIELD_TEXT, "Domain", NULL, 0);
    snprintf(state->name->hint, sizeof state->name->hint, "as in addresses: acme.example");
    state->reason = form_add(form, FIELD_TEXT, "Reason", NULL, 0);
    snprintf(state->reason->hint, sizeof state->reason->hint, "incident number");
    form_add(form, FIELD_BUTTONS, "", buttons, 3);
    form_open(app, form);
}
