#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/cli/cli.h"
#include "mtacon/fleet/fleet.h"
#include "mtacon/mta/driver.h"
#include "mtacon/store/node.h"

int cli_nodes_add(struct cli *cli)
{
    const char *name = cli->arguments[0];
    const char *destination = cli->arguments[1] ? cli->arguments[1] : name;
    const char *mta = cli->mta ? cli->mta : "postfix";
    const char *wrong = store_node_name_wrong(name);
    struct store_node node = {.port = (int)cli->port};
    if (wrong) {
        error_set(&cli->error, ERROR_USAGE, "'%s' is no name for a node: %s", name, wrong);
        return ERROR_USAGE;
    }
    if (destination[0] == '-' || destination[0] == '\0') {
        error_set(&cli->error, ERROR_USAGE, "'%s' is no destination for ssh", destination);
        return ERROR_USAGE;
    }
    if (cli->node_dir && (cli->node_dir[0] != '/' || strpbrk(cli->node_dir, " \t\n"))) {
        error_set(&cli->error, ERROR_USAGE,
                  "--node-dir takes a whole path without blanks, not '%s'", cli->node_dir);
        return ERROR_USAGE;
    }
    if (!mta_driver_find(mta)) {
        error_set(&cli->error, ERROR_USAGE, "no driver for '%s': there is %s", mta,
                  mta_driver_names());
        return ERROR_USAGE;
    }
    node.name = memory_string(name);
    node.destination = memory_string(destination);
    node.identity = memory_string(cli->identity);
    node.mta = memory_string(mta);
    node.log = memory_string(cli->log);
    node.node_dir = memory_string(cli->node_dir);
    bool done = store_node_add(cli->store, &node, &cli->error);
    free(node.name);
    free(node.destination);
    free(node.identity);
    free(node.mta);
    free(node.log);
    free(node.node_dir);
    if (!done)
        return (int)cli->error.kind;
    printf("%s added; try it: mtacon nodes test %s\n", name, name);
    return 0;
}

int cli_nodes_remove(struct cli *cli)
{
    if (!store_node_remove(cli->store, cli->arguments[0], &cli->error))
        return (int)cli->error.kind;
    printf("%s removed, with its history\n", cli->arguments[0]);
    return 0;
}

static void print_json(const struct store_node *nodes, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:i, s:s?, s:s, s:s?, s:s, s:s}", "name",
                                              nodes[i].name, "destination", nodes[i].destination,
                                              "port", nodes[i].port, "identity", nodes[i].identity,
                                              "mta", nodes[i].mta, "log", nodes[i].log, "state",
                                              nodes[i].state, "error", nodes[i].error));
    json_dumpf(list, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(list);
}

int cli_nodes_list(struct cli *cli)
{
    struct store_node *nodes = NULL;
    size_t count = 0;
    if (!store_nodes_load(cli->store, &nodes, &count, &cli->error)) {
        store_nodes_free(nodes, count);
        return (int)cli->error.kind;
    }
    if (cli->json) {
        print_json(nodes, count);
    } else if (count == 0) {
        puts("no nodes yet: mtacon nodes add NAME [DESTINATION]");
    } else {
        printf("%-16s %-24s %-10s %-16s %s\n", "NAME", "DESTINATION", "STATE", "MTA",
               "LAST CONTACT");
        for (size_t i = 0; i < count; i++) {
            char when[32] = "never";
            if (nodes[i].last_contact)
                clock_rfc3339(when, sizeof when, nodes[i].last_contact);
            printf("%-16s %-24s %-10s %-16s %s\n", nodes[i].name, nodes[i].destination,
                   nodes[i].state, *nodes[i].version ? nodes[i].version : nodes[i].mta, when);
        }
    }
    store_nodes_free(nodes, count);
    return 0;
}

/* ---- nodes test, nodes trust ---- */

struct walk {
    const struct cli *cli;
    enum ssh_stage stage;
    bool begun, trusting, asked, over;
    int failures;
};

static void say(const char *verdict, const char *what, const char *detail)
{
    printf("%-4s  %-15s %s\n", verdict, what, detail);
    fflush(stdout);
}

static void end_stage(struct walk *walk, const char *detail)
{
    if (walk->begun && !walk->trusting && walk->stage != SSH_STAGE_READY)
        say("ok", ssh_stage_name(walk->stage), detail);
}

