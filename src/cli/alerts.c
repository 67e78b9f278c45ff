/* alerts, and what an operator does about them; outbox: the mails that tell of them. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/text.h"
#include "mtacon/fleet/model.h"
#include "mtacon/cli/cli.h"

enum { SHOWN = 100 };

static const char *when(char out[32], int64_t at)
{
    return at ? clock_rfc3339(out, 32, at) : NULL;
}

/* ---- alerts ---- */

static json_t *alert_json(const struct model *model, const struct store_alert *alert)
{
    char since[32], fired[32], acknowledged[32], closed[32];
    return json_pack(
        "{s:I, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:s?, s:s?, s:I, s:s?, s:s?, s:s?, s:s?}", "id",
        (json_int_t)alert->id, "domain", alert->domain, "window", alert_window_name(alert->window),
        "state", model_alert_state(model, alert), "count", (json_int_t)alert->count, "threshold",
        (json_int_t)alert->threshold, "peak", (json_int_t)alert->state.peak, "blind_nodes",
        (json_int_t)alert->blind, "since", when(since, alert->since), "fired_at",
        when(fired, alert->state.fired[0]), "mails", (json_int_t)alert->mails, "acknowledged_at",
        when(acknowledged, alert->acknowledged_at), "acknowledged_by",
        *alert->acknowledged_by ? alert->acknowledged_by : NULL, "note",
        *alert->note ? alert->note : NULL, "closed_at", when(closed, alert->closed_at));
}

static void print_json(const struct model *model, const struct store_alert *alerts, size_t count)
{
    json_t *list = json_array(), *mutes = json_array();
    char until[32];
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, alert_json(model, &alerts[i]));
    for (size_t i = 0; i < model->mute_count; i++)
        json_array_append_new(mutes,
                              json_pack("{s:s, s:s?, s:s, s:s}", "domain", model->mutes[i].domain,
                                        "until", when(until, model->mutes[i].until), "author",
                                        model->mutes[i].author, "note", model->mutes[i].note));
    json_t *root =
        json_pack("{s:o, s:o, s:b, s:{s:I, s:I}}", "alerts", list, "mutes", mutes, "watch_runs",
                  model->watched, "outbox", "waiting", (json_int_t)model->outbox.waiting, "dead",
                  (json_int_t)model->outbox.dead);
    json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
}

static void print_alert(const struct model *model, const struct store_alert *alert)
{
    char since[32];
    printf("%5lld  %-12s  %-28s %6s  %lld/%lld  since %s", (long long)alert->id,
           model_alert_state(model, alert), alert->domain, alert_window_name(alert->window),
           (long long)alert->count, (long long)alert->threshold, when(since, alert->since));
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
               model->mutes[i].until ? when(until, model->mutes[i].until) : "it has recovered",
               model->mutes[i].author, *model->mutes[i].note ? ": " : "", model->mutes[i].note);
    if (model->outbox.dead)
        printf("mails that could not be sent at all: %lld; see mtacon outbox\n",
               (long long)model->outbox.dead);
    if (!model->watched)
        puts("no watch runs on this store: nobody is mailed (start mtacon watch)");
}

int cli_alerts(struct cli *cli)
{
    struct model model;
    struct store_alert *alerts = NULL;
    size_t count = 0;
    if (!model_load(cli->store, cli_now(), &model, &cli->error))
        return (int)cli->error.kind;
    bool done = store_alerts_load(cli->store, true, SHOWN, &alerts, &count, &cli->error);
    if (done && cli->json)
        print_json(&model, alerts, count);
    else if (done)
        print_text(&model, alerts, count);
    free(alerts);
    model_clear(&model);
    return done ? 0 : (int)cli->error.kind;
}

/* The argument as the number of an alert or as a domain: `*id` is 0 then. */
static bool read_subject(struct cli *cli, int64_t *id, char domain[DOMAIN_NAME_SIZE])
{
    const char *given = cli->arguments[0], *wrong;
    struct store_alert *alerts = NULL;
    size_t count = 0;
    *id = 0;
    if (!text_number(given, 1, INT64_MAX, id)) {
        wrong = domain_name_from_person(given, domain);
        return !wrong ||
               error_set(&cli->error, ERROR_USAGE,
                         "'%s' is neither the number of an alert nor a domain: %s", given, wrong);
    }
    bool found = false;
    bool done = store_alerts_load(cli->store, true, INT32_MAX, &alerts, &count, &cli->error);
    for (size_t i = 0; i < count; i++) {
        if (alerts[i].id == *id) {
            memcpy(domain, alerts[i].domain, DOMAIN_NAME_SIZE);
            found = true;
        }
    }
    free(alerts);
    if (done && !found)
        return error_set(&cli->error, ERROR_REFUSED,
                         "there is no alert %lld: mtacon alerts lists them", (long long)*id);
    return done;
}

/* --note, safe to show. */
static bool read_note(struct cli *cli, struct buffer *note)
{
    const char *given = cli->note ? cli->note : "";
    text_visible(note, given, strlen(given));
    return note->length < STORE_ALERT_NOTE_SIZE ||
           error_set(&cli->error, ERROR_USAGE, "--note is longer than %d bytes",
                     STORE_ALERT_NOTE_SIZE - 1);
}

/* What ack, mute and unmute take: the alerts meant, --for and --note. */
struct handling {
    int64_t id, now, until; /* 0: until recovered */
    char domain[DOMAIN_NAME_SIZE];
    struct buffer note;
};

