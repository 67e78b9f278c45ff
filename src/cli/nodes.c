/* nodes add, change, list, remove. */
#include <stdio.h>

#include "helpers.h"
#include "mtacon/act/node.h"
#include "mtacon/base/clock.h"
#include "mtacon/store/node.h"

/* Adds or changes the node that the arguments and options describe. */
static int save(struct cli *cli,
                bool (*how)(const struct act *act, const char *const typed[NODE_FIELDS],
                            int64_t now, enum node_field *wrong, struct error *error),
                const char *done)
{
    struct act act = run_act(cli, NULL);
    enum node_field wrong;
    const char *const typed[NODE_FIELDS] = {
        [NODE_NAME] = cli->arguments[0], [NODE_DESTINATION] = cli->arguments[1],
        [NODE_PORT] = cli->port,         [NODE_IDENTITY] = cli->identity,
        [NODE_MTA] = cli->mta,           [NODE_LOG] = cli->log,
        [NODE_DIR] = cli->node_dir,
    };
    if (!how(&act, typed, run_now(), &wrong, &cli->error))
        return (int)cli->error.kind;
    printf("%s %s; try it: mtacon nodes test %s\n", typed[NODE_NAME], done, typed[NODE_NAME]);
    return 0;
}

static int add(struct cli *cli)
{
    return save(cli, node_add, "added");
}

const struct cli_command command_nodes_add = {
    .name = "nodes add",
    .arguments = "NAME [DESTINATION]",
    .summary = "add a node; DESTINATION as ssh takes it",
    .example = "mtacon nodes add mta1 root@mta1.example.net --port 2222",
    .group = CLI_SET_UP,
    .options = CLI_PORT | CLI_IDENTITY | CLI_MTA | CLI_LOG | CLI_NODE_DIR,
    .least = 1,
    .most = 2,
    .changes = true,
    .run = add,
};

static int change(struct cli *cli)
{
    return save(cli, node_change, "saved");
}

const struct cli_command command_nodes_change = {
    .name = "nodes change",
    .arguments = "NAME [DESTINATION]",
    .summary = "change how a node is reached; what is not said stays",
    .example = "mtacon nodes change mta1 --log /var/log/maillog",
    .group = CLI_SET_UP,
    .options = CLI_PORT | CLI_IDENTITY | CLI_MTA | CLI_LOG | CLI_NODE_DIR,
    .least = 1,
    .most = 2,
    .changes = true,
    .run = change,
};

static int remove_node(struct cli *cli)
{
    struct act act = run_act(cli, NULL);
    if (!node_remove(&act, cli->arguments[0], run_now(), &cli->error))
        return (int)cli->error.kind;
    printf("%s removed, with its history\n", cli->arguments[0]);
    return 0;
}

const struct cli_command command_nodes_remove = {
    .name = "nodes remove",
    .arguments = "NAME",
    .summary = "forget a node and its history",
    .example = "mtacon nodes remove mta1",
    .group = CLI_SET_UP,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = remove_node,
};

/* ---- list ---- */

static void print_list(const struct store_node *nodes, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            all, json_pack("{s:s, s:s, s:i, s:s?, s:s, s:s?, s:s, s:s}", "name", nodes[i].name,
                           "destination", nodes[i].destination, "port", nodes[i].port, "identity",
                           nodes[i].identity, "mta", nodes[i].mta, "log", nodes[i].log, "state",
                           store_node_state_name(nodes[i].state), "error", nodes[i].error));
    print_json(all);
}

static int list(struct cli *cli)
{
    struct store_node *nodes = NULL;
    size_t count = 0;
    if (!store_node_list(cli->store, &nodes, &count, &cli->error)) {
        store_node_list_free(nodes, count);
        return (int)cli->error.kind;
    }
    if (cli->json) {
        print_list(nodes, count);
    } else if (count == 0) {
        puts("no nodes yet: mtacon nodes add NAME [DESTINATION]");
    } else {
        struct print_table *table =
            print_table_make(5, "NAME", "DESTINATION", "STATE", "MTA", "LAST CONTACT");
        for (size_t i = 0; i < count; i++) {
            char when[32] = "never";
            if (nodes[i].last_contact)
                clock_rfc3339(when, sizeof when, nodes[i].last_contact);
            print_table_row(table, nodes[i].name, nodes[i].destination,
                            store_node_state_name(nodes[i].state),
                            *nodes[i].version ? nodes[i].version : nodes[i].mta, when);
        }
        print_table_end(table);
    }
    store_node_list_free(nodes, count);
    return 0;
}

const struct cli_command command_nodes_list = {
    .name = "nodes list",
    .arguments = "",
    .summary = "list the nodes",
    .example = "mtacon nodes list --json",
    .group = CLI_SET_UP,
    .run = list,
};
