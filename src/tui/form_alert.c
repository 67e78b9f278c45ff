#include "form_alert.h"

#include <stdio.h>
#include <stdlib.h>

#include "form.h"
#include "mtacon/act/handling.h"
#include "mtacon/base/memory.h"

struct alert_form {
    struct store_alert alert;
    struct field *time, *note;
};

static const struct choice buttons[] = {{"Save", ""}, {"Cancel", ""}};

static const struct choice times[] = {{"30 min", ""}, {"2 h", ""}, {"until recovered", ""}};
static const char *const durations[] = {"30m", "2h", NULL};

static bool submit(struct app *app, struct form *form, int button)
{
    struct alert_form *state = form->state;
    struct act act = app_act(app);
    struct handling handling;
    struct error error;
    char subject[24];
    if (button == 1)
        return true;
    snprintf(subject, sizeof subject, "%lld", (long long)state->alert.id);
    bool done = handling_begin(&act, subject, state->note->input.text,
                               state->time ? durations[state->time->chosen] : NULL, app->now,
                               &handling, &error) &&
                (state->time ? handling_mute : handling_acknowledge)(&act, &handling, &error);
    handling_clear(&handling);
    if (!done)
        return form_refuse(form, state->note, error.text);
    app_say(app, "%s: %s", state->alert.domain, state->time ? "muted" : "acknowledged");
    app_reload(app);
    return true;
}

static void clear(struct form *form)
{
    free(form->state);
}

static const struct form_kind kind = {.submit = submit, .clear = clear};

void form_alert_open(struct app *app, const struct store_alert *alert, bool mute)
{
    if (app_refuses_change(app))
        return;
    if (!mute && (alert->closed_at || store_alert_is_acknowledged(alert, app->now))) {
        app_say(app, "alert %lld is %s", (long long)alert->id,
                model_alert_state_name(model_alert_state(&app->model, alert)));
        return;
    }
    struct alert_form *state = memory_new(1, sizeof *state);
    char *title = memory_printf(mute ? "Mute: %s" : "Acknowledge: %s", alert->domain);
    struct form *form = form_new(&kind, title);
    free(title);
    state->alert = *alert;
    form->state = state;
    if (mute) {
        state->time = form_add(form, FIELD_ROW, "For", times, 3);
        state->time->chosen = alert->closed_at ? 0 : 2;
    }
    state->note = form_add(form, FIELD_TEXT, "Note", NULL, 0);
    snprintf(state->note->hint, sizeof state->note->hint, "%s",
             mute ? "why; no mails meanwhile" : "no mails until recovered");
    form_add(form, FIELD_BUTTONS, "", buttons, 2);
    form_open(app, form);
}
