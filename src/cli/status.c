#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/text.h"
#include "mtacon/model/model.h"

/* "up", or "stale" when nobody has read the node for a while. */
static const char *state_of(const struct model_node *node)
{
    bool up = node->stored.state == STORE_NODE_UP;
    return up && !node->read ? "stale" : store_node_state_name(node->stored.state);
}

/* Those not configured are summed up, unless asked for, or over the threshold of '*'. */
static bool is_listed(const struct cli *cli, const struct model_domain *domain)
{
    return domain->configured || model_domain_is_untold(domain) ||
           (cli->all_domains && domain->failures.code_count);
}

/* ---- JSON ---- */

static json_t *failures_json(const struct model_failures *failures)
{
    json_t *codes = json_object();
    for (size_t i = 0; i < failures->code_count; i++) {
        char name[16];
        if (failures->codes[i].last_day)
            json_object_set_new(codes, smtp_code_name(failures->codes[i].code, name, sizeof name),
                                json_integer(failures->codes[i].last_day));
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:o}", "last_hour", (json_int_t)failures->last_hour,
                     "last_24h", (json_int_t)failures->last_day, "temporary",
                     (json_int_t)failures->temporary, "permanent", (json_int_t)failures->permanent,
                     "codes", codes);
}

static json_t *node_json(const struct model_node *node, int64_t now)
{
    const struct store_node *stored = &node->stored;
    char when[32], at[32];
    json_t *queue = json_object();
    for (int i = 0; i < QUEUE_COUNT; i++)
        json_object_set_new(queue, queue_name((enum queue)i), json_integer(stored->queue.sizes[i]));
    json_object_set_new(queue, "oldest_seconds",
                        stored->queue.oldest ? json_integer(now - stored->queue.oldest)
                                             : json_null());
    json_object_set_new(queue, "expiring_6h", json_integer(stored->queue.expiring_6h));
    json_object_set_new(queue, "expiring_24h", json_integer(stored->queue.expiring_24h));
    const char *error = *stored->error ? stored->error : stored->note;
    json_t *revision =
        *stored->policy_hash
            ? json_pack("{s:I, s:s, s:s, s:s}", "number", (json_int_t)stored->policy_number, "hash",
                        stored->policy_hash, "author", stored->policy_author, "at",
                        clock_rfc3339(at, sizeof at, stored->policy_at))
            : json_null();
    const char *drift = model_node_drift(node), *cannot = model_node_cannot(&node->stored);
    return json_pack(
        "{s:s, s:s, s:s?, s:s?, s:s, s:o, s:{s:I, s:I}, s:o, s:b, s:s?, s:s?, s:I}", "name",
        stored->name, "state", state_of(node), "error", *error ? error : NULL, "last_contact",
        stored->last_contact ? clock_rfc3339(when, sizeof when, stored->last_contact) : NULL, "mta",
        *stored->version ? stored->version : stored->mta, "queue", queue, "failures", "last_hour",
        (json_int_t)node->failures.last_hour, "last_24h", (json_int_t)node->failures.last_day,
        "revision", revision, "enrolled", stored->enrolled, "drift", *drift ? drift : NULL,
        "cannot", *cannot ? cannot : NULL, "suppressed_reports",
        (json_int_t)node->failures.suppressed);
}

static json_t *domain_json(const struct model *model, const char *name,
                           const struct model_failures *failures, const struct model_domain *domain)
{
    char until[32];
    return json_pack(
        "{s:s, s:b, s:s?, s:o, s:{s:I, s:I}, s:s, s:s, s:s, s:s?, s:o}", "name", name, "configured",
        domain->configured, "note", model_domain_is_untold(domain) ? MODEL_UNTOLD : NULL,
        "failures", failures_json(failures), "thresholds", "hourly",
        (json_int_t)domain->effective.hourly, "daily", (json_int_t)domain->effective.daily, "mode",
        policy_mode_name(domain->mode), "bounce_policy", policy_bounce_name(domain->bounce),
        "effective_bounce", domain->reports ? "enabled" : "disabled", "until",
        domain->until ? clock_rfc3339(until, sizeof until, domain->until) : NULL, "in_force",
        in_force_json(model, name));
}

/* '*' as if it were a domain. */
static struct model_domain defaults_of(const struct model *model)
{
    struct policy_domain policy = policy_effective(&model->policy, DOMAIN_NAME_DEFAULTS);
    struct model_domain domain = {.configured = true,
                                  .effective = policy.thresholds,
                                  .mode = (enum policy_mode)policy.mode,
                                  .bounce = (enum policy_bounce)policy.bounce,
                                  .until = policy.until};
    domain.reports = policy_reports(domain.mode, domain.bounce);
    return domain;
}

