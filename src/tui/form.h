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
};

struct form {
    const struct form_kind *kind;
    char title[DOMAIN_NAME_SIZE + 64];
    struct field fields[FORM_FIELDS];
    int field_count, current, top;
    bool changed; /* something was typed or chosen */
    bool leaving; /* Esc was pressed: once more leaves */
    void *state;  /* the kind's own */
};

struct form_kind {
    /* Lines below the fields: what would hold if it were saved. NULL: none. */
    void (*note)(struct app *app, const struct form *form, struct buffer *out);
    /* Enter on button `button`; true when the form is done with. */
    bool (*submit)(struct app *app, struct form *form, int button);
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

/* Marks a field wrong and goes there; returns false. */
bool form_refuse(struct form *form, struct field *field, const char *why);

/* Shows it, over the open screen; it is freed when it is left. */
void form_open(struct app *app, struct form *form);

#endif
