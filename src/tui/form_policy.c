#include "form_policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "mtacon/act/check.h"
#include "mtacon/act/policy_change.h"
#include "mtacon/act/test_mail.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/model/in_force.h"
#include "mtacon/store/revision.h"
#include "screens.h"

struct policy_form {
    char name[DOMAIN_NAME_SIZE];
    enum policy_parts parts;
    struct policy_domain opened; /* the domain's own settings when the form was opened */
    struct policy_revision head; /* the revision of that moment */
    struct field *mode, *until, *bounce, *hourly, *daily, *subscribers, *own, *office365, *reports,
        *reason;
};

static const struct choice modes[] = {{"Inherited from *", ""},
                                      {"Disabled", "the mail system works; users send through it"},
                                      {"Optional", "each user decides"},
                                      {"Enabled", "all Outlook users send through these nodes"}};
static const struct choice bounces[] = {
    {"Inherited from *", ""},
    {"Enabled", "senders are told of failures, as SMTP says"},
    {"Disabled", "external senders are never told"},
    {"Disabled when on Continuity", "not told while the mode is Enabled"}};
static const struct choice ends[] = {{"open", ""}, {"1 h", ""},  {"2 h", ""}, {"4 h", ""},
                                     {"8 h", ""},  {"24 h", ""}, {"keep", ""}};
static const int end_hours[] = {0, 1, 2, 4, 8, 24};
enum { ENDS = 6 };
static const struct choice buttons[] = {
    {"Save and push", ""}, {"Save only", ""}, {"Show diff", ""}, {"Cancel", ""}, {"Test mail", ""}};
enum { BUTTON_PUSH, BUTTON_SAVE, BUTTON_DIFF, BUTTON_CANCEL, BUTTON_TEST };

/* ---- from the fields to a domain ---- */

static bool read_threshold(struct form *form, struct field *field, int64_t *threshold)
{
    if (!field)
        return true;
    *threshold = THRESHOLD_INHERITED;
    const char *wrong = field->input.length ? check_threshold(field->input.text, threshold) : NULL;
    return !wrong || (form && form_refuse(form, field, wrong));
}

static void read_mode(const struct app *app, const struct policy_form *state,
                      struct policy_domain *domain)
{
    int mode = state->mode->chosen - 1;
    int64_t until = 0;
    if (state->until->chosen >= ENDS)
        until = state->opened.until;
    else if (state->until->chosen)
        until = app->now + end_hours[state->until->chosen] * 3600LL;
    if (mode == POLICY_INHERITED)
        until = 0;
    if (mode != state->opened.mode || until != state->opened.until)
        policy_set_mode(domain, mode, until);
}

static void read_subscribers(const struct policy_form *state, struct policy_domain *domain)
{
    policy_domain_clear(domain);
    domain->own_subscribers = state->own->checked || state->subscribers->item_count > 0;
    for (int i = 0; i < state->subscribers->item_count; i++)
        policy_subscribe(domain, state->subscribers->items[i]);
}

/* Applies what the form's fields say to `domain`; false when one is wrong, marked if `form` is
 * given. */
static bool apply(const struct app *app, const struct policy_form *state, struct form *form,
                  struct policy_domain *domain)
{
    if (state->mode)
        read_mode(app, state, domain);
    if (state->bounce)
        domain->bounce = state->bounce->chosen - 1;
    if (!read_threshold(form, state->hourly, &domain->thresholds.hourly) ||
        !read_threshold(form, state->daily, &domain->thresholds.daily))
        return false;
    if (state->subscribers)
        read_subscribers(state, domain);
    if (state->office365) {
        domain->office365 = state->office365->chosen - 1;
        domain->office365_reports = state->reports->checked ? POLICY_NO : POLICY_INHERITED;
    }
    return true;
}

/* ---- what would hold ---- */

/* What holds on the nodes before anything is saved. */
static void note_in_force(const struct app *app, const struct policy_form *state,
                          struct buffer *out)
{
    static const char *const names[] = {"mode", "reports"};
    for (int field = 0; field < 2; field++) {
        if (!(field == MODEL_FIELD_MODE ? state->mode : state->bounce))
            continue;
        buffer_printf(out, "Now %s ", names[field]);
        model_in_force_text(&app->model, state->name, (enum model_field)field, app->local_time,
                            out);
        buffer_append_text(out, ".\n");
    }
}

static void note_reports(const struct app *app, const struct policy_domain *effective,
                         struct buffer *out)
{
    const struct model_domain *now = model_find_domain(&app->model, effective->name);
    bool reports =
        policy_reports((enum policy_mode)effective->mode, (enum policy_bounce)effective->bounce);
    char queued[32];
    buffer_printf(out, "After push: mode %s, reports to external senders %s",
                  policy_mode_title(effective->mode), reports ? "on" : "OFF");
    if (now && now->queued)
        buffer_printf(out, "; %s queued messages %s, %lld expire within 6 h",
                      text_count(queued, sizeof queued, now->queued),
                      reports ? "would be reported" : "are covered", (long long)now->expiring_6h);
    buffer_append_text(out, ".\n");
}

