#include "mtacon/core/policy_document.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

enum { CANONICAL = JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII };

/* ---- writing ---- */

static void set_number(json_t *object, const char *key, int64_t number)
{
    if (number != THRESHOLD_INHERITED)
        json_object_set_new(object, key, json_integer(number));
}

static void set_answer(json_t *object, const char *key, int answer)
{
    if (answer != POLICY_INHERITED)
        json_object_set_new(object, key, json_boolean(answer == POLICY_YES));
}

static json_t *domain_json(const struct policy_domain *domain)
{
    json_t *object = json_object();
    char when[32];
    if (domain->mode != POLICY_INHERITED)
        json_object_set_new(object, "mode", json_string(policy_mode_name(domain->mode)));
    if (domain->until) {
        json_object_set_new(object, "until",
                            json_string(clock_rfc3339(when, sizeof when, domain->until)));
        json_object_set_new(object, "mode_after",
                            json_string(policy_mode_name(domain->mode_after)));
    }
    if (domain->bounce != POLICY_INHERITED)
        json_object_set_new(object, "bounce_policy",
                            json_string(policy_bounce_name(domain->bounce)));
    set_number(object, "hourly", domain->thresholds.hourly);
    set_number(object, "daily", domain->thresholds.daily);
    if (domain->own_subscribers) {
        json_t *list = json_array();
        for (size_t i = 0; i < domain->subscriber_count; i++)
            json_array_append_new(list, json_string(domain->subscribers[i]));
        json_object_set_new(object, "subscribers", list);
    }
    if (*domain->organisation)
        json_object_set_new(object, "organisation", json_string(domain->organisation));
    set_answer(object, "office365", domain->office365);
    set_answer(object, "office365_reports", domain->office365_reports);
    return object;
}

static char *dump(json_t *root)
{
    char *compact = json_dumps(root, CANONICAL);
    char *line = memory_printf("%s\n", compact);
    free(compact);
    json_decref(root);
    return line;
}

char *policy_document_write(const struct policy *policy, struct policy_revision *revision)
{
    json_t *domains = json_object();
    char when[32];
    for (size_t i = 0; i < policy->count; i++)
        json_object_set_new(domains, policy->domains[i].name, domain_json(&policy->domains[i]));
    char *text =
        dump(json_pack("{s:i, s:I, s:s, s:s, s:s, s:s, s:o}", "format", POLICY_FORMAT, "number",
                       (json_int_t)revision->number, "parent", revision->parent, "author",
                       revision->author, "reason", revision->reason, "at",
                       clock_rfc3339(when, sizeof when, revision->at), "domains", domains));
    sha256_hex(text, strlen(text), revision->hash);
    return text;
}

char *policy_document_published(const struct policy_domain *effective)
{
    char until[32];
    return dump(
        json_pack("{s:i, s:s, s:s, s:s?, s:s?}", "format", PUBLISHED_FORMAT, "domain",
                  effective->name, "mode", policy_mode_name(effective->mode), "until",
                  effective->until ? clock_rfc3339(until, sizeof until, effective->until) : NULL,
                  "mode_after", effective->until ? policy_mode_name(effective->mode_after) : NULL));
}

/* ---- reading ---- */

static bool wrong(struct error *error, const char *where, const char *what)
{
    return error_set(error, ERROR_REFUSED, "policy document: %s: %s", where, what);
}

/* A text without anything that a terminal or a mail header could take for more. */
static bool read_text(const json_t *value, char *out, size_t size)
{
    const char *text = json_string_value(value);
    if (!text || json_string_length(value) >= size || strlen(text) != json_string_length(value))
        return false;
    struct buffer visible = {0};
    text_visible(&visible, text, strlen(text));
    bool plain = strcmp(buffer_text(&visible), text) == 0;
    buffer_clear(&visible);
    snprintf(out, size, "%s", text);
    return plain;
}

static bool read_time(const json_t *value, int64_t *seconds)
{
    const char *text = json_string_value(value);
    return text && clock_parse_rfc3339(text, seconds);
}

static bool read_hash(const json_t *value, char out[SHA256_HEX_SIZE])
{
    const char *text = json_string_value(value);
    size_t length = text ? strlen(text) : 1;
    if (length != 0 && (length != 64 || strspn(text, "0123456789abcdef") != 64))
        return false;
    snprintf(out, SHA256_HEX_SIZE, "%s", text);
    return true;
}

static bool read_subscribers(const json_t *list, struct policy_domain *domain)
{
    char address[MAIL_ADDRESS_SIZE];
    if (!json_is_array(list) || json_array_size(list) > POLICY_SUBSCRIBERS_MAXIMUM)
        return false;
    domain->own_subscribers = true;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (!text || mail_address_normalise(text, address) || !policy_subscribe(domain, address))
            return false;
    }
    return true;
}

