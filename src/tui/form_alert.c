#include "form_alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "mtacon/act/check.h"
#include "mtacon/act/handling.h"
#include "mtacon/base/memory.h"

struct alert_form {
    char domain[DOMAIN_NAME_SIZE];
    struct field *time, *note;
};

static const struct choice buttons[] = {{"Save", ""}, {"Cancel", ""}};

static const struct choice times[] = {{"30 min", ""}, {"2 h", ""}, {"until recovered", ""}};
static const char *const durations[] = {"30m", "2h", NULL};

/* Open alerts, whoever is at them. */
static int count_open(const struct app *app, const char *domain)
{
    return model_alert_count(&app->model, domain, MODEL_ALERT_FIRING) +
           model_alert_count(&app->model, domain, MODEL_ALERT_ACKNOWLEDGED) +
           model_alert_count(&app->model, domain, MODEL_ALERT_MUTED);
}

static void tell(struct app *app, const char *domain, bool mute)
{
    int open = count_open(app, domain);
    char readable[DOMAIN_NAME_SIZE];
    domain_name_readable(domain, readable);
    if (!open)
        app_say(app, "%s: muted", readable);
    else if (mute)
        app_say(app, "%s: muted; %d alert%s open until over", readable, open,
                open == 1 ? " stays" : "s stay");
    else
        app_say(app, "%s: %d alert%s acknowledged, and open until over", readable, open,
                open == 1 ? "" : "s");
}

static bool submit(struct app *app, struct form *form, int button)
{
    struct alert_form *state = form->state;
    struct act act = app_act(app);
    struct handling handling;
    struct error error;
    (void)button; /* Cancel is the form's */
    bool done = handling_begin(&act, state->domain, state->note->input.text,
                               state->time ? durations[state->time->chosen] : NULL, app->now,
                               &handling, &error) &&
                (state->time ? handling_mute : handling_acknowledge)(&act, &handling, &error);
    handling_clear(&handling);
    if (!done)
        return form_refuse(app, form, state->note, error.text);
    app_reload(app);
    tell(app, state->domain, state->time != NULL);
    return true;
}

static void clear(struct form *form)
{
    free(form->state);
}

static bool check(const struct form *form, const struct field *field, struct error *error)
{
    const struct alert_form *state = form->state;
    struct buffer note = {0};
    const char *wrong = field == state->note ? check_note(field->input.text, &note) : NULL;
    buffer_clear(&note);
    return !wrong || error_set(error, ERROR_USAGE, "%s", wrong);
}

static const struct form_kind kind = {.submit = submit, .check = check, .clear = clear};

static bool is_to_be_acknowledged(const struct app *app, const char *domain)
{
    bool any = false;
    for (size_t i = 0; i < app->model.alert_count; i++)
        any = any || (strcmp(app->model.alerts[i].domain, domain) == 0 &&
                      !store_alert_is_acknowledged(&app->model.alerts[i], app->now));
    return any;
}

void form_alert_open(struct app *app, const char *domain, bool mute)
{
    if (app_refuses_change(app))
        return;
    int open = count_open(app, domain);
    if (!mute && !is_to_be_acknowledged(app, domain)) {
        app_say(app, open ? "%s: somebody is at it already" : "%s has no open alert", domain);
        return;
    }
    struct alert_form *state = memory_new(1, sizeof *state);
    char *title = memory_printf("%s: %s   (%d open alert%s)", mute ? "Mute" : "Acknowledge", domain,
                                open, open == 1 ? "" : "s");
    struct form *form = form_new(&kind, title);
    free(title);
    snprintf(state->domain, sizeof state->domain, "%s", domain);
    form->state = state;
    if (mute) {
        state->time = form_add(form, FIELD_ROW, "For", times, 3);
        state->time->chosen = open ? 2 : 0;
    }
    state->note = form_add(form, FIELD_TEXT, "Note", NULL, 0);
    snprintf(state->note->hint, sizeof state->note->hint, "%s",
             mute ? "why; no mails meanwhile" : "no mails until recovered");
    form_add(form, FIELD_BUTTONS, "", buttons, 2);
    form_open(app, form);
}
