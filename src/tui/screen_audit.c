/* The audit trail: who did what, when. */
#include <stdio.h>
#include <stdlib.h>

#include "console_private.h"
#include "mtacon/store/audit.h"

enum { SHOWN = 500 };

static const char *name_of(void *argument, int index)
{
    return view_number_name(((struct audit_entry *)argument)[index].id);
}

static void draw(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    struct audit_entry *entries = NULL;
    size_t count = 0;
    char when[32];
    int page = area.rows - 4;
    audit_load(console->options->store, SHOWN, &entries, &count, NULL);
    view_place(view, (int)count, page, name_of, entries);
    area_text(area, 0, 1, STYLE_HEADING, "when              by                     what");
    for (int i = 0; i < page && view->top + i < (int)count; i++) {
        const struct audit_entry *entry = &entries[view->top + i];
        area_text(area, i + 1, 1, STYLE_NORMAL,
                  console_time(console, when, sizeof when, "%Y-%m-%d %H:%M", entry->at));
        area_text(area_part(area, i + 1, 19, 1, 22), 0, 0, STYLE_NORMAL, entry->author);
        area_printf(area, i + 1, 42, STYLE_NORMAL, "%s %s  %s", entry->action, entry->subject,
                    entry->detail);
        if (view->top + i == view->index)
            area_restyle(area, i + 1, STYLE_SELECTED);
    }
    if (count) {
        const struct audit_entry *open = &entries[view->index];
        char text[1200];
        snprintf(text, sizeof text, "%s %s %s: %s", open->author, open->action, open->subject,
                 open->detail);
        area_wrap(area, area.rows - 2, 1, STYLE_NORMAL, text);
    } else {
        area_text(area, 2, 1, STYLE_DIM, "nothing was done yet");
    }
    audit_free(entries, count);
}

const struct screen screen_audit = {
    .name = "Audit",
    .help =
        "Saves, pushes, adoptions and enrolments: who did what, from where, when. It only grows.",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .draw = draw,
};
