/* A long action: an object from its plan, over the operator's consent, to its end. Made by the
 * _new of what it does (enrolment.h, adoption.h, reversion.h), which may already have failed. */
#ifndef MTACON_ACT_ACTION_H
#define MTACON_ACT_ACTION_H

#include <stdint.h>

#include "mtacon/act/act.h"

enum action_state {
    ACTION_ASKING,  /* what it would change is being found out */
    ACTION_PLANNED, /* the operator has the word */
    ACTION_RUNNING, /* agreed to */
    ACTION_DONE,    /* or there was nothing to change */
    ACTION_FAILED,
};

/* "asking", "planned" ... */
const char *action_state_name(enum action_state state);

struct action;

/* Brings it on; to be called after each fleet_dispatch. True when its state changed since the last
 * call. */
bool action_step(struct action *action);

enum action_state action_state(const struct action *action);

/* What it is: "enrol mta1". */
const char *action_title(const struct action *action);

/* How it stands, in a sentence: what it waits for, what was done; when it failed, why. */
const char *action_text(const struct action *action);

/* Of a planned one: what would change, whole lines, safe to show. Never empty: where nothing would
 * change, the action is done. */
const char *action_plan(const struct action *action);

/* The question that agreeing answers: "Change the configuration of mta1 so?" */
const char *action_question(const struct action *action);

/* Whether it can be said why, for the history; and whether it must be. */
bool action_takes_reason(const struct action *action);
bool action_needs_reason(const struct action *action);

/* Whether its plan waits for what a node says. */
bool action_asks_node(const struct action *action);

/* Whether a planned one was agreed to, and its plan has changed since: planned anew. */
bool action_has_changed(const struct action *action);

/* Why it failed; kind ERROR_NONE of one that did not. */
const struct error *action_error(const struct action *action);

/* Agrees to the plan of a planned one, at `now` (epoch). What the plan was made of is looked at
 * again: where it has changed meanwhile, the action is planned anew and says so. `reason` may be ""
 * where none is needed. */
void action_agree(struct action *action, const char *reason, int64_t now);

/* Ends it, in whatever state; what a node was already told to do, it does. NULL is allowed. */
void action_free(struct action *action);

#endif
