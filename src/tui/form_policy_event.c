#include <stdio.h>
#include <string.h>

#include "form_policy_private.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/text.h"

enum { HOUR = 3600, INHERITED, OPEN = 0 };

#define MODES                                                                                      \
    {"Disabled", "the mail system works; users send through it"},                                  \
        {"Optional", "each user decides"},                                                         \
    {                                                                                              \
        "Enabled", "all Outlook users send through these nodes"                                    \
    }
static const struct choice modes[] = {{"Inherited from *", ""}, MODES};
static const struct choice modes_of_all[] = {{"Not set", "as Disabled"}, MODES};

/* The last one only where an event runs. */
static const struct choice ends[] = {{"open", ""}, {"1 h", ""},  {"2 h", ""}, {"4 h", ""},
                                     {"8 h", ""},  {"24 h", ""}, {"keep", ""}};
static const int end_hours[] = {0, 1, 2, 4, 8, 24};
enum { KEEP = 6 };

/* What can be done to an event that runs. */
static const struct choice event_buttons[] = {
    {"+2 h", ""}, {"+4 h", ""}, {"+8 h", ""}, {"End now", ""}};
static const int more_hours[] = {2, 4, 8};
enum { END_NOW = 3 };

/* A clock time as people say it: with the day where it is another one. */
static const char *say_time(const struct app *app, char *out, size_t size, int64_t at)
{
    char today[16], day[16], when[48];
    app_time(app, today, sizeof today, "%Y-%m-%d", app->now);
    app_time(app, day, sizeof day, "%Y-%m-%d", at);
    app_time(app, when, sizeof when,
             strcmp(today, day) == 0
                 ? (app->local_time ? "%H:%M %Z" : "%H:%M UTC")
                 : (app->local_time ? "%a %d %b %H:%M %Z" : "%a %d %b %H:%M UTC"),
             at);
    snprintf(out, size, "%s", when);
    return out;
}

/* When the mode that is chosen ends; 0: open. */
static int64_t end_of(const struct app *app, const struct policy_form *state)
{
    int chosen = state->until->chosen;
    if (state->mode->chosen - 1 == POLICY_INHERITED || chosen == OPEN)
        return 0;
    if (chosen < KEEP)
        return app->now + (int64_t)end_hours[chosen] * HOUR;
    return state->extended ? policy_extended(state->event_end, state->extended, app->now)
                           : state->event_end;
}

/* ---- buttons of an event that runs ---- */

/* They only choose in the fields below, where it is seen what would hold; a reason is wanted. */
static void press_event(struct app *app, struct form *form, int button)
{
    struct policy_form *state = form->state;
    char when[64];
    bool over = button == END_NOW;
    form->changed = true;
    state->mode->chosen = (over ? state->opened.mode_after : state->opened.mode) + 1;
    state->until->chosen = over ? OPEN : KEEP;
    if (!over)
        state->extended += (int64_t)more_hours[button] * HOUR;
    form_focus(form, state->reason);
    if (over)
        app_say(app, "would end now: mode %s. Say why, then save.",
                policy_mode_title(state->opened.mode_after));
    else
        app_say(app, "%s: would end %s. Say why, then save.", event_buttons[button].name,
                say_time(app, when, sizeof when, end_of(app, state)));
}

/* ---- fields ---- */

void form_policy_add_event(const struct app *app, struct form *form, struct policy_form *state)
{
    struct policy_domain defaults = policy_effective(&app->model.policy, DOMAIN_NAME_DEFAULTS);
    bool runs = state->opened.until != 0;
    state->event_end = state->opened.until;
    if (runs) {
        state->event = form_add(form, FIELD_BUTTONS, "Event", event_buttons, 4);
        state->event->press = press_event;
    }
    state->mode =
        form_add(form, FIELD_CHOICE, "Continuity Mode", state->of_all ? modes_of_all : modes, 4);
    state->mode->chosen = state->opened.mode + 1;
    if (!state->of_all)
        snprintf(state->mode->hint, sizeof state->mode->hint, "* has %s",
                 policy_mode_title(defaults.mode));
    state->until = form_add(form, FIELD_ROW, "Until", ends, runs ? KEEP + 1 : KEEP);
    state->until->chosen = runs ? KEEP : OPEN;
}

/* Whether, as chosen, the event of '*' would hold. */
static bool inherits_event(const struct app *app, const struct policy_form *state)
{
    return state->mode->chosen - 1 == POLICY_INHERITED && app->model.policy.domains[0].until &&
           !state->of_all;
}

/* What an end is only means something beside a mode, and as a time of day. */
void form_policy_look_event(const struct app *app, struct policy_form *state)
{
    char when[64];
    int64_t end = end_of(app, state);
    struct field *until = state->until;
    if (inherits_event(app, state))
        snprintf(until->hint, sizeof until->hint, "* decides: its event ends %s; c on * extends it",
                 say_time(app, when, sizeof when, app->model.policy.domains[0].until));
    else if (end)
        snprintf(until->hint, sizeof until->hint, "ends %s", say_time(app, when, sizeof when, end));
    else
        snprintf(until->hint, sizeof until->hint, "%s",
                 until->chosen == OPEN ? "no end, until changed" : "none: * decides");
    if (state->event && state->event_end > app->now)
        snprintf(state->event->hint, sizeof state->event->hint, "%lldh%02lld left",
                 (long long)(state->event_end - app->now) / HOUR,
                 (long long)(state->event_end - app->now) % HOUR / 60);
    else if (state->event)
        snprintf(state->event->hint, sizeof state->event->hint, "is over");
}

void form_policy_read_event(const struct app *app, const struct policy_form *state,
                            struct policy_domain *domain)
{
    int mode = state->mode->chosen - 1;
    int64_t until = end_of(app, state);
    if (mode != state->opened.mode || until != state->opened.until)
        policy_set_mode(domain, mode, until);
}
