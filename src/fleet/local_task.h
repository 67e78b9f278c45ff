/* What on this host takes a mail: a program (the local sendmail, the operator's own command), or a
 * mail server over SMTP. */
#ifndef MTACON_FLEET_LOCAL_TASK_H
#define MTACON_FLEET_LOCAL_TASK_H

#include "mtacon/base/loop.h"
#include "mtacon/base/mailbox.h"
#include "mtacon/fleet/message.h"

struct local_task;

struct local_task *local_task_new(struct loop *loop, struct mailbox *events);
void local_task_free(struct local_task *task);

/* Runs a COMMAND_LOCAL, a program and its arguments or CHANNEL_SMTP...; one at a time. Its end is
 * an EVENT_JOB of node 0. */
void local_task_run(struct local_task *task, const struct fleet_command *command);

#endif
