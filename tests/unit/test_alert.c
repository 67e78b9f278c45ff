/* Alerts: the rules one by one, then against a slow and obvious reading of the same rules. */
#include "suites.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/core/alert.h"
#include "mtacon/core/alert_mail.h"
#include "mtacon/core/window.h"

/* A quiet fleet: a watch that sends, somebody who subscribed. */
static struct alert_seen seen_at(int64_t now, int64_t count)
{
    return (struct alert_seen){
        .now = now, .count = count, .threshold = 100, .sends = true, .subscribed = true};
}

static void expect(struct alert *alert, struct alert_seen seen, enum alert_change change,
                   enum alert_mail mail)
{
    struct alert_step step = alert_take(alert, &seen);
    ck_assert_int_eq(step.change, change);
    ck_assert_int_eq(step.mail, mail);
}

START_TEST(it_fires_once_and_recovers_clearly_below)
{
    struct alert alert = {0};
    expect(&alert, seen_at(1000, 99), ALERT_SAME, ALERT_NO_MAIL);
    expect(&alert, seen_at(1001, 100), ALERT_FIRED, ALERT_MAIL_FIRING);
    expect(&alert, seen_at(1002, 388), ALERT_SAME, ALERT_NO_MAIL);
    expect(&alert, seen_at(1003, 99), ALERT_SAME, ALERT_NO_MAIL);
    expect(&alert, seen_at(1004, 80), ALERT_SAME, ALERT_NO_MAIL);
    ck_assert_int_eq(alert.peak, 388);
    expect(&alert, seen_at(1005, 79), ALERT_RECOVERED, ALERT_MAIL_RECOVERED);
    expect(&alert, seen_at(1006, 99), ALERT_SAME, ALERT_NO_MAIL);
    expect(&alert, seen_at(1007, 100), ALERT_FIRED, ALERT_MAIL_FIRING);
}
END_TEST

START_TEST(a_threshold_of_one_recovers_at_none)
{
    struct alert alert = {0};
    struct alert_seen seen = seen_at(1000, 1);
    seen.threshold = 1;
    expect(&alert, seen, ALERT_FIRED, ALERT_MAIL_FIRING);
    seen.count = 0;
    expect(&alert, seen, ALERT_RECOVERED, ALERT_MAIL_RECOVERED);
}
END_TEST

START_TEST(what_is_missing_is_no_recovery)
{
    struct alert alert = {0};
    struct alert_seen seen = seen_at(1001, 0);
    expect(&alert, seen_at(1000, 100), ALERT_FIRED, ALERT_MAIL_FIRING);
    seen.blind = 1;
    expect(&alert, seen, ALERT_SAME, ALERT_NO_MAIL);
    seen.blind = 0;
    expect(&alert, seen, ALERT_RECOVERED, ALERT_MAIL_RECOVERED);
    seen.blind = 3;
    seen.count = 500; /* what is seen is enough to fire */
    expect(&alert, seen, ALERT_FIRED, ALERT_MAIL_FIRING);
}
END_TEST

START_TEST(acknowledged_and_muted_ones_are_silent)
{
    struct alert alert = {0};
    struct alert_seen seen = seen_at(1000, 100);
    seen.repeat = 3600;
    expect(&alert, seen, ALERT_FIRED, ALERT_MAIL_FIRING);
    seen.now += 3599;
    expect(&alert, seen, ALERT_SAME, ALERT_NO_MAIL);
    seen.now += 1;
    expect(&alert, seen, ALERT_SAME, ALERT_MAIL_REPEATED);
    alert.acknowledged = true;
    seen.now += 7200;
    expect(&alert, seen, ALERT_SAME, ALERT_NO_MAIL);
    seen.count = 0;
    expect(&alert, seen, ALERT_RECOVERED, ALERT_MAIL_RECOVERED);
    seen.count = 100;
    seen.muted = true;
    expect(&alert, seen, ALERT_FIRED, ALERT_NO_MAIL);
    ck_assert(!alert.acknowledged);
    seen.muted = false; /* still so when the time is over: told late, but told */
    expect(&alert, seen, ALERT_SAME, ALERT_MAIL_FIRING);
    seen.threshold = 0;
    expect(&alert, seen, ALERT_ENDED, ALERT_NO_MAIL);
}
END_TEST

