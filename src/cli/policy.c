/* mode, bounce, threshold, subscribers: one field of a domain's policy each. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/core/policy_diff.h"
#include "policy_private.h"

bool cli_change_begin(struct cli *cli, struct cli_change *change)
{
    const char *given = cli->argument_count ? cli->arguments[0] : DOMAIN_NAME_DEFAULTS,
               *wrong = NULL;
    *change = (struct cli_change){.name = DOMAIN_NAME_DEFAULTS};
    bool loaded = revision_load_current(cli->store, &change->before, &change->head, &cli->error);
    policy_copy(&change->policy, &change->before);
    if (loaded && strcmp(given, DOMAIN_NAME_DEFAULTS) != 0)
        wrong = domain_name_from_person(given, change->name);
    if (wrong)
        return error_set(&cli->error, ERROR_USAGE, "'%s' is no domain: %s", given, wrong);
    return loaded;
}

void cli_change_clear(struct cli_change *change)
{
    policy_clear(&change->before);
    policy_clear(&change->policy);
}

struct policy_domain *cli_change_domain(struct cli *cli, struct cli_change *change)
{
    struct policy_domain *domain = policy_add(&change->policy, change->name);
    if (!domain)
        error_set(&cli->error, ERROR_REFUSED, "the policy has %d domains: that is the most",
                  POLICY_DOMAINS_MAXIMUM);
    return domain;
}

static void print_line(void *argument, const char *text)
{
    (void)argument;
    puts(text);
}

size_t cli_print_diff(const struct policy *from, const struct policy *to)
{
    return policy_diff(from, to, print_line, NULL);
}

static bool refuse_read_only(struct cli *cli)
{
    return error_set(&cli->error, ERROR_REFUSED, "this would change policy: refused, --read-only");
}

static void warn(const struct cli_change *change)
{
    struct policy_domain effective = policy_effective(&change->policy, change->name);
    if (policy_thresholds_odd(effective.thresholds))
        fprintf(stderr, "mtacon: warning: the hourly threshold is above the daily one\n");
    if (policy_subscribers_inside(&change->policy, change->name))
        fprintf(stderr,
                "mtacon: warning: all subscribers are inside %s itself: when it fails, they may "
                "not get the alert\n",
                change->name);
}

int cli_change_save(struct cli *cli, struct cli_change *change)
{
    struct policy_revision saved;
    if (cli->read_only) {
        refuse_read_only(cli);
        return ERROR_REFUSED;
    }
    size_t lines = cli_print_diff(&change->before, &change->policy);
    if (lines && !cli->dry_run) {
        warn(change);
        if (revision_save(cli->store, &change->policy, change->head.hash, NULL,
                          cli->reason ? cli->reason : "", cli_now(), &saved,
                          &cli->error) != REVISION_SAVED)
            return (int)cli->error.kind;
        printf("saved as revision %lld%s\n", (long long)saved.number,
               cli->push ? "" : "; in force after: mtacon push");
    } else {
        puts(lines ? "nothing was saved (--dry-run)" : "nothing to change");
    }
    return cli->push ? cli_run_push(cli) : 0;
}

/* ---- showing ---- */

