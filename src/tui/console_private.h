/* What the console and its screens share. A screen is a file: static functions, and one const
 * struct screen at its end that says what it is. */
#ifndef MTACON_TUI_CONSOLE_PRIVATE_H
#define MTACON_TUI_CONSOLE_PRIVATE_H

#include "mtacon/fleet/fleet.h"
#include "mtacon/fleet/model.h"
#include "mtacon/tui/cells.h"
#include "mtacon/tui/console.h"
#include "mtacon/tui/request.h"

enum { CONSOLE_DEPTH = 8, INPUT_SIZE = 256, CONSOLE_ROWS = 24, CONSOLE_COLUMNS = 80 };

struct console;

struct screen {
    const char *name;          /* in the title */
    const char *help;          /* what it shows, for the help screen */
    enum request requests[10]; /* that work here beside moving, in the order of the footer */
    void (*draw)(struct console *console, struct area area);
    /* True when the request was dealt with; else the console does what it can. */
    bool (*request)(struct console *console, enum request request);
};

/* A screen on the stack, with where the operator is in it. */
struct view {
    const struct screen *screen;
    char subject[DOMAIN_NAME_SIZE];  /* the domain or node that is open */
    char selected[DOMAIN_NAME_SIZE]; /* the row, by name: it stays when rows move */
    int64_t number;                  /* of the row under the cursor as it was drawn, where rows
                                        go by number; 0: none */
    int index, top;                  /* row and first row shown */
    int count, page;                 /* rows there are, rows that fit; set while drawing */
    int sort;
};

/* A line of input; what a dialog or filter is typed into. */
struct input {
    char text[INPUT_SIZE]; /* UTF-8 */
    int length, cursor;    /* bytes */
};

struct form; /* form.h */

/* A change that the operator has to agree to: what will happen, where. */
struct confirm {
    void (*yes)(struct console *console, const char *subject);
    char title[64], subject[DOMAIN_NAME_SIZE];
    char *text; /* owned */
    bool with_reason;
    struct input reason;
};

struct console {
    const struct console_options *options;
    struct fleet *fleet; /* NULL in tests on a fixed store */
    struct model model;
    int64_t now;
    struct view views[CONSOLE_DEPTH];
    int depth; /* the open view is views[depth] */
    char filter[64];
    struct input filter_input;
    bool filtering; /* the filter is being typed */
    int graph;      /* 0: 60 minutes, 1: 24 hours, 2: 7 days */
    bool local_time, quit;
    int rows, columns; /* of the last drawing */
    bool stale;        /* a key was taken since: rows and places are those of before */
    char message[512];
    struct input answer;          /* to the fleet's question */
    struct confirm confirm;       /* a question open; yes NULL: none */
    struct form *form;            /* open form; NULL: none */
    int64_t marked;               /* revision to compare with; 0: none */
    int64_t enrolling;            /* node whose enrolment plan is awaited; 0: none */
    int enrol_results;            /* its live->results when it was asked */
    struct model_history history; /* of history_of */
    char history_of[DOMAIN_NAME_SIZE + 8];
    int64_t history_at;
    int64_t alerted; /* the newest alert that was told by the bell */
    bool bell;       /* to be rung */
};

