/* A mail of the outbox, as it was or will be sent, and how it fares. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "mtacon/act/mail_fate.h"
#include "mtacon/base/text.h"
#include "screens.h"

struct mail {
    struct outbox_mail *mail; /* NULL: it is gone */
    struct buffer text;       /* its lines, safe to show */
};

/* ---- loading ---- */

static void clear(struct view *view)
{
    struct mail *state = view->state;
    outbox_free(state->mail, state->mail ? 1 : 0);
    state->mail = NULL;
    buffer_clear(&state->text);
}

/* Head and body line by line: samples of what nodes said may stand in it. */
static void add_lines(struct buffer *out, const char *message)
{
    while (*message) {
        size_t length = strcspn(message, "\n");
        text_visible(out, message, length);
        buffer_append_char(out, '\n');
        message += length + (message[length] == '\n');
    }
}

static void load(struct app *app, struct view *view)
{
    struct mail *state = view->state;
    struct error error;
    clear(view);
    state->mail = outbox_load(app->options->store, atoll(view->subject), &error);
    if (state->mail)
        add_lines(&state->text, state->mail->message);
    else
        app_say(app, "%s", error.text);
}

/* ---- drawing ---- */

static enum style style_of(const struct outbox_mail *mail)
{
    return mail->state == OUTBOX_DEAD   ? STYLE_BAD
           : mail->state == OUTBOX_SENT ? STYLE_NORMAL
                                        : STYLE_NEAR;
}

static int draw_state(const struct app *app, struct area area, const struct outbox_mail *mail)
{
    struct buffer text = {0};
    char at[32], when[32];
    app_time(app, at, sizeof at, "%Y-%m-%d %H:%M:%S", mail->created_at);
    app_time(app, when, sizeof when, "%Y-%m-%d %H:%M:%S", mail->done_at);
    int row = area_wrap_printf(area, 0, 0, STYLE_STRONG, "%s: %s mail to %s, queued %s",
                               outbox_state_name(mail->state), mail->kind, mail->address, at);
    if (mail->state == OUTBOX_SENT)
        buffer_printf(&text, "sent %s, try %lld, by ", when, (long long)mail->tries);
    else if (mail->state == OUTBOX_DEAD)
        buffer_printf(&text, "given up %s after %lld tries: ", when, (long long)mail->tries);
    else
        buffer_printf(&text, "%lld tries, next %s%s", (long long)mail->tries,
                      app_time(app, when, sizeof when, "%H:%M:%S", mail->next_at),
                      *mail->error ? ": " : "");
    outbox_answer(mail, &text);
    row = area_wrap(area, row, 0, style_of(mail), buffer_text(&text));
    buffer_clear(&text);
    return row;
}

static int write_mail(struct app *app, struct area area)
{
    const struct mail *state = app_view(app)->state;
    int row = draw_state(app, area, state->mail);
    return area_wrap(area, row + 1, 0, STYLE_NORMAL, buffer_text(&state->text));
}

static void draw(struct app *app, struct area area)
{
    struct view *view = app_view(app);
    const struct mail *state = view->state;
    view_load(app, view);
    area = area_part(area, 0, 1, area.rows, area.columns - 2);
    if (state->mail)
        view_text(app, view, area, write_mail);
    else
        area_text(area, 0, 0, STYLE_DIM, "This mail is no longer in the outbox.");
}

/* ---- keys ---- */

static bool request(struct app *app, enum request request, const void *row)
{
    struct act act = app_act(app);
    (void)row;
    if (request != REQUEST_LINES)
        return false;
    actions_begin(app, mail_fate_new(&act, atoll(app_view(app)->subject)));
    return true;
}

const struct screen screen_mail = {
    .name = "Mail",
    .help =
        "The whole mail, when it was tried, which way it went and what was answered. o reads the "
        "log of the node that took it: its queue id, and how the delivery stands.",
    .requests = {REQUEST_LINES, REQUEST_UP, REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .scrolls = true,
    .draw = draw,
    .request = request,
    .state_size = sizeof(struct mail),
    .load = load,
    .close = clear,
};
