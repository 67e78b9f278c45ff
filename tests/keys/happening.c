#include "happening.h"

#include "action_private.h"
#include "actions.h"
#include "question.h"

void happening_question(struct app *app, enum ssh_question_kind kind, char *id, char *text)
{
    const struct fleet_question question = {.id = id, .text = text, .kind = kind};
    question_look(app, id ? &question : NULL);
}

static void make_plan(struct action *action)
{
    struct buffer plan = {0};
    buffer_append_text(&plan, "+ a line of master.cf\n");
    action_take_plan(action, &plan);
}

static void change(struct action *action)
{
    action_done(action, "master.cf of %s is changed", action->name);
}

void happening_plan(struct app *app, const char *node)
{
    static const struct action_kind kind = {
        .asking = "asking what would change ...", .ask = make_plan, .run = change};
    struct act act = app_act(app);
    struct action *action = action_new(sizeof *action, &kind, &act, 0, node);
    action_set_title(action, "enrol %s", node);
    action_set_question(action, "Change the configuration of %s so?", node);
    if (app->action_count < APP_ACTIONS)
        app->actions[app->action_count++] = action;
    else
        action_free(action);
    actions_look(app);
}
