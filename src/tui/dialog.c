/* The question before a change: what will happen, where; y or n, or a reason to be typed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console_private.h"
#include "mtacon/base/memory.h"

void dialog_confirm(struct console *console, const char *title, const char *subject,
                    const char *text, bool with_reason,
                    void (*yes)(struct console *console, const char *subject))
{
    if (console->options->read_only) {
        console_say(console, "--read-only: nothing is changed");
        return;
    }
    dialog_clear(console);
    console->confirm.yes = yes;
    console->confirm.with_reason = with_reason;
    console->confirm.text = memory_string(text);
    snprintf(console->confirm.title, sizeof console->confirm.title, "%s", title);
    snprintf(console->confirm.subject, sizeof console->confirm.subject, "%s", subject);
}

void dialog_clear(struct console *console)
{
    free(console->confirm.text);
    console->confirm = (struct confirm){0};
}

void dialog_draw(struct console *console, struct area area)
{
    struct confirm *confirm = &console->confirm;
    int lines = 1;
    for (const char *byte = confirm->text; *byte; byte++)
        lines += *byte == '\n';
    struct area box = part_box(area, lines + 6, 76, confirm->title);
    struct area inside = area_part(box, 0, 0, box.rows - 2, box.columns);
    int row = area_wrap(inside, 0, 0, STYLE_NORMAL, confirm->text);
    if (!confirm->with_reason) {
        area_text(box, box.rows - 1, 0, STYLE_STRONG, "y do it   n leave it");
        return;
    }
    row = row < box.rows - 3 ? row + 1 : box.rows - 2;
    area_text(box, row, 0, STYLE_NORMAL, "Reason");
    input_draw(&confirm->reason, box, row, 8, 50, true, false);
    area_text(box, box.rows - 1, 0, STYLE_STRONG, "Enter do it   Esc leave it");
}

void dialog_key(struct console *console, int key)
{
    struct confirm *confirm = &console->confirm;
    bool no = key == KEY_CODE_ESCAPE || key == 'C' - 64 || (key == 'n' && !confirm->with_reason);
    bool yes =
        confirm->with_reason ? key == KEY_CODE_ENTER && confirm->reason.length > 0 : key == 'y';
    if (yes) {
        void (*act)(struct console *, const char *) = confirm->yes;
        char subject[DOMAIN_NAME_SIZE];
        memcpy(subject, confirm->subject, sizeof subject);
        /* Off before it acts: the act may open the next question. The reason stays to be read. */
        confirm->yes = NULL;
        act(console, subject);
        if (!console->confirm.yes)
            dialog_clear(console);
    } else if (no) {
        dialog_clear(console);
    } else if (confirm->with_reason) {
        input_key(&confirm->reason, key);
    }
}