/* On a form of its own there is room to say what the choice is for. */
static void note_explanation(const struct policy_form *state, const struct policy_domain *effective,
                             struct buffer *out)
{
    static const char *const about_modes[] = {
        "Disabled is the usual state: mail goes from the client to the customer's own mail system "
        "and from there through the nodes. Submission straight to a node is refused.",
        "Optional suits organisations with many remote users: whoever wants to may send straight "
        "through the nodes.",
        "Enabled is for a failed mail server or network: Outlook clients switch over by themselves "
        "and send through the nodes; users need to do nothing."};
    static const char *const about_bounces[] = {
        "Enabled follows the SMTP standards: a sender is told when mail cannot be delivered, at "
        "once for a permanent failure, after 5 days of tries for a temporary one.",
        "Disabled holds reports back whether or not the mail system works. A message with "
        "recipients in several domains has one report, which is held back whole.",
        "Reports are held back only while the continuity mode is Enabled; in Disabled and Optional "
        "they go out."};
    if (state->parts == POLICY_PART_MODE)
        buffer_printf(out, "%s\n", about_modes[effective->mode]);
    if (state->parts == POLICY_PART_BOUNCE)
        buffer_printf(out, "%s\n", about_bounces[effective->bounce]);
}

static void note_nodes(const struct app *app, struct buffer *out)
{
    int unreached = 0;
    for (size_t i = 0; i < app->model.node_count; i++) {
        const struct model_node *node = &app->model.nodes[i];
        unreached += node->stored.enrolled && node->stored.state != STORE_NODE_UP;
    }
    buffer_printf(out, "Goes to: %d of %zu nodes (enrolled)", app->model.enrolled,
                  app->model.node_count);
    if (unreached)
        buffer_printf(out, "; %d out of reach get it when they return", unreached);
    buffer_append_text(out, ".\n");
}

static void note_changed_elsewhere(const struct app *app, const struct policy_form *state,
                                   struct buffer *out)
{
    if (strcmp(app->model.revision.hash, state->head.hash) == 0)
        return;
    buffer_printf(
        out, "Revision %lld by %s was saved meanwhile%s.\n", (long long)app->model.revision.number,
        app->model.revision.author,
        policy_diff_domain(&state->opened, policy_find(&app->model.policy, state->name), NULL, NULL)
            ? ", and changed this domain"
            : ", not this domain");
}

static void add_warning(void *argument, const char *text)
{
    buffer_printf(argument, "Warning: %s.\n", text);
}

static void note(struct app *app, const struct form *form, struct buffer *out)
{
    struct policy_form *state = form->state;
    struct policy policy;
    policy_copy(&policy, &app->model.policy);
    struct policy_domain *domain = policy_add(&policy, state->name);
    /* Complaints about fields wait for the button. */
    if (domain && apply(app, state, NULL, domain)) {
        struct policy_domain effective = policy_effective(&policy, state->name);
        note_changed_elsewhere(app, state, out);
        policy_warnings(&policy, state->name, add_warning, out);
        note_explanation(state, &effective, out);
        note_in_force(app, state, out);
        if (state->mode || state->bounce)
            note_reports(app, &effective, out);
        note_nodes(app, out);
    }
    policy_clear(&policy);
}

/* ---- saving ---- */

static void add_line(void *argument, const char *text)
{
    buffer_printf(argument, "%s%s", ((struct buffer *)argument)->length ? "; " : "", text);
}

/* What it would change, in one line. */
static char *describe(const struct policy_change *change)
{
    struct buffer lines = {0};
    if (!policy_change_difference(change, add_line, &lines))
        buffer_append_text(&lines, "nothing would change");
    return buffer_take(&lines);
}

static bool save(struct app *app, const struct policy_form *state,
                 const struct policy_change *change, bool push)
{
    struct act act = app_act(app);
    struct policy_revision saved;
    struct error error;
    switch (policy_change_save(&act, change, state->reason->input.text, app->now, &saved, &error)) {
    case REVISION_SAVED:
        app_say(app, "saved as revision %lld%s", (long long)saved.number,
                push ? "" : ", not pushed yet (p pushes)");
        break;
    case REVISION_UNCHANGED:
        app_say(app, "nothing to change");
        break;
    case REVISION_STALE:
    case REVISION_FAILED:
        app_say(app, "%s", error.text);
        return false;
    }
    app_reload(app);
    if (push)
        app_open(app, &screen_push, "");
    return true;
}

