/* push: brings the current revision to the nodes; adopt: takes over that of a node. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/fleet/model.h"
#include "mtacon/store/audit.h"
#include "policy_private.h"

bool cli_run_fleet(struct cli *cli, struct fleet_options options,
                   bool (*over)(void *argument, struct fleet *fleet), void *argument)
{
    options.config_file = cli->ssh_config;
    options.interval_ms = 3600000;
    options.pace = cli->pace;
    struct fleet *fleet = fleet_start(cli->store, &options, &cli->error);
    int64_t deadline = clock_monotonic_ms() + (cli->timeout ? cli->timeout : 120) * 1000;
    if (!fleet)
        return false;
    if (fleet_count(fleet) == 0 && options.only) {
        fleet_stop(fleet);
        return error_set(&cli->error, ERROR_REFUSED,
                         "no node is called %s: see 'mtacon nodes list'", options.only);
    }
    while (!over(argument, fleet) && clock_monotonic_ms() < deadline) {
        const struct fleet_question *question;
        struct pollfd wait = {.fd = fleet_fd(fleet), .events = POLLIN};
        poll(&wait, 1, 100);
        fleet_dispatch(fleet);
        while ((question = fleet_question(fleet))) {
            char *reply = question->kind == SSH_ASK_HOST_KEY
                              ? NULL
                              : cli_prompt(question->text, question->echo);
            fleet_answer(fleet, reply);
            memory_free_secret(reply);
        }
    }
    fleet_stop(fleet);
    return true;
}

/* ---- push ---- */

struct progress {
    struct cli *cli;
    struct rollout_node *told;
    size_t told_count;
};

static bool changed_since_told(struct progress *progress, const struct rollout_node *node)
{
    for (size_t i = 0; i < progress->told_count; i++) {
        struct rollout_node *told = &progress->told[i];
        if (told->node != node->node)
            continue;
        bool changed = told->state != node->state;
        *told = *node;
        return changed;
    }
    progress->told = memory_grow(progress->told, progress->told_count, sizeof *progress->told);
    progress->told[progress->told_count++] = *node;
    return true;
}

static bool is_over(const struct rollout_node *node)
{
    /* One that could not be reached is given a few more tries. */
    enum { TRIES_SECONDS = 6 };
    if (node->state == ROLLOUT_LATE)
        return clock_now() - node->at >= TRIES_SECONDS;
    return node->state != ROLLOUT_WAITING && node->state != ROLLOUT_PUSHING;
}

static bool push_over(void *argument, struct fleet *fleet)
{
    struct progress *progress = argument;
    struct rollout rollout;
    struct rollout_node *nodes = NULL;
    size_t count = 0;
    bool over = true;
    if (!rollout_load(progress->cli->store, &rollout, &progress->cli->error) ||
        !rollout_nodes_load(progress->cli->store, &nodes, &count, &progress->cli->error))
        return true;
    for (size_t i = 0; i < count; i++) {
        const struct fleet_live *live = fleet_live(fleet, nodes[i].node);
        over = over && is_over(&nodes[i]);
        if (is_over(&nodes[i]) && changed_since_told(progress, &nodes[i]) && live)
            printf("%-9s  %-16s %s\n", rollout_node_state_name(nodes[i].state), live->name,
                   nodes[i].detail);
    }
    fflush(stdout);
    free(nodes);
    return over || rollout.state == ROLLOUT_STOPPED;
}

/* The ids of the nodes that --nodes names; NULL and cli->error when one is unknown. */
static int64_t *chosen_nodes(struct cli *cli, size_t *count)
{
    struct store_node *nodes = NULL;
    size_t node_count = 0;
    int64_t *ids = memory_new(1, sizeof *ids);
    char *list = memory_string(cli->nodes ? cli->nodes : ""), *rest = NULL;
    bool good = store_nodes_load(cli->store, &nodes, &node_count, &cli->error);
    *count = 0;
    for (char *name = strtok_r(list, ",", &rest); good && name; name = strtok_r(NULL, ",", &rest)) {
        size_t i = 0;
        while (i < node_count && strcmp(nodes[i].name, name) != 0)
            i++;
        if (i == node_count) {
            good = error_set(&cli->error, ERROR_REFUSED,
                             "no node is called %s: see 'mtacon nodes list'", name);
            break;
        }
        ids = memory_grow(ids, *count, sizeof *ids);
        ids[(*count)++] = nodes[i].id;
    }
    store_nodes_free(nodes, node_count);
    free(list);
    if (good)
        return ids;
    free(ids);
    return NULL;
}

/* What each node would get, against what it carries as last seen. */
static int plan(struct cli *cli)
{
    struct model model;
    if (!model_load(cli->store, cli_now(), &model, &cli->error))
        return (int)cli->error.kind;
    printf("revision %lld by %s: %s\n", (long long)model.revision.number, model.revision.author,
           model.revision.reason);
    for (size_t i = 0; i < model.node_count; i++) {
        const struct store_node *node = &model.nodes[i].stored;
        struct policy carried;
        struct policy_revision revision;
        printf("%s: ", node->name);
        if (!node->enrolled) {
            puts("not enrolled: it gets nothing");
        } else if (strcmp(node->policy_hash, model.revision.hash) == 0) {
            puts(*node->drift ? "carries it, but has drifted" : "carries it already");
        } else if (!*node->policy_hash) {
            puts("carries nothing yet; all of it would be new");
        } else if (!revision_load(cli->store, 0, node->policy_hash, &carried, &revision, NULL)) {
            printf("carries revision %lld by %s, unknown here: a conflict\n",
                   (long long)node->policy_number, node->policy_author);
            policy_clear(&carried);
        } else {
            printf("carries revision %lld; this would change:\n", (long long)revision.number);
            cli_print_diff(&carried, &model.policy);
            policy_clear(&carried);
        }
    }
    model_clear(&model);
    return 0;
}

