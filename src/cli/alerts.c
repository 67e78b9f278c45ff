/* alerts, and what an operator does about them; outbox: the mails that tell of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain.h"
#include "helpers.h"
#include "mtacon/act/handling.h"
#include "mtacon/act/test_mail.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/text.h"
#include "mtacon/model/model.h"

enum { SHOWN = 100 };

/* ---- alerts ---- */

static json_t *alert_json(const struct model *model, const struct store_alert *alert)
{
    char since[32], fired[32], acknowledged[32], closed[32];
    return json_pack(
        "{s:I, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:s?, s:s?, s:I, s:s?, s:s?, s:s?, s:s?}", "id",
        (json_int_t)alert->id, "domain", alert->domain, "window", alert_window_name(alert->window),
        "state", model_alert_state_name(model_alert_state(model, alert)), "count",
        (json_int_t)alert->count, "threshold", (json_int_t)alert->threshold, "peak",
        (json_int_t)alert->state.peak, "blind_nodes", (json_int_t)alert->blind, "since",
        print_time(since, alert->since), "fired_at", print_time(fired, alert->state.fired[0]),
        "mails", (json_int_t)alert->mails, "acknowledged_at",
        print_time(acknowledged, alert->acknowledged_at), "acknowledged_by",
        *alert->acknowledged_by ? alert->acknowledged_by : NULL, "note",
        *alert->note ? alert->note : NULL, "closed_at", print_time(closed, alert->closed_at));
}

static void print_alerts_json(const struct model *model, const struct store_alert *alerts,
                              size_t count)
{
    json_t *list = json_array(), *mutes = json_array();
    char until[32];
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, alert_json(model, &alerts[i]));
    for (size_t i = 0; i < model->mute_count; i++)
        json_array_append_new(mutes,
                              json_pack("{s:s, s:s?, s:s, s:s}", "domain", model->mutes[i].domain,
                                        "until", print_time(until, model->mutes[i].until), "author",
                                        model->mutes[i].author, "note", model->mutes[i].note));
    json_t *root =
        json_pack("{s:o, s:o, s:b, s:{s:I, s:I}}", "alerts", list, "mutes", mutes, "watch_runs",
                  model->watched, "outbox", "waiting", (json_int_t)model->outbox.waiting, "dead",
                  (json_int_t)model->outbox.dead);
    print_json(root);
}

static void print_alert(const struct model *model, const struct store_alert *alert)
{
    char since[32];
    printf("%5lld  %-12s  %-28s %-9s  %lld/%lld  since %s", (long long)alert->id,
           model_alert_state_name(model_alert_state(model, alert)), alert->domain,
           alert_window_heading(alert->window), (long long)alert->count,
           (long long)alert->threshold, print_time(since, alert->since));
    if (alert->blind && !alert->closed_at)
        printf("  blind on %lld node%s", (long long)alert->blind, alert->blind == 1 ? "" : "s");
    if (*alert->acknowledged_by)
        printf("  by %s%s%s", alert->acknowledged_by, *alert->note ? ": " : "", alert->note);
    putchar('\n');
}

static void print_text(const struct model *model, const struct store_alert *alerts, size_t count)
{
    char until[32];
    if (count == 0)
        puts("no alert was ever open");
    for (size_t i = 0; i < count; i++)
        print_alert(model, &alerts[i]);
    for (size_t i = 0; i < model->mute_count; i++)
        printf("muted  %s until %s by %s%s%s\n", model->mutes[i].domain,
               model->mutes[i].until ? print_time(until, model->mutes[i].until)
                                     : "it has recovered",
               model->mutes[i].author, *model->mutes[i].note ? ": " : "", model->mutes[i].note);
    if (model->outbox.dead)
        printf("mails that could not be sent at all: %lld; see mtacon outbox\n",
               (long long)model->outbox.dead);
    if (!model->watched)
        puts("no watch runs on this store: nobody is mailed (start mtacon watch)");
}

static int alerts(struct cli *cli)
{
    struct model model;
    struct store_alert *alerts = NULL;
    size_t count = 0;
    if (!model_load(cli->store, run_now(), &model, &cli->error))
        return (int)cli->error.kind;
    bool done = store_alert_list(cli->store, true, SHOWN, &alerts, &count, &cli->error);
    if (done && cli->json)
        print_alerts_json(&model, alerts, count);
    else if (done)
        print_text(&model, alerts, count);
    free(alerts);
    model_clear(&model);
    return done ? 0 : (int)cli->error.kind;
}

const struct cli_command command_alerts = {
    .name = "alerts",
    .arguments = "",
    .summary = "open alerts, and those that were",
    .example = "mtacon alerts",
    .group = CLI_ALERTS,
    .run = alerts,
};

/* ---- ack, mute, unmute ---- */

/* Says what was done, with the time until when where `until` is given; returns the exit code. */
static int handle(struct cli *cli,
                  bool (*how)(const struct act *act, const struct handling *handling,
                              struct error *error),
                  const char *done, const char *until)
{
    struct act act = run_act(cli, NULL);
    struct handling handling;
    char when[32];
    bool good = handling_begin(&act, cli->arguments[0], cli->note, cli->duration, run_now(),
                               &handling, &cli->error) &&
                how(&act, &handling, &cli->error);
    if (good)
        printf("%s %s%s\n", handling.domain, done,
               !until           ? ""
               : handling.until ? print_time(when, handling.until)
                                : until);
    handling_clear(&handling);
    return good ? 0 : (int)cli->error.kind;
}

