#include "mtacon/act/test_mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action_private.h"
#include "mtacon/act/check.h"
#include "mtacon/act/mail_fate.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/core/alert.h"
#include "mtacon/core/policy.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/outbox.h"
#include "mtacon/store/revision.h"

/* Between two rounds it waits ROUND_MS at first, and then twice as long each time. */
enum { LOOK_MS = 500, ROUND_MS = 2000, PATIENCE_MS = 30000 };

static char *write_body(const struct policy_domain *domain)
{
    return memory_printf(
        "This is a test, asked for by an operator: the availability alerts of %s reach this "
        "address.\nNothing is wrong, and there is nothing to do.\n\nThresholds: %lld failures in "
        "the last hour, %lld in the last 24 hours (0: off).\n",
        domain->name, (long long)domain->thresholds.hourly, (long long)domain->thresholds.daily);
}

static bool queue(struct store *store, const struct test_mail *test,
                  const struct policy_domain *domain, const char *from, struct error *error)
{
    char key[33];
    bool done = audit_add(store, test->at, "test mail", test->domain, "to all subscribers", error);
    char *subject = memory_printf("[mtacon] test: alerts of %s reach you", test->domain);
    char *body = write_body(domain);
    random_hex(key, sizeof key);
    for (size_t i = 0; done && i < domain->subscriber_count; i++) {
        char *id = outbox_message_id(key, 1, domain->subscribers[i]);
        struct outbox_mail *mail = memory_new(1, sizeof *mail);
        *mail = outbox_mail_new(&(struct alert_mail_head){.from = from,
                                                          .to = domain->subscribers[i],
                                                          .subject = subject,
                                                          .message_id = id,
                                                          .domain = test->domain,
                                                          .kind = OUTBOX_TEST,
                                                          .window = alert_window_name(ALERT_HOURLY),
                                                          .at = test->at},
                                body, 0);
        done = outbox_add(store, mail, error);
        outbox_free(mail, 1);
        free(id);
    }
    free(subject);
    free(body);
    return done;
}

bool test_mail_send(const struct act *act, const char *domain, const char *from, int64_t now,
                    struct test_mail *test, struct error *error)
{
    struct policy policy;
    struct policy_revision revision;
    *test = (struct test_mail){.at = now};
    const char *wrong = check_domain(domain, test->domain);
    if (wrong)
        return error_set(error, ERROR_USAGE, "'%s' is no domain: %s", domain, wrong);
    if (!act_allowed(act, error))
        return false;
    bool done = revision_load_current(act->store, &policy, &revision, error);
    const struct policy_domain effective = policy_effective(&policy, test->domain);
    if (done && !effective.subscriber_count)
        done = error_set(error, ERROR_REFUSED,
                         "%s: nobody is subscribed: mtacon subscribers %s add ADDRESS",
                         test->domain, test->domain);
    done = done && store_begin(act->store, error);
    if (done &&
        !(queue(act->store, test, &effective, from, error) && store_commit(act->store, error))) {
        store_rollback(act->store);
        done = false;
    }
    policy_clear(&policy);
    return done;
}

/* ---- how they fare ---- */

/* Those of one test; false when the store fails. */
static bool list(struct store *store, const struct test_mail *test, struct outbox_mail **mails,
                 size_t *count)
{
    return outbox_list_tests(store, test->domain, test->at, mails, count, NULL);
}

bool test_mail_look(struct store *store, struct test_mail *test)
{
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    test->sent = test->waiting = 0;
    *test->why = '\0';
    bool done = list(store, test, &mails, &count);
    for (size_t i = 0; i < count; i++) {
        const struct outbox_mail *mail = &mails[i];
        bool sent = mail->state == OUTBOX_SENT;
        test->sent += sent;
        test->waiting += !sent;
        if (!sent && *mail->error)
            snprintf(test->why, sizeof test->why, "%s", mail->error);
    }
    outbox_free(mails, count);
    return done && !test->waiting;
}

/* The next after `after` whose end is not known; 0: none. `said` (may be NULL) gets how all of them
 * stand. */