static bool read_handling(struct cli *cli, struct handling *handling)
{
    int64_t seconds = 0;
    *handling = (struct handling){.now = cli_now()};
    if (!read_subject(cli, &handling->id, handling->domain) || !read_note(cli, &handling->note))
        return false;
    if (cli->duration && !clock_parse_duration(cli->duration, &seconds))
        return error_set(&cli->error, ERROR_USAGE, "--for takes 30m, 2h, 1d, not '%s'",
                         cli->duration);
    handling->until = seconds ? handling->now + seconds : 0;
    return true;
}

/* Says what was done, with the time until when; returns the exit code. */
static int finish(const struct cli *cli, struct handling *handling, bool done, const char *what)
{
    char until[32];
    if (done)
        printf("%s %s%s\n", handling->domain, what,
               handling->until ? when(until, handling->until) : "it has recovered");
    buffer_clear(&handling->note);
    return done ? 0 : (int)cli->error.kind;
}

int cli_alerts_acknowledge(struct cli *cli)
{
    struct handling handling;
    bool done = read_handling(cli, &handling) &&
                store_alert_acknowledge(cli->store, handling.id, handling.domain, handling.until,
                                        buffer_text(&handling.note), handling.now, &cli->error);
    return finish(cli, &handling, done, "is acknowledged until ");
}

int cli_alerts_mute(struct cli *cli)
{
    struct handling handling;
    bool done = read_handling(cli, &handling) &&
                store_mute(cli->store, handling.domain, handling.until, buffer_text(&handling.note),
                           handling.now, &cli->error);
    return finish(cli, &handling, done, "is muted until ");
}

int cli_alerts_unmute(struct cli *cli)
{
    struct handling handling;
    bool done = read_handling(cli, &handling) &&
                store_unmute(cli->store, handling.domain, buffer_text(&handling.note), handling.now,
                             &cli->error);
    if (done)
        printf("%s is mailed about again\n", handling.domain);
    buffer_clear(&handling.note);
    return done ? 0 : (int)cli->error.kind;
}

/* ---- a test mail ---- */

struct test {
    struct cli *cli;
    const char *domain;
    int64_t asked_at;
    int sent, waiting;
    char *why;
};

/* Whether all test mails of the domain asked for are gone, by this process or by a watch. */
static bool test_over(void *argument, struct fleet *fleet)
{
    struct test *test = argument;
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    (void)fleet;
    test->sent = test->waiting = 0;
    outbox_load(test->cli->store, 1000, &mails, &count, NULL);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(mails[i].kind, "test") != 0 || strcmp(mails[i].domain, test->domain) != 0 ||
            mails[i].created_at < test->asked_at)
            continue;
        bool sent = strcmp(mails[i].state, "sent") == 0;
        test->sent += sent;
        test->waiting += !sent;
        if (!sent && *mails[i].error)
            snprintf(test->why, sizeof test->cli->error.text, "%s", mails[i].error);
    }
    outbox_free(mails, count);
    return test->waiting == 0;
}

int cli_alerts_test(struct cli *cli)
{
    char domain[DOMAIN_NAME_SIZE] = DOMAIN_NAME_DEFAULTS, why[sizeof cli->error.text] = "";
    const char *wrong = NULL;
    struct test test = {.cli = cli, .domain = domain, .asked_at = clock_now(), .why = why};
    struct fleet_options options = {.alerts = cli->alerts};
    if (strcmp(cli->arguments[0], DOMAIN_NAME_DEFAULTS) != 0)
        wrong = domain_name_from_person(cli->arguments[0], domain);
    if (wrong) {
        error_set(&cli->error, ERROR_USAGE, "'%s' is no domain: %s", cli->arguments[0], wrong);
        return ERROR_USAGE;
    }
    options.alerts.role = FLEET_ALERTS_TESTS;
    if (!fleet_alert_test(cli->store, domain, cli->alerts.from, test.asked_at, &cli->error) ||
        !cli_run_fleet(cli, options, test_over, &test))
        return (int)cli->error.kind;
    if (test.waiting) {
        error_set(&cli->error, ERROR_NODE, "%d of %d test mails not sent yet%s%s: mtacon outbox",
                  test.waiting, test.waiting + test.sent, *why ? ": " : "", why);
        return ERROR_NODE;
    }
    printf("test mails sent: %d; ask whether they arrive\n", test.sent);
    return 0;
}

/* ---- outbox ---- */

int cli_outbox(struct cli *cli)
{
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    char created[32], done_at[32], next[32];
    bool done = outbox_load(cli->store, SHOWN, &mails, &count, &cli->error);
    json_t *list = json_array();
    for (size_t i = 0; done && i < count; i++) {
        const struct outbox_mail *mail = &mails[i];
        bool waits = strcmp(mail->state, "queued") == 0;
        json_array_append_new(
            list,
            json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s?, s:s?, s:s?, s:s?, s:s?}",
                      "id", (json_int_t)mail->id, "state", mail->state, "kind", mail->kind,
                      "domain", mail->domain, "window", mail->window, "to", mail->address,
                      "message_id", mail->message_id, "tries", (json_int_t)mail->tries,
                      "created_at", when(created, mail->created_at), "next_at",
                      waits ? when(next, mail->next_at) : NULL, "done_at",
                      when(done_at, mail->done_at), "via", *mail->via ? mail->via : NULL, "error",
                      *mail->error ? mail->error : NULL));
        if (!cli->json)
            printf("%5lld  %-7s  %-9s  %-24s  %s  %s%s\n", (long long)mail->id, mail->state,
                   mail->kind, mail->address, when(created, mail->created_at), mail->via,
                   mail->error);
    }
    if (done && cli->json) {
        json_dumpf(list, stdout, JSON_INDENT(2));
        putchar('\n');
    } else if (done && count == 0) {
        puts("no mail was sent yet");
    }
    json_decref(list);
    outbox_free(mails, count);
    return done ? 0 : (int)cli->error.kind;
}
