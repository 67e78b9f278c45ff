#include "mtacon/act/test_mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/act/check.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "mtacon/core/alert.h"
#include "mtacon/core/policy.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/outbox.h"
#include "mtacon/store/revision.h"

#define KIND "test"

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
                                                          .kind = KIND,
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

bool test_mail_look(struct store *store, struct test_mail *test)
{
    struct outbox_mail *mails = NULL;
    size_t count = 0;
    test->sent = test->waiting = 0;
    *test->why = '\0';
    bool done = outbox_list(store, 1000, &mails, &count, NULL);
    for (size_t i = 0; i < count; i++) {
        const struct outbox_mail *mail = &mails[i];
        if (strcmp(mail->kind, KIND) != 0 || strcmp(mail->domain, test->domain) != 0 ||
            mail->created_at < test->at)
            continue;
        bool sent = mail->state == OUTBOX_SENT;
        test->sent += sent;
        test->waiting += !sent;
        if (!sent && *mail->error)
            snprintf(test->why, sizeof test->why, "%s", mail->error);
    }
    outbox_free(mails, count);
    return done && !test->waiting;
}
