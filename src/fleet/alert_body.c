/* The text of a mail about an alert: what, since when, why, where, what is in force, what to do. */
#include <stdlib.h>
#include <string.h>

#include "alert_body.h"
#include "mtacon/model/in_force.h"
#include "mtacon/store/queue.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

enum { LINES = 5 };

static const char *when(char out[64], int64_t at)
{
    return clock_format(out, 64, "%H:%M UTC, %d %B %Y", at, false);
}

static int64_t code_count(const struct model_code *code, enum alert_window window)
{
    return window == ALERT_HOURLY ? code->last_hour : code->last_day;
}

/* The codes of the window, most first: the model has them by the day. */
static void add_codes(struct buffer *out, const struct model_failures *failures,
                      enum alert_window window)
{
    bool *told = memory_new(failures->code_count, sizeof *told);
    char number[32], name[16];
    for (int line = 0; line < LINES; line++) {
        size_t best = failures->code_count;
        for (size_t i = 0; i < failures->code_count; i++)
            if (!told[i] && failures->codes[i].code > SMTP_CODE_SUPPRESSED &&
                code_count(&failures->codes[i], window) > 0 &&
                (best == failures->code_count || code_count(&failures->codes[i], window) >
                                                     code_count(&failures->codes[best], window)))
                best = i;
        if (best == failures->code_count)
            break;
        int code = failures->codes[best].code;
        told[best] = true;
        if (line == 0)
            buffer_printf(out, "\nCodes, %s:\n", alert_window_title(window));
        buffer_printf(out, "%8s  %s %s (%s: %s)\n",
                      text_count(number, sizeof number, code_count(&failures->codes[best], window)),
                      smtp_code_title(code, name, sizeof name), smtp_code_info(code)->meaning,
                      smtp_class_name(smtp_code_class(code)),
                      smtp_class_next(smtp_code_class(code)));
    }
    free(told);
}

static void add_reasons(struct buffer *out, struct store *store, const char *domain)
{
    struct failure_sample *samples = NULL;
    struct queue_reason *reasons = NULL;
    size_t count = 0;
    char number[32];
    store_failure_samples(store, domain, &samples, &count, NULL);
    for (size_t i = 0; i < count && i < LINES; i++)
        buffer_printf(out, "%s          %.200s\n", i ? "" : "\nWhat the mail system said last:\n",
                      samples[i].text);
    free(samples);
    store_queue_reasons(store, 0, domain, &reasons, &count, NULL);
    for (size_t i = 0; i < count && i < LINES; i++)
        buffer_printf(out, "%s%8s  %s\n", i ? "" : "\nWhy messages wait:\n",
                      text_count(number, sizeof number, reasons[i].messages), reasons[i].text);
    free(reasons);
}

struct nodes {
    struct buffer *out;
    const struct model *model;
};

static void add_node(void *argument, int64_t id, int64_t count)
{
    struct nodes *nodes = argument;
    char number[32];
    for (size_t i = 0; i < nodes->model->node_count; i++)
        if (nodes->model->nodes[i].stored.id == id)
            buffer_printf(nodes->out, "%8s  %s\n", text_count(number, sizeof number, count),
                          nodes->model->nodes[i].stored.name);
}

static void add_nodes(struct buffer *out, struct store *store, const struct model *model,
                      const struct store_alert *alert)
{
    struct nodes nodes = {out, model};
    buffer_printf(out, "\nNodes:\n");
    store_alert_nodes(store, alert->domain,
                      window_minute(model->at) - alert_window_seconds(alert->window) +
                          WINDOW_MINUTE,
                      add_node, &nodes, NULL);
    if (alert->blind)
        buffer_printf(out, "          not read now: %lld of %zu, so there may be more\n",
                      (long long)alert->blind, model->node_count);
}

static void add_policy(struct buffer *out, const struct model *model,
                       const struct model_domain *domain)
{
    char at[64], number[32], number2[32];
    buffer_printf(out, "\nIn force: continuity mode %s%s%s; reports to external senders %s (%s)",
                  policy_mode_title(domain->mode), domain->until ? " until " : "",
                  domain->until ? when(at, domain->until) : "", domain->reports ? "on" : "off",
                  policy_bounce_title(domain->bounce));
    if (model->enrolled)
        buffer_printf(out, "; revision %lld on %d of %d nodes\n", (long long)model->revision.number,
                      model_policy_standing(model).agree, model->enrolled);
    else
        buffer_append_text(out, "; no node is enrolled\n");
    buffer_printf(out, "Queue: %s messages wait",
                  text_count(number, sizeof number, domain->queued));
    if (domain->expires)
        buffer_printf(out, ", none expires before %s", when(at, domain->expires));
    buffer_printf(out, "; %s expire within 6 h, %s within 24 h\n",
                  text_count(number, sizeof number, domain->expiring_6h),
                  text_count(number2, sizeof number2, domain->expiring_24h));
}

