#include "mtacon/act/handling.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/act/check.h"
#include "mtacon/base/text.h"
#include "mtacon/store/alert.h"
#include "mtacon/store/mute.h"

/* The domain of an alert. */
static bool find_alert(struct store *store, int64_t id, char domain[DOMAIN_NAME_SIZE],
                       struct error *error)
{
    struct store_alert *alerts = NULL;
    size_t count = 0;
    bool found = false;
    bool done = store_alert_list(store, true, INT32_MAX, &alerts, &count, error);
    for (size_t i = 0; i < count; i++) {
        if (alerts[i].id == id) {
            memcpy(domain, alerts[i].domain, DOMAIN_NAME_SIZE);
            found = true;
        }
    }
    free(alerts);
    return done &&
           (found || error_set(error, ERROR_REFUSED,
                               "there is no alert %lld: mtacon alerts lists them", (long long)id));
}

static bool read_subject(const struct act *act, const char *typed, struct handling *handling,
                         struct error *error)
{
    if (text_number(typed, 1, INT64_MAX, &handling->alert))
        return find_alert(act->store, handling->alert, handling->domain, error);
    const char *wrong = domain_name_from_person(typed, handling->domain);
    return !wrong ||
           error_set(error, ERROR_USAGE, "'%s' is neither the number of an alert nor a domain: %s",
                     typed, wrong);
}

bool handling_begin(const struct act *act, const char *subject, const char *note,
                    const char *duration, int64_t now, struct handling *handling,
                    struct error *error)
{
    int64_t seconds = 0;
    *handling = (struct handling){.now = now};
    if (!read_subject(act, subject, handling, error))
        return false;
    const char *wrong = check_note(note ? note : "", &handling->note);
    if (wrong)
        return error_set(error, ERROR_USAGE, "%s", wrong);
    wrong = duration ? check_duration(duration, &seconds) : NULL;
    if (wrong)
        return error_set(error, ERROR_USAGE, "'%s': %s", duration, wrong);
    handling->until = seconds ? now + seconds : 0;
    return true;
}

void handling_clear(struct handling *handling)
{
    buffer_clear(&handling->note);
}

bool handling_acknowledge(const struct act *act, const struct handling *handling,
                          struct error *error)
{
    return act_allowed(act, error) &&
           store_alert_acknowledge(act->store, handling->alert, handling->domain, handling->until,
                                   buffer_text(&handling->note), handling->now, error);
}

bool handling_mute(const struct act *act, const struct handling *handling, struct error *error)
{
    return act_allowed(act, error) &&
           store_mute_add(act->store, handling->domain, handling->until,
                          buffer_text(&handling->note), handling->now, error);
}

bool handling_unmute(const struct act *act, const struct handling *handling, struct error *error)
{
    return act_allowed(act, error) &&
           store_mute_remove(act->store, handling->domain, buffer_text(&handling->note),
                             handling->now, error);
}
