#include "form_domain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "form_policy.h"
#include "mtacon/act/check.h"
#include "mtacon/act/policy_saving.h"
#include "mtacon/base/memory.h"
#include "table.h"

struct domain_form {
    struct field *name, *reason;
    char told[DOMAIN_NAME_SIZE]; /* the name for which another was proposed; "": none */
};

static const struct choice buttons[] = {
    {"Add, then its settings", ""}, {"Add only", ""}, {"Cancel", ""}};
enum { BUTTON_SETTINGS, BUTTON_ADD };

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

/* What was asked for, while the clerk does it. */
struct asked {
    struct app *app;
    int64_t form; /* its number */
    bool settings;
    char reason[INPUT_SIZE];
    struct policy_saving saving;
};

static void show(struct app *app, struct asked *asked)
{
    struct policy_saving *saving = &asked->saving;
    char readable[DOMAIN_NAME_SIZE];
    app_reload_with(app, &saving->saved, &saving->change.after);
    app_view(app)->filter[0] = '\0';
    table_select(app, saving->name);
    if (asked->settings)
        form_policy_open(app, saving->name, POLICY_PART_ALL);
    app_say(app, "%s added, saved as revision %lld%s", domain_name_readable(saving->name, readable),
            (long long)saving->saved.number,
            asked->settings ? "" : ": e opens its settings, p pushes");
}

static void run_asked(void *argument, struct store *store)
{
    policy_saving_run(&((struct asked *)argument)->saving, store);
}

/* A name that is like another is added when it is said twice. */
static void doubt(struct app *app, struct form *form, const struct policy_saving *saving)
{
    struct domain_form *state = form->state;
    char why[DOMAIN_NAME_SIZE + 64];
    snprintf(state->told, sizeof state->told, "%s", saving->name);
    snprintf(why, sizeof why, "did you mean %s? Once more adds it as it is", saving->meant);
    form_refuse(app, form, state->name, why);
}

static void end_asked(struct app *app, struct form *form, struct asked *asked)
{
    const struct policy_saving *saving = &asked->saving;
    struct domain_form *state = form->state;
    if (saving->end == POLICY_SAVING_SAVED) {
        form_close(app, form);
        show(app, asked);
    } else if (saving->end == POLICY_SAVING_DOUBTFUL) {
        doubt(app, form, saving);
    } else if (saving->end == POLICY_SAVING_THERE) {
        form_refuse(app, form, state->name, "is there already: e on its row opens its settings");
    } else {
        app_say(app, "%s", saving->error.text);
    }
}

static void asked_done(void *argument)
{
    struct asked *asked = argument;
    struct form *form = form_go_on(asked->app, asked->form);
    if (form)
        end_asked(asked->app, form, asked);
    policy_saving_clear(&asked->saving);
    free(asked);
}

static bool submit(struct app *app, struct form *form, int button)
{
    static const struct clerk_task task = {run_asked, asked_done};
    const struct domain_form *state = form->state;
    char kept[DOMAIN_NAME_SIZE], why[INPUT_SIZE + 128];
    const char *wrong = check_domain(state->name->input.text, kept);
    if (wrong) {
        snprintf(why, sizeof why, "'%s' is no domain: %s", state->name->input.text, wrong);
        return form_refuse(app, form, state->name, why);
    }
    struct asked *asked = memory_new(1, sizeof *asked);
    *asked = (struct asked){.app = app, .settings = button == BUTTON_SETTINGS};
    snprintf(asked->reason, sizeof asked->reason, "%s", state->reason->input.text);
    memcpy(asked->saving.name, kept, sizeof kept);
    asked->saving.reason = asked->reason;
    asked->saving.now = app->now;
    asked->saving.read_only = app->options->read_only;
    asked->saving.adds = true;
    asked->saving.sure =
        !domain_name_from_person(state->name->input.text, kept) && strcmp(state->told, kept) == 0;
    asked->form = form->number;
    form_wait(app, form, "saving");
    app_do(app, &task, asked);
    return false;
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
