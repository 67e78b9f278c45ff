/* mode, bounce, threshold, subscribers: one field of a domain's policy each. */
#include <stdio.h>
#include <string.h>

#include "domain.h"
#include "helpers.h"
#include "mtacon/base/clock.h"
#include "saving.h"

/* ---- showing ---- */

static void print_in_force(const struct model *model, const char *domain)
{
    char *mode = in_force_words(model, domain, MODEL_FIELD_MODE);
    char *reports = in_force_words(model, domain, MODEL_FIELD_REPORTS);
    printf("  on the nodes   mode %s\n                 reports %s\n", mode, reports);
    free(mode);
    free(reports);
}

static void print_policy(const struct model *model, const struct cli *cli,
                         const struct policy_change *change)
{
    struct policy_domain domain = policy_effective(&change->after, change->name);
    const struct policy_domain *own = policy_find(&change->after, change->name);
    char until[32] = "";
    bool reports = policy_reports((enum policy_mode)domain.mode, (enum policy_bounce)domain.bounce);
    if (domain.until)
        clock_rfc3339(until, sizeof until, domain.until);
    if (cli->json) {
        json_t *list = json_array();
        for (size_t i = 0; i < domain.subscriber_count; i++)
            json_array_append_new(list, json_string(domain.subscribers[i]));
        json_t *root = json_pack(
            "{s:s, s:b, s:s, s:s?, s:s, s:s, s:{s:I, s:I}, s:o, s:o, s:s?}", "name", change->name,
            "configured", own != NULL, "mode", policy_mode_name(domain.mode), "until",
            *until ? until : NULL, "bounce_policy", policy_bounce_name(domain.bounce),
            "effective_bounce", reports ? "enabled" : "disabled", "thresholds", "hourly",
            (json_int_t)domain.thresholds.hourly, "daily", (json_int_t)domain.thresholds.daily,
            "subscribers", list, "in_force", in_force_json(model, change->name), "organisation",
            *domain.organisation ? domain.organisation : NULL);
        print_json(root);
        return;
    }
    printf("%s%s\n", change->name, own ? "" : "  (not configured: not touched on the nodes)");
    printf("  mode           %s%s%s%s\n", policy_mode_title(domain.mode), *until ? " until " : "",
           until, own && own->mode == POLICY_INHERITED ? "  (inherited from *)" : "");
    printf("  bounce policy  %s%s\n", policy_bounce_title(domain.bounce),
           own && own->bounce == POLICY_INHERITED ? "  (inherited from *)" : "");
    printf("  so reports to external senders are %s\n", reports ? "sent" : "NOT sent");
    print_in_force(model, change->name);
    printf("  thresholds     %lld in an hour, %lld in 24 hours (0: off)\n",
           (long long)domain.thresholds.hourly, (long long)domain.thresholds.daily);
    printf("  organisation   %s\n", *domain.organisation ? domain.organisation : "its own");
    printf("  subscribers   %s\n", domain.subscriber_count ? "" : " none");
    for (size_t i = 0; i < domain.subscriber_count; i++)
        printf("    %s\n", domain.subscribers[i]);
}

/* Returns the exit code. */
static int show(struct cli *cli, const struct policy_change *change)
{
    struct act act = run_act(cli, NULL);
    struct model model;
    if (!model_load(cli->store, run_now(), &model, &cli->error))
        return (int)cli->error.kind;
    domain_hint(&act, change);
    print_policy(&model, cli, change);
    model_clear(&model);
    return 0;
}

/* Runs a command that shows without a further argument, and changes with one. */
static int show_or_change(struct cli *cli, bool changes,
                          bool (*change_it)(struct cli *cli, struct policy_change *change))
{
    struct act act = run_act(cli, NULL);
    struct policy_change change;
    int code = 0;
    if (!policy_change_begin(&act, cli->arguments[0], &change, &cli->error))
        code = (int)cli->error.kind;
    else if (!changes)
        code = show(cli, &change);
    else if (!act_allowed(&act, &cli->error) || !domain_settle(cli, &act, &change) ||
             !change_it(cli, &change))
        code = (int)cli->error.kind;
    else
        code = saving_run(cli, &change);
    policy_change_clear(&change);
    return code;
}

/* ---- changing ---- */

