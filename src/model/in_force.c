#include "mtacon/model/in_force.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/clock.h"

enum { SHORT_NAME = 8, DAY = 86400 };

/* ---- one node ---- */

static struct model_value value_of(const struct policy *policy, const char *domain)
{
    struct policy_domain effective = policy_effective(policy, domain);
    struct model_value value = {.named = policy_find(policy, domain) != NULL, .reports = true};
    if (!value.named)
        return value;
    value.mode = (enum policy_mode)effective.mode;
    value.until = effective.until;
    value.bounce = (enum policy_bounce)effective.bounce;
    value.reports = policy_reports(value.mode, value.bounce);
    return value;
}

/* False: it cannot be known. */
static bool value_on(const struct model *model, const struct model_node *node, const char *domain,
                     struct model_value *value)
{
    const struct model_carried *carried = node->carried;
    if (carried && !carried->known)
        return false;
    if (carried)
        *value = value_of(carried->current ? &model->policy : &carried->policy, domain);
    else
        *value = (struct model_value){.reports = true};
    return true;
}

static bool is_same(const struct model_value *one, const struct model_value *other,
                    enum model_field field)
{
    if (field == MODEL_FIELD_REPORTS)
        return one->reports == other->reports;
    return one->named == other->named && one->mode == other->mode && one->until == other->until;
}

static void note_lost(const struct model_node **lost, const struct model_node *node)
{
    if (!node->read && (!*lost || node->stored.last_contact < (*lost)->stored.last_contact))
        *lost = node;
}

/* ---- all nodes ---- */

/* How many that are read have this value of a domain. */
static int count_of(const struct model *model, const char *domain, enum model_field field,
                    const struct model_value *value)
{
    struct model_value own;
    int count = 0;
    for (size_t i = 0; i < model->node_count; i++) {
        const struct model_node *node = &model->nodes[i];
        if (node->stored.enrolled && node->read && value_on(model, node, domain, &own))
            count += is_same(&own, value, field);
    }
    return count;
}

struct model_in_force model_in_force(const struct model *model, const char *domain,
                                     enum model_field field)
{
    struct model_in_force force = {.saved = value_of(&model->policy, domain)};
    int most = 0;
    force.other = force.saved;
    for (size_t i = 0; i < model->node_count; i++) {
        const struct model_node *node = &model->nodes[i];
        struct model_value own;
        if (!node->stored.enrolled)
            continue;
        force.nodes++;
        note_lost(&force.lost, node);
        if (!node->read) {
            force.unknown++;
        } else if (!value_on(model, node, domain, &own)) {
            force.unknown++;
            force.foreign++;
        } else if (is_same(&own, &force.saved, field)) {
            force.agree++;
        } else {
            int count = count_of(model, domain, field, &own);
            force.other = count > most ? own : force.other;
            most = count > most ? count : most;
            force.differ++;
        }
    }
    return force;
}

bool model_is_in_force(const struct model_in_force *force)
{
    return force->nodes > 0 && force->agree == force->nodes;
}

const char *model_value_title(const struct model_value *value, enum model_field field)
{
    if (field == MODEL_FIELD_REPORTS)
        return value->reports ? "on" : "OFF";
    return value->named ? policy_mode_title(value->mode) : "not set";
}

/* ---- in words ---- */

static void write_value(const struct model_value *value, enum model_field field, bool local,
                        struct buffer *out)
{
    char when[40];
    buffer_append_text(out, model_value_title(value, field));
    if (field == MODEL_FIELD_MODE && value->until)
        buffer_printf(out, " until %s",
                      clock_format(when, sizeof when, local ? "%d %b %H:%M %Z" : "%d %b %H:%MZ",
                                   value->until, local));
}

/* '; mta3 unknown since 15:01', '; 2 carry what this store does not know'. */
static void write_unknown(const struct model *model, const struct model_in_force *force, bool local,
                          struct buffer *out)
{
    const struct store_node *lost = force->lost ? &force->lost->stored : NULL;
    char when[32];
    int unread = force->unknown - force->foreign;
    if (unread == 1)
        buffer_printf(out, "; %s unknown", lost->name);
    else if (unread)
        buffer_printf(out, "; %d unknown", unread);
    if (unread && lost->last_contact)
        buffer_printf(out, " since %s",
                      clock_format(when, sizeof when,
                                   model->at - lost->last_contact < DAY ? "%H:%M" : "%d %b %H:%M",
                                   lost->last_contact, local));
    if (force->foreign)
        buffer_printf(out, "; %d %s what another console pushed", force->foreign,
                      force->foreign == 1 ? "carries" : "carry");
}

/* 'mta1, mta2 and 3 more': which of those that are read differ. */
static void write_names(const struct model *model, const char *domain, enum model_field field,
                        const struct model_in_force *force, struct buffer *out)
{
    enum { NAMED = 2 };
    int named = 0;
    for (size_t i = 0; i < model->node_count && named < NAMED; i++) {
        const struct model_node *node = &model->nodes[i];
        struct model_value own;
        if (node->stored.enrolled && node->read && value_on(model, node, domain, &own) &&
            !is_same(&own, &force->saved, field))
            buffer_printf(out, "%s%s", named++ ? ", " : "", node->stored.name);
    }
    if (force->differ > named)
        buffer_printf(out, " and %d more", force->differ - named);
}

/* Neither the current policy nor any node's names it, as far as is known. */
static bool is_untouched(const struct model *model, const char *domain)
{
    struct model_in_force force = model_in_force(model, domain, MODEL_FIELD_MODE);
    return !force.saved.named && !force.differ && !force.unknown;
}

