#include "actions.h"

#include <stdio.h>
#include <string.h>

#include "dialog.h"
#include "layer.h"

static struct action *find(const struct app *app, const char *title)
{
    for (int i = 0; i < app->action_count; i++)
        if (strcmp(action_title(app->actions[i]), title) == 0)
            return app->actions[i];
    return NULL;
}

static void drop(struct app *app, struct action *action)
{
    int kept = 0;
    for (int i = 0; i < app->action_count; i++)
        if (app->actions[i] != action)
            app->actions[kept++] = app->actions[i];
    app->action_count = kept;
    if (app->awaited == action)
        app->awaited = NULL;
    action_free(action);
}

/* Says how it stands; one that is over is forgotten, and the model is of before. */
static void tell(struct app *app, struct action *action)
{
    enum action_state state = action_state(action);
    /* A plan is announced as long as it waits; that it is another one is news. */
    if (state != ACTION_PLANNED || action_has_changed(action))
        app_say(app, "%s", action_text(action));
    if (state < ACTION_DONE)
        return;
    drop(app, action);
    app_reload(app);
}

/* ---- asking ---- */

static void ask(struct app *app, const struct action *action);

/* Brings it on after a key of the operator. He is asked as soon as its plan is there: at once, or
 * when the clerk has made it, if he waits for that. */
static void begin(struct app *app, struct action *action)
{
    action_step(action);
    app->awaited = NULL;
    if (action_state(action) == ACTION_PLANNED)
        ask(app, action);
    else if (!action_asks_node(action))
        app->awaited = action;
}

static void agree(struct app *app, const char *title, const char *reason)
{
    struct action *action = find(app, title);
    app->asked = NULL;
    if (!action)
        return;
    action_agree(action, reason, app->now);
    begin(app, action);
    tell(app, action);
}

static void leave(struct app *app, const char *title, const char *reason)
{
    struct action *action = find(app, title);
    app->asked = NULL;
    (void)reason;
    if (!action)
        return;
    drop(app, action);
    app_say(app, "%s: left as it is", title);
}

static void ask(struct app *app, const struct action *action)
{
    struct dialog dialog = {.title = action_title(action),
                            .subject = action_title(action),
                            .text = action_plan(action),
                            .question = action_question(action),
                            .with_reason = action_takes_reason(action),
                            .yes = agree,
                            .no = leave};
    if (dialog_confirm(app, &dialog))
        app->asked = action;
}

static struct action *find_planned(const struct app *app)
{
    for (int i = 0; i < app->action_count; i++)
        if (action_state(app->actions[i]) == ACTION_PLANNED && app->actions[i] != app->asked)
            return app->actions[i];
    return NULL;
}

const char *actions_ready(const struct app *app, char *out, size_t size)
{
    const struct action *action = find_planned(app);
    snprintf(out, size, "%s", action ? action_title(action) : "");
    return out;
}

bool actions_open(struct app *app)
{
    const struct action *action = find_planned(app);
    if (action)
        ask(app, action);
    return action != NULL;
}

/* ---- their life ---- */

void actions_begin(struct app *app, struct action *action)
{
    struct action *before = find(app, action_title(action));
    if (before || app->action_count == APP_ACTIONS) {
        if (before && action_state(before) == ACTION_PLANNED)
            ask(app, before);
        else
            app_say(app, "%s", before ? action_text(before) : "too much is under way: wait for it");
        action_free(action);
        return;
    }
    app->actions[app->action_count++] = action;
    begin(app, action);
    tell(app, action);
}

bool actions_has(const struct app *app, const char *title)
{
    return find(app, title) != NULL;
}

static void look(struct app *app, struct action *action)
{
    bool awaited = app->awaited == action && action_state(action) == ACTION_PLANNED;
    tell(app, action);
    if (!awaited || layer_is_busy(app))
        return;
    app->awaited = NULL;
    if (!action_has_changed(action))
        app_say(app, "%s", "");
    ask(app, action);
}

void actions_look(struct app *app)
{
    for (int i = app->action_count; i-- > 0;)
        if (action_step(app->actions[i]))
            look(app, app->actions[i]);
}

void actions_end(struct app *app)
{
    while (app->action_count)
        action_free(app->actions[--app->action_count]);
}
