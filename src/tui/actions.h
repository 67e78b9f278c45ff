/* The long actions of the console (act/action.h): it only holds them, announces what is ready to be
 * agreed to, asks when the operator opens it, and says what they came to. */
#ifndef MTACON_TUI_ACTIONS_H
#define MTACON_TUI_ACTIONS_H

#include "app.h"
#include "mtacon/act/action.h"

/* Takes an action and says how it stands; one whose plan asks no node is asked about as soon as it
 * is there, where the operator, who has just pressed a key for it, pressed no other since. If one
 * with that title is under way already, it is opened instead. */
void actions_begin(struct app *app, struct action *action);

/* Whether one with that title is under way. */
bool actions_has(const struct app *app, const char *title);

/* Brings them on; after each fleet_dispatch. */
void actions_look(struct app *app);

/* What is ready to be agreed to, in a few words; "" nothing. */
const char *actions_ready(const struct app *app, char *out, size_t size);

/* Asks about what has been ready for longest; false: nothing is. */
bool actions_open(struct app *app);

/* Ends all of them; before the fleet is stopped. */
void actions_end(struct app *app);

#endif