static void say_facts(struct walk *walk, const struct fleet_event *event)
{
    static const char *const subjects[] = {"MTA", "log", "queue"};
    const char *found[] = {event->text, event->subject, "readable"};
    static const char *const privileges[] = {"user is root", "sudo -n works",
                                             "no sudo -n: reading what this user may"};
    say(event->privilege == SSH_PRIVILEGE_NONE ? "note" : "ok", "sudo",
        privileges[event->privilege]);
    for (size_t i = 0; i < event->count && i < 3; i++) {
        bool wrong = event->lines[i][0] != '\0';
        /* Sizes can come from postqueue: less often, but they come. */
        bool fatal = wrong && i != 2;
        walk->failures += fatal;
        say(fatal   ? "FAIL"
            : wrong ? "note"
                    : "ok",
            subjects[i], wrong ? event->lines[i] : found[i]);
    }
}

static void walk_event(void *argument, const struct fleet_event *event)
{
    struct walk *walk = argument;
    if (walk->over)
        return;
    if (event->kind == EVENT_STAGE) {
        end_stage(walk, event->text);
        walk->stage = event->stage;
        walk->begun = true;
        if (walk->trusting && event->stage == SSH_STAGE_AUTHENTICATION) {
            puts(walk->asked ? "host key added to known_hosts" : "the host key is known already");
            walk->over = true;
        }
    } else if (event->kind == EVENT_STATE && event->state == FLEET_DOWN) {
        if (walk->trusting)
            fprintf(stderr, "mtacon: %s\n", event->text);
        else
            say("FAIL", walk->stage == SSH_STAGE_READY ? "shell" : ssh_stage_name(walk->stage),
                event->text);
        walk->failures++;
        walk->over = true;
    } else if (event->kind == EVENT_FACTS) {
        say_facts(walk, event);
    } else if (event->kind == EVENT_LISTING) {
        char text[64], count[32];
        snprintf(text, sizeof text, "%s messages listed",
                 text_count(count, sizeof count, event->listing.listed));
        say("ok", "queue listing", text);
    } else if (event->kind == EVENT_ROUND) {
        walk->over = true;
    }
}

static void answer(struct fleet *fleet, struct walk *walk)
{
    const struct fleet_question *question = fleet_question(fleet);
    char *reply = NULL;
    if (!question || walk->over)
        return;
    if (question->kind == SSH_ASK_HOST_KEY && walk->trusting) {
        puts(question->text);
        if (walk->cli->yes)
            reply = memory_string("yes");
        else
            reply = cli_prompt("Trust this key? (yes/no)", true);
        if (reply && strcmp(reply, "yes") != 0 && strcmp(reply, "y") != 0) {
            free(reply);
            reply = NULL;
        }
        walk->asked = true;
    } else if (question->kind != SSH_ASK_HOST_KEY) {
        reply = cli_prompt(question->text, question->echo);
    }
    fleet_answer(fleet, reply);
    memory_free_secret(reply);
}

static int walk_node(struct cli *cli, bool trusting)
{
    struct walk walk = {.cli = cli, .trusting = trusting};
    struct fleet_options options = {.config_file = cli->ssh_config,
                                    .interval_ms = 3600000,
                                    .pace = cli->pace,
                                    .only = cli->arguments[0]};
    struct fleet *fleet = fleet_start(cli->store, &options, &cli->error);
    int64_t deadline = clock_monotonic_ms() + (cli->timeout ? cli->timeout : 60) * 1000;
    if (!fleet)
        return (int)cli->error.kind;
    if (fleet_count(fleet) == 0) {
        error_set(&cli->error, ERROR_REFUSED, "no node is called %s: see 'mtacon nodes list'",
                  cli->arguments[0]);
        fleet_stop(fleet);
        return ERROR_REFUSED;
    }
    fleet_watch_events(fleet, walk_event, &walk);
    while (!walk.over) {
        struct pollfd wait = {.fd = fleet_fd(fleet), .events = POLLIN};
        int64_t left = deadline - clock_monotonic_ms();
        if (left <= 0) {
            say("FAIL", ssh_stage_name(walk.stage), "gave up waiting (--timeout)");
            walk.failures++;
            break;
        }
        poll(&wait, 1, (int)left);
        fleet_dispatch(fleet);
        answer(fleet, &walk);
    }
    fleet_stop(fleet);
    if (walk.failures == 0)
        return 0;
    return trusting ? ERROR_REFUSED : ERROR_NODE;
}

int cli_nodes_test(struct cli *cli)
{
    return walk_node(cli, false);
}

int cli_nodes_trust(struct cli *cli)
{
    return walk_node(cli, true);
}
