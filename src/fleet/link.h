/* The console's link to one node, on the I/O thread: connects, tries again, says what it becomes.
 * What is asked over it is the agenda's. */
#ifndef MTACON_FLEET_LINK_H
#define MTACON_FLEET_LINK_H

#include "agenda.h"
#include "mtacon/ssh/secrets.h"

struct link;

/* What all links share. */
struct link_context {
    struct agenda_context agenda;
    struct ssh_secrets *secrets;
    int64_t retry_ms;                       /* until the first new try */
    const char *config_file;                /* for `ssh -F`, or NULL */
    const struct transport_kind *transport; /* NULL: libssh2, and OpenSSH where it takes that */
    int connecting;                         /* links between start and shell, at most 8 */
    int64_t last_place;                     /* of those that wait for their turn to connect */
    struct link *first;                     /* all links */
};

/* Takes `spec`. */
struct link *link_new(struct link_context *context, struct fleet_spec *spec);
void link_free(struct link *link);

struct link *link_next(const struct link *link);
int64_t link_node(const struct link *link);
struct agenda *link_agenda(struct link *link);

void link_answer(struct link *link, const char *question_id, const char *answer);
void link_retry(struct link *link);

#endif
