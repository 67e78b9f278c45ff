#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/cli/cli.h"
#include "mtacon/store/domain.h"

/* The name in the store's form, or NULL with cli->error. */
static const char *domain_argument(struct cli *cli, char out[DOMAIN_NAME_SIZE])
{
    const char *given = cli->arguments[0];
    if (strcmp(given, DOMAIN_NAME_DEFAULTS) == 0)
        return given;
    const char *wrong = domain_name_normalise(given, out);
    if (!wrong)
        return out;
    error_set(&cli->error, ERROR_USAGE, "'%s' is no domain: %s", given, wrong);
    return NULL;
}

int cli_domains_add(struct cli *cli)
{
    char buffer[DOMAIN_NAME_SIZE];
    const char *name = domain_argument(cli, buffer);
    if (!name)
        return ERROR_USAGE;
    if (!store_domain_set(cli->store, name, cli->hourly >= 0 ? &cli->hourly : NULL,
                          cli->daily >= 0 ? &cli->daily : NULL, &cli->error))
        return (int)cli->error.kind;
    if (cli->hourly > 0 && cli->daily > 0 && cli->hourly > cli->daily)
        fprintf(stderr, "mtacon: warning: the hourly threshold is above the daily one\n");
    printf("%s saved\n", name);
    return 0;
}

int cli_domains_remove(struct cli *cli)
{
    char buffer[DOMAIN_NAME_SIZE];
    const char *name = domain_argument(cli, buffer);
    if (!name)
        return ERROR_USAGE;
    if (!store_domain_remove(cli->store, name, &cli->error))
        return (int)cli->error.kind;
    printf("%s removed\n", name);
    return 0;
}

static const char *threshold_text(char *out, size_t size, int64_t own, int64_t effective)
{
    if (own == THRESHOLD_INHERITED)
        snprintf(out, size, effective ? "%lld (from *)" : "off (from *)", (long long)effective);
    else
        snprintf(out, size, own ? "%lld" : "off", (long long)own);
    return out;
}

int cli_domains_list(struct cli *cli)
{
    struct store_domain *domains = NULL;
    size_t count = 0;
    if (!store_domains_load(cli->store, &domains, &count, &cli->error)) {
        free(domains);
        return (int)cli->error.kind;
    }
    json_t *list = json_array();
    if (!cli->json)
        printf("%-40s %-20s %s\n", "DOMAIN", "HOURLY", "24 HOURS");
    for (size_t i = 0; i < count; i++) {
        struct thresholds own = domains[i].thresholds;
        struct thresholds effective = threshold_effective(own, domains[0].thresholds);
        char hourly[40], daily[40];
        json_array_append_new(list, json_pack("{s:s, s:I, s:I}", "name", domains[i].name, "hourly",
                                              (json_int_t)effective.hourly, "daily",
                                              (json_int_t)effective.daily));
        if (!cli->json)
            printf("%-40s %-20s %s\n", domains[i].name,
                   threshold_text(hourly, sizeof hourly, own.hourly, effective.hourly),
                   threshold_text(daily, sizeof daily, own.daily, effective.daily));
    }
    if (cli->json) {
        json_dumpf(list, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(list);
    free(domains);
    return 0;
}
