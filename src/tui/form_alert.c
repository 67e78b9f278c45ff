#include "form_alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

struct alert_form {
    struct store_alert alert;
    struct field *time, *note;
};

static const struct choice buttons[] = {{"Save", ""}, {"Cancel", ""}};

static const struct choice times[] = {{"30 min", ""}, {"2 h", ""}, {"until recovered", ""}};
static const int64_t seconds[] = {1800, 7200, 0};

static bool submit(struct app *app, struct form *form, int button)
{
    struct alert_form *state = form->state;
    struct store *store = app->options->store;
    struct error error;
    struct buffer note = {0};
    bool done;
    if (button == 1)
        return true;
    text_visible(&note, state->note->input.text, strlen(state->note->input.text));
    if (note.length >= STORE_ALERT_NOTE_SIZE) {
        buffer_clear(&note);
        return form_refuse(form, state->note, "too long");
    }
    if (state->time) {
        int64_t length = seconds[state->time->chosen];
        done = store_mute(store, state->alert.domain, length ? app->now + length : 0,
                          buffer_text(&note), app->now, &error);
    } else {
        done = store_alert_acknowledge(store, state->alert.id, state->alert.domain, 0,
                                       buffer_text(&note), app->now, &error);
    }
    buffer_clear(&note);
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
                model_alert_state(&app->model, alert));
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
