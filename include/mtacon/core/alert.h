/* Availability alerts: when one begins, is told again, and is over. Pure: what is known so far and
 * what is seen now make the next state. */
#ifndef MTACON_CORE_ALERT_H
#define MTACON_CORE_ALERT_H

#include <stdbool.h>
#include <stdint.h>

/* The two thresholds of a domain: failures in the last hour, in the last 24 hours. */
enum alert_window { ALERT_HOURLY, ALERT_DAILY };
enum { ALERT_WINDOWS = 2 };

enum {
    /* A third alert within this time is flapping: it is over only after a quiet time. */
    ALERT_FLAPPING = 6 * 3600,
    ALERT_FLAPS = 3,
    ALERT_QUIET = 1800,
    ALERT_REPEAT_DEFAULT = 4 * 3600,
};

/* One window of one domain. A zeroed struct never fired. Times are epoch seconds, 0: never. */
struct alert {
    bool firing;
    bool acknowledged;          /* somebody is at it: not told again */
    int64_t fired[ALERT_FLAPS]; /* when it last fired, newest first */
    int64_t mailed_at;          /* last mail of this firing */
    int64_t clear_since;        /* clearly below the threshold, all nodes read, since */
    int64_t peak;               /* highest count of this firing */
};

/* What is seen now. */
struct alert_seen {
    int64_t now;
    int64_t count;     /* failures in the window that ends now, of all nodes */
    int64_t threshold; /* 0: off */
    int64_t former;    /* threshold when it was looked at last; 0: it was not */
    int blind;         /* nodes that are not read: their failures may be missing from the count */
    bool muted;
    bool sends;      /* this process queues mail */
    bool subscribed; /* there is somebody to tell */
    int64_t repeat;  /* seconds between two mails of an open alert; 0: one only */
};

enum alert_change {
    ALERT_SAME,
    ALERT_FIRED,
    ALERT_RECOVERED,
    ALERT_ENDED, /* its threshold was switched off or raised, or its failures went with their node
                  */
};

enum alert_mail { ALERT_NO_MAIL, ALERT_MAIL_FIRING, ALERT_MAIL_REPEATED, ALERT_MAIL_RECOVERED };

struct alert_step {
    enum alert_change change;
    enum alert_mail mail;
};

/* Takes the next step:
 * - it fires when the count has reached the threshold;
 * - it ends, without a mail, when its threshold is switched off, or raised so far that the count
 *   is clearly below it, but not below what it was: nothing has recovered;
 * - it is over when the count is below 80 % of it while every node is read (what is missing is no
 *   recovery), and a flapping one when that has been so for ALERT_QUIET;
 * - one mail when it fires, one each `repeat` while nobody acknowledged it, one when it is over if
 *   there was one before; none while muted. One that could not be mailed yet is mailed when it
 *   can, and one that was mailed is over only where that can be mailed. */
struct alert_step alert_take(struct alert *alert, const struct alert_seen *seen);

/* Whether a count is clearly below a threshold: below 80 % of it. */
bool alert_is_clear(int64_t count, int64_t threshold);

/* Whether an alert that fired at these times is flapping at `now`. */
bool alert_is_flapping(const struct alert *alert, int64_t now);

/* "hourly", "daily"; for people "last hour", "24 hours" in lists, and in a sentence "in the last
 * hour", "in the last 24 hours". */
const char *alert_window_name(enum alert_window window);
const char *alert_window_heading(enum alert_window window);
const char *alert_window_title(enum alert_window window);
/* -1 when it is none. */
int alert_window_parse(const char *name);

/* Seconds that a window looks back. */
int64_t alert_window_seconds(enum alert_window window);

/* "firing", "repeated", "recovered", as in the header X-Mtacon-Alert. */
const char *alert_mail_name(enum alert_mail mail);

#endif
