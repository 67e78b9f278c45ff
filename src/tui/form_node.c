#include "form_node.h"

#include <stdio.h>
#include <string.h>

#include "form.h"
#include "mtacon/base/text.h"

enum { NODE_NAME, NODE_DESTINATION, NODE_PORT, NODE_IDENTITY, NODE_LOG, NODE_DIR, NODE_BUTTONS };

static const struct choice buttons[] = {{"Add", ""}, {"Cancel", ""}};

static bool submit(struct app *app, struct form *form, int button)
{
    struct field *fields = form->fields;
    struct error error;
    char *text[NODE_BUTTONS], mta[] = "postfix";
    int64_t port = 0;
    if (button == 1)
        return true;
    for (int i = 0; i < NODE_BUTTONS; i++)
        text[i] = fields[i].input.text;
    const char *wrong = store_node_name_wrong(text[NODE_NAME]);
    if (wrong)
        return form_refuse(form, &fields[NODE_NAME], wrong);
    if (text[NODE_DESTINATION][0] == '-')
        return form_refuse(form, &fields[NODE_DESTINATION], "no destination for ssh");
    if (*text[NODE_PORT] && !text_number(text[NODE_PORT], 1, 65535, &port))
        return form_refuse(form, &fields[NODE_PORT], "a number from 1 to 65535");
    if (*text[NODE_DIR] && (text[NODE_DIR][0] != '/' || strpbrk(text[NODE_DIR], " \t")))
        return form_refuse(form, &fields[NODE_DIR], "a whole path without blanks");
    const struct store_node node = {.name = text[NODE_NAME],
                                    .destination = *text[NODE_DESTINATION] ? text[NODE_DESTINATION]
                                                                           : text[NODE_NAME],
                                    .identity = *text[NODE_IDENTITY] ? text[NODE_IDENTITY] : NULL,
                                    .log = *text[NODE_LOG] ? text[NODE_LOG] : NULL,
                                    .node_dir = *text[NODE_DIR] ? text[NODE_DIR] : NULL,
                                    .mta = mta,
                                    .port = (int)port};
    if (!store_node_add(app->options->store, &node, &error))
        return form_refuse(form, &fields[NODE_NAME], error.text);
    if (app->fleet)
        fleet_sync(app->fleet, NULL);
    app_say(app, "%s added: connecting", text[NODE_NAME]);
    return true;
}

static const struct form_kind kind = {.submit = submit};

void form_node_open(struct app *app)
{
    static const struct {
        const char *label, *hint;
    } texts[NODE_BUTTONS] = {
        {"Name", "as the console shows it"},     {"Destination", "host, user@host or alias"},
        {"Port", "empty: as ssh_config has it"}, {"Key file", "empty: agent and ssh_config"},
        {"Log", "empty: the node is asked"},     {"Policy in", "empty: " STORE_NODE_DIR},
    };
    struct form *form = form_new(&kind, "Add a node");
    for (int i = 0; i < NODE_BUTTONS; i++) {
        struct field *field = form_add(form, FIELD_TEXT, texts[i].label, NULL, 0);
        snprintf(field->hint, sizeof field->hint, "%s", texts[i].hint);
    }
    form_add(form, FIELD_BUTTONS, "", buttons, 2);
    form_open(app, form);
}