static void print_all_json(const struct cli *cli, const struct model *model)
{
    json_t *nodes = json_array(), *domains = json_array();
    char at[32];
    for (size_t i = 0; i < model->node_count; i++)
        json_array_append_new(nodes, node_json(&model->nodes[i], model->at));
    for (size_t i = 0; i < model->domain_count; i++)
        if (is_listed(cli, model->domains[i]))
            json_array_append_new(domains,
                                  domain_json(model, model->domains[i]->name,
                                              &model->domains[i]->failures, model->domains[i]));
    struct model_domain defaults = defaults_of(model);
    if (!cli->all_domains)
        json_array_append_new(domains,
                              domain_json(model, DOMAIN_NAME_DEFAULTS, &model->others, &defaults));
    json_t *root =
        json_pack("{s:s, s:o, s:o, s:o}", "at", clock_rfc3339(at, sizeof at, model->at), "policy",
                  in_force_policy_json(model), "nodes", nodes, "domains", domains);
    print_json(root);
}

/* ---- text ---- */

static const char *against(char *out, size_t size, int64_t count, int64_t threshold)
{
    enum threshold_level level = threshold_level(count, threshold);
    if (level == THRESHOLD_OFF)
        snprintf(out, size, "%lld", (long long)count);
    else
        snprintf(out, size, "%lld/%lld%s", (long long)count, (long long)threshold,
                 level == THRESHOLD_REACHED ? " !" : "");
    return out;
}

static const char *number_text(char out[24], int64_t number)
{
    snprintf(out, 24, "%lld", (long long)number);
    return out;
}

static void print_domain(struct print_table *table, const char *name,
                         const struct model_failures *failures, struct thresholds thresholds)
{
    char hour[48], day[48], temporary[24], permanent[24], readable[DOMAIN_NAME_SIZE];
    print_table_row(table, domain_name_readable(name, readable),
                    against(hour, sizeof hour, failures->last_hour, thresholds.hourly),
                    against(day, sizeof day, failures->last_day, thresholds.daily),
                    number_text(temporary, failures->temporary),
                    number_text(permanent, failures->permanent));
}

static void print_domains(const struct cli *cli, const struct model *model)
{
    struct print_table *table =
        print_table_make(5, "DOMAIN", ">LAST HOUR", ">24 HOURS", ">TEMPORARY", ">PERMANENT");
    for (size_t i = 0; i < model->domain_count; i++) {
        const struct model_domain *domain = model->domains[i];
        if (!is_listed(cli, domain))
            continue;
        print_domain(table, domain->name, &domain->failures, domain->effective);
        if (model_domain_is_untold(domain))
            print_table_note(table, MODEL_UNTOLD);
    }
    if (!cli->all_domains)
        print_domain(table, "* (all others)", &model->others, (struct thresholds){0, 0});
    print_table_end(table);
}

static void print_nodes(const struct model *model)
{
    struct print_table *table = print_table_make(8, "NODE", "STATE", ">QUEUE", ">OLDEST", ">EXP<6H",
                                                 ">LAST H", ">LAST 24H", "CONTACT");
    for (size_t i = 0; i < model->node_count; i++) {
        const struct model_node *node = &model->nodes[i];
        const char *error = *node->stored.error ? node->stored.error : node->stored.note;
        char oldest[16] = "-", contact[16] = "never", queued[24], expiring[24], hour[24], day[24];
        if (node->stored.queue.oldest)
            text_age(oldest, sizeof oldest, model->at - node->stored.queue.oldest);
        if (node->stored.last_contact)
            text_age(contact, sizeof contact, model->at - node->stored.last_contact);
        print_table_row(table, node->stored.name, state_of(node), number_text(queued, node->queued),
                        oldest, number_text(expiring, node->stored.queue.expiring_6h),
                        number_text(hour, node->failures.last_hour),
                        number_text(day, node->failures.last_day), contact);
        if (*error)
            print_table_note(table, error);
    }
    print_table_end(table);
}

