/* The SMTP codes: what each means, what usually lies behind it, what happens next. */
#include "mtacon/core/smtp_code.h"
#include "screens.h"
#include "table.h"

enum { CODE, CLASS, MEANING, COLUMNS };

static void gather(struct app *app, struct view *view)
{
    size_t count;
    const struct smtp_code_info *codes = smtp_code_table(&count);
    (void)app;
    for (size_t i = 0; i < count; i++)
        table_add(view, &codes[i]);
}

static const char *name_of(const void *row)
{
    return ((const struct smtp_code_info *)row)->meaning;
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct smtp_code_info *info = row;
    (void)app;
    if (column == CODE) {
        smtp_code_title(info->code, cell->text, sizeof cell->text);
        cell->style = STYLE_STRONG;
    } else if (column == CLASS) {
        table_put(cell, STYLE_NORMAL, "%s", smtp_class_name(smtp_code_class(info->code)));
    } else {
        table_put(cell, STYLE_NORMAL, "%s", info->meaning);
    }
}

static void detail(struct app *app, struct area area, const void *row)
{
    const struct smtp_code_info *info = row;
    (void)app;
    int next = area_wrap(area, 0, 0, STYLE_NORMAL, info->cause);
    area_printf(area, next, 0, STYLE_NORMAL, "The message %s.",
                smtp_class_next(smtp_code_class(info->code)));
}

static const struct column columns[COLUMNS] = {
    [CODE] = {"Code", 11, .searched = true},
    [CLASS] = {"class", 10, .priority = 1, .searched = true},
    [MEANING] = {"meaning", 20, TABLE_REST, .searched = true},
};

static const struct table table = {
    .columns = columns,
    .column_count = COLUMNS,
    .gather = gather,
    .name_of = name_of,
    .write = write,
    .empty = "",
    .detail_rows = 3,
    .detail = detail,
};

const struct screen screen_codes = {
    .name = "Codes",
    .help =
        "SMTP reply codes (RFC 5321) as failures are counted by them; 'no reply' is what failed "
        "before any, by its class.",
    .menu = "what each SMTP code means and what happens next",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_FILTER, REQUEST_HELP, REQUEST_BACK},
    .table = &table,
};