static void send_test(struct app *app, struct form *form, const struct policy_form *state)
{
    struct act act = app_act(app);
    struct test_mail test;
    struct error error;
    if (form->changed)
        app_say(app, "Save first: a test mail goes to the subscribers that are saved.");
    else if (test_mail_send(&act, state->name, app->options->alerts.from, app->now, &test, &error))
        app_say(app, "A test mail to each subscriber is on its way: 3, then O shows how it fares.");
    else
        app_say(app, "%s", error.text);
}

/* Shown once; pressed again, the operator has seen it. */
static void tell_theirs(struct app *app, struct policy_form *state,
                        const struct policy_change *change)
{
    char *lines = describe(change);
    state->head = change->head;
    policy_domain_clear(&state->opened);
    policy_domain_copy(&state->opened, policy_find(&change->before, state->name));
    app_say(app, "Changed elsewhere meanwhile. Yours would do: %.300s. Press again to save.",
            lines);
    free(lines);
}

/* With a change that was begun; true when the form is done with. */
static bool finish(struct app *app, struct form *form, struct policy_change *change, int button)
{
    struct policy_form *state = form->state;
    struct error error;
    struct policy_domain *domain = policy_change_domain(change, &error);
    if (!domain) {
        app_say(app, "%s", error.text);
        return false;
    }
    if (!apply(app, state, form, domain))
        return false;
    if (button == BUTTON_DIFF) {
        char *lines = describe(change);
        app_say(app, "%s", lines);
        free(lines);
        return false;
    }
    if (policy_change_is_late(change, &state->opened, state->head.hash)) {
        tell_theirs(app, state, change);
        return false;
    }
    return save(app, state, change, button == BUTTON_PUSH);
}

static bool submit(struct app *app, struct form *form, int button)
{
    struct policy_form *state = form->state;
    struct act act = app_act(app);
    struct policy_change change;
    struct error error;
    bool done = false;
    if (button == BUTTON_CANCEL)
        return true;
    if (button != BUTTON_DIFF && app_refuses_change(app))
        return false;
    if (button == BUTTON_TEST) {
        send_test(app, form, state);
        return false;
    }
    if (button != BUTTON_DIFF && state->mode && state->reason->input.length == 0)
        return form_refuse(form, state->reason, "required: an incident number");
    if (policy_change_begin(&act, state->name, &change, &error))
        done = finish(app, form, &change, button);
    else
        app_say(app, "%s", error.text);
    policy_change_clear(&change);
    return done;
}

static const char *check_address(const char *typed, char *out, size_t size)
{
    char address[MAIL_ADDRESS_SIZE];
    const char *wrong = mail_address_normalise(typed, address);
    snprintf(out, size, "%s", address);
    return wrong;
}

static void clear(struct form *form)
{
    struct policy_form *state = form->state;
    policy_domain_clear(&state->opened);
    free(state);
}

static const struct form_kind kind = {note, submit, check_address, clear};

/* ---- opening ---- */

static void add_mode(const struct app *app, struct form *form, struct policy_form *state)
{
    char when[32];
    struct policy_domain defaults = policy_effective(&app->model.policy, DOMAIN_NAME_DEFAULTS);
    state->mode = form_add(form, FIELD_CHOICE, "Continuity Mode", modes, 4);
    state->mode->chosen = state->opened.mode + 1;
    snprintf(state->mode->hint, sizeof state->mode->hint, "* has %s",
             policy_mode_title(defaults.mode));
    state->until = form_add(form, FIELD_ROW, "Until", ends, state->opened.until ? ENDS + 1 : ENDS);
    if (state->opened.until) {
        state->until->chosen = ENDS;
        size_t used = strlen(form->title);
        snprintf(form->title + used, sizeof form->title - used, "  runs until %s",
                 clock_rfc3339(when, sizeof when, state->opened.until));
    }
}

static void add_bounce(const struct app *app, struct form *form, struct policy_form *state)
{
    struct policy_domain defaults = policy_effective(&app->model.policy, DOMAIN_NAME_DEFAULTS);
    state->bounce = form_add(form, FIELD_CHOICE, "Bounce Policy", bounces, 4);
    state->bounce->chosen = state->opened.bounce + 1;
    snprintf(state->bounce->hint, sizeof state->bounce->hint, "* has %s",
             policy_bounce_title(defaults.bounce));
}

/* The highest count of an hour, and of 24 hours, in the last 7 days. */
static void find_peaks(struct app *app, const char *domain, int64_t *hourly, int64_t *daily)
{
    int64_t hours[WINDOW_TREND_POINTS];
    const struct model_history *history = app_history(app, 0, domain);
    *hourly = *daily = 0;
    for (int i = 0; history && i < WINDOW_TREND_POINTS; i++)
        if (history->rolling[i] > *daily)
            *daily = history->rolling[i];
    int64_t since = window_hour(app->now) - (WINDOW_TREND_POINTS - 1) * WINDOW_HOUR;
    if (!store_failure_hours(app->options->store, 0, domain, since, hours, WINDOW_TREND_POINTS,
                             NULL))
        return;
    for (int i = 0; i < WINDOW_TREND_POINTS; i++)
        if (hours[i] > *hourly)
            *hourly = hours[i];
}

