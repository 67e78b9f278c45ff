/* What a node is asked while it is connected, one thing after another: jobs first, then whichever
 * probe is due. On the I/O thread; its answers go to the main one as events. */
#ifndef MTACON_FLEET_AGENDA_H
#define MTACON_FLEET_AGENDA_H

#include "mtacon/base/loop.h"
#include "mtacon/base/mailbox.h"
#include "mtacon/fleet/message.h"
#include "mtacon/node/shell.h"
#include "mtacon/node/transport.h"

struct agenda;

/* What all agendas share. */
struct agenda_context {
    struct loop *loop;
    struct mailbox *events;
    size_t backlog; /* while more events wait than that, no probe is begun */
    const struct probe_pace *pace;
    int64_t (*now)(void); /* epoch */
};

/* An event of a node, for whoever fills it in and puts it into the mailbox. */
struct fleet_event *agenda_event(const struct agenda_context *context, int64_t node,
                                 enum fleet_event_kind kind);

/* `context` and `spec` outlive it. */
struct agenda *agenda_new(const struct agenda_context *context, const struct fleet_spec *spec);
void agenda_free(struct agenda *agenda);

/* The shell takes requests: from the beginning. `transport` is what it stands on; `slow`: what is
 * to be said of how it came up, or NULL. */
void agenda_begin(struct agenda *agenda, struct shell *shell, struct transport *transport,
                  const char *slow);

/* The connection is gone, `why`: jobs are lost, probes wait for the next one. */
void agenda_end(struct agenda *agenda, const char *why);

/* The shell's callbacks. */
void agenda_line(struct agenda *agenda, char *line, size_t length);
void agenda_done(struct agenda *agenda, int status);

/* Whether the node has said what it is since agenda_begin. */
bool agenda_greeted(const struct agenda *agenda);

/* Asks a probe on demand for `subject`. */
void agenda_ask(struct agenda *agenda, const struct probe *probe, const char *subject);
/* The value of a probe was saved, or could not be: what its `save` set. */
void agenda_saved(struct agenda *agenda, const struct probe *probe,
                  const struct probe_target *target);
/* Queues a job: a shell command with its input (NULL: none). */
void agenda_add_job(struct agenda *agenda, const struct job *job, int64_t ticket,
                    const char *command, const char *input);

#endif