/* That somebody raised the threshold is no recovery: nobody is told of one. */
START_TEST(a_raised_threshold_ends_it_and_tells_nobody)
{
    struct alert alert = {0};
    struct alert_seen seen = seen_at(1000, 437);
    expect(&alert, seen, ALERT_FIRED, ALERT_MAIL_FIRING);
    seen.former = seen.threshold;
    seen.threshold = 5000;
    seen.blind = 1;
    expect(&alert, seen, ALERT_SAME, ALERT_NO_MAIL);
    seen.blind = 0;
    expect(&alert, seen, ALERT_ENDED, ALERT_NO_MAIL);
    /* Raised a little: it goes on, and what falls below that later has recovered. */
    seen = seen_at(2000, 437);
    expect(&alert, seen, ALERT_FIRED, ALERT_MAIL_FIRING);
    seen.former = seen.threshold;
    seen.threshold = 500;
    expect(&alert, seen, ALERT_SAME, ALERT_NO_MAIL);
    seen.former = 500;
    seen.count = 300;
    expect(&alert, seen, ALERT_RECOVERED, ALERT_MAIL_RECOVERED);
}
END_TEST

START_TEST(a_console_tells_nobody_and_takes_nothing_back)
{
    struct alert alert = {0};
    struct alert_seen seen = seen_at(1000, 100);
    seen.sends = false;
    expect(&alert, seen, ALERT_FIRED, ALERT_NO_MAIL);
    seen.sends = true;
    expect(&alert, seen, ALERT_SAME, ALERT_MAIL_FIRING);
    seen.sends = false;
    seen.count = 0;
    expect(&alert, seen, ALERT_SAME, ALERT_NO_MAIL);
    seen.sends = true;
    expect(&alert, seen, ALERT_RECOVERED, ALERT_MAIL_RECOVERED);
}
END_TEST

START_TEST(flapping_is_held_down)
{
    struct alert alert = {0};
    int64_t now = 10000;
    for (int i = 0; i < 2; i++) {
        expect(&alert, seen_at(now++, 100), ALERT_FIRED, ALERT_MAIL_FIRING);
        expect(&alert, seen_at(now++, 0), ALERT_RECOVERED, ALERT_MAIL_RECOVERED);
    }
    expect(&alert, seen_at(now++, 100), ALERT_FIRED, ALERT_MAIL_FIRING);
    ck_assert(alert_is_flapping(&alert, now));
    for (int i = 0; i < 50; i++)
        expect(&alert, seen_at(now++, i % 2 ? 100 : 0), ALERT_SAME, ALERT_NO_MAIL);
    int64_t quiet = now;
    expect(&alert, seen_at(now, 0), ALERT_SAME, ALERT_NO_MAIL);
    expect(&alert, seen_at(quiet + ALERT_QUIET - 1, 0), ALERT_SAME, ALERT_NO_MAIL);
    expect(&alert, seen_at(quiet + ALERT_QUIET, 0), ALERT_RECOVERED, ALERT_MAIL_RECOVERED);
}
END_TEST

START_TEST(since_when_is_found_in_the_minutes)
{
    const int64_t minutes[] = {0, 9, 0, 0, 4, 4, 4, 0};
    ck_assert_int_eq(window_reached_since(minutes, 8, 3, 8), 5);
    ck_assert_int_eq(window_reached_since(minutes, 8, 3, 9), 8);
    ck_assert_int_eq(window_reached_since(minutes, 2, 3, 9), 1);
    ck_assert_int_eq(window_reached_since(minutes, 0, 3, 1), 0);
}
END_TEST

START_TEST(a_mail_keeps_its_values_in_their_lines)
{
    struct buffer out = {0};
    const struct alert_mail_head head = {.to = "anna@noc.example\r\nBcc: x@y.example",
                                         .subject = "acme.example\n\nbody",
                                         .message_id = "a.1.b@jump1",
                                         .in_reply_to = "a.1.b@jump1\n",
                                         .domain = "acme.example",
                                         .kind = "firing",
                                         .window = "hourly",
                                         .at = 1795532645};
    alert_mail_write(&out, &head, "first line\n");
    ck_assert_str_eq(buffer_text(&out), "From: mtacon <mtacon>\n"
                                        "To: <anna@noc.exampleBcc: x@y.example>\n"
                                        "Subject: acme.examplebody\n"
                                        "Date: Tue, 24 Nov 2026 15:04:05 +0000\n"
                                        "Message-ID: <a.1.b@jump1>\n"
                                        "In-Reply-To: <a.1.b@jump1>\n"
                                        "References: <a.1.b@jump1>\n"
                                        "Auto-Submitted: auto-generated\n"
                                        "X-Mtacon-Domain: acme.example\n"
                                        "X-Mtacon-Alert: firing\n"
                                        "X-Mtacon-Window: hourly\n"
                                        "MIME-Version: 1.0\n"
                                        "Content-Type: text/plain; charset=utf-8\n"
                                        "Content-Transfer-Encoding: 8bit\n"
                                        "\n"
                                        "first line\n");
    buffer_clear(&out);
}
END_TEST

