#include "form_node.h"

#include <stdio.h>

#include "form.h"
#include "mtacon/act/node.h"
#include "mtacon/store/node.h"

/* The fields, in their order. */
static const struct {
    enum node_field field;
    const char *label, *hint;
} fields[] = {
    {NODE_NAME, "Name", "as the console shows it"},
    {NODE_DESTINATION, "Destination", "host, user@host or alias"},
    {NODE_PORT, "Port", "empty: as ssh_config has it"},
    {NODE_IDENTITY, "Key file", "empty: agent and ssh_config"},
    {NODE_LOG, "Log", "path or journal; empty: found"},
    {NODE_DIR, "Policy in", "empty: " STORE_NODE_DIR},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static const struct choice buttons[] = {{"Add", ""}, {"Cancel", ""}};

/* Marks the field that is wrong; the name, where the node as a whole is. */
static bool refuse(struct app *app, struct form *form, enum node_field wrong,
                   const struct error *error)
{
    struct error why;
    for (int i = 0; i < FIELDS; i++)
        if (fields[i].field == wrong && !node_check(wrong, form->fields[i].input.text, &why))
            return form_refuse(app, form, &form->fields[i], why.text);
    return form_refuse(app, form, &form->fields[0], error->text);
}

static bool submit(struct app *app, struct form *form, int button)
{
    struct act act = app_act(app);
    const char *typed[NODE_FIELDS] = {0};
    enum node_field wrong;
    struct error error;
    (void)button; /* Cancel is the form's */
    for (int i = 0; i < FIELDS; i++)
        typed[fields[i].field] = form->fields[i].input.text;
    if (!node_add(&act, typed, app->now, &wrong, &error))
        return refuse(app, form, wrong, &error);
    if (app->fleet)
        fleet_sync(app->fleet, NULL);
    app_say(app, "%s added: connecting", typed[NODE_NAME]);
    return true;
}

/* A field that was passed by is no mistake yet. */
static bool check(const struct form *form, const struct field *field, struct error *error)
{
    int index = (int)(field - form->fields);
    return index >= FIELDS || !field->input.length ||
           node_check(fields[index].field, field->input.text, error);
}

static const struct form_kind kind = {.submit = submit, .check = check};

void form_node_open(struct app *app)
{
    struct form *form = form_new(&kind, "Add a node");
    for (int i = 0; i < FIELDS; i++) {
        struct field *field = form_add(form, FIELD_TEXT, fields[i].label, NULL, 0);
        snprintf(field->hint, sizeof field->hint, "%s", fields[i].hint);
    }
    form_add(form, FIELD_BUTTONS, "", buttons, 2);
    form_open(app, form);
}
