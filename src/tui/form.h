/* Forms: fields one below another, keys people know from elsewhere. What a form is about is a
 * struct form_kind in a file of its own (form_node.c, form_policy.c, ...). */
#ifndef MTACON_TUI_FORM_H
#define MTACON_TUI_FORM_H

#include "app.h"
#include "input.h"
#include "mtacon/base/buffer.h"

enum { FORM_FIELDS = 12 };

enum field_kind {
    FIELD_TEXT,
    FIELD_CHOICE,  /* one of several, one below another, each explained */
    FIELD_ROW,     /* one of several, side by side */
    FIELD_CHECK,   /* yes or no */
    FIELD_LIST,    /* texts that can be removed, and an input to add one */
    FIELD_BUTTONS, /* side by side; Enter submits */
};

struct choice {
    const char *name, *explanation;
};

struct form;

struct field {
    enum field_kind kind;
    const char *label;
    const struct choice *choices;
    int choice_count, chosen;
    bool checked;
    struct input input;
    char **items;         /* owned */
    int item_count, item; /* item == item_count: the input */
    char hint[160];       /* beside or below the field */
    char error[160];      /* in place of the hint */
    /* Buttons of their own: what pressing one does. NULL: they submit the form. */
    void (*press)(struct app *app, struct form *form, int button);
};

struct form {
    const struct form_kind *kind;
    char title[DOMAIN_NAME_SIZE + 64];
    struct field fields[FORM_FIELDS];
    int field_count, current, top;
    int note_top;   /* first line shown of what is below the fields */
    bool changed;   /* something was typed or chosen */
    int64_t number; /* tells it from all others, also from one that is gone */
    bool waits;     /* for what the clerk does: form_wait */
    bool leaving;   /* Esc was pressed: once more leaves */
    void *state;    /* the kind's own */
};

struct form_kind {
    /* Before each drawing: hints that follow from what is chosen. NULL: none. */
    void (*look)(struct app *app, struct form *form);
    /* Lines below the fields: what would hold if it were saved. NULL: none. */
    void (*note)(struct app *app, const struct form *form, struct buffer *out);
    /* Enter on button `button`; true when the form is done with. */
    bool (*submit)(struct app *app, struct form *form, int button);
    /* What was typed into a field, when it is left and before the form is submitted; false and
     * `error` when it is wrong. NULL: nothing can be. */
    bool (*check)(const struct form *form, const struct field *field, struct error *error);
    /* An item is to be added to a list: NULL when good (and `out` what is added), else what is
     * wrong. */
    const char *(*check_item)(const char *typed, char *out, size_t size);
    void (*clear)(struct form *form);
};

/* A form without fields; owned by the caller until form_open. */
struct form *form_new(const struct form_kind *kind, const char *title);

/* Adds a field; choices may be NULL. */
struct field *form_add(struct form *form, enum field_kind kind, const char *label,
                       const struct choice *choices, int choice_count);
void form_add_item(struct field *field, const char *text);

/* Goes to a field; of a list, to where one types. */
void form_focus(struct form *form, const struct field *field);

/* Marks a field wrong, goes there and says which it is; returns false. */
bool form_refuse(struct app *app, struct form *form, struct field *field, const char *why);

/* Before a form is submitted: what is typed into a list is added, and all fields are checked. False
 * when any is wrong: each is marked, the first is gone to, and a line says which. */
bool form_settle(struct app *app, struct form *form);

/* Shows it, over the open screen, and numbers it; it is freed when it is left. */
void form_open(struct app *app, struct form *form);

/* The form of that number, where it is still open; else NULL. */
struct form *form_of(const struct app *app, int64_t number);

/* From here on, until form_go_on, it takes no key: `what` is being done ("saving"). */
void form_wait(struct app *app, struct form *form, const char *what);
/* The form of that number, if it is still open, goes on; else NULL. */
struct form *form_go_on(struct app *app, int64_t number);
/* It is done with: closes it. */
void form_close(struct app *app, struct form *form);

/* The topmost form that is open; NULL: there is none. */
const struct form *form_find(const struct app *app);

#endif
