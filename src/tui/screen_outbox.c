/* The outbox: mails of alerts that wait, that nobody took, that were sent. */
#include <stdio.h>
#include <string.h>

#include "mtacon/store/outbox.h"
#include "screens.h"
#include "table.h"

enum { SHOWN = 200 };
enum { STATE, KIND, TO, DOMAIN, QUEUED, COLUMNS };

static void clear(struct view *view)
{
    const struct table_rows *rows = view->state;
    outbox_free(rows->rows, rows->count);
}

static void load(struct app *app, struct view *view)
{
    struct outbox_mail *mails = NULL;
    struct error error;
    size_t count = 0;
    if (!outbox_list(app->options->store, SHOWN, &mails, &count, &error)) {
        app_say(app, "%s", error.text);
        return;
    }
    clear(view);
    *(struct table_rows *)view->state = (struct table_rows){mails, count};
}

static enum style style_of(const struct outbox_mail *mail)
{
    return mail->state == OUTBOX_DEAD   ? STYLE_BAD
           : mail->state == OUTBOX_SENT ? STYLE_NORMAL
                                        : STYLE_NEAR;
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct outbox_mail *mail = row;
    char when[32];
    const char *texts[COLUMNS] = {
        outbox_state_name(mail->state), mail->kind, mail->address, mail->domain,
        app_time(app, when, sizeof when, "%m-%d %H:%M", mail->created_at)};
    table_put(cell, style_of(mail), "%s", texts[column]);
}

static void detail(struct app *app, struct area area, const void *data)
{
    const struct outbox_mail *mail = data;
    struct buffer text = {0};
    char when[32];
    int row = area_wrap(area, 0, 0, STYLE_STRONG, mail->subject);
    if (mail->state == OUTBOX_SENT)
        buffer_printf(&text, "sent %s by ",
                      app_time(app, when, sizeof when, "%Y-%m-%d %H:%M:%S", mail->done_at));
    else if (mail->state == OUTBOX_DEAD)
        buffer_printf(&text, "given up after %lld tries: ", (long long)mail->tries);
    else
        buffer_printf(&text, "%lld tries, next %s%s", (long long)mail->tries,
                      app_time(app, when, sizeof when, "%H:%M:%S", mail->next_at),
                      *mail->error ? ": " : "");
    outbox_answer(mail, &text);
    area_wrap(area, row, 0, STYLE_NORMAL, buffer_text(&text));
    buffer_clear(&text);
}

static bool request(struct app *app, enum request request, const void *row)
{
    const struct outbox_mail *mail = row;
    char subject[24];
    if (request != REQUEST_OPEN || !mail)
        return false;
    snprintf(subject, sizeof subject, "%lld", (long long)mail->id);
    app_open(app, &screen_mail, subject);
    return true;
}

static const struct column columns[COLUMNS] = {
    [STATE] = {"state", 8, .searched = true},
    [KIND] = {"kind", 9, .priority = 2, .searched = true},
    [TO] = {"to", 20, 50, .searched = true},
    [DOMAIN] = {"domain", 15, 50, .priority = 1, .searched = true},
    [QUEUED] = {"queued", 11, .priority = 3},
};

static const struct table table = {
    .columns = columns,
    .column_count = COLUMNS,
    .row_size = sizeof(struct outbox_mail),
    .number_at = offsetof(struct outbox_mail, id),
    .write = write,
    .empty = "No mail was sent yet. t on a domain sets who is told; its form sends a test mail.",
    .detail_rows = 4,
    .detail = detail,
};

const struct screen screen_outbox = {
    .name = "Outbox",
    .help = "One mail to each subscriber, sent through a healthy node, else by this host. Nobody "
            "took it for a day: a dead letter. Enter shows the whole mail.",
    .menu = "mails of alerts: waiting, dead, sent",
    .requests = {REQUEST_OPEN, REQUEST_UP, REQUEST_DOWN, REQUEST_FILTER, REQUEST_HELP,
                 REQUEST_BACK},
    .table = &table,
    .request = request,
    .state_size = sizeof(struct table_rows),
    .load = load,
    .close = clear,
};