/* ---- the obvious reading ---- */

enum { STEPS = 60, FAILURES = 400, MINUTES = 4 * 1440 };

struct history {
    struct alert_seen seen[STEPS];
    bool acknowledges[STEPS]; /* somebody does, before the step */
    struct {
        int64_t at, arrives, count; /* when it happened, when the console hears of it */
    } failures[FAILURES];
    int failure_count;
};

static int64_t below(int64_t limit)
{
    return random() % limit;
}

/* Failures in bursts, some of which arrive an hour or more late, as a node was away. */
static void make_history(struct history *history, int64_t window)
{
    int64_t now = 1700000000 + below(86400), start = now;
    bool muted = false, sends = true, subscribed = true;
    int blind = 0;
    int64_t threshold = 5 + below(30), repeat = below(3) * 1800;
    *history = (struct history){0};
    for (int i = 0; i < STEPS; i++) {
        now += 1 + below(below(4) ? 300 : window == WINDOW_HOUR ? 5400 : 40000);
        if (!below(12))
            muted = !muted;
        if (!below(15))
            blind = (int)below(3);
        if (!below(20))
            sends = !sends;
        if (!below(25))
            subscribed = !subscribed;
        if (!below(20))
            threshold = below(4) ? 1 + below(40) : 0;
        history->seen[i] = (struct alert_seen){.now = now,
                                               .threshold = threshold,
                                               .blind = blind,
                                               .muted = muted,
                                               .sends = sends,
                                               .subscribed = subscribed,
                                               .repeat = repeat};
        history->acknowledges[i] = !below(10);
    }
    while (history->failure_count < FAILURES) {
        int64_t at = start + below(now - start), burst = 1 + below(25);
        int64_t late = below(3) ? below(10) : below(3 * 3600);
        for (int64_t k = 0; k < burst && history->failure_count < FAILURES; k++) {
            int64_t when = at + k * below(60);
            history->failures[history->failure_count].at = when;
            history->failures[history->failure_count].arrives = when + late;
            history->failures[history->failure_count++].count = 1 + below(4);
        }
    }
}

/* The count by its definition: what is known at `now` of the minutes of the window. */
static int64_t obvious_count(const struct history *history, int64_t now, int64_t window)
{
    int64_t sum = 0;
    for (int i = 0; i < history->failure_count; i++) {
        int64_t minute = history->failures[i].at - history->failures[i].at % 60;
        if (history->failures[i].arrives <= now && minute > now - now % 60 - window)
            sum += history->failures[i].count;
    }
    return sum;
}

/* Everything that came of a step, read from the beginning of the history each time. */
struct told {
    enum alert_change change;
    enum alert_mail mail;
};

static bool obvious_clear(const struct alert_seen *seen)
{
    return seen->blind == 0 && 100 * seen->count < 80 * seen->threshold;
}

/* The first step at or after `from` at which the alert that fired at `fired` is over; STEPS: none.
 * `mailed`: step of its first mail (STEPS: none). */
static int obvious_end(const struct history *history, int fired, const int *firings, int nth,
                       int mailed)
{
    for (int i = fired + 1; i < STEPS; i++) {
        const struct alert_seen *seen = &history->seen[i];
        if (!seen->threshold)
            return i;
        int begin = i + 1;
        while (begin - 1 > fired && obvious_clear(&history->seen[begin - 1]) &&
               history->seen[begin - 1].threshold)
            begin--;
        if (begin > i || (mailed < i && !seen->sends))
            continue;
        bool flapping =
            nth >= 2 && seen->now - history->seen[firings[nth - 2]].now < ALERT_FLAPPING;
        if (!flapping || seen->now - history->seen[begin].now >= ALERT_QUIET)
            return i;
    }
    return STEPS;
}

static bool obvious_may_mail(const struct history *history, int fired, int step)
{
    const struct alert_seen *seen = &history->seen[step];
    for (int i = fired + 1; i <= step; i++)
        if (history->acknowledges[i])
            return false;
    return seen->sends && seen->subscribed && !seen->muted &&
           (step == fired || !obvious_clear(seen));
}

