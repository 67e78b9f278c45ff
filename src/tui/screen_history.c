/* History: the revisions of the policy, and what one of them changed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "mtacon/act/reversion.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/store/revision.h"
#include "revisions.h"
#include "screens.h"
#include "table.h"

enum { SHOWN = 1000, LINES_SHOWN = 1000 };
enum { MARK, NUMBER, CARRIED, SAVED, AUTHOR, REASON, COLUMNS };

struct history {
    struct table_rows revisions;
    int64_t marked;           /* revision to compare with; 0: none */
    int64_t described;        /* whose difference is in `difference` */
    struct buffer difference; /* what it changed, in lines */
};

/* ---- a difference, in lines ---- */

struct lines {
    struct buffer *out;
    int count;
};

/* Who reads more than some screens of them reads them elsewhere. */
static void add_line(void *argument, const char *text)
{
    struct lines *lines = argument;
    if (++lines->count <= LINES_SHOWN)
        buffer_printf(lines->out, "%s\n", text);
}

/* What differs from one revision (hash "": nothing) to another; false: it is being read. */
static bool describe(struct app *app, const char *from, const char *to, struct buffer *out)
{
    struct policy nothing;
    const struct policy *one, *other;
    struct lines lines = {.out = out};
    bool waits = revisions_policy(app, from, &one) == ARCHIVE_WAITS;
    waits = revisions_policy(app, to, &other) == ARCHIVE_WAITS || waits;
    buffer_clear(out);
    if (waits) {
        buffer_append_text(out, "being read ...");
        return false;
    }
    policy_init(&nothing);
    if (other && !policy_diff(one ? one : &nothing, other, add_line, &lines))
        buffer_append_text(out, "no difference");
    if (lines.count > LINES_SHOWN)
        buffer_printf(out, "... and %d more: 'mtacon diff' shows all", lines.count - LINES_SHOWN);
    policy_clear(&nothing);
    return true;
}

/* ---- the list ---- */

static void clear(struct view *view)
{
    struct history *history = view->state;
    free(history->revisions.rows);
    buffer_clear(&history->difference);
}

static void load(struct app *app, struct view *view)
{
    struct history *history = view->state;
    struct policy_revision *revisions = NULL;
    struct error error;
    size_t count = 0;
    if (!revision_list(app->options->store, SHOWN, &revisions, &count, &error)) {
        app_say(app, "%s", error.text);
        return;
    }
    free(history->revisions.rows);
    history->revisions = (struct table_rows){revisions, count};
}

/* How many of the enrolled nodes carry it, as they were read last; blank: none. */
static void write_carried(const struct model *model, const char *hash, struct table_cell *cell)
{
    int carried = 0;
    for (size_t i = 0; i < model->node_count; i++)
        carried += model->nodes[i].stored.enrolled &&
                   strcmp(model->nodes[i].stored.policy_hash, hash) == 0;
    if (carried)
        table_put(cell, carried == model->enrolled ? STYLE_GOOD : STYLE_NEAR, "%d of %d", carried,
                  model->enrolled);
}

static void write(const struct app *app, const void *row, int column, struct table_cell *cell)
{
    const struct policy_revision *revision = row;
    const struct history *history = app->views[app->depth].state;
    char when[32];
    if (column == MARK)
        table_put(cell, STYLE_STRONG, "%s", history->marked == revision->number ? "x" : "");
    else if (column == NUMBER)
        table_put(cell, STYLE_STRONG, "%lld", (long long)revision->number);
    else if (column == CARRIED)
        write_carried(&app->model, revision->hash, cell);
    else
        table_put(cell, STYLE_NORMAL, "%s",
                  column == SAVED ? app_time(app, when, sizeof when, "%Y-%m-%d %H:%M", revision->at)
                  : column == AUTHOR ? revision->author
                                     : revision->reason);
}

static void prepare(struct app *app, const void *row)
{
    const struct policy_revision *revision = row;
    struct history *history = app_view(app)->state;
    if (history->described == revision->number)
        return;
    bool done = describe(app, revision->parent, revision->hash, &history->difference);
    history->described = done ? revision->number : 0;
}

static void detail(struct app *app, struct area area, const void *row)
{
    const struct policy_revision *revision = row;
    const struct history *history = app_view(app)->state;
    area_printf(area, 0, 0, STYLE_HEADING, "what revision %lld changed",
                (long long)revision->number);
    area_wrap(area, 1, 0, STYLE_NORMAL, buffer_text(&history->difference));
}

static void revert(struct app *app, const struct policy_revision *revision)
{
    struct act act = app_act(app);
    actions_begin(app, reversion_new(&act, revision->number, NULL, app->now));
}

static void undo(struct app *app, const struct policy_revision *revision)
{
    struct act act = app_act(app);
    actions_begin(app, reversion_new_only(&act, revision->number, NULL, app->now));
}

static void compare(struct app *app, const struct policy_revision *revision)
{
    const struct history *history = app_view(app)->state;
    const struct policy_revision *newest = history->revisions.rows;
    char subject[64];
    snprintf(subject, sizeof subject, "%lld %lld", (long long)revision->number,
             (long long)(history->marked ? history->marked : newest->number));
    app_open(app, &screen_revision, subject);
}