/* The revision, and then each domain that is not in force everywhere as it is saved. */
static void print_standing(const struct model *model)
{
    enum { TOLD = 20 };
    int told = 0;
    struct buffer standing = {0};
    model_policy_text(model, &standing);
    printf("\nPOLICY %s\n", standing.length ? buffer_text(&standing) : "nothing saved yet");
    buffer_clear(&standing);
    for (size_t i = 0; i < 2 * model->domain_count; i++) {
        const char *domain = model->domains[i / 2]->name;
        enum model_field field = i % 2 ? MODEL_FIELD_REPORTS : MODEL_FIELD_MODE;
        struct model_in_force force = model_in_force(model, domain, field);
        if (!force.differ || told++ >= TOLD)
            continue;
        char *words = in_force_words(model, domain, field);
        printf("  %s: %s %s\n", domain, model_field_name(field), words);
        free(words);
    }
    if (told > TOLD)
        printf("  and %d more: mtacon domains list\n", told - TOLD);
}

static void print_text(const struct cli *cli, const struct model *model)
{
    print_nodes(model);
    putchar('\n');
    print_domains(cli, model);
    print_standing(model);
}

/* ---- monitoring plugin ---- */

enum { CHECK_OK, CHECK_WARNING, CHECK_CRITICAL, CHECK_UNKNOWN };

static void worse(int *state, int than)
{
    if (than > *state)
        *state = than;
}

static void check_domains(const struct model *model, int *state, struct buffer *problems,
                          struct buffer *data)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        const struct model_domain *domain = model->domains[i];
        const struct model_failures *failures = &domain->failures;
        if (domain->level >= THRESHOLD_NEAR) {
            worse(state, domain->level == THRESHOLD_REACHED ? CHECK_CRITICAL : CHECK_WARNING);
            buffer_printf(problems, ", %s %lld/h %lld/24h%s", domain->name,
                          (long long)failures->last_hour, (long long)failures->last_day,
                          model_domain_is_untold(domain) ? " (" MODEL_UNTOLD ")" : "");
        }
        if (!domain->configured)
            continue;
        buffer_printf(data, " '%s_hour'=%lld;%lld;%lld;0", domain->name,
                      (long long)failures->last_hour, (long long)domain->effective.hourly * 4 / 5,
                      (long long)domain->effective.hourly);
        buffer_printf(data, " '%s_24h'=%lld;%lld;%lld;0", domain->name,
                      (long long)failures->last_day, (long long)domain->effective.daily * 4 / 5,
                      (long long)domain->effective.daily);
    }
}

static int print_check(const struct model *model)
{
    static const char *const names[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    struct buffer problems = {0}, data = {0};
    int state = CHECK_OK, up = 0;
    for (size_t i = 0; i < model->node_count; i++) {
        const char *node_state = state_of(&model->nodes[i]);
        if (strcmp(node_state, "up") == 0) {
            up++;
            continue;
        }
        /* Stale says nothing about the node: only that nobody has looked. */
        worse(&state, strcmp(node_state, "down") == 0 ? CHECK_CRITICAL : CHECK_WARNING);
        buffer_printf(&problems, ", %s %s", model->nodes[i].stored.name, node_state);
    }
    check_domains(model, &state, &problems, &data);
    if (model->node_count == 0) {
        state = CHECK_UNKNOWN;
        buffer_append_text(&problems, ", no nodes: mtacon nodes add NAME");
    }
    printf("MTACON %s - %d of %zu nodes up, %lld failures/h, %lld/24h, %lld queued%s | "
           "failures_hour=%lld;;;0 failures_24h=%lld;;;0 queue=%lld;;;0 expiring_6h=%lld;;;0 "
           "nodes_up=%d;;;0;%zu%s\n",
           names[state], up, model->node_count, (long long)model->failures.last_hour,
           (long long)model->failures.last_day, (long long)model->queued, buffer_text(&problems),
           (long long)model->failures.last_hour, (long long)model->failures.last_day,
           (long long)model->queued, (long long)model->expiring_6h, up, model->node_count,
           buffer_text(&data));
    buffer_clear(&problems);
    buffer_clear(&data);
    return state;
}

static int status(struct cli *cli)
{
    struct model model;
    int code = 0;
    if (!model_load(cli->store, run_now(), &model, &cli->error))
        return (int)cli->error.kind;
    if (cli->check)
        code = print_check(&model);
    else if (cli->json)
        print_all_json(cli, &model);
    else
        print_text(cli, &model);
    model_clear(&model);
    return code;
}

const struct cli_command command_status = {
    .name = "status",
    .arguments = "",
    .summary = "the numbers of the store, for people and scripts",
    .example = "mtacon status --all-domains",
    .group = CLI_LOOK,
    .options = CLI_CHECK | CLI_ALL_DOMAINS,
    .run = status,
};
