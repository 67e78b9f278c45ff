#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "form_policy_private.h"
#include "mtacon/act/check.h"
#include "mtacon/act/test_mail.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/store/failure.h"
#include "mtacon/store/outbox.h"
#include "sheet.h"

enum { RECENT = 600 };

/* ---- thresholds ---- */

/* The highest count of an hour, and of 24 hours, in the last 7 days: that takes a while to read. */
struct peaks {
    struct app *app;
    int64_t form, now, hourly, daily;
    char domain[DOMAIN_NAME_SIZE]; /* "": all */
};

static void find_peaks(void *argument, struct store *store)
{
    struct peaks *peaks = argument;
    const char *domain = *peaks->domain ? peaks->domain : NULL;
    int64_t hours[WINDOW_TREND_POINTS];
    struct model_history history;
    if (!model_history_load(store, peaks->now, 0, domain, &history, NULL))
        return;
    for (int i = 0; i < WINDOW_TREND_POINTS; i++)
        if (history.rolling[i] > peaks->daily)
            peaks->daily = history.rolling[i];
    int64_t since = window_hour(peaks->now) - (WINDOW_TREND_POINTS - 1) * WINDOW_HOUR;
    if (!store_failure_hours(store, 0, domain, since, hours, WINDOW_TREND_POINTS, NULL))
        return;
    for (int i = 0; i < WINDOW_TREND_POINTS; i++)
        if (hours[i] > peaks->hourly)
            peaks->hourly = hours[i];
}

static void set_threshold(struct field *field, int64_t threshold)
{
    char number[32] = "";
    if (threshold != THRESHOLD_INHERITED)
        snprintf(number, sizeof number, "%lld", (long long)threshold);
    input_set(&field->input, number);
}

/* `peak` less than 0: not known yet. */
static void set_hint(struct field *field, int64_t threshold, int64_t inherited, int64_t now,
                     int64_t peak)
{
    char from[40] = "", count[32], most[32] = "...";
    if (threshold == THRESHOLD_INHERITED)
        snprintf(from, sizeof from, "  * has %lld", (long long)inherited);
    if (peak >= 0)
        text_count(most, sizeof most, peak < now ? now : peak);
    snprintf(field->hint, sizeof field->hint, "now %s, 7-day peak %s%s",
             text_count(count, sizeof count, now), most, from);
}

static void set_hints(const struct app *app, const struct policy_form *state, int64_t hourly,
                      int64_t daily)
{
    bool all = strcmp(state->name, DOMAIN_NAME_DEFAULTS) == 0;
    const struct model_domain *now = model_find_domain(&app->model, state->name);
    const struct model_failures *failures = now   ? &now->failures
                                            : all ? &app->model.failures
                                                  : NULL;
    struct thresholds own = state->opened.thresholds, defaults = app->model.defaults;
    set_hint(state->hourly, own.hourly, defaults.hourly, failures ? failures->last_hour : 0,
             hourly);
    set_hint(state->daily, own.daily, defaults.daily, failures ? failures->last_day : 0, daily);
}

static void show_peaks(void *argument)
{
    struct peaks *peaks = argument;
    const struct form *form = form_of(peaks->app, peaks->form);
    if (form)
        set_hints(peaks->app, form->state, peaks->hourly, peaks->daily);
    free(peaks);
}

void form_policy_ask_peaks(struct app *app, const struct form *form)
{
    static const struct clerk_task task = {find_peaks, show_peaks};
    const struct policy_form *state = form->state;
    if (!state->hourly)
        return;
    struct peaks *peaks = memory_new(1, sizeof *peaks);
    *peaks = (struct peaks){.app = app, .form = form->number, .now = app->now};
    if (strcmp(state->name, DOMAIN_NAME_DEFAULTS) != 0)
        memcpy(peaks->domain, state->name, sizeof peaks->domain);
    app_do(app, &task, peaks);
}

void form_policy_add_thresholds(const struct app *app, struct form *form, struct policy_form *state)
{
    state->hourly = form_add(form, FIELD_TEXT, "Alert at /h", NULL, 0);
    state->daily = form_add(form, FIELD_TEXT, "Alert at /24h", NULL, 0);
    set_threshold(state->hourly, state->opened.thresholds.hourly);
    set_threshold(state->daily, state->opened.thresholds.daily);
    set_hints(app, state, -1, -1);
}

bool form_policy_read_threshold(const struct field *field, int64_t *threshold, struct error *error)
{
    *threshold = THRESHOLD_INHERITED;
    const char *wrong = field->input.length ? check_threshold(field->input.text, threshold) : NULL;
    return !wrong || error_set(error, ERROR_USAGE, "%s", wrong);
}

/* ---- subscribers ---- */

void form_policy_add_subscribers(const struct app *app, struct form *form,
                                 struct policy_form *state)
{
    state->own = form_add(form, FIELD_CHECK, "own subscribers", NULL, 0);
    state->own->checked = state->opened.own_subscribers;
    snprintf(state->own->hint, sizeof state->own->hint, "else the %zu of *",
             app->model.policy.domains[0].subscriber_count);
    state->subscribers = form_add(form, FIELD_LIST, "Subscribers of alerts", NULL, 0);
    for (size_t i = 0; i < state->opened.subscriber_count; i++)
        form_add_item(state->subscribers, state->opened.subscribers[i]);
}

void form_policy_read_subscribers(const struct policy_form *state, struct policy_domain *domain)
{
    policy_domain_clear(domain);
    domain->own_subscribers = state->own->checked || state->subscribers->item_count > 0;
    for (int i = 0; i < state->subscribers->item_count; i++)
        policy_subscribe(domain, state->subscribers->items[i]);
}

const char *form_policy_check_address(const char *typed, char *out, size_t size)
{
    char address[MAIL_ADDRESS_SIZE] = "";
    const char *wrong = mail_address_normalise(typed, address);
    snprintf(out, size, "%s", address);
    return wrong;
}

/* ---- test mails ---- */

/* `subject` is "TIME DOMAIN": how those since then fare. */
static void write_tests(struct app *app, const char *subject, struct buffer *out)
{
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    const char *domain = strchr(subject, ' ') + 1;
    outbox_list_tests(app->options->store, domain, atoll(subject), &mails, &count, NULL);
    for (size_t i = 0; i < count; i++) {
        struct buffer answer = {0};
        outbox_answer(&mails[i], &answer);
        buffer_printf(out, "%s   %s\n", mails[i].address, outbox_state_name(mails[i].state));
        if (answer.length)
            buffer_printf(out, "    %s\n", buffer_text(&answer));
        buffer_clear(&answer);
    }
    buffer_append_text(out, "\nEach that a node took is looked for in its log for half a minute; "
                            "what this host's sendmail or a command took is not. The outbox (3, "
                            "then O) keeps them; o on a mail there looks again.\n");
    outbox_free(mails, count);
}

void form_policy_send_test(struct app *app, const struct form *form)
{
    const struct policy_form *state = form->state;
    struct act act = app_act(app);
    if (form->changed) {
        app_say(app, "Save first: a test mail goes to the subscribers that are saved.");
        return;
    }
    struct action *test = test_mail_new(&act, state->name, app->options->alerts.from, app->now);
    char *title = memory_string(action_title(test));
    actions_begin(app, test);
    bool runs = actions_has(app, title);
    free(title);
    if (!runs)
        return;
    char *subject = memory_printf("%lld %s", (long long)(app->now - RECENT), state->name);
    sheet_open_live(app, "Test mail", subject, write_tests);
    free(subject);
}
