#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy_private.h"

int cli_domains_add(struct cli *cli)
{
    struct cli_change change;
    int code = (int)ERROR_REFUSED;
    struct policy_domain *domain =
        cli_change_begin(cli, &change) ? cli_change_domain(cli, &change) : NULL;
    if (domain && cli->hourly >= 0)
        domain->thresholds.hourly = cli->hourly;
    if (domain && cli->daily >= 0)
        domain->thresholds.daily = cli->daily;
    code = domain ? cli_change_save(cli, &change) : (int)cli->error.kind;
    cli_change_clear(&change);
    return code;
}

int cli_domains_remove(struct cli *cli)
{
    struct cli_change change;
    int code = 0;
    if (!cli_change_begin(cli, &change))
        code = (int)cli->error.kind;
    else if (!policy_remove(&change.policy, change.name))
        code = error_set(&cli->error, ERROR_REFUSED,
                         "%s is not configured: see 'mtacon domains list'", change.name)
                   ? 0
                   : ERROR_REFUSED;
    else
        code = cli_change_save(cli, &change);
    cli_change_clear(&change);
    return code;
}

static const char *threshold_text(char *out, size_t size, int64_t own, int64_t effective)
{
    if (own == THRESHOLD_INHERITED)
        snprintf(out, size, effective ? "%lld (from *)" : "off (from *)", (long long)effective);
    else
        snprintf(out, size, own ? "%lld" : "off", (long long)own);
    return out;
}

static void print_domain(const struct policy *policy, const struct policy_domain *own)
{
    struct policy_domain effective = policy_effective(policy, own->name);
    char hourly[40], daily[40], name[DOMAIN_NAME_SIZE];
    printf(
        "%-32s %-10s %-28s %-16s %s\n", domain_name_readable(own->name, name),
        policy_mode_title(effective.mode), policy_bounce_title(effective.bounce),
        threshold_text(hourly, sizeof hourly, own->thresholds.hourly, effective.thresholds.hourly),
        threshold_text(daily, sizeof daily, own->thresholds.daily, effective.thresholds.daily));
}

int cli_domains_list(struct cli *cli)
{
    struct cli_change change;
    if (!cli_change_begin(cli, &change)) {
        cli_change_clear(&change);
        return (int)cli->error.kind;
    }
    json_t *list = json_array();
    if (!cli->json)
        printf("%-32s %-10s %-28s %-16s %s\n", "DOMAIN", "MODE", "BOUNCE POLICY", "HOURLY",
               "24 HOURS");
    for (size_t i = 0; i < change.policy.count; i++) {
        const struct policy_domain *own = &change.policy.domains[i];
        struct policy_domain effective = policy_effective(&change.policy, own->name);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I, s:I}", "name", own->name,
                                              "mode", policy_mode_name(effective.mode),
                                              "bounce_policy", policy_bounce_name(effective.bounce),
                                              "hourly", (json_int_t)effective.thresholds.hourly,
                                              "daily", (json_int_t)effective.thresholds.daily));
        if (!cli->json)
            print_domain(&change.policy, own);
    }
    if (cli->json) {
        json_dumpf(list, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(list);
    cli_change_clear(&change);
    return 0;
}
