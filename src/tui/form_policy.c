#include "form_policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form_policy_private.h"
#include "mtacon/act/check.h"
#include "mtacon/act/policy_saving.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "screens.h"
#include "sheet.h"

#define BOUNCES                                                                                    \
    {"Enabled", "senders are told of failures, as SMTP says"},                                     \
        {"Disabled", "external senders are never told"},                                           \
    {                                                                                              \
        "Disabled when on Continuity", "not told while the mode is Enabled"                        \
    }
static const struct choice bounces[] = {{"Inherited from *", ""}, BOUNCES};
static const struct choice bounces_of_all[] = {{"Not set", "as Enabled"}, BOUNCES};
static const struct choice buttons[] = {
    {"Save and push", ""}, {"Save only", ""}, {"Show diff", ""}, {"Cancel", ""}, {"Test mail", ""}};
/* Of what holds at once. */
static const struct choice buttons_at_once[] = {
    {"Save", ""}, {"Save and push", ""}, {"Show diff", ""}, {"Cancel", ""}, {"Test mail", ""}};
enum { BUTTON_PUSH, BUTTON_SAVE, BUTTON_DIFF, BUTTON_CANCEL, BUTTON_TEST };

/* Which button of `buttons` one is. */
static int button_of(const struct policy_form *state, int button)
{
    bool swapped = form_policy_holds_at_once(state->parts) && button <= BUTTON_SAVE;
    return swapped ? BUTTON_SAVE - button : button;
}

/* ---- from the fields to a domain ---- */

static bool read_thresholds(const struct policy_form *state, struct thresholds *thresholds)
{
    struct error error;
    return !state->hourly ||
           (form_policy_read_threshold(state->hourly, &thresholds->hourly, &error) &&
            form_policy_read_threshold(state->daily, &thresholds->daily, &error));
}

/* Applies what the form's fields say to `domain`; false when one of them is wrong. */
static bool apply(const struct app *app, const struct policy_form *state,
                  struct policy_domain *domain)
{
    if (state->mode)
        form_policy_read_event(app, state, domain);
    if (state->bounce)
        domain->bounce = state->bounce->chosen - 1;
    if (state->organisation)
        organisation_set(domain->organisation, state->organisation->input.text);
    if (state->subscribers)
        form_policy_read_subscribers(state, domain);
    if (state->office365) {
        domain->office365 = state->office365->chosen - 1;
        domain->office365_reports = state->reports->checked ? POLICY_NO : POLICY_INHERITED;
    }
    return read_thresholds(state, &domain->thresholds);
}

static bool check(const struct form *form, const struct field *field, struct error *error)
{
    const struct policy_form *state = form->state;
    struct buffer reason = {0};
    const char *wrong = NULL;
    int64_t threshold;
    if (field == state->hourly || field == state->daily)
        return form_policy_read_threshold(field, &threshold, error);
    if (field == state->organisation && field->input.length)
        wrong = organisation_wrong(field->input.text);
    if (field == state->reason)
        wrong = check_reason(field->input.text, &reason);
    buffer_clear(&reason);
    return !wrong || error_set(error, ERROR_USAGE, "%s", wrong);
}

static void look(struct app *app, struct form *form)
{
    struct policy_form *state = form->state;
    if (state->mode)
        form_policy_look_event(app, state);
}

static void note(struct app *app, const struct form *form, struct buffer *out)
{
    struct policy_form *state = form->state;
    const char *const names[] = {DOMAIN_NAME_DEFAULTS, state->name};
    struct policy policy; /* of these two: it is written at each drawing, and others play no part */
    struct policy_domain *domain = NULL;
    policy_init(&policy);
    for (int i = 0; i < 2; i++) {
        domain = policy_add(&policy, names[i]);
        policy_domain_clear(domain);
        policy_change_own(&app->model.policy, names[i], domain);
    }
    if (apply(app, state, domain))
        form_policy_note(app, state, &policy, out);
    policy_clear(&policy);
}

/* ---- saving ---- */

static void add_line(void *argument, const char *text)
{
    buffer_printf(argument, "%s\n", text);
}

/* What it would change, as a page. */
static void show_difference(struct app *app, const char *title, const struct policy_change *change)
{
    struct buffer lines = {0};
    if (!policy_change_difference(change, add_line, &lines))
        buffer_append_text(&lines, "nothing would change");
    sheet_open(app, title, buffer_take(&lines));
}

/* What was asked for, while the clerk does it. */
struct asked {
    struct app *app;
    int64_t form; /* its number */
    int button;
    char reason[INPUT_SIZE];
    struct policy_saving saving;
};

static void run_asked(void *argument, struct store *store)
{
    policy_saving_run(&((struct asked *)argument)->saving, store);
}

static void say_saved(struct app *app, const struct asked *asked)
{
    const struct policy_saving *saving = &asked->saving;
    if (saving->end == POLICY_SAVING_UNCHANGED)
        app_say(app, "nothing to change");
    else
        app_say(app, "saved as revision %lld%s", (long long)saving->saved.number,
                asked->button == BUTTON_PUSH ? ""
                : saving->on_nodes           ? ", not pushed yet (p pushes)"
                                             : ": holds at once");
}

