#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/cli/cli.h"
#include "mtacon/fleet/fleet.h"

enum { PRUNE_INTERVAL_MS = 60000 };

static volatile sig_atomic_t stop_asked;

static void ask_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

static void answer(struct fleet *fleet)
{
    const struct fleet_question *question;
    while ((question = fleet_question(fleet))) {
        /* Trust is given on purpose only: mtacon nodes trust. */
        char *reply =
            question->kind == SSH_ASK_HOST_KEY ? NULL : cli_prompt(question->text, question->echo);
        fleet_answer(fleet, reply);
        memory_free_secret(reply);
    }
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
        bool no_log = live->round && !*live->log;
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

int cli_watch(struct cli *cli)
{
    struct fleet_options options = {.config_file = cli->ssh_config,
                                    .interval_ms = (cli->interval ? cli->interval : 5) * 1000,
                                    .changes_nodes = !cli->read_only};
    struct sigaction action = {.sa_handler = ask_stop};
    struct fleet *fleet = fleet_start(cli->store, &options, &cli->error);
    int64_t started = clock_monotonic_ms(), pruned = started;
    int64_t limit = (cli->timeout ? cli->timeout : 60) * 1000;
    int code = 0;
    if (!fleet)
        return (int)cli->error.kind;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    while (!stop_asked && (!cli->once || still_reading(fleet))) {
        struct pollfd wait = {.fd = fleet_fd(fleet), .events = POLLIN};
        int64_t now = clock_monotonic_ms();
        if (cli->once && now - started >= limit)
            break;
        if (poll(&wait, 1,
                 cli->once && started + limit - now < 1000 ? (int)(started + limit - now) : 1000) <
                0 &&
            errno != EINTR)
            break;
        fleet_dispatch(fleet);
        answer(fleet);
        if (!cli->once && now - pruned > PRUNE_INTERVAL_MS) {
            pruned = now;
            store_prune(cli->store, clock_now(), NULL);
            fleet_sync(fleet, NULL);
        }
        if (cli->once && *fleet_store_error(fleet)) {
            error_set(&cli->error, ERROR_STORE, "%s", fleet_store_error(fleet));
            break;
        }
    }
    if (cli->error.kind != ERROR_NONE)
        code = (int)cli->error.kind;
    else if (cli->once)
        code = stop_asked ? ERROR_REFUSED : report(fleet);
    if (cli->once)
        store_prune(cli->store, clock_now(), NULL);
    fleet_stop(fleet);
    return code;
}