static bool read_threshold(const json_t *value, int64_t *threshold)
{
    *threshold = json_integer_value(value);
    return json_is_integer(value) && *threshold >= 0 && *threshold <= THRESHOLD_MAXIMUM;
}

static bool read_answer(const json_t *value, int *answer)
{
    *answer = json_is_true(value) ? POLICY_YES : POLICY_NO;
    return json_is_boolean(value);
}

/* The defaults have none: all customers would be one. */
static bool read_organisation(const json_t *value, struct policy_domain *domain)
{
    char name[ORGANISATION_SIZE];
    bool good = strcmp(domain->name, DOMAIN_NAME_DEFAULTS) != 0 &&
                read_text(value, name, sizeof name) && !organisation_wrong(name);
    if (good)
        organisation_set(domain->organisation, name);
    return good;
}

static bool read_field(const char *key, const json_t *value, struct policy_domain *domain)
{
    const char *text = json_string_value(value);
    if (strcmp(key, "mode") == 0)
        return text && (domain->mode = policy_mode_parse(text)) >= 0;
    if (strcmp(key, "mode_after") == 0)
        return text && (domain->mode_after = policy_mode_parse(text)) >= POLICY_INHERITED;
    if (strcmp(key, "until") == 0)
        return read_time(value, &domain->until) && domain->until > 0;
    if (strcmp(key, "bounce_policy") == 0)
        return text && (domain->bounce = policy_bounce_parse(text)) >= 0;
    if (strcmp(key, "hourly") == 0)
        return read_threshold(value, &domain->thresholds.hourly);
    if (strcmp(key, "daily") == 0)
        return read_threshold(value, &domain->thresholds.daily);
    if (strcmp(key, "subscribers") == 0)
        return read_subscribers(value, domain);
    if (strcmp(key, "organisation") == 0)
        return read_organisation(value, domain);
    if (strcmp(key, "office365") == 0)
        return read_answer(value, &domain->office365);
    if (strcmp(key, "office365_reports") == 0)
        return read_answer(value, &domain->office365_reports);
    return false;
}

static bool read_domains(json_t *domains, struct policy *policy, struct error *error)
{
    const char *name, *key;
    json_t *fields, *value;
    if (!json_is_object(domains) || json_object_size(domains) > POLICY_DOMAINS_MAXIMUM)
        return wrong(error, "domains", "no object, or too many");
    json_object_foreach(domains, name, fields)
    {
        char normal[DOMAIN_NAME_SIZE] = DOMAIN_NAME_DEFAULTS;
        if (strcmp(name, DOMAIN_NAME_DEFAULTS) != 0 &&
            (domain_name_normalise(name, normal) || strcmp(name, normal) != 0))
            return wrong(error, "domains", "a name that is none");
        struct policy_domain *domain = policy_add(policy, normal);
        if (!domain || !json_is_object(fields))
            return wrong(error, normal, "no object");
        json_object_foreach(fields, key, value)
        {
            if (!read_field(key, value, domain))
                return wrong(error, normal, key);
        }
        if (domain->until && domain->mode == POLICY_INHERITED)
            return wrong(error, normal, "until: without a mode");
    }
    return true;
}

static bool read_root(json_t *root, struct policy *policy, struct policy_revision *revision,
                      struct error *error)
{
    json_t *number = json_object_get(root, "number");
    json_int_t format = json_integer_value(json_object_get(root, "format"));
    if (format < POLICY_FORMAT_OLDEST || format > POLICY_FORMAT)
        return wrong(error, "format", "made by a newer mtacon, or no policy");
    revision->number = json_integer_value(number);
    if (!json_is_integer(number) || revision->number < 1 || revision->number > INT32_MAX)
        return wrong(error, "number", "out of range");
    if (!read_hash(json_object_get(root, "parent"), revision->parent))
        return wrong(error, "parent", "no hash");
    if (!read_text(json_object_get(root, "author"), revision->author, sizeof revision->author))
        return wrong(error, "author", "no plain text");
    if (!read_text(json_object_get(root, "reason"), revision->reason, sizeof revision->reason))
        return wrong(error, "reason", "no plain text");
    if (!read_time(json_object_get(root, "at"), &revision->at))
        return wrong(error, "at", "no time");
    if (json_object_size(root) != 7)
        return wrong(error, "keys", "more, or fewer, than there should be");
    return read_domains(json_object_get(root, "domains"), policy, error);
}

bool policy_document_read(const char *text, struct policy *policy, struct policy_revision *revision,
                          struct error *error)
{
    json_error_t why;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &why);
    *revision = (struct policy_revision){0};
    policy_init(policy);
    bool good = root ? read_root(root, policy, revision, error) : wrong(error, "JSON", why.text);
    json_decref(root);
    if (!good)
        policy_clear(policy);
    sha256_hex(text, strlen(text), revision->hash);
    return good;
}
