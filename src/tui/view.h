/* A screen says what is shown; a view is a screen on the stack, with where the operator is in it. A
 * screen is a file: static functions, and one const struct screen at its end. */
#ifndef MTACON_TUI_VIEW_H
#define MTACON_TUI_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/domain_name.h"
#include "mtacon/tui/cells.h"
#include "mtacon/tui/request.h"

enum { VIEW_REQUESTS = 12, VIEW_WRITES = 4, VIEW_FILTER_SIZE = 64, VIEW_BADGE_SIZE = 16 };

struct app;
struct table;
struct view;

struct screen {
    const char *name;                     /* in the title */
    const char *help;                     /* what it shows, for the help screen */
    const char *menu;                     /* its line in System's menu; NULL: it has none */
    enum request requests[VIEW_REQUESTS]; /* that work here beside moving, in the footer's order */
    enum request writes[VIEW_WRITES];     /* of these, and others: they change the store at once */
    const char *enter;                    /* what Enter does here, in the footer; NULL: it opens */
    const struct table *table;            /* a list (table.h); NULL: `draw` shows it */
    bool scrolls;                         /* a text that `draw` shows by view_text */
    void (*draw)(struct app *app, struct area area);
    /* True when the request was dealt with; else the console does what it can. `row`: what the key
     * means in a list, NULL: there is none. */
    bool (*request)(struct app *app, enum request request, const void *row);
    size_t state_size; /* of view->state; 0: it has none */
    /* When it opens: what is to be asked for. */
    void (*open)(struct app *app, struct view *view);
    /* Reads what it shows from the store; before it is used, and again after each change. */
    void (*load)(struct app *app, struct view *view);
    /* Before each drawing: reads what else is shown, of a list's selected row (there is one). */
    void (*prepare)(struct app *app, const void *row);
    /* Frees what hangs in the state. */
    void (*close)(struct view *view);
    /* What stands behind its name in the title: how many want attention. Leaves `out` for none. */
    void (*badge)(const struct app *app, char out[VIEW_BADGE_SIZE]);
};

/* What tells a row from all others, wherever it stands: one of the two, or both. */
struct identity {
    int64_t number;
    char name[DOMAIN_NAME_SIZE];
};

/* A list as it is shown; table.h has the rule of what a key means. */
struct list {
    const void **rows; /* owned array; the rows are the screen's */
    int count;
    struct identity selected; /* what a key means; where `placed` */
    bool placed, drawn;
    bool away;          /* the operator has left the first row: the cursor stays with its row */
    bool shifted;       /* a drawing put it on another row than the operator had seen there ... */
    int64_t shifted_at; /* ... at that app->clock */
    int index, top, order;
    /* What the rows were gathered by: model, order, filter (table.h: of_model). */
    int64_t gathered;
    int gathered_order;
    char gathered_filter[VIEW_FILTER_SIZE];
};

struct view {
    const struct screen *screen;
    char subject[DOMAIN_NAME_SIZE]; /* the domain or node that is open */
    void *state;                    /* the screen's own: zeroed when it opens */
    int64_t loaded;                 /* the generation of the model, when it was */
    struct list list;
    int top, lines, page; /* of a text: first line shown, lines there are, lines that fit */
    char filter[VIEW_FILTER_SIZE];
};

void view_open(struct app *app, struct view *view, const struct screen *screen,
               const char *subject);
void view_close(struct view *view);

/* Loads what the screen shows, if that is not of now. */
void view_load(struct app *app, struct view *view);

/* Shows from line view->top on what `write` draws into an area that is as high as it needs, of
 * which only what is seen is kept; it returns the rows it took. The first row of the area is left
 * for saying that there is more. */
void view_text(struct app *app, struct view *view, struct area area,
               int (*write)(struct app *app, struct area area));

/* Moving within a text; false for other requests. Only a place in what is read: no key means
 * anything by it. */
bool view_scroll(struct view *view, enum request request);

#endif
