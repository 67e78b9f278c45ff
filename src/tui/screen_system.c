/* The menu of what is not about one row: System > Business Continuity and the rest. */
#include "form_policy.h"
#include "mtacon/model/in_force.h"
#include "screens.h"
#include "table.h"

enum { NAME, EXPLANATION, COLUMNS };

/* The first entry is no screen: the form of the defaults. */
static const char defaults[] = "Business Continuity";

#define LIST(name) &screen_##name,

static const struct screen *const screens[] = {SCREENS(LIST)};

static void gather(struct app *app, struct view *view)
{
    (void)app;
    table_add(view, defaults);
    for (size_t i = 0; i < sizeof screens / sizeof *screens; i++)
        if (screens[i]->menu)
            table_add(view, screens[i]);
}

static const char *name_of(const void *row)
{
    return row == defaults ? defaults : ((const struct screen *)row)->name;
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    (void)app;
    if (column == NAME)
        table_put(cell, STYLE_STRONG, "%s", name_of(row));
    else if (row == defaults)
        table_put(cell, STYLE_NORMAL, "the defaults (*) of all domains; e on a domain: its own");
    else
        table_put(cell, STYLE_NORMAL, "%s", ((const struct screen *)row)->menu);
}

static void detail(struct app *app, struct area area, const void *row)
{
    struct buffer standing = {0};
    (void)row;
    model_policy_text(&app->model, &standing);
    area_printf(area, 0, 0, STYLE_NORMAL, "Policy: %s; %d of %zu nodes are enrolled.",
                standing.length ? buffer_text(&standing) : "nothing saved yet", app->model.enrolled,
                app->model.node_count);
    buffer_clear(&standing);
}

static bool request(struct app *app, enum request request, const void *row)
{
    if (request != REQUEST_OPEN || !row)
        return false;
    if (row == defaults)
        form_policy_open(app, DOMAIN_NAME_DEFAULTS, POLICY_PART_ALL);
    else
        app_open(app, row, "");
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
