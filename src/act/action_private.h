/* What the files of the long actions share. */
#ifndef MTACON_ACT_ACTION_PRIVATE_H
#define MTACON_ACT_ACTION_PRIVATE_H

#include "mtacon/act/action.h"
#include "mtacon/base/buffer.h"

struct action_kind {
    const char *asking; /* how it stands while it is asking: "asking what would change" */
    bool takes_reason, needs_reason;
    bool asks_node;                       /* waits until its node is up and its policy known */
    void (*ask)(struct action *action);   /* makes the plan; again when it is agreed to */
    void (*run)(struct action *action);   /* agreed to, and the plan is still what it was */
    void (*step)(struct action *action);  /* while it runs; NULL: nothing to do */
    void (*clear)(struct action *action); /* frees what is its own; NULL: nothing */
};

/* The first member of each long action. */
struct action {
    const struct action_kind *kind;
    struct act act;
    enum action_state state, told;
    bool agreed;  /* the plan is made once more, to be compared */
    bool changed; /* it was not what was agreed to */
    bool asked;
    bool changing; /* a node was told to change, and has not answered */
    int64_t node, ticket, now;
    struct action_sent *sent; /* what the clerk has to do; NULL: nothing */
    char *name;               /* of the node, or what the action is about */
    char *title, *text, *question, *reason;
    struct buffer plan;
    struct error error;
};

/* Begins one; `size` is that of the whole object, which is zeroed else. `node` 0: none is asked;
 * `name` NULL: the node's. Refused when read-only, or when the node is none of the fleet. */
void *action_new(size_t size, const struct action_kind *kind, const struct act *act, int64_t node,
                 const char *name);

void action_set_title(struct action *action, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void action_set_question(struct action *action, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The three ways on from a step. */
void action_done(struct action *action, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void action_fail(struct action *action, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void action_say(struct action *action, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Takes a plan, with lines to be compared when it is agreed to; `plan` is emptied. Then the action
 * is planned, or runs if the operator agreed to just that. */
void action_take_plan(struct action *action, struct buffer *plan);

/* Asks the action's node; the answer goes to listener->done with the action. False, and the action
 * failed, when the node is none of the fleet any more. */
bool action_ask_node(struct action *action, const struct job *job, const char *command,
                     const struct job_listener *listener);

/* What takes long with the store, as the clerk does it where there is one (clerk.h), else at once.
 */
struct action_errand {
    void (*run)(void *work, struct store *store); /* touches nothing but `work` */
    /* Goes on with the action; not called when it was freed meanwhile. */
    void (*done)(struct action *action, void *work);
    void (*clear)(void *work); /* frees it: last, always */
};

/* One at a time. */
void action_send(struct action *action, const struct action_errand *errand, void *work);

/* Nobody waits for it any more. */
void action_unsend(struct action *action);

/* An entry in the audit trail; one that cannot be written is told with how the action stands. */
void action_audit(struct action *action, int64_t at, const char *word, const char *subject,
                  const char *detail);

/* The action's node, live; NULL when it has left the fleet. */
const struct fleet_live *action_live(const struct action *action);

#endif
