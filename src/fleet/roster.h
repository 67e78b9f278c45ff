/* The nodes as the main thread has them, and the jobs they do: what rollout, alerting and outbox
 * stand on. */
#ifndef MTACON_FLEET_ROSTER_H
#define MTACON_FLEET_ROSTER_H

#include "io_thread.h"
#include "mtacon/base/map.h"
#include "mtacon/fleet/fleet.h"
#include "mtacon/store/node.h"

/* Somebody waits for the end of a job. */
struct ticket;

struct roster {
    struct store *store;
    struct io_thread *io;
    char *only;
    struct fleet_live **live;
    size_t count;
    struct map nodes;       /* of `live`, by id */
    struct ticket *tickets; /* jobs under way */
    int64_t last_ticket;
    struct store_census census; /* of the nodes, when they were listed */
    int64_t since;              /* store_node_changed: what of them is known */
    char store_error[sizeof(((struct error *)NULL)->text)]; /* "" when it could be written */
    char holder[33];      /* this process's name among those that may have a lease */
    int64_t (*now)(void); /* epoch */
};

void roster_clear(struct roster *roster);

/* NULL when there is none. */
struct fleet_live *roster_find(const struct roster *roster, int64_t node);

/* Adds nodes that came to the store, leaves those that went, connects anew those that are reached
 * in another way now: what was asked of these before is lost. Reads those that were written since.
 */
bool roster_sync(struct roster *roster, struct error *error);

/* Sends a command to the I/O thread; what its members point to is taken. */
void roster_command(struct roster *roster, struct fleet_command values);

/* Remembers why the store could not be written, or that it could. */
void roster_note_store(struct roster *roster, bool done, const struct error *error);

/* ---- jobs: see fleet_ask, fleet_forget ---- */
int64_t roster_ask(struct roster *roster, int64_t node, const struct job *job, const char *command,
                   const char *input, const struct job_listener *listener, void *argument);
void roster_forget(struct roster *roster, int64_t ticket);

/* Whether a job of that node, asked for with that argument, is not over. */
bool roster_is_asked(const struct roster *roster, int64_t node, const void *argument);

/* Runs a program on this host: `command` is its path and its arguments, a line each; otherwise as
 * roster_ask, with node 0. */
int64_t roster_run_here(struct roster *roster, const char *command, const char *input,
                        const struct job_listener *listener, void *argument);

/* Tells of jobs whose node is not there; true when there was one. */
bool roster_step(struct roster *roster);

/* What the I/O thread told of a job. */
void roster_take_step(struct roster *roster, const struct fleet_event *event);
void roster_take_job(struct roster *roster, const struct fleet_event *event);

#endif
