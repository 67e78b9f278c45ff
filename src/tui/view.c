#include <stdio.h>
#include <string.h>

#include "console_private.h"

void view_place(struct view *view, int count, int page,
                const char *(*name_of)(void *argument, int index), void *argument)
{
    view->count = count;
    view->page = page > 0 ? page : 1;
    for (int i = 0; i < count && view->selected[0]; i++) {
        if (strcmp(name_of(argument, i), view->selected) == 0) {
            view->index = i;
            break;
        }
    }
    if (view->index >= count)
        view->index = count - 1;
    if (view->index < 0)
        view->index = 0;
    if (view->top > view->index)
        view->top = view->index;
    if (view->top < view->index - view->page + 1)
        view->top = view->index - view->page + 1;
    if (view->top > count - view->page)
        view->top = count - view->page;
    if (view->top < 0)
        view->top = 0;
    /* At the top row the operator watches the worst, whoever that is. */
    if (view->index == 0 || count == 0)
        view->selected[0] = '\0';
    else
        snprintf(view->selected, sizeof view->selected, "%s", name_of(argument, view->index));
}

const char *view_number_name(int64_t number)
{
    static char name[24];
    snprintf(name, sizeof name, "%lld", (long long)number);
    return name;
}

bool view_move(struct view *view, enum request request)
{
    int to = view->index;
    switch (request) {
    case REQUEST_UP:
        to--;
        break;
    case REQUEST_DOWN:
        to++;
        break;
    case REQUEST_PAGE_UP:
        to -= view->page;
        break;
    case REQUEST_PAGE_DOWN:
        to += view->page;
        break;
    case REQUEST_FIRST:
        to = 0;
        break;
    case REQUEST_LAST:
        to = view->count - 1;
        break;
    default:
        return false;
    }
    if (to >= view->count)
        to = view->count - 1;
    view->index = to > 0 ? to : 0; /* also where there is no row at all */
    /* Chosen by place now; the name is taken when it is drawn. */
    view->selected[0] = '\0';
    return true;
}

bool view_matches(const struct console *console, const char *name)
{
    return console->filter[0] == '\0' || strcasestr(name, console->filter) != NULL;
}
