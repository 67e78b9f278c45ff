/* Calls of the programs of data/node, by the names that all drivers give them there: a driver whose
 * programs have these functions takes the calls as its members. */
#ifndef MTACON_MTA_CALLS_H
#define MTACON_MTA_CALLS_H

#include "mtacon/mta/driver.h"

/* A program that is handed to awk or to the node: `variable` is set to its text. */
void mta_call_program(struct buffer *out, const char *variable, const char *program);

/* What every driver's library begins with: frame, log, dates, counting, queue, mail. */
void mta_call_common(struct buffer *out);

/* What policy needs on top. `enrolment` are the driver's programs, NULL at their end, that decide
 * what enrolment leaves: by them a node knows whether that was looked at by this very mtacon. */
void mta_call_policy(struct buffer *out, const char *const enrolment[]);

/* See struct mta_driver. */
void mta_call_hello(struct buffer *out, const char *log);
void mta_call_sizes(struct buffer *out);
void mta_call_listing(struct buffer *out, int64_t limit);
void mta_call_log(struct buffer *out, const char *path, const struct log_cursor *cursor,
                  int64_t since, int64_t limit);
void mta_call_messages(struct buffer *out, const char *domain, int64_t limit);
void mta_call_lines(struct buffer *out, const char *path, const char *domain, int64_t limit);
void mta_call_withheld(struct buffer *out, const char *path, const char *domain, int64_t since,
                       int64_t limit);
void mta_call_office365(struct buffer *out, const char *path);
void mta_call_send(struct buffer *out, const char *sender);
void mta_call_fate(struct buffer *out, const char *path, const char *message_id);
void mta_call_policy_state(struct buffer *out, const char *dir);
void mta_call_policy_read(struct buffer *out, const char *dir);
void mta_call_published(struct buffer *out, const char *dir);
void mta_call_enrol_plan(struct buffer *out, const char *dir, bool enrol, const char *publish);
void mta_call_enrol(struct buffer *out, const char *dir, const char *publish);
void mta_call_unenrol(struct buffer *out, const char *dir);

/* The command of a push whose bundle's files begin with `mark`. */
void mta_call_push(struct buffer *out, const char *mark, const char *dir, const char *expected,
                   const char *probe, const struct policy_revision *revision);

#endif
