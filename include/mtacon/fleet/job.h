/* A job: something that a node is asked to do once, with an answer. What is asked again and again
 * is a probe. */
#ifndef MTACON_FLEET_JOB_H
#define MTACON_FLEET_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtacon/core/policy_document.h"

/* A kind of job; a const struct of whoever asks for it. */
struct job {
    const char *name;    /* "changing the node": in errors */
    int64_t deadline_ms; /* an answer that is not complete by then ends the connection */
    bool document;       /* the answer is a document: its lines are the result, no rows */
    bool changes;        /* the node's policy is looked at again afterwards */
};

enum job_outcome {
    JOB_DONE,
    JOB_FAILED,
    JOB_CONFLICT, /* policy: what the node carries instead */
    JOB_LOST,     /* the connection went before an answer came: nobody knows; look again */
};

/* Valid during the callback. */
struct job_result {
    enum job_outcome outcome;
    int64_t node, at;   /* at: epoch */
    const char *text;   /* what was done, or why not; safe to show */
    char *const *lines; /* `count` of them: a difference (safe to show), or the document as it is */
    size_t count;
    const struct policy_carried *policy; /* of a push: what is in force, or stands against it */
};

/* Callbacks, from fleet_dispatch. */
struct job_listener {
    /* A step of the job begins; NULL: not told. */
    void (*step)(void *argument, int64_t node, const char *step);
    /* Once; may ask for more. */
    void (*done)(void *argument, const struct job_result *result);
};

#endif
