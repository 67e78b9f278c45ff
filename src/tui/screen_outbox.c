/* The outbox: mails of alerts that wait, that nobody took, that were sent. */
#include <stdio.h>
#include <string.h>

#include "console_private.h"

enum { SHOWN = 200 };

static const char *name_of(void *argument, int index)
{
    return view_number_name(((struct outbox_mail *)argument)[index].id);
}

static void draw_detail(const struct console *console, struct area area,
                        const struct outbox_mail *mail)
{
    char when[32], text[1400];
    int row = area_wrap(area, 0, 1, STYLE_STRONG, mail->subject);
    if (strcmp(mail->state, "sent") == 0)
        snprintf(text, sizeof text, "sent %s by %.1000s",
                 console_time(console, when, sizeof when, "%Y-%m-%d %H:%M:%S", mail->done_at),
                 mail->via);
    else if (strcmp(mail->state, "dead") == 0)
        snprintf(text, sizeof text, "given up after %lld tries: %.1000s", (long long)mail->tries,
                 mail->error);
    else
        snprintf(text, sizeof text, "%lld tries, next %s%s%.1000s", (long long)mail->tries,
                 console_time(console, when, sizeof when, "%H:%M:%S", mail->next_at),
                 *mail->error ? ": " : "", mail->error);
    area_wrap(area, row, 1, STYLE_NORMAL, text);
}

static void draw(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    char when[32];
    int page = area.rows - 6;
    outbox_load(console->options->store, SHOWN, &mails, &count, NULL);
    view_place(view, (int)count, page, name_of, mails);
    area_text(area, 0, 1, STYLE_HEADING,
              "state    kind       to                         domain               queued");
    for (int i = 0; i < page && view->top + i < (int)count; i++) {
        const struct outbox_mail *mail = &mails[view->top + i];
        enum style style = strcmp(mail->state, "dead") == 0   ? STYLE_BAD
                           : strcmp(mail->state, "sent") == 0 ? STYLE_NORMAL
                                                              : STYLE_NEAR;
        area_text(area, i + 1, 1, style, mail->state);
        area_text(area, i + 1, 10, style, mail->kind);
        area_text(area_part(area, i + 1, 21, 1, 26), 0, 0, style, mail->address);
        area_text(area_part(area, i + 1, 48, 1, 20), 0, 0, style, mail->domain);
        area_text(area, i + 1, 69, style,
                  console_time(console, when, sizeof when, "%m-%d %H:%M", mail->created_at));
        if (view->top + i == view->index)
            area_restyle(area, i + 1, STYLE_SELECTED);
    }
    if (count)
        draw_detail(console, area_part(area, area.rows - 4, 0, 4, area.columns),
                    &mails[view->index]);
    else
        area_text(area, 2, 1, STYLE_DIM, "no mail was sent yet");
    outbox_free(mails, count);
}

const struct screen screen_outbox = {
    .name = "Outbox",
    .help = "One mail to each subscriber, sent through a healthy node, else by this host. Nobody "
            "took it for a day: a dead letter.",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .draw = draw,
};
