/* nodes test, nodes trust: the way to a node, step by step. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/probe/list.h"
#include "mtacon/store/node.h"

struct walk {
    const struct cli *cli;
    enum ssh_stage stage;
    bool begun, trusting, asked, read, over;
    char way[64]; /* what the shell runs over, once it is asked for */
    int failures;
};

static void say(const char *verdict, const char *what, const char *detail)
{
    printf("%-4s  %-15s %s\n", verdict, what, detail);
    fflush(stdout);
}

/* That a shell was asked for is not yet that one answers: EVENT_READY says that. */
static void end_stage(struct walk *walk, const char *detail)
{
    if (walk->stage == SSH_STAGE_SHELL)
        snprintf(walk->way, sizeof walk->way, "%s", detail);
    else if (walk->begun && !walk->trusting && walk->stage != SSH_STAGE_READY)
        say("ok", ssh_stage_name(walk->stage), detail);
}

/* Where it ended: what has the last one behind it stands in the shell. */
static const char *last_stage(const struct walk *walk)
{
    return ssh_stage_name(walk->stage == SSH_STAGE_READY ? SSH_STAGE_SHELL : walk->stage);
}

static void say_privilege(enum shell_privilege privilege)
{
    static const char *const texts[] = {"user is root", "sudo -n works",
                                        "no sudo -n: reading what this user may"};
    say(privilege == SHELL_PRIVILEGE_NONE ? "note" : "ok", "sudo", texts[privilege]);
}

static void say_hello(struct walk *walk, const struct probe_hello *hello)
{
    const struct {
        const char *subject, *wrong, *found;
        bool fatal;
    } facts[] = {{"MTA", hello->mta_error, hello->version, true},
                 {"log", hello->log_error, hello->log, true},
                 /* Sizes can come from postqueue: less often, but they come. */
                 {"queue", hello->queue_error, "readable", false}};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        bool fatal = facts[i].wrong && facts[i].fatal;
        walk->failures += fatal;
        say(fatal            ? "FAIL"
            : facts[i].wrong ? "note"
                             : "ok",
            facts[i].subject,
            facts[i].wrong   ? facts[i].wrong
            : facts[i].found ? facts[i].found
                             : "");
    }
}

static void say_listing(const struct probe_listing *read)
{
    char text[64], count[32];
    snprintf(text, sizeof text, "%s messages listed",
             text_count(count, sizeof count, read->listing.listed));
    say("ok", "queue listing", text);
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
    } else if (event->kind == EVENT_STATE && event->state == FLEET_CONNECTING && walk->begun) {
        char *text = memory_printf("%s: %s takes over", event->text, event->subject);
        say("note", last_stage(walk), text);
        free(text);
        walk->begun = false;
    } else if (event->kind == EVENT_STATE && event->state == FLEET_DOWN) {
        if (walk->trusting)
            fprintf(stderr, "mtacon: %s\n", event->text);
        else
            say("FAIL", last_stage(walk), event->text);
        walk->failures++;
        walk->over = true;
    } else if (event->kind == EVENT_SLOW) {
        say("slow", last_stage(walk), event->text);
    } else if (event->kind == EVENT_READY) {
        say("ok", ssh_stage_name(SSH_STAGE_SHELL), walk->way);
        say_privilege(event->privilege);
    } else if (event->kind == EVENT_PROBE && event->probe == &probe_hello) {
        say_hello(walk, event->value);
    } else if (event->kind == EVENT_PROBE && event->probe == &probe_listing) {
        say_listing(event->value);
    } else if (event->kind == EVENT_ROUND) {
        walk->read = true;
    }
}

static void published(void *argument, const struct job_result *result)
{
    struct walk *walk = argument;
    bool done = result->outcome == JOB_DONE;
    say(done ? "ok" : "FAIL", "published", result->text);
    walk->failures += !done;
    walk->over = true;
}

/* Once a node was read: can clients fetch what it publishes? */
static void ask_published(struct fleet *fleet, struct walk *walk)
{
    static const struct job job = {.name = "looking at what is published", .deadline_ms = 30000};
    static const struct job_listener listener = {.done = published};
    const struct fleet_live *live = fleet_live_at(fleet, 0);
    struct buffer command = {0};
    if (!walk->read || walk->over)
        return;
    walk->read = false;
    if (!live->driver || !live->driver->published) {
        walk->over = true;
        return;
    }
    live->driver->published(&command, live->node_dir);
    fleet_ask(fleet, live->node, &job, buffer_text(&command), NULL, &listener, walk);
    buffer_clear(&command);
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
            reply = prompt_line("Trust this key? [y/N]", true);
        if (reply && strcmp(reply, "yes") != 0 && strcmp(reply, "y") != 0) {
            free(reply);
            reply = NULL;
        }
        walk->asked = true;
    } else if (question->kind != SSH_ASK_HOST_KEY) {
        reply = prompt_line(question->text, question->echo);
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
        store_node_unknown(cli->store, cli->arguments[0], &cli->error);
        fleet_stop(fleet);
        return ERROR_REFUSED;
    }
    fleet_watch_events(fleet, walk_event, &walk);
    while (!walk.over) {
        struct pollfd wait = {.fd = fleet_fd(fleet), .events = POLLIN};
        int64_t left = deadline - clock_monotonic_ms();
        if (left <= 0) {
            say("FAIL", last_stage(&walk), "gave up waiting (--timeout)");
            walk.failures++;
            break;
        }
        poll(&wait, 1, (int)left);
        fleet_dispatch(fleet);
        answer(fleet, &walk);
        ask_published(fleet, &walk);
    }
    fleet_stop(fleet);
    if (walk.failures == 0)
        return 0;
    return trusting ? ERROR_REFUSED : ERROR_NODE;
}

static int test(struct cli *cli)
{
    return walk_node(cli, false);
}

const struct cli_command command_nodes_test = {
    .name = "nodes test",
    .arguments = "NAME",
    .summary = "walk the way to a node and say what is wrong",
    .example = "mtacon nodes test mta1",
    .group = CLI_SET_UP,
    .options = CLI_TIMEOUT,
    .least = 1,
    .most = 1,
    .run = test,
};

static int trust(struct cli *cli)
{
    return walk_node(cli, true);
}

const struct cli_command command_nodes_trust = {
    .name = "nodes trust",
    .arguments = "NAME",
    .summary = "add a node's host key to known_hosts",
    .example = "mtacon nodes trust mta1",
    .group = CLI_SET_UP,
    .options = CLI_YES | CLI_TIMEOUT,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = trust,
};
