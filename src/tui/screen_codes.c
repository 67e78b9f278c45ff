/* The SMTP codes: what each means, what usually lies behind it, what happens next. */
#include "console_private.h"

static const char *name_of(void *argument, int index)
{
    static char name[16]; /* only compared, at once */
    size_t count;
    (void)argument;
    return smtp_code_name(smtp_code_table(&count)[index].code, name, sizeof name);
}

static void draw(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    size_t count;
    const struct smtp_code_info *table = smtp_code_table(&count);
    int page = area.rows - 5;
    view_place(view, (int)count, page, name_of, NULL);
    area_text(area, 0, 1, STYLE_HEADING, "Code        class      meaning");
    for (int i = 0; i < page && view->top + i < (int)count; i++) {
        const struct smtp_code_info *info = &table[view->top + i];
        char name[16];
        area_text(area, i + 1, 1, STYLE_STRONG, smtp_code_name(info->code, name, sizeof name));
        area_text(area, i + 1, 13, STYLE_NORMAL, smtp_class_name(smtp_code_class(info->code)));
        area_text(area, i + 1, 24, STYLE_NORMAL, info->meaning);
        if (view->top + i == view->index)
            area_restyle(area, i + 1, STYLE_SELECTED);
    }
    const struct smtp_code_info *open = &table[view->index];
    int row = area.rows - 3;
    row = area_wrap(area, row, 1, STYLE_NORMAL, open->cause);
    area_printf(area, row, 1, STYLE_NORMAL, "The message %s.",
                smtp_class_next(smtp_code_class(open->code)));
}

const struct screen screen_codes = {
    .name = "Codes",
    .help =
        "SMTP reply codes (RFC 5321) as failures are counted by them; 'no reply' is what failed "
        "before any, by its class.",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .draw = draw,
};
