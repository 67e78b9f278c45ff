/* The console's link to one node, on the I/O thread: connects, tries again, says what it becomes.
 * What is asked over it is the agenda's. */
#ifndef MTACON_FLEET_LINK_H
#define MTACON_FLEET_LINK_H

#include "agenda.h"
#include "mtacon/ssh/shared.h"
#include "slots.h"

struct link;

enum { LINK_BUCKETS = 1024 };

/* What all links share. */
struct link_context {
    struct agenda_context agenda;
    struct ssh_shared *ssh;
    int64_t retry_ms;                       /* until the first new try */
    const char *config_file;                /* for `ssh -F`, or NULL */
    const struct transport_kind *transport; /* NULL: libssh2, and OpenSSH where it takes that */
    struct slots slots;                     /* of connections in the making */
    struct link *first;                     /* all links */
    struct link *by_node[LINK_BUCKETS];
};

/* Takes `spec`. */
struct link *link_new(struct link_context *context, struct fleet_spec *spec);
void link_free(struct link *link);

/* The link to a node, or NULL. */
struct link *link_find(const struct link_context *context, int64_t node);
struct link *link_next(const struct link *link);
int64_t link_node(const struct link *link);
struct agenda *link_agenda(struct link *link);

void link_answer(struct link *link, const char *question_id, const char *answer);
/* An operator asks for it: tries now, also in place of a try that is stuck. */
void link_retry(struct link *link);

#endif
