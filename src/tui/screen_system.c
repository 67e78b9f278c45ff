/* The menu of what is not about one row: System > Business Continuity and the rest. */
#include "form_policy.h"
#include "screens.h"
#include "table.h"

enum { NAME, EXPLANATION, COLUMNS };

struct entry {
    const char *name, *explanation;
    const struct screen *screen; /* NULL: the form of the defaults */
};

static const struct entry entries[] = {
    {"Business Continuity", "the defaults (*) of all domains; e on a domain: its own", NULL},
    {"Push", "bring the current revision to the nodes", &screen_push},
    {"Alerts", "open ones, and those that were; acknowledge, mute", &screen_alerts},
    {"Outbox", "mails of alerts: waiting, dead, sent", &screen_outbox},
    {"History", "all revisions; compare, revert", &screen_history},
    {"Audit trail", "who did what, when", &screen_audit},
    {"SMTP codes", "what each means and what happens next", &screen_codes},
};
enum { ENTRIES = sizeof entries / sizeof *entries };

static void gather(struct app *app, struct view *view)
{
    (void)app;
    for (int i = 0; i < ENTRIES; i++)
        table_add(view, &entries[i]);
}

static const char *name_of(const void *row)
{
    return ((const struct entry *)row)->name;
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct entry *entry = row;
    (void)app;
    if (column == NAME)
        table_put(cell, STYLE_STRONG, "%s", entry->name);
    else
        table_put(cell, STYLE_NORMAL, "%s", entry->explanation);
}

static void detail(struct app *app, struct area area, const void *row)
{
    (void)row;
    area_printf(area, 0, 0, STYLE_NORMAL,
                "Policy: revision %lld, in force on %d of %d enrolled nodes (%zu nodes in all).",
                (long long)app->model.revision.number, app->model.current, app->model.enrolled,
                app->model.node_count);
}

static bool request(struct app *app, enum request request, const void *row)
{
    const struct entry *entry = row;
    if (request != REQUEST_OPEN || !entry)
        return false;
    if (entry->screen)
        app_open(app, entry->screen, "");
    else
        form_policy_open(app, DOMAIN_NAME_DEFAULTS, POLICY_PART_ALL);
    return true;
}

static const struct column columns[COLUMNS] = {
    [NAME] = {.title = "System", .width = 23},
    [EXPLANATION] = {.title = "", .width = 20, .most = TABLE_REST},
};

static const struct table table = {
    .columns = columns,
    .column_count = COLUMNS,
    .gather = gather,
    .name_of = name_of,
    .write = write,
    .empty = "",
    .detail_rows = 1,
    .detail_grows = true,
    .detail = detail,
};

const struct screen screen_system = {
    .name = "System",
    .help = "What is not about one row of the other screens.",
    .requests = {REQUEST_OPEN, REQUEST_PUSH, REQUEST_HISTORY, REQUEST_HELP, REQUEST_QUIT},
    .table = &table,
    .request = request,
};
