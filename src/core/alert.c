#include "mtacon/core/alert.h"

#include <string.h>

#include "mtacon/core/window.h"

bool alert_is_clear(int64_t count, int64_t threshold)
{
    return count * 5 < threshold * 4;
}

bool alert_is_flapping(const struct alert *alert, int64_t now)
{
    int64_t first = alert->fired[ALERT_FLAPS - 1];
    return first && now - first < ALERT_FLAPPING;
}

static void fire(struct alert *alert, const struct alert_seen *seen)
{
    memmove(alert->fired + 1, alert->fired, (ALERT_FLAPS - 1) * sizeof *alert->fired);
    alert->fired[0] = seen->now;
    alert->firing = true;
    alert->acknowledged = false;
    alert->mailed_at = alert->clear_since = 0;
    alert->peak = seen->count;
}

static bool is_over(struct alert *alert, const struct alert_seen *seen)
{
    if (seen->blind || !alert_is_clear(seen->count, seen->threshold)) {
        alert->clear_since = 0;
        return false;
    }
    if (!alert->clear_since)
        alert->clear_since = seen->now;
    if (alert->mailed_at && !seen->sends)
        return false;
    return !alert_is_flapping(alert, seen->now) || seen->now - alert->clear_since >= ALERT_QUIET;
}

/* The mail that an open alert is due for. */
static enum alert_mail due_mail(const struct alert *alert, const struct alert_seen *seen)
{
    if (!seen->sends || !seen->subscribed || seen->muted || alert->acknowledged ||
        alert->clear_since)
        return ALERT_NO_MAIL;
    if (!alert->mailed_at)
        return ALERT_MAIL_FIRING;
    return seen->repeat && seen->now - alert->mailed_at >= seen->repeat ? ALERT_MAIL_REPEATED
                                                                        : ALERT_NO_MAIL;
}

/* The threshold is another one now: nothing has recovered. */
static bool is_raised_above(const struct alert_seen *seen)
{
    return seen->former && !seen->blind && alert_is_clear(seen->count, seen->threshold) &&
           !alert_is_clear(seen->count, seen->former);
}

struct alert_step alert_take(struct alert *alert, const struct alert_seen *seen)
{
    struct alert_step step = {ALERT_SAME, ALERT_NO_MAIL};
    if (!alert->firing) {
        if (!seen->threshold || seen->count < seen->threshold)
            return step;
        fire(alert, seen);
        step.change = ALERT_FIRED;
    } else if (!seen->threshold || is_raised_above(seen)) {
        alert->firing = false;
        step.change = ALERT_ENDED;
        return step;
    } else if (is_over(alert, seen)) {
        alert->firing = false;
        step.change = ALERT_RECOVERED;
        if (alert->mailed_at && seen->subscribed && !seen->muted)
            step.mail = ALERT_MAIL_RECOVERED;
        return step;
    }
    if (seen->count > alert->peak)
        alert->peak = seen->count;
    step.mail = due_mail(alert, seen);
    if (step.mail != ALERT_NO_MAIL)
        alert->mailed_at = seen->now;
    return step;
}

const char *alert_window_name(enum alert_window window)
{
    return window == ALERT_HOURLY ? "hourly" : "daily";
}

const char *alert_window_heading(enum alert_window window)
{
    return window == ALERT_HOURLY ? "last hour" : "24 hours";
}

const char *alert_window_title(enum alert_window window)
{
    return window == ALERT_HOURLY ? "in the last hour" : "in the last 24 hours";
}

int alert_window_parse(const char *name)
{
    for (int window = 0; window < ALERT_WINDOWS; window++)
        if (strcmp(alert_window_name((enum alert_window)window), name) == 0)
            return window;
    return -1;
}

int64_t alert_window_seconds(enum alert_window window)
{
    return window == ALERT_HOURLY ? WINDOW_HOUR : WINDOW_DAY;
}

const char *alert_mail_name(enum alert_mail mail)
{
    static const char *const names[] = {"", "firing", "repeated", "recovered"};
    return names[mail];
}
