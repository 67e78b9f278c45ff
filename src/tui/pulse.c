#include "pulse.h"

#include "actions.h"
#include "held.h"
#include "mtacon/base/clock.h"
#include "question.h"
#include "stage.h"

enum { RELOAD_MS = 1000, RELOAD_CHANGED_MS = RELOAD_MS / 4, HELD_LOOK_MS = 20, WORK_MS = 2 };

struct pulse pulse_begin(void)
{
    return (struct pulse){.version = -1, .changed = true};
}

/* A node that waits for its next try, while another process has just read it, is tried now. */
static void retry_found(const struct app *app)
{
    enum { JUST_NOW = 5 };
    for (size_t i = 0; i < app->model.node_count; i++) {
        const struct store_node *stored = &app->model.nodes[i].stored;
        const struct fleet_live *live = fleet_live(app->fleet, stored->id);
        if (live && live->state == FLEET_DOWN && stored->state == STORE_NODE_UP &&
            app->now - stored->last_contact <= JUST_NOW)
            fleet_retry(app->fleet, stored->id);
    }
}

/* Reads the store anew, if another process changed the list of nodes too. */
static void reload(struct pulse *pulse, struct app *app)
{
    int64_t current = store_data_version(app->options->store);
    if (current != pulse->version && pulse->version != -1)
        fleet_sync(app->fleet, NULL);
    pulse->version = current;
    app_reload(app);
    retry_found(app);
}

static int64_t due(const struct pulse *pulse)
{
    return pulse->loaded + (pulse->changed ? RELOAD_CHANGED_MS : RELOAD_MS);
}

void pulse_step(struct pulse *pulse, struct app *app, int64_t clock)
{
    app->clock = clock;
    if (clock < due(pulse))
        return;
    /* Not in the same turn as other work: a key is heard in between. */
    bool waits = pulse->worked && !pulse->waited;
    pulse->waited = waits;
    if (waits)
        return;
    reload(pulse, app);
    pulse->loaded = clock;
    pulse->changed = false;
}

void pulse_news(struct pulse *pulse, struct app *app)
{
    for (int key; (key = held_look(app));)
        stage_key(app, key);
    int64_t began = clock_monotonic_ms();
    /* What was waited for is shown at once; what the fleet has to tell waits for the next turn. */
    pulse->again = app->clerk && clerk_look(app->clerk);
    if (pulse->again)
        app_reload(app);
    else
        pulse->changed = fleet_dispatch(app->fleet) || pulse->changed;
    pulse->worked = clock_monotonic_ms() - began >= WORK_MS;
    question_look(app, fleet_question(app->fleet));
    actions_look(app);
}

int pulse_wait(const struct pulse *pulse, const struct app *app, int64_t clock)
{
    int64_t wait = pulse->again ? 0 : due(pulse) - clock;
    if ((held_waits(app) || fleet_is_held(app->fleet)) && wait > HELD_LOOK_MS)
        return HELD_LOOK_MS;
    return wait > 0 ? (int)wait : 0;
}
