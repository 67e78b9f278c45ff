#include "mtacon/model/in_force.h"

#include <stdio.h>
#include <string.h>

#include "mtacon/base/clock.h"

enum { SHORT_NAME = 8, DAY = 86400, VALUES = 16 };

/* ---- one revision ---- */

static struct model_value value_of(const struct policy *policy, const char *domain)
{
    struct model_value value = {.named = policy_find(policy, domain) != NULL, .reports = true};
    if (!value.named)
        return value;
    struct policy_domain effective = policy_effective(policy, domain);
    value.mode = (enum policy_mode)effective.mode;
    value.until = effective.until;
    value.bounce = (enum policy_bounce)effective.bounce;
    value.reports = policy_reports(value.mode, value.bounce);
    return value;
}

static struct model_value value_carried(const struct model *model,
                                        const struct model_carried *carried, const char *domain)
{
    return value_of(carried->current ? &model->policy : &carried->policy, domain);
}

static bool is_same(const struct model_value *one, const struct model_value *other,
                    enum model_field field)
{
    if (field == MODEL_FIELD_REPORTS)
        return one->reports == other->reports;
    return one->named == other->named && one->mode == other->mode && one->until == other->until;
}

/* ---- all nodes ---- */

/* The values that are not as saved, each with how many nodes have it. */
struct spread {
    struct model_value values[VALUES];
    int nodes[VALUES], count;
};

/* Beyond VALUES they are only counted: what most have is among the first. */
static void add_value(struct spread *spread, const struct model_value *value, int nodes,
                      enum model_field field)
{
    int i = 0;
    while (i < spread->count && !is_same(&spread->values[i], value, field))
        i++;
    if (i == VALUES)
        return;
    if (i == spread->count) {
        spread->values[i] = *value;
        spread->nodes[i] = 0;
        spread->count++;
    }
    spread->nodes[i] += nodes;
}

static void choose_most(const struct spread *spread, struct model_in_force *force)
{
    force->other = force->saved;
    for (int i = 0; i < spread->count; i++) {
        if (spread->nodes[i] <= force->most)
            continue;
        force->other = spread->values[i];
        force->most = spread->nodes[i];
    }
}

