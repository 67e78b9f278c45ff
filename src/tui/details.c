#include "details.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/text.h"
#include "table.h"

static void ask(struct app *app, const struct view *view)
{
    const struct details *details = view->state;
    if (app->fleet)
        fleet_ask_details(app->fleet, &details->asking);
}

void details_open(struct app *app, const struct screen *screen, const char *domain,
                  const struct model_node *node)
{
    char readable[DOMAIN_NAME_SIZE];
    app_open(app, screen, domain);
    struct view *view = app_view(app);
    if (view->screen != screen)
        return; /* too many are open */
    struct details *details = view->state;
    snprintf(details->domain, sizeof details->domain, "%s", domain);
    details->asking.domain = details->domain;
    details->asking.node = node ? node->stored.id : 0;
    snprintf(view->subject, sizeof view->subject, "%s",
             node ? node->stored.name : domain_name_readable(domain, readable));
    ask(app, view);
}

void details_gather(struct app *app, struct view *view)
{
    size_t count = 0;
    const struct details *asked = view->state;
    const struct fleet_detail *details = app->fleet ? fleet_details(app->fleet, &count) : NULL;
    /* Until its own are asked for, those of another screen may be there. */
    for (size_t i = 0; i < count; i++)
        if (details[i].kind == asked->asking.kind)
            table_add(view, &details[i]);
}

/* ---- who has answered ---- */

enum answer { ANSWERED, AWAITED, UNREACHED, UNREADABLE };
enum { ANSWERS = 4 };

static enum answer answer_of(const struct fleet_live *live, const struct fleet_asking *asking)
{
    if (live->answered)
        return ANSWERED;
    if (live->state != FLEET_UP)
        return UNREACHED;
    return asking->kind != FLEET_MESSAGES && live->round && !*live->seen.log ? UNREADABLE : AWAITED;
}

/* How many of the nodes that are meant answered, ...; and of each kind the first's name. */
struct answers {
    int count[ANSWERS], all;
    const char *first[ANSWERS];
};

static struct answers count_answers(const struct app *app, const struct fleet_asking *asking)
{
    struct answers answers = {.all = 0};
    for (size_t i = 0; app->fleet && i < fleet_count(app->fleet); i++) {
        const struct fleet_live *live = fleet_live_at(app->fleet, i);
        if (asking->node && asking->node != live->node)
            continue;
        enum answer answer = answer_of(live, asking);
        const char **first = &answers.first[answer];
        if (!*first || strcmp(live->name, *first) < 0)
            *first = live->name;
        answers.count[answer]++;
        answers.all++;
    }
    return answers;
}

void details_ask_again(struct app *app)
{
    const struct view *view = app_view(app);
    const struct details *details = view->state;
    ask(app, view);
    int asked = count_answers(app, &details->asking).count[AWAITED];
    if (asked)
        app_say(app, "asking %d node%s again", asked, asked == 1 ? "" : "s");
    else
        app_say(app, "no node can be asked just now");
}

/* "mta9 not asked: out of reach", and how many more; false when there is none of the kind. */
static bool write_missing(const struct answers *answers, enum answer kind, char *out, size_t size)
{
    static const char *const why[ANSWERS] = {"", "did not answer yet", "not asked: out of reach",
                                             "not asked: its log cannot be read"};
    size_t used = strlen(out);
    char more[32] = "";
    if (!answers->count[kind])
        return false;
    if (answers->count[kind] > 1)
        snprintf(more, sizeof more, " and %d more", answers->count[kind] - 1);
    snprintf(out + used, size - used, "%s%s%s %s", used ? "; " : "", answers->first[kind], more,
             why[kind]);
    return true;
}

void details_head(struct app *app, struct area area)
{
    const struct view *view = app_view(app);
    const struct details *details = view->state;
    struct answers answers = count_answers(app, &details->asking);
    char missing[512] = "", number[32];
    int column = area_text(area, 0, 1, STYLE_STRONG, view->subject);
    if (details->asking.node)
        area_printf(area, 0, column + 3, STYLE_NORMAL, "%s of all domains",
                    text_count(number, sizeof number, view->list.count));
    else
        area_printf(area, 0, column + 3, STYLE_NORMAL, "%s from %d of %d nodes",
                    text_count(number, sizeof number, view->list.count), answers.count[ANSWERED],
                    answers.all);
    bool lost = write_missing(&answers, UNREACHED, missing, sizeof missing);
    lost = write_missing(&answers, UNREADABLE, missing, sizeof missing) || lost;
    write_missing(&answers, AWAITED, missing, sizeof missing);
    area_text(area, 1, 1, lost ? STYLE_NEAR : STYLE_DIM, missing);
}

const char *details_explain(const struct app *app)
{
    const struct view *view = &app->views[app->depth];
    const struct details *details = view->state;
    struct answers answers = count_answers(app, &details->asking);
    if (answers.count[AWAITED])
        return "asking the nodes ...";
    return answers.count[ANSWERED] ? "nothing there" : "no node could be asked";
}

int details_by_node(const void *one, const void *other)
{
    return strcmp(((const struct fleet_detail *)one)->name,
                  ((const struct fleet_detail *)other)->name);
}

/* ---- the page of one ---- */

int details_field(struct area area, int row, const char *label, const char *text)
{
    enum { LABEL = 12 };
    if (!*text)
        return row;
    area_text(area, row, 0, STYLE_DIM, label);
    return area_wrap(area_part(area, 0, LABEL, area.rows, area.columns - LABEL), row, 0,
                     STYLE_NORMAL, text);
}

void details_close(struct view *view)
{
    struct fleet_detail *detail = view->state;
    free(detail->name);
    mta_line_clear(&detail->line);
}
