/* The menu of what is not about one row: System > Business Continuity and the rest. */
#include <stdio.h>

#include "console_private.h"

static void open_defaults(struct console *console)
{
    form_policy_open(console, DOMAIN_NAME_DEFAULTS, POLICY_PART_ALL);
}

static void open_push(struct console *console)
{
    console_open(console, &screen_push, "");
}

static void open_alerts(struct console *console)
{
    console_open(console, &screen_alerts, "");
}

static void open_outbox(struct console *console)
{
    console_open(console, &screen_outbox, "");
}

static void open_history(struct console *console)
{
    console_open(console, &screen_history, "");
}

static void open_audit(struct console *console)
{
    console_open(console, &screen_audit, "");
}

static void open_codes(struct console *console)
{
    console_open(console, &screen_codes, "");
}

static const struct {
    const char *name, *explanation;
    void (*open)(struct console *console);
} entries[] = {
    {"Business Continuity", "the defaults (*) that domains inherit; e on a domain: its own",
     open_defaults},
    {"Push", "bring the current revision to the nodes", open_push},
    {"Alerts", "open ones, and those that were; acknowledge, mute", open_alerts},
    {"Outbox", "mails of alerts: waiting, dead, sent", open_outbox},
    {"History", "all revisions; compare, revert", open_history},
    {"Audit trail", "who did what, when", open_audit},
    {"SMTP codes", "what each means and what happens next", open_codes},
};
enum { ENTRIES = sizeof entries / sizeof *entries };

static const char *name_of(void *argument, int index)
{
    (void)argument;
    return entries[index].name;
}

static void draw(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    view_place(view, ENTRIES, ENTRIES, name_of, NULL);
    area_text(area, 0, 1, STYLE_HEADING, "System");
    for (int i = 0; i < ENTRIES; i++) {
        area_text(area, i + 1, 2, STYLE_STRONG, entries[i].name);
        area_text(area, i + 1, 26, STYLE_NORMAL, entries[i].explanation);
        if (i == view->index)
            area_restyle(area, i + 1, STYLE_SELECTED);
    }
    area_printf(area, ENTRIES + 3, 1, STYLE_NORMAL,
                "Policy: revision %lld, in force on %d of %d "
                "enrolled nodes (%zu nodes in all).",
                (long long)console->model.revision.number, console->model.current,
                console->model.enrolled, console->model.node_count);
}

static bool request(struct console *console, enum request request)
{
    if (request != REQUEST_OPEN)
        return false;
    entries[console_view(console)->index].open(console);
    return true;
}

const struct screen screen_system = {
    .name = "System",
    .help = "What is not about one row of the other screens.",
    .requests = {REQUEST_OPEN, REQUEST_PUSH, REQUEST_HISTORY, REQUEST_HELP, REQUEST_QUIT},
    .draw = draw,
    .request = request,
};
