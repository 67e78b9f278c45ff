/* history, diff, revert. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "policy_private.h"

int cli_history(struct cli *cli)
{
    struct policy_revision *revisions = NULL;
    size_t count = 0;
    char when[32];
    if (!revision_list(cli->store, 1000, &revisions, &count, &cli->error)) {
        free(revisions);
        return (int)cli->error.kind;
    }
    json_t *list = json_array();
    if (!cli->json && count == 0)
        puts("nothing was saved yet");
    for (size_t i = 0; i < count; i++) {
        const struct policy_revision *revision = &revisions[i];
        clock_rfc3339(when, sizeof when, revision->at);
        json_array_append_new(list,
                              json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "number",
                                        (json_int_t)revision->number, "hash", revision->hash,
                                        "parent", revision->parent, "author", revision->author,
                                        "at", when, "reason", revision->reason));
        if (!cli->json)
            printf("%5lld  %.12s  %s  %-24s %s\n", (long long)revision->number, revision->hash,
                   when, revision->author, revision->reason);
    }
    if (cli->json) {
        json_dumpf(list, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(list);
    free(revisions);
    return 0;
}

/* The revision that an argument names, by number or by the whole hash. */
static bool load_named(struct cli *cli, const char *name, struct policy *policy,
                       struct policy_revision *revision)
{
    int64_t number = 0;
    if (strlen(name) != SHA256_HEX_SIZE - 1 && !text_number(name, 1, INT32_MAX, &number)) {
        policy_init(policy);
        return error_set(&cli->error, ERROR_USAGE, "'%s' is no revision: give its number", name);
    }
    return revision_load(cli->store, number, number ? NULL : name, policy, revision, &cli->error);
}

/* One argument: what it changed. None: what the current one changed. */
int cli_diff(struct cli *cli)
{
    struct policy from = {0}, to = {0};
    struct policy_revision one, other;
    bool done;
    if (cli->argument_count == 2) {
        done = load_named(cli, cli->arguments[0], &from, &one) &&
               load_named(cli, cli->arguments[1], &to, &other);
    } else {
        done = cli->argument_count ? load_named(cli, cli->arguments[0], &to, &other)
                                   : revision_load_current(cli->store, &to, &other, &cli->error);
        if (done && revision_known(cli->store, other.parent))
            done = revision_load(cli->store, 0, other.parent, &from, &one, &cli->error);
        else if (done)
            policy_init(&from);
    }
    if (done && cli_print_diff(&from, &to) == 0)
        puts("no difference");
    policy_clear(&from);
    policy_clear(&to);
    return done ? 0 : (int)cli->error.kind;
}

int cli_revert(struct cli *cli)
{
    struct cli_change change = {0};
    struct policy old = {0};
    struct policy_revision revision;
    char *reason = NULL;
    int code;
    bool done = load_named(cli, cli->arguments[0], &old, &revision) &&
                revision_load_current(cli->store, &change.before, &change.head, &cli->error);
    if (done) {
        policy_copy(&change.policy, &old);
        reason = memory_printf("back to revision %lld%s%s", (long long)revision.number,
                               cli->reason ? ": " : "", cli->reason ? cli->reason : "");
        cli->reason = reason;
        code = cli_change_save(cli, &change);
    } else {
        code = (int)cli->error.kind;
    }
    policy_clear(&old);
    cli_change_clear(&change);
    free(reason);
    return code;
}
