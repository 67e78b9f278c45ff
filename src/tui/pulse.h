/* What the console does beside keys and drawing: it hears what the fleet tells, and reads the store
 * anew now and then. Each step is short: keys must be heard between. */
#ifndef MTACON_TUI_PULSE_H
#define MTACON_TUI_PULSE_H

#include "app.h"

/* Begins with what pulse_begin says. */
struct pulse {
    int64_t loaded;  /* monotonic ms */
    int64_t version; /* of the store, when its nodes were listed */
    bool changed;    /* there is something new to be read */
    bool worked;     /* the last news took a while */
    bool again;      /* what the fleet has to tell was put off */
    bool waited;     /* so pulse_step has waited for a turn */
};

struct pulse pulse_begin(void);

/* Before a drawing: reads the store anew where that is due, at monotonic `clock` in ms. */
void pulse_step(struct pulse *pulse, struct app *app, int64_t clock);

/* After keys: takes what the fleet told. */
void pulse_news(struct pulse *pulse, struct app *app);

/* Until pulse_step has something to do, if no news come; milliseconds, 0: now. */
int pulse_wait(const struct pulse *pulse, const struct app *app, int64_t clock);

#endif
