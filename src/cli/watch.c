#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "helpers.h"
#include "mtacon/base/clock.h"
#include "mtacon/store/keeper.h"
#include "settings.h"

enum { SYNC_MS = 60000, PRUNED_ROWS = 5000 };

static volatile sig_atomic_t stop_asked, reload_asked;

static void note_signal(int number)
{
    if (number == SIGHUP)
        reload_asked = 1;
    else
        stop_asked = 1;
}

/* Nodes that are neither read nor failed. */
static size_t still_reading(const struct fleet *fleet)
{
    size_t count = 0;
    for (size_t i = 0; i < fleet_count(fleet); i++) {
        const struct fleet_live *live = fleet_live_at(fleet, i);
        count += !live->round && !live->failed;
    }
    return count;
}

/* Says which nodes could not be read; returns the exit code. */
static int report(const struct fleet *fleet)
{
    int code = 0;
    for (size_t i = 0; i < fleet_count(fleet); i++) {
        const struct fleet_live *live = fleet_live_at(fleet, i);
        bool no_log = live->round && !*live->seen.log;
        if (live->round && !no_log)
            continue;
        code = ERROR_NODE;
        if (live->failed)
            fprintf(stderr, "mtacon: %s\n", live->text);
        else if (no_log)
            fprintf(stderr, "mtacon: %s: %s\n", live->name, live->text);
        else
            fprintf(stderr, "mtacon: %s: %s: not done in time\n", live->name,
                    ssh_stage_name(live->stage));
    }
    return code;
}

/* Waits for news, not beyond `deadline_ms` (of the monotonic clock; 0: none); false when polling
 * fails. */
static bool wait_for_news(const struct fleet *fleet, int64_t deadline_ms, int most_ms)
{
    struct pollfd wait = {.fd = fleet_fd(fleet), .events = POLLIN};
    int64_t left = deadline_ms ? deadline_ms - clock_monotonic_ms() : most_ms;
    return poll(&wait, 1, left < most_ms ? (int)left : most_ms) >= 0 || errno == EINTR;
}

/* Every node once, alerts evaluated, mails sent. */
static void run_once(struct cli *cli, struct fleet *fleet)
{
    int64_t deadline = clock_monotonic_ms() + (cli->timeout ? cli->timeout : 60) * 1000;
    while (!stop_asked && (still_reading(fleet) || !fleet_alerts_settled(fleet, clock_now())) &&
           clock_monotonic_ms() < deadline && wait_for_news(fleet, deadline, 200)) {
        fleet_dispatch(fleet);
        prompt_answer(fleet);
        if (*fleet_store_error(fleet)) {
            error_set(&cli->error, ERROR_STORE, "%s", fleet_store_error(fleet));
            return;
        }
    }
    for (bool more = true; more && store_prune(cli->store, clock_now(), PRUNED_ROWS, &more, NULL);)
        ;
}

/* Until it is asked to stop, or to read its settings again. */
static void run_on(struct cli *cli, struct fleet *fleet)
{
    int64_t synced = clock_monotonic_ms();
    struct keeper *keeper = keeper_start(cli->store, NULL);
    struct error kept;
    char told[sizeof cli->error.text] = "";
    while (!stop_asked && !reload_asked && wait_for_news(fleet, 0, 1000)) {
        int64_t now = clock_monotonic_ms();
        fleet_dispatch(fleet);
        prompt_answer(fleet);
        const char *wrong = fleet_store_error(fleet);
        if (!*wrong && keeper_failed(keeper, &kept))
            wrong = kept.text;
        if (strcmp(told, wrong) != 0) {
            snprintf(told, sizeof told, "%s", wrong);
            fprintf(stderr, "mtacon: %s\n", *told ? told : "the store can be written again");
        }
        if (now - synced > SYNC_MS) {
            synced = now;
            fleet_sync(fleet, NULL);
        }
    }
    keeper_stop(keeper);
}

static struct fleet *start(struct cli *cli)
{
    struct fleet_options options = {.config_file = cli->ssh_config,
                                    .interval_ms = (cli->interval ? cli->interval : 5) * 1000,
                                    .pace = cli->pace,
                                    .changes_nodes = !cli->read_only,
                                    .alerts = cli->alerts};
    options.alerts.role = cli->read_only ? FLEET_ALERTS_NONE : FLEET_ALERTS_SEND;
    return fleet_start(cli->store, &options, &cli->error);
}

/* Settings and nodes anew; wrong settings are told, and the old ones stay. */
static void reload(struct cli *cli)
{
    reload_asked = 0;
    if (settings_reload(cli))
        fputs("mtacon: settings were read again\n", stderr);
    else
        fprintf(stderr, "mtacon: %s: going on with the settings before\n", cli->error.text);
    cli->error = (struct error){0};
}

static int watch(struct cli *cli)
{
    struct sigaction action = {.sa_handler = note_signal};
    struct fleet *fleet = start(cli);
    int code = 0;
    if (!fleet)
        return (int)cli->error.kind;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    if (cli->once)
        run_once(cli, fleet);
    while (!cli->once && fleet) {
        run_on(cli, fleet);
        if (!reload_asked)
            break;
        fleet_stop(fleet);
        reload(cli);
        fleet = start(cli);
    }
    if (cli->error.kind != ERROR_NONE)
        code = (int)cli->error.kind;
    else if (cli->once)
        code = stop_asked ? ERROR_REFUSED : report(fleet);
    fleet_stop(fleet);
    return code;
}

const struct cli_command command_watch = {
    .name = "watch",
    .arguments = "",
    .summary = "read the nodes without a screen, and mail alerts",
    .example = "mtacon watch --once --timeout 30",
    .group = CLI_LOOK,
    .options = CLI_ONCE | CLI_TIMEOUT | CLI_INTERVAL,
    .run = watch,
};