static void was_saved(struct app *app, struct form *form, struct asked *asked)
{
    say_saved(app, asked);
    if (asked->saving.end == POLICY_SAVING_SAVED)
        app_reload_with(app, &asked->saving.saved, &asked->saving.change.after);
    if (!form)
        return;
    if (asked->button == BUTTON_PUSH)
        app_open(app, &screen_push, "");
    form_close(app, form);
}

/* What the form says over what is current now. Theirs is shown once; pressed again, the operator
 * has seen it. */
static void show_change(struct app *app, struct policy_form *state, struct policy_saving *saving)
{
    struct policy_change *change = &saving->change;
    bool late = saving->end == POLICY_SAVING_LATE;
    struct policy_domain *domain = policy_change_domain(change, &saving->error);
    if (!domain) {
        app_say(app, "%s", saving->error.text);
        return;
    }
    if (!apply(app, state, domain))
        return;
    if (late) {
        state->head = change->head;
        policy_domain_clear(&state->opened);
        policy_change_own(&change->before, state->name, &state->opened);
    }
    show_difference(app,
                    late ? "Changed elsewhere meanwhile: yours does this now; save again"
                         : "What would change",
                    change);
}

static void end_asked(struct app *app, struct form *form, struct asked *asked)
{
    switch (asked->saving.end) {
    case POLICY_SAVING_SAVED:
    case POLICY_SAVING_UNCHANGED:
        was_saved(app, form, asked);
        break;
    case POLICY_SAVING_PLANNED:
    case POLICY_SAVING_LATE:
        app_say(app, "%s", "");
        if (form)
            show_change(app, form->state, &asked->saving);
        break;
    case POLICY_SAVING_WITHOUT_REASON:
        if (form)
            form_refuse(app, form, ((struct policy_form *)form->state)->reason,
                        "required: an incident number");
        break;
    case POLICY_SAVING_THERE:
    case POLICY_SAVING_DOUBTFUL:
    case POLICY_SAVING_FAILED:
        app_say(app, "%s", asked->saving.error.text);
        break;
    }
}

static void asked_done(void *argument)
{
    struct asked *asked = argument;
    end_asked(asked->app, form_go_on(asked->app, asked->form), asked);
    policy_saving_clear(&asked->saving);
    free(asked);
}

static void ask_clerk(struct app *app, struct form *form, int button)
{
    static const struct clerk_task task = {run_asked, asked_done};
    const struct policy_form *state = form->state;
    struct asked *asked = memory_new(1, sizeof *asked);
    struct policy_saving *saving = &asked->saving;
    *asked = (struct asked){.app = app, .button = button};
    snprintf(asked->reason, sizeof asked->reason, "%s", state->reason->input.text);
    snprintf(saving->name, sizeof saving->name, "%s", state->name);
    snprintf(saving->hash, sizeof saving->hash, "%s", state->head.hash);
    saving->reason = asked->reason;
    saving->now = app->now;
    saving->read_only = app->options->read_only;
    saving->only_plans = button == BUTTON_DIFF;
    policy_domain_copy(&saving->opened, &state->opened);
    policy_domain_copy(&saving->wanted, &state->opened);
    if (!apply(app, state, &saving->wanted)) {
        policy_saving_clear(saving);
        free(asked);
        return;
    }
    asked->form = form->number;
    form_wait(app, form, saving->only_plans ? "comparing" : "saving");
    app_do(app, &task, asked);
}

/* What comes of it closes the form. */
static bool submit(struct app *app, struct form *form, int pressed)
{
    struct policy_form *state = form->state;
    int button = button_of(state, pressed);
    if (button != BUTTON_DIFF && app_refuses_change(app))
        return false;
    if (button == BUTTON_TEST)
        form_policy_send_test(app, form);
    else if (form_settle(app, form))
        ask_clerk(app, form, button);
    return false;
}

static void clear(struct form *form)
{
    struct policy_form *state = form->state;
    policy_domain_clear(&state->opened);
    free(state);
}

static const struct form_kind kind = {.look = look,
                                      .note = note,
                                      .submit = submit,
                                      .check = check,
                                      .check_item = form_policy_check_address,
                                      .clear = clear};

/* ---- opening ---- */

static void add_bounce(const struct app *app, struct form *form, struct policy_form *state)
{
    struct policy_domain defaults = policy_effective(&app->model.policy, DOMAIN_NAME_DEFAULTS);
    state->bounce =
        form_add(form, FIELD_CHOICE, "Bounce Policy", state->of_all ? bounces_of_all : bounces, 4);
    state->bounce->chosen = state->opened.bounce + 1;
    if (!state->of_all)
        snprintf(state->bounce->hint, sizeof state->bounce->hint, "* has %s",
                 policy_bounce_title(defaults.bounce));
}

