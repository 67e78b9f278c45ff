#include "settings.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"
#include "mtacon/channel/channel.h"
#include "mtacon/core/alert.h"
#include "mtacon/core/mail_address.h"
#include "mtacon/core/waves.h"

/* A setting of the fleet's pace, in seconds: from 1 to a day, but for what the model takes for
 * known only as long as it is read often (MODEL_POLICY_STALE). */
static bool take_pace(struct cli *cli, const char *key, const json_t *value)
{
    struct {
        const char *key;
        int64_t *where, most;
    } const paces[] = {{"policy_interval", &cli->pace.policy, 120},
                       {"listing_interval", &cli->pace.listing, 86400},
                       {"office365_interval", &cli->pace.office365, 86400},
                       {"alert_grace", &cli->pace.alert_grace, 86400},
                       {"alert_avoid", &cli->pace.alert_avoid, 86400}};
    int64_t seconds = json_is_integer(value) ? json_integer_value(value) : 0;
    for (size_t i = 0; i < sizeof paces / sizeof *paces; i++) {
        if (strcmp(paces[i].key, key) != 0)
            continue;
        *paces[i].where = seconds * 1000;
        return seconds > 0 && seconds <= paces[i].most;
    }
    return false;
}

/* One setting of the file; false when there is none of that name, or its value is wrong. What the
 * command line gave stays. */
static bool take(struct cli *cli, const char *key, json_t *value)
{
    char address[MAIL_ADDRESS_SIZE];
    const char *text = json_string_value(value);
    if (strcmp(key, "store") == 0 && text)
        cli->store_file = cli->store_file ? cli->store_file : text;
    else if (strcmp(key, "ssh_config") == 0 && text)
        cli->ssh_config = cli->ssh_config ? cli->ssh_config : text;
    else if (strcmp(key, "interval") == 0 && json_is_integer(value) &&
             json_integer_value(value) > 0 && json_integer_value(value) <= 120)
        cli->interval = cli->interval ? cli->interval : json_integer_value(value);
    else if (strcmp(key, "waves") == 0 && text && waves_valid(text))
        cli->waves = cli->waves ? cli->waves : text;
    else if (strcmp(key, "gate") == 0 && json_is_integer(value) && json_integer_value(value) > 0 &&
             json_integer_value(value) <= 86400)
        cli->gate = cli->gate ? cli->gate : json_integer_value(value);
    else if (strcmp(key, "ascii") == 0 && json_is_boolean(value))
        cli->ascii = cli->ascii || json_is_true(value);
    else if (strcmp(key, "color") == 0 && json_is_boolean(value))
        cli->no_color = cli->no_color || json_is_false(value);
    else if (strcmp(key, "local_time") == 0 && json_is_boolean(value))
        cli->local_time = json_is_true(value);
    else if (strcmp(key, "alert_repeat") == 0 && text && strcmp(text, "never") == 0)
        cli->alerts.repeat = 0;
    else if (strcmp(key, "alert_repeat") == 0 && text)
        return clock_parse_duration(text, &cli->alerts.repeat) && cli->alerts.repeat >= 60;
    else if (strcmp(key, "alert_from") == 0 && text && !mail_address_normalise(text, address))
        cli->alerts.from = text;
    else if (strcmp(key, "alert_sendmail") == 0 && text)
        cli->alerts.sendmail = text;
    else if (strcmp(key, "alert_command") == 0 && text)
        cli->alerts.command = text;
    else
        return take_pace(cli, key, value);
    return true;
}

/* What sendmail(1) runs is set-group-ID or set-user-ID, to write into the queue: as a service
 * without new privileges (mtacon-watch.service) it cannot, and waits. The mail server itself can.
 */
static const char *default_sendmail(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? CHANNEL_SMTP "127.0.0.1:25"
                                                       : "/usr/sbin/sendmail";
}

bool settings_read(struct cli *cli)
{
    json_error_t why;
    char *path = cli->config_file ? memory_string(cli->config_file) : path_config("config.json");
    const char *key;
    json_t *value;
    bool done = true;
    cli->alerts =
        (struct fleet_alerts){.repeat = ALERT_REPEAT_DEFAULT, .sendmail = default_sendmail()};
    if (!path || (!cli->config_file && access(path, F_OK) != 0)) {
        free(path);
        return true;
    }
    cli->settings = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(cli->settings))
        done =
            error_set(&cli->error, ERROR_STORE, "configuration %s, line %d: %s", path,
                      cli->settings ? 1 : why.line, cli->settings ? "not a JSON object" : why.text);
    json_object_foreach(cli->settings, key, value)
    {
        if (done && !take(cli, key, value))
            done = error_set(&cli->error, ERROR_STORE,
                             "configuration %s: unknown key or wrong value: '%s' (see mtacon(1), "
                             "FILES)",
                             path, key);
    }
    free(path);
    return done;
}

bool settings_reload(struct cli *cli)
{
    struct cli fresh = *cli->given;
    if (!settings_read(&fresh)) {
        cli->error = fresh.error;
        json_decref(fresh.settings);
        return false;
    }
    json_decref(cli->settings);
    fresh.store = cli->store;
    fresh.given = cli->given;
    *cli = fresh;
    return true;
}