static void add_next(struct buffer *out, const struct model *model,
                     const struct model_domain *domain, const struct store_alert *alert,
                     enum alert_mail kind)
{
    const char *name = domain->name;
    buffer_append_text(out, "\nWhat to do next:\n");
    if (kind == ALERT_MAIL_RECOVERED) {
        if (domain->mode == POLICY_MODE_ENABLED)
            buffer_printf(out,
                          "- continuity mode is still Enabled: when the mail system is "
                          "steady, mtacon mode %s disabled --reason INCIDENT --push\n",
                          name);
        else
            buffer_append_text(out,
                               "- nothing: messages that waited are delivered by themselves\n");
        return;
    }
    if (domain->mode == POLICY_MODE_DISABLED)
        buffer_printf(out,
                      "- ask the customer whether the mail system is down; if it is: mtacon mode "
                      "%s enabled --for 2h --reason INCIDENT --push\n",
                      name);
    if (domain->reports && domain->mode == POLICY_MODE_ENABLED)
        buffer_printf(out,
                      "- external senders still get failure reports: mtacon bounce %s "
                      "disabled-on-continuity --reason INCIDENT --push\n",
                      name);
    if (domain->failures.permanent > domain->failures.temporary)
        buffer_append_text(out, "- most failures are permanent: those messages are not tried "
                                "again, see the codes\n");
    if (model_office365_warning(model, domain))
        buffer_append_text(out, "- Office 365 takes this domain's mail: with its non-delivery "
                                "reports on, failures are not seen; turn them off\n");
    if (domain->expiring_6h)
        buffer_append_text(out, "- messages are about to expire: the mail system must be back "
                                "before that, or their lifetime made longer on the nodes\n");
    buffer_printf(out,
                  "- say that you are at it, so that nobody is told again: mtacon alerts ack "
                  "%lld --note TEXT\n",
                  (long long)alert->id);
}

char *alert_subject(const struct store_alert *alert, enum alert_mail kind)
{
    static const char *const before[] = {"", "", "still: ", "recovered: "};
    char number[32], limit[32];
    return memory_printf("[mtacon] %s%s: %s failures %s (threshold %s)", before[kind],
                         alert->domain, text_count(number, sizeof number, alert->count),
                         alert_window_title(alert->window),
                         text_count(limit, sizeof limit, alert->threshold));
}

static void add_first_lines(struct buffer *out, const struct model_domain *domain,
                            const struct store_alert *alert, enum alert_mail kind, int64_t now)
{
    static const char *const before[] = {"", "", "Still: ", "Recovered: "};
    char number[32], limit[32], at[64], age[16];
    bool hourly = alert->window == ALERT_HOURLY;
    int64_t other = hourly ? domain->failures.last_day : domain->failures.last_hour;
    buffer_printf(out, "%s%s: %s failures %s; the threshold is %s.\n", before[kind], domain->name,
                  text_count(number, sizeof number, alert->count),
                  alert_window_title(alert->window),
                  text_count(limit, sizeof limit, alert->threshold));
    buffer_printf(out, "Since %s", when(at, alert->since));
    if (kind == ALERT_MAIL_RECOVERED)
        buffer_printf(out, "; it lasted %s, and the highest count was %s",
                      text_age(age, sizeof age, now - alert->since),
                      text_count(number, sizeof number, alert->state.peak));
    buffer_printf(out, ". %s: %s failures.\n", hourly ? "In the last 24 hours" : "In the last hour",
                  text_count(number, sizeof number, other));
}

char *alert_body(struct store *store, const struct model *model, const struct store_alert *alert,
                 enum alert_mail kind)
{
    const struct model_domain *domain = model_find_domain(model, alert->domain);
    struct buffer out = {0};
    if (!domain)
        return memory_string("");
    add_first_lines(&out, domain, alert, kind, model->at);
    add_codes(&out, &domain->failures, alert->window);
    if (kind != ALERT_MAIL_RECOVERED) {
        add_reasons(&out, store, alert->domain);
        add_nodes(&out, store, model, alert);
    }
    add_policy(&out, model, domain);
    add_next(&out, model, domain, alert, kind);
    buffer_printf(&out,
                  "\nAlert %lld. This address is subscribed to the availability alerts of "
                  "%s.\n",
                  (long long)alert->id, alert->domain);
    return buffer_take(&out);
}
