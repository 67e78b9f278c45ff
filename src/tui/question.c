#include "question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "layer.h"
#include "mtacon/base/memory.h"
#include "parts.h"

/* One that was opened: it is answered as it was read, whatever is asked next. */
struct open_question {
    struct question asked;
    struct input answer;
};

static void clear(struct question *question)
{
    free(question->id);
    free(question->text);
    *question = (struct question){0};
}

static struct question copy(const char *id, const char *text, enum ssh_question_kind kind,
                            bool echo)
{
    return (struct question){memory_string(id), memory_string(text), kind, echo};
}

void question_look(struct app *app, const struct fleet_question *question)
{
    if (question && app->question.id && strcmp(question->id, app->question.id) == 0)
        return;
    clear(&app->question);
    if (question)
        app->question = copy(question->id, question->text, question->kind, question->echo);
}

/* It may have been answered elsewhere, or given up: then this answer is for nobody. */
static bool is_still_asked(const struct app *app, const struct open_question *open)
{
    return app->question.id && strcmp(app->question.id, open->asked.id) == 0;
}

static void answer(struct app *app, const struct open_question *open, const char *text)
{
    if (!is_still_asked(app, open)) {
        app_say(app, "nobody waits for that answer any more");
        return;
    }
    if (app->fleet)
        fleet_answer(app->fleet, text);
    question_look(app, app->fleet ? fleet_question(app->fleet) : NULL);
    app_say(app, text ? "answered: connecting" : "refused");
}

static void draw(struct app *app, void *state, struct area area)
{
    const struct open_question *open = state;
    bool key = open->asked.kind == SSH_ASK_HOST_KEY;
    struct area box = part_box(area, 10, 72, key ? "Unknown host key" : "Authentication");
    int row = area_wrap(box, 0, 0, STYLE_NORMAL, open->asked.text) + 1;
    if (!is_still_asked(app, open)) {
        area_text(box, row, 0, STYLE_STRONG, "Nobody waits for an answer any more. Esc leaves.");
        return;
    }
    if (key) {
        area_text(box, row, 0, STYLE_STRONG,
                  app->options->read_only
                      ? "n refuse (--read-only: it cannot be trusted here)   Esc later"
                      : "y trust it and connect   n refuse   Esc later");
        return;
    }
    input_draw(&open->answer, box, row, 0, 50, true, !open->asked.echo);
    area_text(box, row + 2, 0, STYLE_NORMAL, "Enter go on, empty: give none   Esc later");
}

static bool key(struct app *app, void *state, int key)
{
    struct open_question *open = state;
    bool host_key = open->asked.kind == SSH_ASK_HOST_KEY;
    bool over = input_is_leave(key) || !is_still_asked(app, open);
    if (over) {
        layer_drop(app, open);
        return true;
    }
    if (host_key ? key != 'n' && (key != 'y' || app->options->read_only) : key != KEY_CODE_ENTER)
        return !host_key && input_key(&open->answer, key);
    bool refuses = host_key && key == 'n';
    if (!refuses && !layer_was_read(app, open, host_key ? "y" : "Enter"))
        return true;
    if (host_key)
        answer(app, open, key == 'y' ? "yes" : NULL);
    else
        answer(app, open, open->answer.length ? open->answer.text : NULL);
    layer_drop(app, open);
    return true;
}

static void close_question(void *state)
{
    struct open_question *open = state;
    clear(&open->asked);
    input_set(&open->answer, ""); /* wipes it */
    free(open);
}

static const struct layer_kind kind = {
    .modal = true, .draw = draw, .key = key, .close = close_question};

bool question_open(struct app *app)
{
    if (!app->question.id)
        return false;
    struct open_question *open = memory_new(1, sizeof *open);
    open->asked =
        copy(app->question.id, app->question.text, app->question.kind, app->question.echo);
    layer_push(app, &kind, open);
    return true;
}

const char *question_asked(const struct app *app, char *out, size_t size)
{
    const struct question *question = &app->question;
    const struct open_question *open = layer_find(app, &kind);
    *out = '\0';
    if (!question->id || (open && is_still_asked(app, open)))
        return out;
    if (question->kind == SSH_ASK_PASSPHRASE)
        snprintf(out, size, "passphrase of a key");
    else
        snprintf(out, size, "%.*s: %s", (int)strcspn(question->text, " :"), question->text,
                 question->kind == SSH_ASK_HOST_KEY ? "unknown host key" : "login");
    return out;
}