/* By revisions, not by nodes: there are few of them, and this is asked for each row. */
struct model_in_force model_in_force(const struct model *model, const char *domain,
                                     enum model_field field)
{
    struct model_in_force force = {
        .saved = value_of(&model->policy, domain), .nodes = model->enrolled, .lost = model->lost};
    struct spread spread = {.count = 0};
    for (size_t i = 0; i < model->carried_count; i++) {
        const struct model_carried *carried = &model->carried[i];
        if (carried->knowledge == MODEL_ALIEN)
            force.foreign += carried->nodes;
        if (carried->knowledge != MODEL_KNOWN || !carried->nodes)
            continue;
        struct model_value own = value_carried(model, carried, domain);
        if (is_same(&own, &force.saved, field)) {
            force.agree += carried->nodes;
        } else {
            force.differ += carried->nodes;
            add_value(&spread, &own, carried->nodes, field);
        }
    }
    choose_most(&spread, &force);
    force.unknown = force.nodes - force.agree - force.differ;
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

const char *model_field_name(enum model_field field)
{
    return field == MODEL_FIELD_MODE ? "mode" : "reports";
}

/* ---- in words ---- */

void model_in_force_brief(const struct model *model, const char *domain, enum model_field field,
                          const char *left, char *out, size_t size)
{
    struct model_in_force force = model_in_force(model, domain, field);
    bool saved_only = force.differ && !force.agree;
    char where[32] = "";
    /* How many know it by the mode already, where only some cannot be read. */
    bool counts = field == MODEL_FIELD_MODE ? force.agree < force.nodes : force.differ > 0;
    if (!force.nodes && field == MODEL_FIELD_MODE)
        snprintf(where, sizeof where, " (saved)");
    else if (saved_only && field == MODEL_FIELD_MODE)
        snprintf(where, sizeof where, " r%lld", (long long)model->revision.number);
    else if (!saved_only && counts)
        snprintf(where, sizeof where, " %d/%d%s", force.agree, force.nodes,
                 force.differ ? "" : "?");
    snprintf(out, size, "%s%s%s%s%s", saved_only ? model_value_title(&force.other, field) : "",
             saved_only ? ">" : "", model_value_title(&force.saved, field), left, where);
}

static const char *when_text(char *out, size_t size, const struct model *model, int64_t at,
                             bool local)
{
    bool today = at <= model->at && model->at - at < DAY;
    const char *format =
        local ? (today ? "%H:%M" : "%d %b %H:%M %Z") : (today ? "%H:%MZ" : "%d %b %H:%MZ");
    return clock_format(out, size, format, at, local);
}

static void write_value(const struct model *model, const struct model_value *value,
                        enum model_field field, bool local, struct buffer *out)
{
    char when[40];
    buffer_append_text(out, model_value_title(value, field));
    if (field == MODEL_FIELD_MODE && value->until)
        buffer_printf(out, " until %s", when_text(when, sizeof when, model, value->until, local));
}

/* What the node had when it was last read, where that is something else. */
static void write_had(const struct model *model, const struct model_node *lost, const char *domain,
                      enum model_field field, const struct model_value *saved, bool local,
                      struct buffer *out)
{
    if (!lost->carried || lost->carried->knowledge != MODEL_KNOWN)
        return;
    struct model_value own = value_carried(model, lost->carried, domain);
    if (is_same(&own, saved, field))
        return;
    buffer_append_text(out, ", had ");
    write_value(model, &own, field, local, out);
}

/* '; mta3 unknown since 15:01Z', '; 2 carry what another console pushed'. */
static void write_unknown(const struct model *model, const char *domain, enum model_field field,
                          const struct model_in_force *force, bool local, struct buffer *out)
{
    const struct store_node *lost = force->lost ? &force->lost->stored : NULL;
    char when[40];
    int unread = force->unknown - force->foreign;
    if (unread == 1 && lost)
        buffer_printf(out, "; %s unknown", lost->name);
    else if (unread)
        buffer_printf(out, "; %d unknown", unread);
    if (unread && lost && lost->last_contact)
        buffer_printf(out, "%s since %s", unread > 1 ? ", the longest" : "",
                      when_text(when, sizeof when, model, lost->last_contact, local));
    if (unread == 1 && force->lost)
        write_had(model, force->lost, domain, field, &force->saved, local, out);
    if (force->foreign)
        buffer_printf(out, "; %d %s what another console pushed", force->foreign,
                      force->foreign == 1 ? "carries" : "carry");
}

/* 'mta1, mta2 and 3 more have Disabled; 1 other differs'. */
static void write_others(const struct model *model, const char *domain, enum model_field field,
                         const struct model_in_force *force, bool local, struct buffer *out)
{
    enum { NAMED = 2 };
    int named = 0, others = force->differ - force->most;
    for (size_t i = 0; i < model->node_count && named < NAMED; i++) {
        const struct model_node *node = &model->nodes[i];
        if (!node->carried || !node->policy_read || node->carried->knowledge != MODEL_KNOWN)
            continue;
        struct model_value own = value_carried(model, node->carried, domain);
        if (!is_same(&own, &force->saved, field) && is_same(&own, &force->other, field))
            buffer_printf(out, "%s%s", named++ ? ", " : "; ", node->stored.name);
    }
    if (force->most > named)
        buffer_printf(out, " and %d more", force->most - named);
    buffer_append_text(out, force->most == 1 ? " has " : " have ");
    write_value(model, &force->other, field, local, out);
    if (others)
        buffer_printf(out, "; %d %s", others, others == 1 ? "other differs" : "others differ");
}

/* Neither the current policy nor any node's names it, as far as is known. */
static bool is_untouched(const struct model *model, const char *domain,
                         const struct model_in_force *force)
{
    return !force->saved.named && !force->unknown &&
           !model_in_force(model, domain, MODEL_FIELD_MODE).differ;
}

void model_in_force_text(const struct model *model, const char *domain, enum model_field field,
                         bool local_time, struct buffer *out)
{
    struct model_in_force force = model_in_force(model, domain, field);
    if (is_untouched(model, domain, &force)) {
        buffer_append_text(out, "not set: the nodes do not touch it");
        return;
    }
    write_value(model, &force.saved, field, local_time, out);
    if (field == MODEL_FIELD_REPORTS && force.saved.named)
        buffer_printf(out, " (%s)", policy_bounce_title(force.saved.bounce));
    if (!force.nodes) {
        buffer_append_text(out, ", saved; in force nowhere: no node is enrolled");
        return;
    }
    if (force.differ && !force.agree)
        buffer_printf(out, ", saved (r%lld)", (long long)model->revision.number);
    buffer_printf(out, ", in force on %d of %d", force.agree, force.nodes);
    if (force.differ)
        write_others(model, domain, field, &force, local_time, out);
    write_unknown(model, domain, field, &force, local_time, out);
}

/* ---- the revision as a whole ---- */

/* How far the rollout of the current revision is on a node; ROLLOUT_IN_FORCE: it has no part in it.
 */
static enum rollout_node_state rollout_on(const struct model *model, const struct model_node *node)
{
    bool current = strcmp(model->rollout.hash, model->revision.hash) == 0;
    return current && node->rollout ? node->rollout->state : ROLLOUT_IN_FORCE;
}

static void count_behind(const struct model *model, const struct model_node *node,
                         struct model_policy *policy)
{
    switch (rollout_on(model, node)) {
    case ROLLOUT_FAILED:
    case ROLLOUT_CONFLICT:
        policy->failed++;
        break;
    case ROLLOUT_WAITING:
    case ROLLOUT_PUSHING:
        *(model->rollout.state == ROLLOUT_RUNNING ? &policy->pushing : &policy->waits) += 1;
        break;
    case ROLLOUT_NODE_RETURNING:
    case ROLLOUT_RETURNED:
        policy->returned++;
        break;
    case ROLLOUT_LATE:
        policy->late++;
        break;
    case ROLLOUT_IN_FORCE:
        policy->waits++;
        break;
    }
}

static void count_node(const struct model *model, const struct model_node *node,
                       struct model_policy *policy)
{
    switch (node->sync) {
    case SYNC_NOT_ENROLLED:
        break;
    case SYNC_FOREIGN:
        policy->foreign++;
        break;
    case SYNC_BEHIND:
        if (!node->carried->same)
            count_behind(model, node, policy);
        else
            *(node->policy_read ? &policy->agree : &policy->unread) += 1;
        break;
    case SYNC_DRIFTED:
        policy->drifted++;
        break;
    case SYNC_CURRENT:
        *(node->policy_read ? &policy->agree : &policy->unread) += 1;
        break;
    }
}

/* It did harm, and goes back, or went. */
static bool is_taken_back(const struct model *model, const struct model_policy *policy)
{
    return policy->returned || (model->rollout.state == ROLLOUT_RETURNING &&
                                strcmp(model->rollout.hash, model->revision.hash) == 0);
}

static enum model_standing stand(const struct model *model, const struct model_policy *policy)
{
    if (!*model->revision.hash)
        return MODEL_NOTHING_SAVED;
    if (!policy->nodes)
        return MODEL_NOT_ENROLLED;
    return policy->failed                   ? MODEL_FAILED
           : is_taken_back(model, policy)   ? MODEL_RETURNED
           : policy->pushing                ? MODEL_PUSHING
           : policy->waits                  ? MODEL_WAITS
           : policy->foreign                ? MODEL_FOREIGN
           : policy->drifted                ? MODEL_DRIFTED
           : policy->late || policy->unread ? MODEL_UNKNOWN
                                            : MODEL_IN_FORCE;
}

struct model_policy model_policy_standing(const struct model *model)
{
    struct model_policy policy = {.nodes = model->enrolled, .lost = model->lost};
    for (size_t i = 0; i < model->node_count; i++) {
        const struct model_node *node = &model->nodes[i];
        policy.unknown += node->stored.enrolled && !node->policy_read;
        count_node(model, node, &policy);
    }
    policy.standing = stand(model, &policy);
    return policy;
}

static void write_lost(const struct model_policy *policy, struct buffer *out)
{
    const char *name = policy->lost ? policy->lost->stored.name : "";
    int unknown = policy->late + policy->unread;
    if (unknown == 1 && *name && strlen(name) <= SHORT_NAME)
        buffer_printf(out, ", %s unknown", name);
    else if (unknown)
        buffer_printf(out, ", %d unknown", unknown);
}

bool model_other_waves(const struct model *model)
{
    return rollout_is_in_waves(&model->rollout) &&
           strcmp(model->rollout.hash, model->revision.hash) != 0;
}

static void write_other_waves(const struct model *model, struct buffer *out)
{
    int in_force = 0;
    for (size_t i = 0; i < model->rollout_node_count; i++)
        in_force += model->rollout_nodes[i].state == ROLLOUT_IN_FORCE;
    buffer_printf(out, "r%lld %s, on %d of %zu; r%lld saved", (long long)model->rollout.number,
                  model->rollout.state == ROLLOUT_RETURNING ? "goes back" : "in waves", in_force,
                  model->rollout_node_count, (long long)model->revision.number);
}

void model_policy_text(const struct model *model, struct buffer *out)
{
    static const char *const formats[] = {[MODEL_NOTHING_SAVED] = "",
                                          [MODEL_NOT_ENROLLED] = "r%lld saved, no node enrolled",
                                          [MODEL_FAILED] = "r%lld on %d of %d",
                                          [MODEL_RETURNED] = "r%lld TAKEN BACK, on %d of %d",
                                          [MODEL_PUSHING] = "pushing r%lld, on %d of %d",
                                          [MODEL_WAITS] = "r%lld saved, on %d of %d",
                                          [MODEL_FOREIGN] = "r%lld on %d of %d",
                                          [MODEL_DRIFTED] = "r%lld on %d of %d",
                                          [MODEL_UNKNOWN] = "r%lld on %d of %d",
                                          [MODEL_IN_FORCE] = "r%lld in force on %d of %d"};
    struct model_policy policy = model_policy_standing(model);
    if (model_other_waves(model)) {
        write_other_waves(model, out);
        return;
    }
    if (policy.standing != MODEL_NOTHING_SAVED)
        buffer_printf(out, formats[model->split ? MODEL_FOREIGN : policy.standing],
                      (long long)model->revision.number, policy.agree, policy.nodes);
    if (policy.failed)
        buffer_printf(out, ", %d FAILED", policy.failed);
    else if (policy.foreign)
        buffer_printf(out, ", %s%d foreign", model->split ? "SPLIT: " : "", policy.foreign);
    else if (policy.drifted)
        buffer_printf(out, ", %d drifted", policy.drifted);
    else if (policy.standing == MODEL_UNKNOWN)
        write_lost(&policy, out);
}
