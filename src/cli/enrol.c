/* nodes enrol, unenrol, drift. */
#include <stdio.h>
#include <string.h>

#include "helpers.h"
#include "mtacon/act/enrolment.h"
#include "mtacon/model/model.h"
#include "mtacon/store/node.h"
#include "mtacon/store/revision.h"

static struct action *make_enrolment(const struct act *act, int64_t node, const struct cli *cli)
{
    return enrolment_new(act, node, true, cli->publish);
}

/* What is left to do, on the node, for clients to fetch what is published at `path`. */
static void tell_serving(const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    puts("one line serves what is published there:");
    printf("  nginx   location /%s/ { alias \"%s/\"; default_type application/json; types { } }\n",
           name, path);
    printf("  Apache  Alias \"/%s/\" \"%s/\"\n", name, path);
}

static int enrol(struct cli *cli)
{
    int code = run_action(cli, &(struct run_action){.make = make_enrolment,
                                                    .node = cli->arguments[0],
                                                    .asks = RUN_ASKS_ALWAYS});
    if (code == 0 && cli->publish && !cli->dry_run)
        tell_serving(cli->publish);
    return code;
}

const struct cli_command command_nodes_enrol = {
    .name = "nodes enrol",
    .arguments = "NAME",
    .summary = "add to a node's MTA what lets policy take effect",
    .example = "mtacon nodes enrol mta1 --dry-run",
    .group = CLI_SET_UP,
    .options = CLI_YES | CLI_PUBLISH | CLI_DRY_RUN | CLI_TIMEOUT,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = enrol,
};

static struct action *make_undoing(const struct act *act, int64_t node, const struct cli *cli)
{
    (void)cli;
    return enrolment_new(act, node, false, NULL);
}

static int unenrol(struct cli *cli)
{
    return run_action(cli, &(struct run_action){.make = make_undoing,
                                                .node = cli->arguments[0],
                                                .asks = RUN_ASKS_ALWAYS});
}

const struct cli_command command_nodes_unenrol = {
    .name = "nodes unenrol",
    .arguments = "NAME",
    .summary = "take that out again",
    .example = "mtacon nodes unenrol mta1",
    .group = CLI_SET_UP,
    .options = CLI_YES | CLI_DRY_RUN | CLI_TIMEOUT,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = unenrol,
};

/* ---- drift ---- */

static bool policy_read(void *argument, struct fleet *fleet)
{
    const struct fleet_live *live = fleet_live_at(fleet, 0);
    (void)argument;
    return live->seen.policy_read || live->failed;
}

/* What no push can bring there: no drift, and nothing to be mended by mtacon. */
static void tell_cannot(const struct store_node *node)
{
    if (*model_node_cannot(node))
        printf("%s: policy cannot do all there: %s\n", node->name, model_node_cannot(node));
}

/* Says what differs on a node; returns the exit code. */
static int tell_drift(struct cli *cli, const struct store_node *node,
                      const struct policy_revision *head)
{
    bool current = strcmp(node->policy_hash, head->hash) == 0;
    if (node->state != STORE_NODE_UP) {
        error_set(&cli->error, ERROR_NODE, "%s", node->error);
        return ERROR_NODE;
    }
    tell_cannot(node);
    if (!node->enrolled) {
        printf("%s is not enrolled\n", node->name);
        return ERROR_REFUSED;
    }
    if (current && !*node->drift) {
        printf("%s: no drift, revision %lld\n", node->name, (long long)head->number);
        return 0;
    }
    if (!current)
        printf("%s carries revision %lld, not the current %lld\n", node->name,
               (long long)node->policy_number, (long long)head->number);
    if (*node->drift)
        printf("%s: %s\n", node->name, node->drift);
    return ERROR_REFUSED;
}

static int drift(struct cli *cli)
{
    struct policy policy;
    struct policy_revision head;
    struct store_node *nodes = NULL;
    size_t count = 0;
    int code = 0;
    if (!run_fleet(cli, (struct fleet_options){.only = cli->arguments[0]}, policy_read, NULL) ||
        !store_node_list(cli->store, &nodes, &count, &cli->error)) {
        store_node_list_free(nodes, count);
        return (int)cli->error.kind;
    }
    bool loaded = revision_load_current(cli->store, &policy, &head, &cli->error);
    for (size_t i = 0; i < count && loaded; i++)
        if (strcmp(nodes[i].name, cli->arguments[0]) == 0)
            code = tell_drift(cli, &nodes[i], &head);
    policy_clear(&policy);
    store_node_list_free(nodes, count);
    return loaded ? code : (int)cli->error.kind;
}

const struct cli_command command_nodes_drift = {
    .name = "nodes drift",
    .arguments = "NAME",
    .summary = "what differs on a node from what was pushed",
    .example = "mtacon nodes drift mta1",
    .group = CLI_SET_UP,
    .options = CLI_TIMEOUT,
    .least = 1,
    .most = 1,
    .run = drift,
};