static void set_threshold(struct field *field, int64_t threshold, int64_t inherited, int64_t now,
                          int64_t peak)
{
    char number[32] = "", from[40] = "", count[32], most[32];
    if (threshold != THRESHOLD_INHERITED)
        snprintf(number, sizeof number, "%lld", (long long)threshold);
    else
        snprintf(from, sizeof from, "  * has %lld", (long long)inherited);
    input_set(&field->input, number);
    if (peak < now)
        peak = now;
    snprintf(field->hint, sizeof field->hint, "now %s, 7-day peak %s%s",
             text_count(count, sizeof count, now), text_count(most, sizeof most, peak), from);
}

static void add_thresholds(struct app *app, struct form *form, struct policy_form *state)
{
    const char *domain = strcmp(state->name, DOMAIN_NAME_DEFAULTS) == 0 ? NULL : state->name;
    const struct model_domain *now = model_find_domain(&app->model, state->name);
    const struct model_failures *failures = now      ? &now->failures
                                            : domain ? NULL
                                                     : &app->model.failures;
    struct thresholds own = state->opened.thresholds, defaults = app->model.defaults;
    int64_t hourly, daily;
    find_peaks(app, domain, &hourly, &daily);
    state->hourly = form_add(form, FIELD_TEXT, "Alert at /h", NULL, 0);
    state->daily = form_add(form, FIELD_TEXT, "Alert at /24h", NULL, 0);
    set_threshold(state->hourly, own.hourly, defaults.hourly, failures ? failures->last_hour : 0,
                  hourly);
    set_threshold(state->daily, own.daily, defaults.daily, failures ? failures->last_day : 0,
                  daily);
}

static void add_subscribers(struct app *app, struct form *form, struct policy_form *state)
{
    state->own = form_add(form, FIELD_CHECK, "own subscribers", NULL, 0);
    state->own->checked = state->opened.own_subscribers;
    snprintf(state->own->hint, sizeof state->own->hint, "else the %zu of *",
             app->model.policy.domains[0].subscriber_count);
    state->subscribers = form_add(form, FIELD_LIST, "Subscribers of alerts", NULL, 0);
    for (size_t i = 0; i < state->opened.subscriber_count; i++)
        form_add_item(state->subscribers, state->opened.subscribers[i]);
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

void form_policy_open(struct app *app, const char *name, enum policy_parts parts)
{
    static const char *const titles[] = {"Business Continuity", "Continuity mode", "Bounce policy",
                                         "Availability alerts", "Subscribers",     "Office 365"};
    struct policy nothing;
    char readable[DOMAIN_NAME_SIZE], *title;
    struct policy_form *state = memory_new(1, sizeof *state);
    const struct policy_domain *own = policy_find(&app->model.policy, name);
    policy_init(&nothing);
    policy_domain_copy(&state->opened, own ? own : nothing.domains);
    policy_clear(&nothing);
    snprintf(state->name, sizeof state->name, "%s", name);
    snprintf(state->opened.name, sizeof state->opened.name, "%s", name);
    state->parts = parts;
    state->head = app->model.revision;
    title = memory_printf("%s: %s   (revision %lld%s)", titles[parts],
                          domain_name_readable(name, readable), (long long)state->head.number,
                          own ? "" : ", not configured yet");
    struct form *form = form_new(&kind, title);
    free(title);
    form->state = state;
    if (parts == POLICY_PART_ALL || parts == POLICY_PART_MODE)
        add_mode(app, form, state);
    if (parts == POLICY_PART_ALL || parts == POLICY_PART_BOUNCE)
        add_bounce(app, form, state);
    if (parts == POLICY_PART_ALL || parts == POLICY_PART_ALERTS)
        add_thresholds(app, form, state);
    if (parts == POLICY_PART_ALL || parts == POLICY_PART_SUBSCRIBERS)
        add_subscribers(app, form, state);
    if (parts == POLICY_PART_OFFICE365)
        add_office365(app, form, state);
    state->reason = form_add(form, FIELD_TEXT, "Reason", NULL, 0);
    snprintf(state->reason->hint, sizeof state->reason->hint, "incident number%s",
             state->mode ? ", required" : "");
    /* A test mail where subscribers are. */
    form_add(form, FIELD_BUTTONS, "", buttons, state->subscribers ? 5 : 4);
    form_open(app, form);
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