static int64_t find_open(const struct act *act, const struct test_mail *test, int64_t after,
                         struct buffer *said)
{
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    int64_t first = 0, next = 0;
    list(act->store, test, &mails, &count);
    for (size_t i = 0; i < count; i++) {
        const struct outbox_mail *mail = &mails[i];
        if (said) {
            buffer_printf(said, "; %s by ", mail->address);
            outbox_answer(mail, said);
        }
        if (!mail_fate_is_open(act, mail))
            continue;
        first = first ? first : mail->id;
        next = !next && mail->id > after ? mail->id : next;
    }
    outbox_free(mails, count);
    return next ? next : first;
}

struct following {
    struct action action;
    struct test_mail test;
    char *from;
    struct action *fate; /* of one mail; NULL: none is asked about */
    int64_t asked;       /* the mail that was asked about last */
    int64_t looked_ms, sent_ms;
    int64_t round_ms; /* how long the next round waits */
};

/* True when no answer is awaited. */
static bool step_fate(struct following *following)
{
    if (!following->fate)
        return true;
    action_step(following->fate);
    if (action_state(following->fate) < ACTION_DONE)
        return false;
    action_free(following->fate);
    following->fate = NULL;
    return true;
}

/* How many the log says came back: one that is tried again may still arrive. */
static int count_lost(struct store *store, const struct test_mail *test)
{
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    int lost = 0;
    list(store, test, &mails, &count);
    for (size_t i = 0; i < count; i++)
        lost += mail_fate_is_lost(&mails[i]);
    outbox_free(mails, count);
    return lost;
}

static void finish(struct following *following)
{
    struct action *action = &following->action;
    struct buffer said = {0};
    int lost = count_lost(action->act.store, &following->test);
    find_open(&action->act, &following->test, 0, &said);
    if (lost)
        action_fail(action, ERROR_REFUSED, "test mails sent: %d, came back: %d%s",
                    following->test.sent, lost, buffer_text(&said));
    else
        action_done(action, "test mails sent: %d%s", following->test.sent, buffer_text(&said));
    buffer_clear(&said);
}

/* All were sent: what do the logs say? */
static void ask_on(struct following *following, int64_t clock)
{
    int64_t open = find_open(&following->action.act, &following->test, following->asked, NULL);
    following->sent_ms = following->sent_ms ? following->sent_ms : clock;
    if (!open || clock - following->sent_ms > PATIENCE_MS) {
        finish(following);
        return;
    }
    /* A log is read for each: the next round waits. */
    if (open <= following->asked) {
        following->looked_ms = clock + following->round_ms - LOOK_MS;
        following->round_ms *= 2;
    }
    following->asked = open;
    following->fate = mail_fate_new(&following->action.act, open);
    action_say(&following->action, "sent: %d; looking in the nodes' logs", following->test.sent);
}

static void step(struct action *action)
{
    struct following *following = (struct following *)action;
    struct test_mail *test = &following->test;
    int64_t clock = clock_monotonic_ms();
    if (!step_fate(following) || clock - following->looked_ms < LOOK_MS)
        return;
    following->looked_ms = clock;
    if (test_mail_look(action->act.store, test))
        ask_on(following, clock);
    else
        action_say(action, "%d of %d test mails not sent yet%s%s: mtacon outbox", test->waiting,
                   test->waiting + test->sent, *test->why ? ": " : "", test->why);
}

/* Not before it is under way: one that is refused because another is, has sent nothing. */
static void send_all(struct action *action)
{
    struct following *following = (struct following *)action;
    int64_t at = following->test.at;
    struct error error;
    if (test_mail_send(&action->act, action->name, following->from, at, &following->test, &error)) {
        action->state = ACTION_RUNNING;
        action_say(action, "a test mail to each subscriber is on its way");
    } else {
        action_fail(action, error.kind, "%s", error.text);
    }
}

static void clear(struct action *action)
{
    struct following *following = (struct following *)action;
    action_free(following->fate);
    free(following->from);
}

static const struct action_kind kind = {
    .asking = "sending", .ask = send_all, .step = step, .clear = clear};

struct action *test_mail_new(const struct act *act, const char *domain, const char *from,
                             int64_t now)
{
    struct following *following = action_new(sizeof *following, &kind, act, 0, domain);
    action_set_title(&following->action, "test mail of %s", domain);
    following->test.at = now;
    following->round_ms = ROUND_MS;
    following->from = memory_string(from);
    return &following->action;
}
