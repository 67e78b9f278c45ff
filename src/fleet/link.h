/* The console's link to one node, on the I/O thread: connects, asks in turn, tries again. */
#ifndef MTACON_FLEET_LINK_H
#define MTACON_FLEET_LINK_H

#include "mtacon/base/loop.h"
#include "mtacon/base/mailbox.h"
#include "mtacon/fleet/fleet.h"
#include "mtacon/fleet/message.h"
#include "mtacon/ssh/secrets.h"

struct link;

/* What all links share. */
struct link_context {
    struct loop *loop;
    struct ssh_secrets *secrets;
    struct mailbox *events;
    const char *config_file; /* for `ssh -F`, or NULL */
    int64_t interval_ms;     /* between two readings */
    struct fleet_pace pace;
    int connecting;     /* links between start and authentication */
    struct link *first; /* all links */
};

/* Takes `spec`. */
struct link *link_new(struct link_context *context, struct fleet_spec *spec);
void link_free(struct link *link);

struct link *link_next(const struct link *link);
int64_t link_node(const struct link *link);

void link_log_saved(struct link *link, const struct log_cursor *cursor);
void link_log_later(struct link *link);
void link_answer(struct link *link, const char *question_id, const char *answer);
void link_retry(struct link *link);
void link_ask_messages(struct link *link, const char *domain);
/* Queues a job: a shell command with its input (NULL: none). */
void link_add_job(struct link *link, const struct job *job, int64_t ticket, const char *command,
                  const char *input);
void link_ask_lines(struct link *link, const char *domain);

#endif