void model_in_force_text(const struct model *model, const char *domain, enum model_field field,
                         bool local_time, struct buffer *out)
{
    struct model_in_force force = model_in_force(model, domain, field);
    if (is_untouched(model, domain)) {
        buffer_append_text(out, "not set: the nodes do not touch it");
        return;
    }
    write_value(&force.saved, field, local_time, out);
    if (field == MODEL_FIELD_REPORTS && force.saved.named)
        buffer_printf(out, " (%s)", policy_bounce_title(force.saved.bounce));
    if (!force.nodes) {
        buffer_append_text(out, ", saved; in force nowhere: no node is enrolled");
        return;
    }
    if (force.differ && !force.agree)
        buffer_printf(out, ", saved (r%lld)", (long long)model->revision.number);
    buffer_printf(out, ", in force on %d of %d", force.agree, force.nodes);
    if (force.differ) {
        buffer_append_text(out, "; ");
        write_names(model, domain, field, &force, out);
        buffer_append_text(out, force.differ == 1 ? " has " : " have ");
        write_value(&force.other, field, local_time, out);
    }
    write_unknown(model, &force, local_time, out);
}

/* ---- the revision as a whole ---- */

/* Nodes of the rollout of the current revision in a state. */
static int count_rollout(const struct model *model, enum rollout_node_state state)
{
    int count = 0;
    for (size_t i = 0; i < model->rollout_node_count; i++)
        count += model->rollout_nodes[i].state == state;
    return strcmp(model->rollout.hash, model->revision.hash) == 0 ? count : 0;
}

static int count_sync(const struct model *model, enum model_sync sync)
{
    int count = 0;
    for (size_t i = 0; i < model->node_count; i++)
        count += model->nodes[i].sync == sync;
    return count;
}

static enum model_standing stand(const struct model *model, struct model_policy *policy)
{
    int behind = count_sync(model, SYNC_BEHIND);
    if (!*model->revision.hash)
        return MODEL_NOTHING_SAVED;
    if (!policy->nodes)
        return MODEL_NOT_ENROLLED;
    policy->wrong = count_sync(model, SYNC_FOREIGN);
    if (policy->wrong)
        return MODEL_FOREIGN;
    policy->wrong = count_rollout(model, ROLLOUT_FAILED) + count_rollout(model, ROLLOUT_CONFLICT);
    if (policy->wrong && behind)
        return MODEL_FAILED;
    if (behind && count_rollout(model, ROLLOUT_WAITING) + count_rollout(model, ROLLOUT_PUSHING))
        return MODEL_PUSHING;
    if (behind && !count_rollout(model, ROLLOUT_LATE))
        return MODEL_WAITS;
    policy->wrong = count_sync(model, SYNC_DRIFTED);
    if (policy->wrong)
        return MODEL_DRIFTED;
    return policy->agree < policy->nodes ? MODEL_UNKNOWN : MODEL_IN_FORCE;
}

struct model_policy model_policy_standing(const struct model *model)
{
    struct model_policy policy = {.nodes = model->enrolled};
    for (size_t i = 0; i < model->node_count; i++) {
        const struct model_node *node = &model->nodes[i];
        if (!node->stored.enrolled)
            continue;
        bool carries = node->sync == SYNC_CURRENT || node->sync == SYNC_DRIFTED;
        policy.agree += node->read && carries;
        policy.unknown += !node->read;
        note_lost(&policy.lost, node);
    }
    policy.standing = stand(model, &policy);
    return policy;
}

/* At most 28 columns: it stands beside the sums, at 80. */
void model_policy_text(const struct model *model, bool keys, struct buffer *out)
{
    struct model_policy policy = model_policy_standing(model);
    long long number = model->revision.number;
    const char *lost = policy.lost ? policy.lost->stored.name : "";
    int unknown = policy.nodes - policy.agree;
    switch (policy.standing) {
    case MODEL_NOTHING_SAVED:
        break;
    case MODEL_NOT_ENROLLED:
        buffer_printf(out, "r%lld saved, no node enrolled", number);
        break;
    case MODEL_FOREIGN:
        buffer_printf(out, model->split ? "SPLIT: %d of %d foreign%s" : "foreign on %d of %d%s",
                      policy.wrong, policy.nodes, keys ? ": 2, A" : "");
        break;
    case MODEL_FAILED:
        buffer_printf(out, "r%lld FAILED on %d of %d%s", number, policy.wrong, policy.nodes,
                      keys ? ": p" : "");
        break;
    case MODEL_PUSHING:
        buffer_printf(out, "pushing r%lld, on %d of %d", number, policy.agree, policy.nodes);
        break;
    case MODEL_WAITS:
        buffer_printf(out, "r%lld saved, on %d of %d%s", number, policy.agree, policy.nodes,
                      keys ? ": p" : "");
        break;
    case MODEL_DRIFTED:
        buffer_printf(out, "r%lld, %d of %d drifted%s", number, policy.wrong, policy.nodes,
                      keys ? ": 2" : "");
        break;
    case MODEL_UNKNOWN:
        buffer_printf(out, "r%lld on %d of %d, ", number, policy.agree, policy.nodes);
        if (unknown == 1 && *lost && strlen(lost) <= SHORT_NAME)
            buffer_printf(out, "%s unknown", lost);
        else
            buffer_printf(out, "%d unknown", unknown);
        break;
    case MODEL_IN_FORCE:
        buffer_printf(out, "r%lld in force on %d of %d", number, policy.agree, policy.nodes);
        break;
    }
}
