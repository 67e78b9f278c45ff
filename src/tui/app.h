/* What all of the console shares: the model, the stack of views, the layers over them, the message.
 * It knows no screen; whoever needs one screen from another includes screens.h. */
#ifndef MTACON_TUI_APP_H
#define MTACON_TUI_APP_H

#include "about.h"
#include "mtacon/act/act.h"
#include "mtacon/fleet/fleet.h"
#include "mtacon/model/model.h"
#include "mtacon/store/keeper.h"
#include "mtacon/tui/console.h"
#include "revisions.h"
#include "view.h"

enum {
    APP_DEPTH = 8,
    APP_HELD = 32,
    APP_LAYERS = 8,
    APP_ROWS = 24,
    APP_COLUMNS = 80,
    APP_ACTIONS = 8
};

struct layer_kind; /* layer.h */
struct layer {
    const struct layer_kind *kind;
    void *state;     /* owned */
    bool drawn;      /* as it is now: layer_was_read */
    int64_t showing; /* another number whenever it shows something else: layer_shown */
};

/* What a node asks, as it was last seen; id NULL: nothing. */
struct question {
    char *id, *text; /* owned */
    enum ssh_question_kind kind;
    bool echo;
};

struct action; /* act/action.h */

struct app {
    const struct console_options *options;
    struct fleet *fleet;   /* NULL in tests on a fixed store */
    struct clerk *clerk;   /* does what takes long; NULL: that is done at once */
    struct keeper *keeper; /* keeps the store small; NULL: nobody does */
    struct model model;
    int64_t now;
    int64_t clock; /* monotonic ms, as the loop hands it in */
    struct view views[APP_DEPTH];
    int depth; /* the open view is views[depth] */
    struct layer layers[APP_LAYERS];
    int layer_count;
    int64_t showings; /* of all layers, so far */
    int graph;        /* 0: 60 minutes, 1: 24 hours, 2: 7 days */
    bool local_time, quit;
    int64_t forms;                                             /* that were opened so far */
    int rows, columns;                                         /* of the terminal */
    enum { QUIT_NOT_ASKED, QUIT_ASKED, QUIT_READ } quit_asked; /* where it is too small: stage.c */
    char message[512];
    struct {
        int keys[APP_HELD]; /* the first one writes; the others were typed since */
        int count;
        int64_t since;    /* by `clock` */
        int64_t showing;  /* what the first was pressed for: layer_shown */
        bool free;        /* they are being given back */
    } held;               /* held.h */
    const char *unsaid;   /* the keys that write out what was just answered ('yes'); NULL: none */
    int64_t unsaid_until; /* so long they mean nothing else: by `clock` */
    struct question question; /* waits for an answer */
    char *announced; /* owned: which of what waits the message line showed; NULL: none yet */
    struct action *actions[APP_ACTIONS]; /* under way, oldest first */
    int action_count;
    const struct action *asked;   /* about which a dialog is open */
    const struct action *awaited; /* its plan is being made here, and no key came since */
    struct about about;           /* what is shown of one domain or node */
    struct revisions revisions;
    int64_t alerted; /* the newest alert that was told by the bell */
    bool bell;       /* to be rung */
};

/* Loads the model and opens the first screen. False and `error`: the store cannot be read. */
bool app_begin(struct app *app, const struct console_options *options, int64_t now,
               const struct screen *first, struct error *error);
void app_end(struct app *app);

/* From here on what takes long is done by a clerk, and not at once; where there can be none, it is
 * as before. */
void app_begin_clerk(struct app *app);
void app_end_clerk(struct app *app);

struct view *app_view(struct app *app);

/* Opens a screen over the one that is open; closes it; makes another one the first. */
void app_open(struct app *app, const struct screen *screen, const char *subject);
void app_close(struct app *app);
void app_change(struct app *app, const struct screen *screen);

/* Says it in the message line, until the next key. */
void app_say(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What actions are given. */
struct act app_act(const struct app *app);

/* Whether nothing may be changed (--read-only): then says so. */
bool app_refuses_change(struct app *app);

/* No node is up, nor was one just now: what is shown is of before. */
bool app_is_blind(const struct app *app);

/* Has the clerk do something; where there is none it is done by the time this returns. */
void app_do(struct app *app, const struct clerk_task *task, void *argument);

/* Reads the model anew, after that revision was saved: its policy need not be read. */
void app_reload_with(struct app *app, const struct policy_revision *saved, struct policy *policy);

/* Reads the model anew, after a change. */
void app_reload(struct app *app);

/* '15:04' or with another format, in UTC or local time as set. */
const char *app_time(const struct app *app, char *out, size_t size, const char *format, int64_t at)
    __attribute__((format(strftime, 4, 0)));

#endif
