/* History: the revisions of the policy, and what one of them changed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console_private.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/revision.h"

enum { SHOWN = 1000 };

static const char *name_of(void *argument, int index)
{
    return ((struct policy_revision *)argument)[index].hash;
}

static struct policy_revision *load(const struct console *console, size_t *count)
{
    struct policy_revision *revisions = NULL;
    if (!revision_list(console->options->store, SHOWN, &revisions, count, NULL))
        *count = 0;
    return revisions;
}

/* ---- a difference, in lines ---- */

struct lines {
    struct area area;
    int row, skip;
};

static void draw_line(void *argument, const char *text)
{
    struct lines *lines = argument;
    if (lines->skip > 0)
        lines->skip--;
    else
        lines->row = area_wrap(lines->area, lines->row, 0, STYLE_NORMAL, text);
}

/* Draws what differs from one revision to another; number 0: from nothing. Returns the count. */
static int draw_difference(const struct console *console, struct area area, int64_t from,
                           const char *from_hash, int64_t to, int skip)
{
    struct policy one, other;
    struct policy_revision revision;
    struct lines lines = {area, 0, skip};
    int count = 0;
    bool good = revision_load(console->options->store, to, NULL, &other, &revision, NULL);
    if (!revision_load(console->options->store, from, from_hash, &one, &revision, NULL)) {
        policy_clear(&one);
        policy_init(&one);
    }
    if (good)
        count = (int)policy_diff(&one, &other, draw_line, &lines);
    if (good && !count)
        area_text(area, 0, 0, STYLE_DIM, "no difference");
    policy_clear(&one);
    policy_clear(&other);
    return count;
}

/* ---- the list ---- */

static void draw_row(const struct console *console, struct area area, int row,
                     const struct policy_revision *revision, bool selected)
{
    char when[32];
    area_printf(area, row, 0, STYLE_STRONG, "%c%6lld",
                console->marked == revision->number ? 'x' : ' ', (long long)revision->number);
    area_text(area, row, 9, STYLE_NORMAL,
              console_time(console, when, sizeof when, "%Y-%m-%d %H:%M", revision->at));
    area_text(area_part(area, row, 27, 1, 22), 0, 0, STYLE_NORMAL, revision->author);
    area_text(area, row, 50, STYLE_NORMAL, revision->reason);
    if (selected)
        area_restyle(area, row, STYLE_SELECTED);
}

static void draw(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    size_t count = 0;
    struct policy_revision *revisions = load(console, &count);
    int page = area.rows > 20 ? area.rows / 2 : area.rows - 9;
    area_text(area, 0, 1, STYLE_HEADING,
              "revision  saved            by                     reason");
    view_place(view, (int)count, page, name_of, revisions);
    for (int i = 0; i < page && view->top + i < (int)count; i++)
        draw_row(console, area, i + 1, &revisions[view->top + i], view->top + i == view->index);
    if (count) {
        const struct policy_revision *open = &revisions[view->index];
        area_printf(area, page + 2, 1, STYLE_HEADING, "what revision %lld changed",
                    (long long)open->number);
        draw_difference(console,
                        area_part(area, page + 3, 1, area.rows - page - 3, area.columns - 2), 0,
                        open->parent, open->number, 0);
    } else {
        area_wrap(area, 2, 1, STYLE_NORMAL,
                  "No policy was saved yet. Choose a domain (1) and press c, b, a or e.");
    }
    free(revisions);
}