static int acknowledge(struct cli *cli)
{
    return handle(cli, handling_acknowledge, "is acknowledged until ", "it has recovered");
}

const struct cli_command command_alerts_ack = {
    .name = "alerts ack",
    .arguments = "ID|DOMAIN",
    .summary = "say that somebody is at it: no more mails",
    .example = "mtacon alerts ack acme.example --note \"Anna is at it\"",
    .group = CLI_ALERTS,
    .options = CLI_FOR | CLI_NOTE,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = acknowledge,
};

/* The number of an alert cannot be misspelt so. */
static bool settle(struct cli *cli, char name[DOMAIN_NAME_SIZE])
{
    int64_t id;
    return text_number(cli->arguments[0], 1, INT64_MAX, &id) ||
           domain_settle_argument(cli, name, true);
}

static int mute(struct cli *cli)
{
    char name[DOMAIN_NAME_SIZE];
    if (!settle(cli, name))
        return (int)cli->error.kind;
    return handle(cli, handling_mute, "is muted until ", "it has recovered");
}

const struct cli_command command_alerts_mute = {
    .name = "alerts mute",
    .arguments = "ID|DOMAIN",
    .summary = "no mails for a time, or until recovered",
    .example = "mtacon alerts mute acme.example --for 4h",
    .group = CLI_ALERTS,
    .options = CLI_FOR | CLI_NOTE | CLI_NEW,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = mute,
};

static int unmute(struct cli *cli)
{
    return handle(cli, handling_unmute, "is mailed about again", NULL);
}

const struct cli_command command_alerts_unmute = {
    .name = "alerts unmute",
    .arguments = "ID|DOMAIN",
    .summary = "mails again",
    .example = "mtacon alerts unmute acme.example",
    .group = CLI_ALERTS,
    .options = CLI_NOTE,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = unmute,
};

/* ---- a test mail ---- */

static struct action *make_test(const struct act *act, int64_t node, const struct cli *cli)
{
    (void)node;
    return test_mail_new(act, cli->arguments[0], cli->alerts.from, clock_now());
}

static int test(struct cli *cli)
{
    struct fleet_options options = {.alerts = cli->alerts};
    char name[DOMAIN_NAME_SIZE];
    options.alerts.role = FLEET_ALERTS_TESTS;
    if (!domain_settle_argument(cli, name, true))
        return (int)cli->error.kind;
    return run_action(cli, &(struct run_action){.make = make_test, .fleet = &options});
}

const struct cli_command command_alerts_test = {
    .name = "alerts test",
    .arguments = "DOMAIN",
    .summary = "send a test mail to all subscribers, follow it",
    .example = "mtacon alerts test acme.example",
    .group = CLI_ALERTS,
    .options = CLI_TIMEOUT | CLI_NEW,
    .least = 1,
    .most = 1,
    .changes = true,
    .run = test,
};

/* ---- outbox ---- */

static int outbox(struct cli *cli)
{
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    char created[32], done_at[32], next[32];
    bool done = outbox_list(cli->store, SHOWN, &mails, &count, &cli->error);
    json_t *list = json_array();
    for (size_t i = 0; done && i < count; i++) {
        const struct outbox_mail *mail = &mails[i];
        bool waits = mail->state == OUTBOX_QUEUED;
        struct buffer answer = {0};
        outbox_answer(mail, &answer);
        json_array_append_new(
            list,
            json_pack(
                "{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, "
                "s:s?}",
                "id", (json_int_t)mail->id, "state", outbox_state_name(mail->state), "kind",
                mail->kind, "domain", mail->domain, "window", mail->window, "to", mail->address,
                "message_id", mail->message_id, "tries", (json_int_t)mail->tries, "created_at",
                print_time(created, mail->created_at), "next_at",
                waits ? print_time(next, mail->next_at) : NULL, "done_at",
                print_time(done_at, mail->done_at), "via", *mail->via ? mail->via : NULL, "error",
                *mail->error ? mail->error : NULL, "fate",
                mail->fate ? delivery_name(mail->fate) : NULL, "fate_text",
                *mail->fate_text ? mail->fate_text : NULL));
        if (!cli->json)
            printf("%5lld  %-7s  %-9s  %-24s  %s  %s\n", (long long)mail->id,
                   outbox_state_name(mail->state), mail->kind, mail->address,
                   print_time(created, mail->created_at), buffer_text(&answer));
        buffer_clear(&answer);
    }
    if (done && cli->json)
        print_json(json_incref(list));
    else if (done && count == 0)
        puts("no mail was sent yet");
    json_decref(list);
    outbox_free(mails, count);
    return done ? 0 : (int)cli->error.kind;
}

const struct cli_command command_outbox = {
    .name = "outbox",
    .arguments = "",
    .summary = "mails of alerts: waiting, dead, sent",
    .example = "mtacon outbox",
    .group = CLI_ALERTS,
    .run = outbox,
};
