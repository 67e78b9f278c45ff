/* domains add, list, remove. */
#include <stdio.h>

#include "domain.h"
#include "helpers.h"
#include "saving.h"

static bool configure(struct cli *cli, const struct act *act, struct policy_change *change)
{
    domain_hint(act, change);
    return policy_change_thresholds(change, cli->hourly, cli->daily, &cli->error);
}

static bool forget(struct cli *cli, const struct act *act, struct policy_change *change)
{
    return policy_change_remove(act, change, &cli->error);
}

static int change_domain(struct cli *cli, bool (*change_it)(struct cli *cli, const struct act *act,
                                                            struct policy_change *change))
{
    struct act act = run_act(cli, NULL);
    struct policy_change change;
    bool done = policy_change_begin(&act, cli->arguments[0], &change, &cli->error) &&
                change_it(cli, &act, &change);
    int code = done ? saving_run(cli, &change) : (int)cli->error.kind;
    policy_change_clear(&change);
    return code;
}

static int add(struct cli *cli)
{
    return change_domain(cli, configure);
}

const struct cli_command command_domains_add = {
    .name = "domains add",
    .arguments = "DOMAIN",
    .summary = "configure a domain ('*': the defaults), or change it",
    .example = "mtacon domains add acme.example --hourly 100 --daily 500",
    .group = CLI_POLICY,
    .options = CLI_HOURLY | CLI_DAILY | CLI_REASON,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = add,
};

static int remove_domain(struct cli *cli)
{
    return change_domain(cli, forget);
}

const struct cli_command command_domains_remove = {
    .name = "domains remove",
    .arguments = "DOMAIN",
    .summary = "forget a domain's settings",
    .example = "mtacon domains remove acme.example --reason \"left us\"",
    .group = CLI_POLICY,
    .options = CLI_REASON,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = remove_domain,
};

/* ---- list ---- */

static const char *threshold_text(char *out, size_t size, int64_t own, int64_t effective)
{
    if (own == THRESHOLD_INHERITED)
        snprintf(out, size, effective ? "%lld (from *)" : "off (from *)", (long long)effective);
    else
        snprintf(out, size, own ? "%lld" : "off", (long long)own);
    return out;
}

static void print_domain(struct print_table *table, const struct model *model,
                         const struct policy_domain *own)
{
    struct policy_domain effective = policy_effective(&model->policy, own->name);
    char mode[96], reports[48];
    model_in_force_brief(model, own->name, MODEL_FIELD_MODE, "", mode, sizeof mode);
    model_in_force_brief(model, own->name, MODEL_FIELD_REPORTS, "", reports, sizeof reports);
    char hourly[40], daily[40], name[DOMAIN_NAME_SIZE];
    print_table_row(
        table, domain_name_readable(own->name, name), mode, reports,
        policy_bounce_title(effective.bounce),
        threshold_text(hourly, sizeof hourly, own->thresholds.hourly, effective.thresholds.hourly),
        threshold_text(daily, sizeof daily, own->thresholds.daily, effective.thresholds.daily));
}

static json_t *domain_json(const struct model *model, const struct policy_domain *own)
{
    struct policy_domain effective = policy_effective(&model->policy, own->name);
    return json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:o}", "name", own->name, "mode",
        policy_mode_name(effective.mode), "bounce_policy", policy_bounce_name(effective.bounce),
        "hourly", (json_int_t)effective.thresholds.hourly, "daily",
        (json_int_t)effective.thresholds.daily, "in_force", in_force_json(model, own->name));
}

static void print_domains(const struct cli *cli, const struct model *model)
{
    const struct policy *policy = &model->policy;
    struct buffer standing = {0};
    json_t *list = json_array();
    for (size_t i = 0; i < policy->count && cli->json; i++)
        json_array_append_new(list, domain_json(model, &policy->domains[i]));
    if (cli->json) {
        print_json(list);
        return;
    }
    json_decref(list);
    struct print_table *table =
        print_table_make(6, "DOMAIN", "MODE", "REPORTS", "BOUNCE POLICY", "HOURLY", "24 HOURS");
    for (size_t i = 0; i < policy->count; i++)
        print_domain(table, model, &policy->domains[i]);
    print_table_end(table);
    model_policy_text(model, &standing);
    if (standing.length)
        printf("%s; n/m: in force on n of m nodes\n", buffer_text(&standing));
    buffer_clear(&standing);
}

static int list(struct cli *cli)
{
    struct model model;
    if (!model_load(cli->store, run_now(), &model, &cli->error))
        return (int)cli->error.kind;
    print_domains(cli, &model);
    model_clear(&model);
    return 0;
}

const struct cli_command command_domains_list = {
    .name = "domains list",
    .arguments = "",
    .summary = "list the configured domains",
    .example = "mtacon domains list",
    .group = CLI_POLICY,
    .run = list,
};
