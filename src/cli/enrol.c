/* nodes enrol, unenrol, drift. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/cli/cli.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/node.h"
#include "mtacon/store/revision.h"

/* A walk of two steps: the difference, and after a yes the change itself. */
struct enrolment {
    struct cli *cli;
    enum fleet_task_kind kind; /* TASK_ENROL, TASK_UNENROL */
    int step;
    int code;
};

static int fail(struct cli *cli, enum error_kind kind, const char *name, const char *text)
{
    error_set(&cli->error, kind, "%s: %s", name, text);
    return (int)kind;
}

static bool agreed(struct cli *cli, const struct fleet_live *live)
{
    fputs(live->result_lines, stdout);
    if (cli->yes)
        return true;
    char *answer = cli_prompt("Change master.cf on the node so? (yes/no)", true);
    bool yes = answer && (strcmp(answer, "yes") == 0 || strcmp(answer, "y") == 0);
    free(answer);
    return yes;
}

static bool enrol_over(void *argument, struct fleet *fleet)
{
    struct enrolment *enrolment = argument;
    struct cli *cli = enrolment->cli;
    const struct fleet_live *live = fleet_live_at(fleet, 0);
    bool enrolling = enrolment->kind == TASK_ENROL;
    if (live->failed) {
        error_set(&cli->error, ERROR_NODE, "%s", live->text);
        enrolment->code = ERROR_NODE;
        return true;
    }
    if (enrolment->step == 0 && live->seen.policy_read) {
        if (live->seen.policy.enrolled == enrolling) {
            printf("%s is %s already\n", live->name, enrolling ? "enrolled" : "not enrolled");
            enrolment->code = 0;
            return true;
        }
        fleet_ask_policy(fleet, live->node, TASK_ENROL_PLAN, NULL);
        enrolment->step = 1;
    } else if (enrolment->step == 1 && live->results == 1) {
        if (!agreed(cli, live)) {
            enrolment->code = fail(cli, ERROR_REFUSED, live->name, "left as it is");
            return true;
        }
        fleet_ask_policy(fleet, live->node, enrolment->kind, cli->publish);
        enrolment->step = 2;
    } else if (enrolment->step == 2 && live->results == 2) {
        bool done = live->result == JOB_DONE;
        audit_add(cli->store, cli_now(), enrolling ? "enrol" : "unenrol", live->name,
                  done ? live->result_text : "failed", NULL);
        if (!done) {
            enrolment->code = fail(cli, ERROR_REFUSED, live->name, live->result_text);
            return true;
        }
        printf("%s is %s; %s\n", live->name, enrolling ? "enrolled" : "no longer enrolled",
               live->result_text);
        enrolment->code = 0;
        enrolment->step = 3;
    }
    /* Then the node's state is read once more, into the store. */
    return enrolment->step == 3 && live->seen.policy.enrolled == enrolling;
}

static int run(struct cli *cli, enum fleet_task_kind kind)
{
    struct enrolment enrolment = {.cli = cli, .kind = kind, .code = ERROR_NODE};
    if (!cli_run_fleet(cli, (struct fleet_options){.only = cli->arguments[0]}, enrol_over,
                       &enrolment))
        return (int)cli->error.kind;
    if (enrolment.code && cli->error.kind == ERROR_NONE)
        return fail(cli, ERROR_NODE, cli->arguments[0], "not done in time");
    return enrolment.code;
}

int cli_nodes_enrol(struct cli *cli)
{
    return run(cli, TASK_ENROL);
}

int cli_nodes_unenrol(struct cli *cli)
{
    return run(cli, TASK_UNENROL);
}

/* ---- drift ---- */

static bool policy_read(void *argument, struct fleet *fleet)
{
    const struct fleet_live *live = fleet_live_at(fleet, 0);
    (void)argument;
    return live->seen.policy_read || live->failed;
}

int cli_nodes_drift(struct cli *cli)
{
    struct policy policy;
    struct policy_revision head;
    struct store_node *nodes = NULL;
    size_t count = 0;
    int code = 0;
    if (!cli_run_fleet(cli, (struct fleet_options){.only = cli->arguments[0]}, policy_read, NULL) ||
        !store_nodes_load(cli->store, &nodes, &count, &cli->error)) {
        store_nodes_free(nodes, count);
        return (int)cli->error.kind;
    }
    bool loaded = revision_load_current(cli->store, &policy, &head, &cli->error);
    for (size_t i = 0; i < count && loaded; i++) {
        const struct store_node *node = &nodes[i];
        if (strcmp(node->name, cli->arguments[0]) != 0)
            continue;
        if (strcmp(node->state, "up") != 0) {
            error_set(&cli->error, ERROR_NODE, "%s", node->error);
            code = ERROR_NODE;
        } else if (!node->enrolled) {
            printf("%s is not enrolled\n", node->name);
            code = ERROR_REFUSED;
        } else if (*node->drift || strcmp(node->policy_hash, head.hash) != 0) {
            if (strcmp(node->policy_hash, head.hash) != 0)
                printf("%s carries revision %lld, not the current %lld\n", node->name,
                       (long long)node->policy_number, (long long)head.number);
            if (*node->drift)
                printf("%s: %s\n", node->name, node->drift);
            code = ERROR_REFUSED;
        } else {
            printf("%s: no drift, revision %lld\n", node->name, (long long)head.number);
        }
    }
    policy_clear(&policy);
    store_nodes_free(nodes, count);
    return loaded ? code : (int)cli->error.kind;
}