static void print_shown(const struct cli *cli, const struct cli_change *change)
{
    struct policy_domain domain = policy_effective(&change->policy, change->name);
    const struct policy_domain *own = policy_find(&change->policy, change->name);
    char until[32] = "";
    bool reports = policy_reports((enum policy_mode)domain.mode, (enum policy_bounce)domain.bounce);
    if (domain.until)
        clock_rfc3339(until, sizeof until, domain.until);
    if (cli->json) {
        json_t *list = json_array();
        for (size_t i = 0; i < domain.subscriber_count; i++)
            json_array_append_new(list, json_string(domain.subscribers[i]));
        json_t *root =
            json_pack("{s:s, s:b, s:s, s:s?, s:s, s:s, s:{s:I, s:I}, s:o}", "name", change->name,
                      "configured", own != NULL, "mode", policy_mode_name(domain.mode), "until",
                      *until ? until : NULL, "bounce_policy", policy_bounce_name(domain.bounce),
                      "effective_bounce", reports ? "enabled" : "disabled", "thresholds", "hourly",
                      (json_int_t)domain.thresholds.hourly, "daily",
                      (json_int_t)domain.thresholds.daily, "subscribers", list);
        json_dumpf(root, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(root);
        return;
    }
    printf("%s%s\n", change->name, own ? "" : "  (not configured: not touched on the nodes)");
    printf("  mode           %s%s%s%s\n", policy_mode_title(domain.mode), *until ? " until " : "",
           until, own && own->mode == POLICY_INHERITED ? "  (inherited from *)" : "");
    printf("  bounce policy  %s%s\n", policy_bounce_title(domain.bounce),
           own && own->bounce == POLICY_INHERITED ? "  (inherited from *)" : "");
    printf("  so reports to external senders are %s\n", reports ? "sent" : "NOT sent");
    printf("  thresholds     %lld in an hour, %lld in 24 hours (0: off)\n",
           (long long)domain.thresholds.hourly, (long long)domain.thresholds.daily);
    printf("  subscribers   %s\n", domain.subscriber_count ? "" : " none");
    for (size_t i = 0; i < domain.subscriber_count; i++)
        printf("    %s\n", domain.subscribers[i]);
}

/* Runs a command that shows without a further argument, and changes with one. */
static int show_or_change(struct cli *cli, bool changes,
                          bool (*change_it)(struct cli *cli, struct cli_change *change))
{
    struct cli_change change;
    int code = 0;
    if (!cli_change_begin(cli, &change))
        code = (int)cli->error.kind;
    else if (!changes)
        print_shown(cli, &change);
    else if (!change_it(cli, &change))
        code = (int)cli->error.kind;
    else
        code = cli_change_save(cli, &change);
    cli_change_clear(&change);
    return code;
}

/* ---- changing ---- */

static bool change_mode(struct cli *cli, struct cli_change *change)
{
    int mode = policy_mode_parse(cli->arguments[1]);
    int64_t length = 0;
    if (mode < POLICY_INHERITED)
        return error_set(&cli->error, ERROR_USAGE,
                         "'%s' is no mode: disabled, optional, enabled or inherit",
                         cli->arguments[1]);
    if (cli->duration && !clock_parse_duration(cli->duration, &length))
        return error_set(&cli->error, ERROR_USAGE, "--for takes a time like 90m, 2h, 1d, not '%s'",
                         cli->duration);
    if (length && mode == POLICY_INHERITED)
        return error_set(&cli->error, ERROR_USAGE, "--for needs a mode to set");
    struct policy_domain *domain = cli_change_domain(cli, change);
    if (domain)
        policy_set_mode(domain, mode, length ? cli_now() + length : 0);
    return domain != NULL;
}

int cli_mode(struct cli *cli)
{
    return show_or_change(cli, cli->argument_count > 1, change_mode);
}

static bool change_bounce(struct cli *cli, struct cli_change *change)
{
    int bounce = policy_bounce_parse(cli->arguments[1]);
    if (bounce < POLICY_INHERITED)
        return error_set(
            &cli->error, ERROR_USAGE,
            "'%s' is no bounce policy: enabled, disabled, disabled-on-continuity or inherit",
            cli->arguments[1]);
    struct policy_domain *domain = cli_change_domain(cli, change);
    if (domain)
        domain->bounce = bounce;
    return domain != NULL;
}

int cli_bounce(struct cli *cli)
{
    return show_or_change(cli, cli->argument_count > 1, change_bounce);
}

static bool change_threshold(struct cli *cli, struct cli_change *change)
{
    struct policy_domain *domain = cli_change_domain(cli, change);
    if (domain && cli->hourly >= 0)
        domain->thresholds.hourly = cli->hourly;
    if (domain && cli->daily >= 0)
        domain->thresholds.daily = cli->daily;
    return domain != NULL;
}

int cli_threshold(struct cli *cli)
{
    return show_or_change(cli, cli->hourly >= 0 || cli->daily >= 0, change_threshold);
}

static bool change_subscribers(struct cli *cli, struct cli_change *change)
{
    char address[MAIL_ADDRESS_SIZE];
    const char *verb = cli->arguments[1], *given = cli->arguments[2];
    bool adding = strcmp(verb, "add") == 0;
    if ((!adding && strcmp(verb, "remove") != 0) || cli->argument_count < 3)
        return error_set(&cli->error, ERROR_USAGE,
                         "say: subscribers DOMAIN list, add ADDRESS or remove ADDRESS");
    const char *wrong = mail_address_normalise(given, address);
    if (wrong)
        return error_set(&cli->error, ERROR_USAGE, "'%s' is no mail address: %s", given, wrong);
    struct policy_domain *domain = cli_change_domain(cli, change);
    if (!domain)
        return false;
    if (adding && domain->subscriber_count == POLICY_SUBSCRIBERS_MAXIMUM)
        return error_set(&cli->error, ERROR_REFUSED, "%s has %d subscribers: that is the most",
                         change->name, POLICY_SUBSCRIBERS_MAXIMUM);
    if (adding)
        policy_subscribe(domain, address);
    else if (!policy_unsubscribe(domain, address))
        return error_set(&cli->error, ERROR_REFUSED, "%s is no subscriber of %s", address,
                         change->name);
    return true;
}

int cli_subscribers(struct cli *cli)
{
    bool shows = cli->argument_count < 2 || strcmp(cli->arguments[1], "list") == 0;
    return show_or_change(cli, !shows, change_subscribers);
}