/* Saves a new revision equal to the one that `subject` numbers. */
static void revert(struct console *console, const char *subject)
{
    struct policy old, now;
    struct policy_revision revision, head, saved;
    struct error error = {0};
    int64_t number = 0;
    text_number(subject, 1, INT32_MAX, &number);
    bool good = revision_load(console->options->store, number, NULL, &old, &revision, &error);
    bool current = good && revision_load_current(console->options->store, &now, &head, &error);
    if (current) {
        char *reason = memory_printf("back to revision %lld: %s", (long long)number,
                                     console->confirm.reason.text);
        enum revision_result result = revision_save(console->options->store, &old, head.hash, NULL,
                                                    reason, console->now, &saved, &error);
        free(reason);
        if (result == REVISION_SAVED)
            console_say(console, "saved as revision %lld; p pushes it", (long long)saved.number);
        else if (result == REVISION_UNCHANGED)
            console_say(console, "that is what the current revision says");
        policy_clear(&now);
    }
    if (error.kind != ERROR_NONE)
        console_say(console, "%s", error.text);
    policy_clear(&old);
    console_reload(console);
}

static void ask_revert(struct console *console, const struct policy_revision *revision)
{
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)revision->number);
    char *text =
        memory_printf("Save a new revision equal to revision %s (%s, %s)?\nNothing goes to "
                      "the nodes until it is pushed.",
                      number, revision->author, revision->reason);
    dialog_confirm(console, "Revert", number, text, true, revert);
    free(text);
}

static bool request(struct console *console, enum request request)
{
    struct view *view = console_view(console);
    size_t count = 0;
    struct policy_revision *revisions = load(console, &count);
    bool done = true;
    char subject[64];
    if (request == REQUEST_AUDIT) {
        console_open(console, &screen_audit, "");
    } else if (view->index >= (int)count) {
        done = false;
    } else if (request == REQUEST_OPEN || request == REQUEST_DIFF) {
        const struct policy_revision *open = &revisions[view->index];
        int64_t against = console->marked ? console->marked : revisions[0].number;
        snprintf(subject, sizeof subject, "%lld %lld", (long long)open->number,
                 request == REQUEST_DIFF ? (long long)against : 0LL);
        console_open(console, &screen_revision, subject);
    } else if (request == REQUEST_MARK) {
        int64_t number = revisions[view->index].number;
        console->marked = console->marked == number ? 0 : number;
    } else if (request == REQUEST_REVERT) {
        ask_revert(console, &revisions[view->index]);
    } else {
        done = false;
    }
    free(revisions);
    return done;
}

const struct screen screen_history = {
    .name = "History",
    .help = "Every saved state of the whole policy, newest first. Enter shows what one changed, = "
            "compares it with the marked (x) or the current one, R saves a new revision equal to "
            "it.",
    .requests = {REQUEST_OPEN, REQUEST_MARK, REQUEST_DIFF, REQUEST_REVERT, REQUEST_PUSH,
                 REQUEST_AUDIT, REQUEST_HELP, REQUEST_QUIT},
    .draw = draw,
    .request = request,
};

/* ---- one difference as a screen ---- */

static void draw_revision(struct console *console, struct area area)
{
    struct view *view = console_view(console);
    int64_t open = 0, against = 0;
    struct policy policy;
    struct policy_revision revision;
    area = area_part(area, 0, 1, area.rows, area.columns - 2);
    sscanf(view->subject, "%" SCNd64 " %" SCNd64, &open, &against);
    bool good = revision_load(console->options->store, open, NULL, &policy, &revision, NULL);
    policy_clear(&policy);
    if (!good)
        return;
    if (against)
        area_printf(area, 0, 0, STYLE_STRONG, "from revision %lld to revision %lld",
                    (long long)open, (long long)against);
    else
        area_printf(area, 0, 0, STYLE_STRONG, "revision %lld by %s: %s", (long long)open,
                    revision.author, revision.reason);
    area_printf(area, 1, 0, STYLE_DIM, "%s", revision.hash);
    struct area body = area_part(area, 3, 0, area.rows - 3, area.columns);
    view->count = against ? draw_difference(console, body, open, NULL, against, view->index)
                          : draw_difference(console, body, 0, revision.parent, open, view->index);
    view->page = body.rows;
    if (view->index >= view->count)
        view->index = view->count ? view->count - 1 : 0;
}

const struct screen screen_revision = {
    .name = "Revision",
    .help = "What a revision changed, or what differs between two.",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .draw = draw_revision,
};