static bool change_mode(struct cli *cli, struct policy_change *change)
{
    bool names_mode = cli->argument_count > 1;
    if (names_mode + (cli->extend != NULL) + cli->end_now != 1)
        return error_set(&cli->error, ERROR_USAGE, "say one: a mode, --extend TIME or --end-now");
    if (cli->duration && !names_mode)
        return error_set(&cli->error, ERROR_USAGE, "--for is the time of a mode: say which");
    if (cli->extend)
        return policy_change_extend(change, cli->extend, run_now(), &cli->error);
    if (cli->end_now)
        return policy_change_end_event(change, &cli->error);
    return policy_change_mode(change, cli->arguments[1], cli->duration, run_now(), &cli->error);
}

static int mode(struct cli *cli)
{
    return show_or_change(cli, cli->argument_count > 1 || cli->extend || cli->end_now, change_mode);
}

const struct cli_command command_mode = {
    .name = "mode",
    .arguments = "DOMAIN [disabled|optional|enabled|inherit]",
    .summary = "show, set, extend or end the continuity mode",
    .example = "mtacon mode acme.example enabled --for 2h --reason INC-20931 --push",
    .group = CLI_POLICY,
    .options = CLI_FOR | CLI_EXTEND | CLI_END_NOW | CLI_CHANGE_DOMAIN,
    .least = 1,
    .most = 2,
    .run = mode,
};

static bool change_bounce(struct cli *cli, struct policy_change *change)
{
    return policy_change_bounce(change, cli->arguments[1], &cli->error);
}

static int bounce(struct cli *cli)
{
    return show_or_change(cli, cli->argument_count > 1, change_bounce);
}

const struct cli_command command_bounce = {
    .name = "bounce",
    .arguments = "DOMAIN [enabled|disabled|disabled-on-continuity|inherit]",
    .summary = "show or set the bounce policy",
    .example = "mtacon bounce acme.example disabled-on-continuity --reason INC-20931",
    .group = CLI_POLICY,
    .options = CLI_CHANGE_DOMAIN,
    .least = 1,
    .most = 2,
    .run = bounce,
};

static bool change_organisation(struct cli *cli, struct policy_change *change)
{
    return policy_change_organisation(change, cli->arguments[1], &cli->error);
}

static int organisation(struct cli *cli)
{
    return show_or_change(cli, cli->argument_count > 1, change_organisation);
}

const struct cli_command command_organisation = {
    .name = "organisation",
    .arguments = "DOMAIN [NAME]",
    .summary = "show or set whose domain it is ('': nobody else's)",
    .example = "mtacon organisation acme-shop.example 'ACME Corp'",
    .group = CLI_POLICY,
    .options = CLI_CHANGE_DOMAIN,
    .least = 1,
    .most = 2,
    .run = organisation,
};

static bool change_thresholds(struct cli *cli, struct policy_change *change)
{
    return policy_change_thresholds(change, cli->hourly, cli->daily, &cli->error);
}

static int threshold(struct cli *cli)
{
    return show_or_change(cli, cli->hourly || cli->daily, change_thresholds);
}

const struct cli_command command_threshold = {
    .name = "threshold",
    .arguments = "DOMAIN",
    .summary = "show or set the alert thresholds",
    .example = "mtacon threshold acme.example --hourly 100 --daily 500",
    .group = CLI_POLICY,
    .options = CLI_HOURLY | CLI_DAILY | CLI_CHANGE_DOMAIN,
    .least = 1,
    .most = 1,
    .run = threshold,
};

static bool change_subscribers(struct cli *cli, struct policy_change *change)
{
    const char *verb = cli->arguments[1], *address = cli->arguments[2];
    if (address && strcmp(verb, "add") == 0)
        return policy_change_subscribe(change, address, &cli->error);
    if (address && strcmp(verb, "remove") == 0)
        return policy_change_unsubscribe(change, address, &cli->error);
    return error_set(&cli->error, ERROR_USAGE,
                     "say: subscribers DOMAIN list, add ADDRESS or remove ADDRESS");
}

static int subscribers(struct cli *cli)
{
    bool shows = cli->argument_count < 2 || strcmp(cli->arguments[1], "list") == 0;
    return show_or_change(cli, !shows, change_subscribers);
}

const struct cli_command command_subscribers = {
    .name = "subscribers",
    .arguments = "DOMAIN [list|add|remove [ADDRESS]]",
    .summary = "who is told of alerts",
    .example = "mtacon subscribers acme.example add noc@provider.example",
    .group = CLI_POLICY,
    .options = CLI_CHANGE_DOMAIN,
    .least = 1,
    .most = 3,
    .run = subscribers,
};
