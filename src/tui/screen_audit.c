/* The audit trail: who did what, when. */
#include "mtacon/store/audit.h"
#include "screens.h"
#include "table.h"

enum { SHOWN = 500 };
enum { WHEN, AUTHOR, WHAT, COLUMNS };

static void clear(struct view *view)
{
    const struct table_rows *rows = view->state;
    audit_list_free(rows->rows, rows->count);
}

static void load(struct app *app, struct view *view)
{
    struct audit_entry *entries = NULL;
    struct error error;
    size_t count = 0;
    if (!audit_list(app->options->store, SHOWN, &entries, &count, &error)) {
        app_say(app, "%s", error.text);
        return;
    }
    clear(view);
    *(struct table_rows *)view->state = (struct table_rows){entries, count};
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct audit_entry *entry = row;
    if (column == WHEN)
        app_time(app, cell->text, sizeof cell->text, "%Y-%m-%d %H:%M", entry->at);
    else if (column == AUTHOR)
        table_put(cell, STYLE_NORMAL, "%s", entry->author);
    else
        table_put(cell, STYLE_NORMAL, "%s %s  %s", entry->action, entry->subject, entry->detail);
}

static void detail(struct app *app, struct area area, const void *row)
{
    const struct audit_entry *entry = row;
    struct table_cell text;
    (void)app;
    table_put(&text, STYLE_NORMAL, "%s %s %s: %s", entry->author, entry->action, entry->subject,
              entry->detail);
    area_wrap(area, 0, 0, STYLE_NORMAL, text.text);
}

static const struct column columns[COLUMNS] = {
    [WHEN] = {"when", 16, .priority = 1},
    [AUTHOR] = {"by", 12, 30, .searched = true},
    [WHAT] = {"what", 20, TABLE_REST, .searched = true},
};

static const struct table table = {
    .columns = columns,
    .column_count = COLUMNS,
    .row_size = sizeof(struct audit_entry),
    .number_at = offsetof(struct audit_entry, id),
    .write = write,
    .empty = "Nothing was done yet: saves, pushes and enrolments will stand here.",
    .detail_rows = 3,
    .detail = detail,
};

const struct screen screen_audit = {
    .name = "Audit",
    .help =
        "Saves, pushes, adoptions and enrolments: who did what, from where, when. It only grows.",
    .menu = "who did what, when",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_FILTER, REQUEST_HELP, REQUEST_BACK},
    .table = &table,
    .state_size = sizeof(struct table_rows),
    .load = load,
    .close = clear,
};