/* ---- console.c ---- */
struct view *console_view(struct console *console);
void console_open(struct console *console, const struct screen *screen, const char *subject);
void console_say(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Reads the model anew, after a change. */
void console_reload(struct console *console);

/* Draws the whole screen; handles a key. Without a terminal: tests call them too. */
void console_draw(struct console *console, struct cells *cells);
void console_key(struct console *console, int key);

/* Graph history of a node (id) or domain, kept while fresh. NULL when the store fails. */
const struct model_history *console_history(struct console *console, int64_t node,
                                            const char *domain);

/* '15:04' or with another format, in UTC or local time as set. */
const char *console_time(const struct console *console, char *out, size_t size, const char *format,
                         int64_t at) __attribute__((format(strftime, 4, 0)));

/* The live state of a node in words, its style, and the error or note to show ("" none). */
const char *console_node_state(const struct console *console, const struct model_node *node,
                               enum style *style, const char **why);

/* The screens that keys 1 to 6 open. */
enum { CONSOLE_TABS = 6 };
extern const struct screen *const console_tabs[CONSOLE_TABS];

/* ---- frame.c ---- */
void frame_draw(struct console *console, struct area area);

/* ---- view.c ---- */
/* Keeps index, top and selected in step with `count` rows whose names `name_of` gives. */
void view_place(struct view *view, int count, int page,
                const char *(*name_of)(void *argument, int index), void *argument);
/* A number as the name of a row; valid until the next call. */
const char *view_number_name(int64_t number);
/* Moving within a list; false for other requests. */
bool view_move(struct view *view, enum request request);

/* Whether `name` passes the filter. */
bool view_matches(const struct console *console, const char *name);

/* ---- input.c ---- */
void input_set(struct input *input, const char *text);
/* Takes an editing key; false when it is none. */
bool input_key(struct input *input, int key);
/* Draws it from `column` on; puts the cursor there when `active`. `hidden` shows dots. */
void input_draw(const struct input *input, struct area area, int row, int column, int width,
                bool active, bool hidden);

/* ---- parts.c: what several screens draw ---- */
/* "388/100 !": a count against its threshold. */
const char *part_against(char *out, size_t size, int64_t count, int64_t threshold);
enum style part_level_style(enum threshold_level level);
/* The graph that console->graph chooses, of a node or domain. */
void part_graph(struct console *console, struct area area, int which, int64_t node,
                const char *domain, const struct model_failures *failures,
                struct thresholds thresholds);
/* Failures by code with meaning; returns the next free row. */
int part_codes(struct area area, int row, const struct model_failures *failures);
/* Why messages wait, most first; returns the next free row. */
int part_reasons(struct console *console, struct area area, int row, int64_t node,
                 const char *domain);
/* A box in the middle with `lines` rows inside; returns the inside. */
struct area part_box(struct area area, int rows, int columns, const char *title);

/* ---- dialog.c ---- */
/* Asks before a change; `text` is copied. Refused with --read-only. */
void dialog_confirm(struct console *console, const char *title, const char *subject,
                    const char *text, bool with_reason,
                    void (*yes)(struct console *console, const char *subject));
void dialog_draw(struct console *console, struct area area);
void dialog_key(struct console *console, int key);
void dialog_clear(struct console *console);

/* ---- form_node.c, form_policy.c ---- */
void form_node_open(struct console *console);
enum policy_parts {
    POLICY_PART_ALL,
    POLICY_PART_MODE,
    POLICY_PART_BOUNCE,
    POLICY_PART_ALERTS,
    POLICY_PART_SUBSCRIBERS,
    POLICY_PART_OFFICE365,
};
void form_policy_open(struct console *console, const char *name, enum policy_parts parts);

/* Opens the form that a request asks for, for a domain; false for other requests. */
bool form_policy_request(struct console *console, enum request request, const char *name);

/* ---- form_alert.c ---- */
/* Acknowledges an alert, or mutes its domain. */
void form_alert_open(struct console *console, const struct store_alert *alert, bool mute);

/* ---- enrol.c ---- */
/* Asks a node what enrolment, or its undoing, would change, and then the operator. */
void enrol_begin(struct console *console, const struct model_node *node);
/* Asks a node for the revision of another console that it carries, and then the operator. */
void adopt_begin(struct console *console, const struct model_node *node);
/* Looks whether the answer is there. */
void enrol_look(struct console *console);

/* ---- screens ---- */
extern const struct screen screen_domains, screen_nodes, screen_domain, screen_node, screen_codes,
    screen_help, screen_messages, screen_lines, screen_push, screen_history, screen_revision,
    screen_audit, screen_system, screen_alerts, screen_outbox;

#endif