/* Not for '*': all customers would be one. */
static void add_organisation(struct form *form, struct policy_form *state)
{
    if (state->of_all)
        return;
    state->organisation = form_add(form, FIELD_TEXT, "Organisation", NULL, 0);
    input_set(&state->organisation->input, state->opened.organisation);
    snprintf(state->organisation->hint, sizeof state->organisation->hint,
             "one name for all of a customer's domains");
}

static void add_office365(struct app *app, struct form *form, struct policy_form *state)
{
    static const struct choice answers[] = {{"not said", "nobody has told the console"},
                                            {"no", "another mail system"},
                                            {"yes", "failures show only with its reports off"}};
    const struct model_domain *seen = model_find_domain(&app->model, state->name);
    state->office365 = form_add(form, FIELD_CHOICE, "Is the mail system Office 365?", answers, 3);
    state->office365->chosen = state->opened.office365 + 1;
    state->reports = form_add(form, FIELD_CHECK, "its non-delivery reports are off", NULL, 0);
    state->reports->checked = state->opened.office365_reports == POLICY_NO;
    if (seen && seen->office365_reports)
        app_say(app,
                "Its reports were seen arriving (%lld): failures there are not seen in the log.",
                (long long)seen->office365_reports);
    else if (seen && seen->office365_relayed)
        app_say(app, "Seen in the logs: Office 365 takes this domain's mail.");
    snprintf(
        state->office365->hint, sizeof state->office365->hint,
        "Exchange Admin Center - mail flow - remote domains: Allow non-delivery reports unchecked");
}

static void add_fields(struct app *app, struct form *form, struct policy_form *state)
{
    enum policy_parts parts = state->parts;
    bool all = parts == POLICY_PART_ALL;
    if (all || parts == POLICY_PART_MODE)
        form_policy_add_event(app, form, state);
    if (all || parts == POLICY_PART_BOUNCE)
        add_bounce(app, form, state);
    if (parts == POLICY_PART_BOUNCE)
        add_organisation(form, state);
    if (all || parts == POLICY_PART_ALERTS)
        form_policy_add_thresholds(app, form, state);
    if (all || parts == POLICY_PART_SUBSCRIBERS)
        form_policy_add_subscribers(app, form, state);
    if (parts == POLICY_PART_OFFICE365)
        add_office365(app, form, state);
    state->reason = form_add(form, FIELD_TEXT, "Reason", NULL, 0);
    snprintf(state->reason->hint, sizeof state->reason->hint, "incident number%s",
             all           ? ", required for a mode"
             : state->mode ? ", required"
                           : "");
    /* A test mail where subscribers are. */
    form_add(form, FIELD_BUTTONS, "", form_policy_holds_at_once(parts) ? buttons_at_once : buttons,
             state->subscribers ? 5 : 4);
}

void form_policy_open(struct app *app, const char *name, enum policy_parts parts)
{
    static const char *const titles[] = {"Business Continuity", "Continuity mode", "Bounce policy",
                                         "Availability alerts", "Subscribers",     "Office 365"};
    char readable[DOMAIN_NAME_SIZE];
    struct policy_form *state = memory_new(1, sizeof *state);
    policy_change_own(&app->model.policy, name, &state->opened);
    snprintf(state->name, sizeof state->name, "%s", name);
    state->of_all = strcmp(name, DOMAIN_NAME_DEFAULTS) == 0;
    state->parts = parts;
    state->head = app->model.revision;
    char *title =
        memory_printf("%s: %s   (revision %lld%s)", titles[parts],
                      domain_name_readable(name, readable), (long long)state->head.number,
                      policy_find(&app->model.policy, name) ? "" : ", not configured yet");
    struct form *form = form_new(&kind, title);
    free(title);
    form->state = state;
    add_fields(app, form, state);
    form_focus(form, parts == POLICY_PART_SUBSCRIBERS ? state->subscribers : form->fields);
    form_open(app, form);
    form_policy_ask_peaks(app, form);
}

bool form_policy_request(struct app *app, enum request request, const char *name)
{
    static const struct {
        enum request request;
        enum policy_parts parts;
    } forms[] = {{REQUEST_POLICY, POLICY_PART_ALL},
                 {REQUEST_CONTINUITY, POLICY_PART_MODE},
                 {REQUEST_BOUNCE, POLICY_PART_BOUNCE},
                 {REQUEST_ALERTS, POLICY_PART_ALERTS},
                 {REQUEST_SUBSCRIBERS, POLICY_PART_SUBSCRIBERS},
                 {REQUEST_OFFICE365, POLICY_PART_OFFICE365}};
    char normal[DOMAIN_NAME_SIZE];
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (forms[i].request != request)
            continue;
        if (strcmp(name, DOMAIN_NAME_DEFAULTS) != 0 && domain_name_normalise(name, normal))
            app_say(app, "%s is no domain that can have a policy", name);
        else
            form_policy_open(app, name, forms[i].parts);
        return true;
    }
    return false;
}