static bool request(struct app *app, enum request request, const void *row)
{
    const struct policy_revision *revision = row;
    struct history *history = app_view(app)->state;
    char subject[64];
    if (request == REQUEST_AUDIT) {
        app_open(app, &screen_audit, "");
    } else if (!revision) {
        return false;
    } else if (request == REQUEST_OPEN) {
        snprintf(subject, sizeof subject, "%lld 0", (long long)revision->number);
        app_open(app, &screen_revision, subject);
    } else if (request == REQUEST_DIFF) {
        compare(app, revision);
    } else if (request == REQUEST_MARK) {
        history->marked = history->marked == revision->number ? 0 : revision->number;
    } else if (request == REQUEST_REVERT) {
        revert(app, revision);
    } else if (request == REQUEST_UNDO) {
        undo(app, revision);
    } else {
        return false;
    }
    return true;
}

static const struct column columns[COLUMNS] = {
    [MARK] = {"", 1, .tight = true},
    [NUMBER] = {"revision", 8, .right = true},
    [CARRIED] = {"on nodes", 8, .right = true, .priority = 2},
    [SAVED] = {"saved", 16, .priority = 1},
    [AUTHOR] = {"by", 12, 30, .searched = true},
    [REASON] = {"reason", 12, TABLE_REST, .searched = true},
};

static const struct table table = {
    .columns = columns,
    .column_count = COLUMNS,
    .row_size = sizeof(struct policy_revision),
    .number_at = offsetof(struct policy_revision, number),
    .write = write,
    .empty = "No policy was saved yet. Choose a domain (1) and press c, b, a or e.",
    .detail_rows = 8,
    .detail_grows = true,
    .detail = detail,
};

const struct screen screen_history = {
    .name = "History",
    .help = "Every saved state of the whole policy, newest first, and on how many of the enrolled "
            "nodes "
            "it is. Enter shows what one changed, = "
            "compares it with the marked (x) or the current one, R saves a new revision equal to "
            "it, Z one without what it alone changed.",
    .menu = "all revisions; compare, revert",
    .requests = {REQUEST_OPEN, REQUEST_MARK, REQUEST_DIFF, REQUEST_REVERT, REQUEST_UNDO,
                 REQUEST_PUSH, REQUEST_AUDIT, REQUEST_HELP, REQUEST_FILTER, REQUEST_QUIT},
    .table = &table,
    .request = request,
    .state_size = sizeof(struct history),
    .load = load,
    .prepare = prepare,
    .close = clear,
};

/* ---- one difference as a screen ---- */

struct comparison {
    struct policy_revision revision;
    int64_t against; /* 0: its parent */
    char from[SHA256_HEX_SIZE], to[SHA256_HEX_SIZE];
    bool described; /* all of it is in `difference` */
    struct buffer difference;
};

static void open_revision(struct app *app, struct view *view)
{
    struct comparison *open = view->state;
    struct policy_revision against;
    int64_t number = 0;
    sscanf(view->subject, "%" SCNd64 " %" SCNd64, &number, &open->against);
    if (!revision_find(app->options->store, number, &open->revision, NULL))
        return;
    if (!open->against) {
        memcpy(open->from, open->revision.parent, sizeof open->from);
        memcpy(open->to, open->revision.hash, sizeof open->to);
    } else if (revision_find(app->options->store, open->against, &against, NULL)) {
        memcpy(open->from, open->revision.hash, sizeof open->from);
        memcpy(open->to, against.hash, sizeof open->to);
    }
}

static void prepare_revision(struct app *app, const void *row)
{
    struct comparison *open = app_view(app)->state;
    (void)row;
    open->described = open->described || describe(app, open->from, open->to, &open->difference);
}

static void close_revision(struct view *view)
{
    buffer_clear(&((struct comparison *)view->state)->difference);
}

static int write_difference(struct app *app, struct area area)
{
    const struct comparison *open = app_view(app)->state;
    return area_wrap(area, 0, 0, STYLE_NORMAL, buffer_text(&open->difference));
}

static void draw_revision(struct app *app, struct area area)
{
    const struct comparison *open = app_view(app)->state;
    const struct policy_revision *revision = &open->revision;
    area = area_part(area, 0, 1, area.rows, area.columns - 2);
    if (open->against)
        area_printf(area, 0, 0, STYLE_STRONG, "from revision %lld to revision %lld",
                    (long long)revision->number, (long long)open->against);
    else
        area_printf(area, 0, 0, STYLE_STRONG, "revision %lld by %s: %s",
                    (long long)revision->number, revision->author, revision->reason);
    area_printf(area, 1, 0, STYLE_DIM, "%s", revision->hash);
    view_text(app, app_view(app), area_part(area, 2, 0, area.rows - 2, area.columns),
              write_difference);
}

const struct screen screen_revision = {
    .name = "Revision",
    .help = "What a revision changed, or what differs between two.",
    .requests = {REQUEST_UP, REQUEST_DOWN, REQUEST_HELP, REQUEST_BACK},
    .scrolls = true,
    .draw = draw_revision,
    .prepare = prepare_revision,
    .state_size = sizeof(struct comparison),
    .open = open_revision,
    .close = close_revision,
};
