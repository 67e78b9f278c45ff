/* What the operator wants, and the keys that say so: one table, read by the keyboard, the footer
 * and the help screen. */
#ifndef MTACON_TUI_REQUEST_H
#define MTACON_TUI_REQUEST_H

#include <stddef.h>

enum request {
    REQUEST_NONE,
    REQUEST_UP, /* moving: from here ... */
    REQUEST_DOWN,
    REQUEST_PAGE_UP,
    REQUEST_PAGE_DOWN,
    REQUEST_FIRST,
    REQUEST_LAST, /* ... to here */
    REQUEST_OPEN,
    REQUEST_BACK,
    REQUEST_QUIT,
    REQUEST_LEAVE,
    REQUEST_NEXT_SCREEN,
    REQUEST_DOMAINS,
    REQUEST_NODES,
    REQUEST_ALERT_LIST,
    REQUEST_HISTORY,
    REQUEST_SYSTEM,
    REQUEST_CODES,
    REQUEST_HELP,
    REQUEST_FILTER,
    REQUEST_SORT,
    REQUEST_GRAPH,
    REQUEST_MESSAGES,
    REQUEST_LINES,
    REQUEST_WITHHELD,
    REQUEST_CONNECT,
    REQUEST_ADD,
    REQUEST_REMOVE,
    REQUEST_CONTINUITY,
    REQUEST_BOUNCE,
    REQUEST_ALERTS,
    REQUEST_SUBSCRIBERS,
    REQUEST_OFFICE365,
    REQUEST_POLICY,
    REQUEST_PUSH,
    REQUEST_ENROL,
    REQUEST_ADOPT,
    REQUEST_REVERT,
    REQUEST_UNDO,
    REQUEST_MARK,
    REQUEST_DIFF,
    REQUEST_AUDIT,
    REQUEST_ACKNOWLEDGE,
    REQUEST_MUTE,
    REQUEST_UNMUTE,
    REQUEST_OUTBOX,
    REQUEST_STOP,
    REQUEST_ANSWER,
    REQUEST_LOCAL_TIME,
    REQUEST_REDRAW,
    REQUEST_SUSPEND,
};

/* Keys beyond characters. Characters are themselves; ^X is 'X' - 64. */
enum {
    KEY_CODE_UP = 0x110000,
    KEY_CODE_DOWN,
    KEY_CODE_LEFT,
    KEY_CODE_RIGHT,
    KEY_CODE_PAGE_UP,
    KEY_CODE_PAGE_DOWN,
    KEY_CODE_HOME,
    KEY_CODE_END,
    KEY_CODE_BACKTAB,
    KEY_CODE_DELETE,
    KEY_CODE_BACKSPACE,
    KEY_CODE_RESIZE,
    KEY_CODE_ENTER,
    KEY_CODE_ESCAPE,
};

struct request_info {
    enum request request;
    int keys[4];
    const char *key_names; /* as shown: "Enter", "j k" */
    const char *label;     /* in the footer */
    const char *help;      /* on the help screen */
};

/* The request of a key; REQUEST_NONE when it has none. */
enum request request_of_key(int key);

const struct request_info *request_info(enum request request);

/* The whole table, in the order of the help screen. */
const struct request_info *request_table(size_t *count);

#endif