static int finish(struct cli *cli)
{
    struct rollout_node *nodes = NULL;
    size_t count = 0;
    int code = 0, counts[6] = {0};
    if (!rollout_nodes_load(cli->store, &nodes, &count, &cli->error))
        return (int)cli->error.kind;
    for (size_t i = 0; i < count; i++)
        counts[nodes[i].state]++;
    int waiting = counts[ROLLOUT_LATE] + counts[ROLLOUT_WAITING] + counts[ROLLOUT_PUSHING];
    int failed = counts[ROLLOUT_FAILED] + counts[ROLLOUT_CONFLICT];
    printf("%d in force, %d waiting, %d failed%s\n", counts[ROLLOUT_IN_FORCE], waiting, failed,
           waiting && !failed
               ? " (the rest get it from a console or 'mtacon watch' when they return)"
               : "");
    if (waiting)
        code = ERROR_NODE;
    if (failed)
        code = ERROR_REFUSED;
    free(nodes);
    return code;
}

int cli_run_push(struct cli *cli)
{
    struct progress progress = {.cli = cli};
    size_t count = 0;
    if (cli->dry_run)
        return plan(cli);
    int64_t *nodes = chosen_nodes(cli, &count);
    bool done =
        nodes && fleet_push(cli->store, nodes, count, cli->keep_going, cli_now(), &cli->error);
    free(nodes);
    done = done &&
           cli_run_fleet(cli, (struct fleet_options){.changes_nodes = true}, push_over, &progress);
    free(progress.told);
    return done ? finish(cli) : (int)cli->error.kind;
}

int cli_push(struct cli *cli)
{
    if (!cli->yes && !cli->dry_run) {
        int code = plan(cli);
        char *answer = code == 0 ? cli_prompt("Push it? (yes/no)", true) : NULL;
        bool yes = answer && (strcmp(answer, "yes") == 0 || strcmp(answer, "y") == 0);
        free(answer);
        if (!yes) {
            if (code == 0)
                error_set(&cli->error, ERROR_REFUSED, "not pushed: say --yes, or answer yes");
            return (int)cli->error.kind;
        }
    }
    return cli_run_push(cli);
}

/* ---- adopt ---- */

struct reading_policy {
    int64_t node;
    int results;
    bool asked, read, failed;
    char *document, *text;
};

static bool document_read(void *argument, struct fleet *fleet)
{
    struct reading_policy *reading = argument;
    const struct fleet_live *live = fleet_live_at(fleet, 0);
    if (live->failed) {
        memory_replace(&reading->text, live->text);
        reading->failed = true;
        return true;
    }
    if (live->policy_read && !reading->asked) {
        fleet_ask_policy(fleet, live->node, TASK_POLICY_READ, NULL);
        reading->asked = true;
    }
    if (!live->results)
        return false;
    reading->read = live->result == JOB_DONE;
    memory_replace(&reading->document, live->result_lines);
    memory_replace(&reading->text, live->result_text);
    return true;
}

static int keep_ours(struct cli *cli, struct cli_change *change)
{
    struct policy_revision adopted, saved;
    struct policy theirs;
    bool done = revision_load_current(cli->store, &theirs, &adopted, &cli->error);
    policy_clear(&theirs);
    enum revision_result result =
        done ? revision_save(cli->store, &change->before, adopted.hash, NULL, cli->reason,
                             cli_now(), &saved, &cli->error)
             : REVISION_FAILED;
    if (result != REVISION_SAVED && result != REVISION_UNCHANGED)
        return (int)cli->error.kind;
    printf("and our policy is current again, as revision %lld\n", (long long)saved.number);
    return 0;
}

int cli_adopt(struct cli *cli)
{
    struct reading_policy reading = {0};
    struct cli_change change = {0};
    struct policy_revision adopted;
    int code = 0;
    if (cli->keep_ours && !cli->reason) {
        error_set(&cli->error, ERROR_USAGE,
                  "--keep-ours overrides another operator: give a --reason");
        return ERROR_USAGE;
    }
    bool done = revision_load_current(cli->store, &change.before, &change.head, &cli->error) &&
                cli_run_fleet(cli, (struct fleet_options){.only = cli->arguments[0]}, document_read,
                              &reading);
    policy_init(&change.policy);
    if (done && !reading.read)
        done = error_set(&cli->error, ERROR_NODE, "%s: %s", cli->arguments[0],
                         reading.text && *reading.text ? reading.text : "it carries no policy");
    if (done && revision_adopt(cli->store, reading.document, cli->arguments[0], cli_now(), &adopted,
                               &cli->error)) {
        printf("revision %lld by %s is current now: %s\n", (long long)adopted.number,
               adopted.author, adopted.reason);
        code = cli->keep_ours ? keep_ours(cli, &change) : 0;
    } else {
        code = (int)cli->error.kind;
    }
    free(reading.document);
    free(reading.text);
    cli_change_clear(&change);
    return code;
}