static void obvious(const struct history *history, struct told *told)
{
    int firings[STEPS], nth = 0;
    memset(told, 0, STEPS * sizeof *told);
    for (int i = 0; i < STEPS; i++) {
        const struct alert_seen *seen = &history->seen[i];
        if (!seen->threshold || seen->count < seen->threshold)
            continue;
        firings[nth] = i;
        told[i].change = ALERT_FIRED;
        /* Its first mail must be known to know its end, and the other way round. */
        int mailed = STEPS, last = STEPS, end = obvious_end(history, i, firings, nth, STEPS);
        for (int k = i; k < end; k++) {
            if (!obvious_may_mail(history, i, k))
                continue;
            if (mailed == STEPS) {
                told[k].mail = ALERT_MAIL_FIRING;
                mailed = last = k;
                end = obvious_end(history, i, firings, nth, mailed);
            } else if (seen->repeat &&
                       history->seen[k].now - history->seen[last].now >= seen->repeat) {
                told[k].mail = ALERT_MAIL_REPEATED;
                last = k;
            }
        }
        nth++;
        if (end == STEPS)
            return;
        told[end].change = history->seen[end].threshold ? ALERT_RECOVERED : ALERT_ENDED;
        if (mailed < STEPS && history->seen[end].threshold && history->seen[end].subscribed &&
            !history->seen[end].muted)
            told[end].mail = ALERT_MAIL_RECOVERED;
        i = end; /* the step that ends one begins none */
    }
}

/* The console's way: counts by minute, grown as news arrive, summed by window. */
static int64_t known_count(const struct history *history, int64_t now, int64_t window)
{
    static int64_t minutes[MINUTES];
    int64_t base = window_minute(now) - (MINUTES - 1) * (int64_t)WINDOW_MINUTE, sum = 0;
    memset(minutes, 0, sizeof minutes);
    for (int i = 0; i < history->failure_count; i++) {
        int64_t place = (window_minute(history->failures[i].at) - base) / WINDOW_MINUTE;
        if (history->failures[i].arrives <= now && place >= 0 && place < MINUTES)
            minutes[place] += history->failures[i].count;
    }
    int64_t first = window == WINDOW_HOUR ? window_last_hour(now) : window_last_day(now);
    for (int64_t place = (first - base) / WINDOW_MINUTE; place < MINUTES; place++)
        sum += minutes[place];
    return sum;
}

START_TEST(ten_thousand_histories)
{
    static struct history history;
    struct told told[STEPS];
    int fired = 0, recovered = 0, repeated = 0;
    /* Fewer under valgrind, which is slow. */
    const char *given = getenv("MTACON_HISTORIES");
    int turns = given ? atoi(given) : 10000;
    srandom(20931);
    for (int turn = 0; turn < turns; turn++) {
        int64_t window = turn % 2 ? WINDOW_HOUR : WINDOW_DAY;
        struct alert alert = {0};
        make_history(&history, window);
        for (int i = 0; i < STEPS; i++)
            history.seen[i].count = obvious_count(&history, history.seen[i].now, window);
        obvious(&history, told);
        for (int i = 0; i < STEPS; i++) {
            struct alert_seen seen = history.seen[i];
            seen.count = known_count(&history, seen.now, window);
            if (history.acknowledges[i] && alert.firing)
                alert.acknowledged = true;
            struct alert_step step = alert_take(&alert, &seen);
            ck_assert_msg(step.change == told[i].change && step.mail == told[i].mail,
                          "history %d, step %d: %d %d, not %d %d", turn, i, step.change, step.mail,
                          told[i].change, told[i].mail);
            fired += step.change == ALERT_FIRED;
            recovered += step.change == ALERT_RECOVERED;
            repeated += step.mail == ALERT_MAIL_REPEATED;
        }
    }
    /* The histories are worth their name. */
    ck_assert_int_gt(fired, turns);
    ck_assert_int_gt(recovered, turns / 4);
    ck_assert_int_gt(repeated, turns / 10);
}
END_TEST

Suite *suite_alert(void)
{
    Suite *suite = suite_create("alert");
    TCase *tests = tcase_create("alert");
    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, it_fires_once_and_recovers_clearly_below);
    tcase_add_test(tests, a_threshold_of_one_recovers_at_none);
    tcase_add_test(tests, what_is_missing_is_no_recovery);
    tcase_add_test(tests, acknowledged_and_muted_ones_are_silent);
    tcase_add_test(tests, a_raised_threshold_ends_it_and_tells_nobody);
    tcase_add_test(tests, a_console_tells_nobody_and_takes_nothing_back);
    tcase_add_test(tests, flapping_is_held_down);
    tcase_add_test(tests, since_when_is_found_in_the_minutes);
    tcase_add_test(tests, a_mail_keeps_its_values_in_their_lines);
    tcase_add_test(tests, ten_thousand_histories);
    suite_add_tcase(suite, tests);
    return suite;
}
