/* The form that adds a node. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console_private.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

enum { FIELD_NAME, FIELD_DESTINATION, FIELD_PORT, FIELD_IDENTITY, FIELD_LOG, FIELD_COUNT };

static const struct {
    const char *label, *hint;
} fields[FIELD_COUNT] = {
    {"Name", "as the console shows it"},
    {"Destination", "host, user@host or alias of ssh_config; empty: the name"},
    {"Port", "empty: as ssh_config has it"},
    {"Key file", "empty: agent and ssh_config"},
    {"Log", "mail log on the node; empty: the node is asked"},
};

struct form {
    struct input inputs[FIELD_COUNT];
    int field;
    int wrong; /* the field that `error` is about; -1: none */
    char error[256];
    bool leaving; /* Esc was pressed with text in it: once more leaves */
};

struct form *form_new(void)
{
    struct form *form = memory_new(1, sizeof *form);
    form->wrong = -1;
    return form;
}

void form_free(struct form *form)
{
    free(form);
}

void form_draw(struct console *console, struct area area)
{
    struct form *form = console->form;
    struct area box = part_box(area, FIELD_COUNT * 2 + 3, 74, "Add a node");
    for (int i = 0; i < FIELD_COUNT; i++) {
        bool wrong = form->wrong == i;
        area_text(box, i * 2, 0, i == form->field ? STYLE_STRONG : STYLE_NORMAL, fields[i].label);
        input_draw(&form->inputs[i], box, i * 2, 13, box.columns - 14, i == form->field, false);
        area_text(box, i * 2 + 1, 13, wrong ? STYLE_BAD : STYLE_DIM,
                  wrong ? form->error : fields[i].hint);
    }
    area_text(box, FIELD_COUNT * 2 + 1, 0, STYLE_NORMAL,
              form->leaving ? "Leave without saving? Esc again leaves, any other key goes on"
                            : "Enter save   Tab next field   Esc leave");
}

static bool fail(struct form *form, int field, const char *why)
{
    form->wrong = form->field = field;
    snprintf(form->error, sizeof form->error, "%.*s", (int)sizeof form->error - 1, why);
    return false;
}

static bool save(struct console *console)
{
    struct form *form = console->form;
    struct error error;
    char *name = form->inputs[FIELD_NAME].text;
    char *destination = form->inputs[FIELD_DESTINATION].text;
    char *identity = form->inputs[FIELD_IDENTITY].text;
    char *log = form->inputs[FIELD_LOG].text;
    char mta[] = "postfix";
    int64_t port = 0;
    const char *wrong = store_node_name_wrong(name);
    if (wrong)
        return fail(form, FIELD_NAME, wrong);
    if (destination[0] == '-')
        return fail(form, FIELD_DESTINATION, "this is no destination for ssh");
    if (form->inputs[FIELD_PORT].length &&
        !text_number(form->inputs[FIELD_PORT].text, 1, 65535, &port))
        return fail(form, FIELD_PORT, "a number from 1 to 65535");
    const struct store_node node = {.name = name,
                                    .destination = *destination ? destination : name,
                                    .identity = *identity ? identity : NULL,
                                    .log = *log ? log : NULL,
                                    .mta = mta,
                                    .port = (int)port};
    if (!store_node_add(console->options->store, &node, &error))
        return fail(form, FIELD_NAME, error.text);
    if (console->fleet)
        fleet_sync(console->fleet, NULL);
    console_say(console, "%s added: connecting", name);
    return true;
}

static void leave(struct console *console)
{
    form_free(console->form);
    console->form = NULL;
}

void form_key(struct console *console, int key)
{
    struct form *form = console->form;
    bool leaving = form->leaving, typed = false;
    form->leaving = false;
    for (int i = 0; i < FIELD_COUNT; i++)
        typed = typed || form->inputs[i].length;
    if (key == KEY_CODE_ESCAPE || key == 'C' - 64) {
        if (leaving || !typed)
            leave(console);
        else
            form->leaving = true;
    } else if (leaving) {
        return;
    } else if (key == KEY_CODE_ENTER) {
        if (save(console))
            leave(console);
    } else if (key == '\t' || key == KEY_CODE_DOWN) {
        form->field = (form->field + 1) % FIELD_COUNT;
    } else if (key == KEY_CODE_BACKTAB || key == KEY_CODE_UP) {
        form->field = (form->field + FIELD_COUNT - 1) % FIELD_COUNT;
    } else if (input_key(&form->inputs[form->field], key)) {
        if (form->wrong == form->field)
            form->wrong = -1;
    }
}
