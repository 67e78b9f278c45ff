#include <stdio.h>
#include <string.h>

#include "form_policy_private.h"
#include "mtacon/act/policy_change.h"
#include "mtacon/base/text.h"
#include "mtacon/model/in_force.h"

/* What holds on the nodes before anything is saved. */
static void note_in_force(const struct app *app, const struct policy_form *state,
                          struct buffer *out)
{
    for (int field = 0; field < 2; field++) {
        if (!(field == MODEL_FIELD_MODE ? state->mode : state->bounce))
            continue;
        buffer_printf(out, "Now %s ", model_field_name((enum model_field)field));
        model_in_force_text(&app->model, state->name, (enum model_field)field, app->local_time,
                            out);
        buffer_append_text(out, ".\n");
    }
}

static void note_reports(const struct app *app, const struct policy_domain *effective,
                         struct buffer *out)
{
    const struct model_domain *now = model_find_domain(&app->model, effective->name);
    bool reports =
        policy_reports((enum policy_mode)effective->mode, (enum policy_bounce)effective->bounce);
    char queued[32];
    buffer_printf(out, "After push: mode %s, reports to external senders %s",
                  policy_mode_title(effective->mode), reports ? "on" : "OFF");
    if (now && now->queued)
        buffer_printf(out, "; %s queued messages %s, %lld expire within 6 h",
                      text_count(queued, sizeof queued, now->queued),
                      reports ? "would be reported" : "are covered", (long long)now->expiring_6h);
    buffer_append_text(out, ".\n");
}

/* On a form of its own there is room to say what the choice is for. */
static void note_explanation(const struct policy_form *state, const struct policy_domain *effective,
                             struct buffer *out)
{
    static const char *const about_modes[] = {
        "Disabled is the usual state: mail goes from the client to the customer's own mail system "
        "and from there through the nodes. Submission straight to a node is refused.",
        "Optional suits organisations with many remote users: whoever wants to may send straight "
        "through the nodes.",
        "Enabled is for a failed mail server or network: Outlook clients switch over by themselves "
        "and send through the nodes; users need to do nothing."};
    static const char *const about_bounces[] = {
        "Enabled follows the SMTP standards: a sender is told when mail cannot be delivered, at "
        "once for a permanent failure, after 5 days of tries for a temporary one.",
        "Disabled: external senders are not told whether or not the mail system works. Senders of "
        "the domain itself, or of its organisation, are; other customers and sub-domains are "
        "external. Of several recipients the others are told of. w lists who was not told.",
        "External senders are not told while the continuity mode is Enabled; in Disabled and "
        "Optional they are. Senders of the domain's organisation always are."};
    if (state->parts == POLICY_PART_MODE)
        buffer_printf(out, "%s\n", about_modes[effective->mode]);
    if (state->parts == POLICY_PART_BOUNCE)
        buffer_printf(out, "%s\n", about_bounces[effective->bounce]);
}

bool form_policy_holds_at_once(enum policy_parts parts)
{
    return parts == POLICY_PART_ALERTS || parts == POLICY_PART_SUBSCRIBERS ||
           parts == POLICY_PART_OFFICE365;
}

/* What has to go to the nodes: "" nothing. That a domain is configured at all is theirs to know. */
static const char *what_is_pushed(const struct app *app, const struct policy_form *state)
{
    if (!form_policy_holds_at_once(state->parts))
        return state->parts == POLICY_PART_ALL
                   ? "Thresholds and subscribers hold at once; the rest goes to"
                   : "Goes to";
    return policy_find(&app->model.policy, state->name)
               ? ""
               : "Holds at once when saved; that the domain is configured goes to";
}

static void note_nodes(const struct app *app, const struct policy_form *state, struct buffer *out)
{
    const char *pushed = what_is_pushed(app, state);
    int unreached = 0;
    if (!*pushed) {
        buffer_append_text(out, "Holds at once when saved: no node needs to know it.\n");
        return;
    }
    for (size_t i = 0; i < app->model.node_count; i++) {
        const struct model_node *node = &app->model.nodes[i];
        unreached += node->stored.enrolled && node->stored.state != STORE_NODE_UP;
    }
    buffer_printf(out, "%s: %d of %zu nodes (enrolled)", pushed, app->model.enrolled,
                  app->model.node_count);
    if (unreached)
        buffer_printf(out, "; %d out of reach get it when they return", unreached);
    buffer_append_text(out, ".\n");
}

static void note_changed_elsewhere(const struct app *app, const struct policy_form *state,
                                   struct buffer *out)
{
    if (strcmp(app->model.revision.hash, state->head.hash) == 0)
        return;
    buffer_printf(out, "Revision %lld by %s was saved meanwhile%s.\n",
                  (long long)app->model.revision.number, app->model.revision.author,
                  policy_change_has_changed(&state->opened, &app->model.policy)
                      ? ", and changed this domain"
                      : ", not this domain");
}

static void add_warning(void *argument, const char *text)
{
    buffer_printf(argument, "Warning: %s.\n", text);
}

void form_policy_note(const struct app *app, const struct policy_form *state,
                      const struct policy *policy, struct buffer *out)
{
    struct policy_domain effective = policy_effective(policy, state->name);
    note_changed_elsewhere(app, state, out);
    policy_warnings(policy, state->name, add_warning, out);
    note_in_force(app, state, out);
    if (state->mode || state->bounce)
        note_reports(app, &effective, out);
    note_nodes(app, state, out);
    note_explanation(state, &effective, out); /* last: it may be cut where there is no room */
}
