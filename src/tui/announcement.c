#include "announcement.h"

#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "layer.h"
#include "mtacon/base/memory.h"
#include "question.h"

enum { TEXT_SIZE = 128 };

/* What is first in line, told from all others; malloc'ed, "": nothing waits. */
static char *name_first(const struct app *app)
{
    char asked[TEXT_SIZE], offered[TEXT_SIZE];
    if (*question_asked(app, asked, sizeof asked))
        return memory_printf("question %s", app->question.id);
    if (*actions_ready(app, offered, sizeof offered))
        return memory_printf("action %s", offered);
    return memory_string("");
}

int announcement_draw(struct app *app, struct area area, int row)
{
    char asked[TEXT_SIZE], offered[TEXT_SIZE];
    question_asked(app, asked, sizeof asked);
    actions_ready(app, offered, sizeof offered);
    free(app->announced);
    app->announced = name_first(app);
    if (!*asked && !*offered)
        return 1;
    return area_printf(area, row, 1, STYLE_NEAR, "! %s%s%s%s", *asked ? asked : offered,
                       *asked && *offered ? " (and 1 more)" : "",
                       *asked ? ": ! answers" : ": ! shows",
                       layer_is_busy(app) ? ", once this is closed" : "") +
           3;
}

void announcement_open(struct app *app)
{
    char *first = name_first(app);
    if (!*first)
        app_say(app, "nothing waits for an answer");
    else if (!app->announced || strcmp(first, app->announced) != 0)
        app_say(app, "read this first, then !");
    else if (!question_open(app))
        actions_open(app);
    free(first);
}
