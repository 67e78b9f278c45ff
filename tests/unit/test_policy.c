#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/sha256.h"
#include "mtacon/core/policy_diff.h"
#include "mtacon/core/policy_document.h"
#include "mtacon/core/policy_undo.h"
#include "mtacon/mta/driver.h"

#define NOW 1795532645LL /* 2026-11-24T15:04:05Z */

START_TEST(reports_in_all_nine_cases)
{
    static const bool expected[POLICY_MODES][POLICY_BOUNCES] = {
        /* bounce policy:       Enabled, Disabled, Disabled when on Continuity */
        [POLICY_MODE_DISABLED] = {true, false, true},
        [POLICY_MODE_OPTIONAL] = {true, false, true},
        [POLICY_MODE_ENABLED] = {true, false, false},
    };
    for (int mode = 0; mode < POLICY_MODES; mode++)
        for (int bounce = 0; bounce < POLICY_BOUNCES; bounce++)
            ck_assert_int_eq(policy_reports((enum policy_mode)mode, (enum policy_bounce)bounce),
                             expected[mode][bounce]);
}
END_TEST

START_TEST(fields_are_inherited_one_by_one)
{
    struct policy policy;
    policy_init(&policy);
    policy_add(&policy, "*")->bounce = POLICY_BOUNCE_DISABLED_ON_CONTINUITY;
    policy_add(&policy, "*")->thresholds.hourly = 50;
    ck_assert(policy_subscribe(policy_add(&policy, "*"), "noc@isp.example"));
    struct policy_domain *acme = policy_add(&policy, "acme.example");
    acme->mode = POLICY_MODE_ENABLED;
    acme->thresholds.daily = 500;
    struct policy_domain effective = policy_effective(&policy, "acme.example");
    ck_assert_int_eq(effective.mode, POLICY_MODE_ENABLED);
    ck_assert_int_eq(effective.bounce, POLICY_BOUNCE_DISABLED_ON_CONTINUITY);
    ck_assert_int_eq(effective.thresholds.hourly, 50);
    ck_assert_int_eq(effective.thresholds.daily, 500);
    ck_assert_uint_eq(effective.subscriber_count, 1);
    ck_assert(!policy_subscribers_inside(&policy, "acme.example"));
    ck_assert(policy_subscribe(acme, "it@acme.example"));
    ck_assert(!policy_subscribe(acme, "it@acme.example"));
    ck_assert(policy_subscribers_inside(&policy, "acme.example"));
    /* Its own list stays its own when the last one goes. */
    ck_assert(policy_unsubscribe(acme, "it@acme.example"));
    ck_assert_uint_eq(policy_effective(&policy, "acme.example").subscriber_count, 0);
    effective = policy_effective(&policy, "unknown.example");
    ck_assert_int_eq(effective.mode, POLICY_MODE_DISABLED);
    policy_clear(&policy);
}
END_TEST

START_TEST(an_event_ends_where_it_began)
{
    struct policy policy;
    policy_init(&policy);
    struct policy_domain *acme = policy_add(&policy, "acme.example");
    acme->mode = POLICY_MODE_OPTIONAL;
    policy_set_mode(acme, POLICY_MODE_ENABLED, NOW + 3600);
    policy_set_mode(acme, POLICY_MODE_ENABLED, NOW + 7200); /* extended */
    ck_assert_ptr_null(policy_ended(&policy, NOW + 7199));
    ck_assert_ptr_eq(policy_ended(&policy, NOW + 7200), acme);
    policy_end_event(acme);
    ck_assert_int_eq(acme->mode, POLICY_MODE_OPTIONAL);
    ck_assert_int_eq(acme->until, 0);
    policy_set_mode(acme, POLICY_MODE_ENABLED, 0);
    ck_assert_ptr_null(policy_ended(&policy, NOW * 2));
    policy_clear(&policy);
}
END_TEST

/* What an inherited mode comes to, when an event in front of it ends. */
START_TEST(after_an_event_holds_what_is_inherited_then)
{
    struct policy policy;
    policy_init(&policy);
    policy.domains[0].mode = POLICY_MODE_OPTIONAL;
    policy_set_mode(policy_add(&policy, "acme.example"), POLICY_MODE_ENABLED, NOW + 3600);
    ck_assert_int_eq(policy_effective(&policy, "acme.example").mode_after, POLICY_MODE_OPTIONAL);
    policy_set_mode(&policy.domains[0], POLICY_MODE_ENABLED, NOW + 7200);
    ck_assert_int_eq(policy_effective(&policy, "acme.example").mode_after, POLICY_MODE_ENABLED);
    policy_set_mode(&policy.domains[0], POLICY_MODE_ENABLED, NOW + 3600);
    ck_assert_int_eq(policy_effective(&policy, "acme.example").mode_after, POLICY_MODE_OPTIONAL);
    policy.domains[0].mode_after = POLICY_INHERITED;
    ck_assert_int_eq(policy_effective(&policy, "acme.example").mode_after, POLICY_MODE_DISABLED);
    policy_clear(&policy);
}
END_TEST

static void fill(struct policy *policy)
{
    policy_init(policy);
    policy_add(policy, "*")->thresholds.hourly = 50;
    struct policy_domain *acme = policy_add(policy, "acme.example");
    policy_set_mode(acme, POLICY_MODE_ENABLED, NOW + 7200);
    acme->bounce = POLICY_BOUNCE_DISABLED_ON_CONTINUITY;
    acme->office365 = POLICY_YES;
    policy_subscribe(acme, "noc@isp.example");
    policy_add(policy, "contoso.example")->bounce = POLICY_BOUNCE_DISABLED;
}

START_TEST(documents_are_canonical_and_come_back)
{
    struct policy policy, again;
    struct policy_revision revision = {.number = 42, .at = NOW}, read;
    struct error error;
    fill(&policy);
    snprintf(revision.author, sizeof revision.author, "anna@jump1");
    snprintf(revision.reason, sizeof revision.reason, "INC-20931 \xc3\xa9");
    char *text = policy_document_write(&policy, &revision);
    ck_assert_str_eq(
        text,
        "{\"at\":\"2026-11-24T15:04:05Z\",\"author\":\"anna@jump1\",\"domains\":{\"*\":{\"hourly\":"
        "50},\"acme.example\":{\"bounce_policy\":\"disabled-on-continuity\",\"mode\":\"enabled\","
        "\"mode_after\":\"inherit\",\"office365\":true,\"subscribers\":[\"noc@isp.example\"],"
        "\"until\":\"2026-11-24T17:04:05Z\"},\"contoso.example\":{\"bounce_policy\":\"disabled\"}},"
        "\"format\":2,\"number\":42,\"parent\":\"\",\"reason\":\"INC-20931 \\u00E9\"}\n");
    ck_assert_msg(policy_document_read(text, &again, &read, &error), "%s", error.text);
    ck_assert_str_eq(read.hash, revision.hash);
    ck_assert_uint_eq(policy_diff(&policy, &again, NULL, NULL), 0);
    ck_assert_str_eq(read.reason, revision.reason);
    free(text);
    policy_clear(&policy);
    policy_clear(&again);
}
END_TEST

START_TEST(hostile_documents_are_refused)
{
    static const char *const domains[] = {
        "\"x.com; rm -rf /\":{}",
        "\"ACME.example\":{}",
        "\"a.example\":{\"mode\":\"on\"}",
        "\"a.example\":{\"hourly\":-1}",
        "\"a.example\":{\"subscribers\":[\"a@b\\r\\nBcc: x@y.z\"]}",
        "\"a.example\":{\"subscribers\":[\"a@b.example\",\"a@b.example\"]}",
        "\"a.example\":{\"new\":1}",
        "\"a.example\":{\"until\":\"2026-11-24T17:04:05Z\"}",
        "\"a.example\":{\"mode\":\"enabled\",\"until\":\"tomorrow\"}",
        "\"a.example\":3",
        "\"a.example\":{},\"a.example\":{}"};
    struct policy policy;
    struct policy_revision revision;
    struct error error;
    char text[1024];
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        snprintf(
            text, sizeof text,
            "{\"format\":1,\"number\":1,\"parent\":\"\",\"author\":\"a\",\"reason\":\"\",\"at\":"
            "\"2026-11-24T15:04:05Z\",\"domains\":{%s}}",
            domains[i]);
        ck_assert_msg(!policy_document_read(text, &policy, &revision, &error), "%s", domains[i]);
    }
    ck_assert(!policy_document_read("{\"format\":2}", &policy, &revision, &error));
    ck_assert(!policy_document_read("{\"format\":1,\"number\":1,\"parent\":\"\",\"author\":"
                                    "\"a\\u001b[2J\",\"reason\":\"\",\"at\":"
                                    "\"2026-11-24T15:04:05Z\",\"domains\":{}}",
                                    &policy, &revision, &error));
}
END_TEST

static void add_line(void *argument, const char *text)
{
    buffer_printf(argument, "%s\n", text);
}

START_TEST(differences_are_told_in_lines)
{
    struct policy from, to;
    struct buffer lines = {0};
    fill(&from);
    fill(&to);
    policy_end_event(policy_add(&to, "acme.example"));
    policy_unsubscribe(policy_add(&to, "acme.example"), "noc@isp.example");
    policy_add(&to, "*")->thresholds.hourly = 0;
    policy_remove(&to, "contoso.example");
    policy_add(&to, "fabrikam.example");
    ck_assert_uint_eq(policy_diff(&from, &to, add_line, &lines), 6);
    ck_assert_str_eq(buffer_text(&lines),
                     "*: hourly threshold 50 -> off\n"
                     "acme.example: mode Enabled until 2026-11-24T17:04:05Z, then Inherited from * "
                     "-> Inherited from *\n"
                     "acme.example: subscriber removed: noc@isp.example\n"
                     "contoso.example: no longer configured \n"
                     "contoso.example: bounce policy Disabled -> Inherited from *\n"
                     "fabrikam.example: configured (new)\n");
    buffer_clear(&lines);
    policy_clear(&from);
    policy_clear(&to);
}
END_TEST

START_TEST(addresses_cannot_steer_a_header)
{
    static const char *const bad[] = {"",
                                      "noc",
                                      "@isp.example",
                                      "noc@",
                                      "a b@isp.example",
                                      "a@isp.example\r\nBcc: x@y.example",
                                      "a\nb@isp.example",
                                      "\"a\"@isp.example",
                                      "a..b@isp.example",
                                      ".a@isp.example",
                                      "<a@isp.example>",
                                      "a@x.com; rm -rf /",
                                      "a@[192.0.2.1]",
                                      "a,b@isp.example",
                                      "\xc3\xa9@isp.example"};
    char out[MAIL_ADDRESS_SIZE], longest[400];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(mail_address_normalise(bad[i], out) != NULL, "%s", bad[i]);
    ck_assert_ptr_null(mail_address_normalise("NOC+alerts@ISP.Example", out));
    ck_assert_str_eq(out, "NOC+alerts@isp.example");
    memset(longest, 'a', sizeof longest);
    memcpy(longest + 65, "@isp.example", 13);
    ck_assert_ptr_nonnull(mail_address_normalise(longest, out));
}
END_TEST

START_TEST(internationalised_names_are_stored_as_labels)
{
    char out[DOMAIN_NAME_SIZE];
    ck_assert_ptr_null(domain_name_from_person("B\xc3\xbc"
                                               "cher.example",
                                               out));
    ck_assert_str_eq(out, "xn--bcher-kva.example");
    ck_assert_str_eq(domain_name_readable("xn--bcher-kva.example", out), "b\xc3\xbc"
                                                                         "cher.example");
    ck_assert_str_eq(domain_name_readable("xn--a.example", out), "xn--a.example");
    ck_assert_ptr_nonnull(domain_name_from_person("\xff.example", out));
}
END_TEST

START_TEST(digests_are_those_of_the_standard)
{
    char out[SHA256_HEX_SIZE], million[1000];
    sha256_hex("", 0, out);
    ck_assert_str_eq(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, out);
    ck_assert_str_eq(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    memset(million, 'a', sizeof million);
    sha256_hex(million, sizeof million, out);
    ck_assert_str_eq(out, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
}
END_TEST

/* Who is inside: DOMAIN of the project, 'External senders only'. */
START_TEST(a_sender_is_internal_to_its_organisation)
{
    static const struct {
        const char *sender, *recipient;
        bool internal;
    } table[] = {
        {"boss@acme.example", "x@acme.example", true},      /* the same domain */
        {"boss@ACME.example", "x@Acme.EXAMPLE", true},      /* case does not count */
        {"lee@branch.example", "x@acme.example", true},     /* the same organisation */
        {"boss@acme.example", "x@branch.example", true},    /* both ways */
        {"kim@other.example", "x@acme.example", false},     /* another customer */
        {"joe@contoso.example", "x@acme.example", false},   /* without an organisation */
        {"pat@out.example", "x@acme.example", false},       /* nobody's */
        {"sub@sub.acme.example", "x@acme.example", false},  /* a sub-domain is not the domain */
        {"boss@acme.example", "x@sub.acme.example", false}, /* nor the other way */
        {"pat@out.example", "y@out.example", true},         /* alone, and with itself */
        {"", "x@acme.example", false},                      /* the null sender */
        {"<>", "x@acme.example", false},                    /* as it may be written */
        {"root", "x@acme.example", false},                  /* no domain */
        {"root@", "x@acme.example", false},                 /* an empty one */
        {"a@b@acme.example", "x@acme.example", true},       /* the last @ counts */
        {"\"a@out.example\"@acme.example", "x@acme.example", true}, /* quoted */
        {"x@b\xc3\xbc"
         "cher.example",
         "y@xn--bcher-kva.example", true}, /* as read, and as A-label */
        {"x@b\xc3\xbc"
         "cher.example",
         "y@acme.example", true}, /* in the organisation by either */
        {"a@-bad-.example", "x@acme.example", false},
    };
    struct policy policy;
    policy_init(&policy);
    static const char *const acme[] = {"acme.example", "branch.example", "xn--bcher-kva.example"};
    for (int i = 0; i < 3; i++)
        snprintf(policy_add(&policy, acme[i])->organisation, ORGANISATION_SIZE, "%s",
                 i == 1 ? "ACME corp" : "Acme Corp");
    snprintf(policy_add(&policy, "other.example")->organisation, ORGANISATION_SIZE, "Other");
    policy_add(&policy, "contoso.example");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        ck_assert_msg(organisation_is_internal(&policy, table[i].sender, table[i].recipient) ==
                          table[i].internal,
                      "%s -> %s", table[i].sender, table[i].recipient);
    ck_assert(organisation_is_told(&policy, "pat@out.example", "x@acme.example"));
    policy_add(&policy, "acme.example")->bounce = POLICY_BOUNCE_DISABLED;
    ck_assert(!organisation_is_told(&policy, "pat@out.example", "x@acme.example"));
    ck_assert(organisation_is_told(&policy, "lee@branch.example", "x@acme.example"));
    ck_assert(organisation_is_told(&policy, "pat@out.example", "x@stranger.example"));
    policy.domains[0].bounce = POLICY_BOUNCE_DISABLED; /* of '*': named domains alone */
    ck_assert(organisation_is_told(&policy, "pat@out.example", "x@stranger.example"));
    ck_assert(!organisation_is_told(&policy, "pat@out.example", "x@contoso.example"));
    ck_assert_str_eq(organisation_group(&policy, "branch.example"), "acme.example");
    ck_assert_str_eq(organisation_group(&policy, "contoso.example"), "contoso.example");
    ck_assert_str_eq(organisation_group(&policy, "out.example"), "out.example");
    policy_clear(&policy);
}
END_TEST

START_TEST(organisations_have_names)
{
    char long_name[ORGANISATION_SIZE + 1];
    memset(long_name, 'x', sizeof long_name);
    long_name[ORGANISATION_SIZE] = '\0';
    ck_assert_ptr_null(organisation_wrong("ACME Corp"));
    ck_assert_ptr_null(organisation_wrong("B\xc3\xbc"
                                          "cher & S\xc3\xb6hne"));
    static const char *const bad[] = {"", " a", "a ", "a\tb", "a\nb", "\x1b[2J", "\xff"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_ptr_nonnull(organisation_wrong(bad[i]));
    ck_assert_ptr_nonnull(organisation_wrong(long_name));
    long_name[ORGANISATION_SIZE - 1] = '\0';
    ck_assert_ptr_null(organisation_wrong(long_name));
}
END_TEST

/* A document of before organisations is read; the next one written is of the newest format. */
START_TEST(a_document_of_format_1_is_read)
{
    struct policy policy;
    struct policy_revision revision;
    struct error error;
    const char *old = "{\"at\":\"2026-11-24T15:04:05Z\",\"author\":\"a\",\"domains\":{\"*\":{},"
                      "\"acme.example\":{\"mode\":\"enabled\"}},\"format\":1,\"number\":1,"
                      "\"parent\":\"\",\"reason\":\"r\"}\n";
    ck_assert(policy_document_read(old, &policy, &revision, &error));
    snprintf(policy_add(&policy, "acme.example")->organisation, ORGANISATION_SIZE, "ACME");
    char *text = policy_document_write(&policy, &revision);
    ck_assert_ptr_nonnull(strstr(text, "\"format\":2"));
    ck_assert_ptr_nonnull(strstr(text, "\"organisation\":\"ACME\""));
    policy_clear(&policy);
    ck_assert(policy_document_read(text, &policy, &revision, &error));
    ck_assert_str_eq(policy_find(&policy, "acme.example")->organisation, "ACME");
    policy_clear(&policy);
    free(text);
    ck_assert(!policy_document_read("{\"at\":\"2026-11-24T15:04:05Z\",\"author\":\"a\",\"domains\":"
                                    "{\"*\":{\"organisation\":\"all\"}},\"format\":2,\"number\":1,"
                                    "\"parent\":\"\",\"reason\":\"r\"}\n",
                                    &policy, &revision, &error));
    policy_clear(&policy);
}
END_TEST

START_TEST(the_bundle_carries_what_postfix_obeys)
{
    struct policy policy;
    struct policy_revision revision = {.number = 42, .at = NOW};
    struct buffer command = {0};
    struct mta_bundle bundle = {.probe = NULL};
    fill(&policy);
    policy_add(&policy, "a-b.example")->mode = POLICY_MODE_OPTIONAL;
    snprintf(revision.author, sizeof revision.author, "it's anna@jump1");
    char *document = policy_document_write(&policy, &revision);
    mta_bundle_render(&bundle, mta_driver_find("postfix"), &policy, document);
    mta_bundle_push(&command, &bundle, "/etc/mtacon", "", &revision);
    ck_assert_ptr_nonnull(strstr(buffer_text(&command), " - 42 1795532645 'it'\\''s anna@jump1' "));
    const char *text = buffer_text(&bundle.files);
    ck_assert_ptr_nonnull(strstr(text, "/^Final-Recipient: [^ ]+ *.*@acme\\.example$/ FILTER "
                                       "mtacon_report:report\n"));
    ck_assert_ptr_nonnull(strstr(text, "@contoso\\.example$/ FILTER"));
    ck_assert_ptr_nonnull(strstr(text, " reports\n"
                                       "acme.example acme.example acme.example off\n"));
    ck_assert_ptr_null(strstr(text, "@a-b"));
    ck_assert_ptr_null(strstr(text, "\nacme.example REJECT"));
    ck_assert_ptr_null(strstr(text, "\na-b.example REJECT"));
    ck_assert_ptr_nonnull(strstr(text, "\ncontoso.example REJECT continuity mode of"));
    ck_assert_ptr_nonnull(
        strstr(text, "\"mode\":\"enabled\",\"mode_after\":\"disabled\",\"until\":\""));
    ck_assert_ptr_nonnull(strstr(text, " published/contoso.example.json\n"));
    free(document);
    buffer_clear(&command);
    mta_bundle_clear(&bundle);
    policy_clear(&policy);
}
END_TEST

START_TEST(durations_and_times_are_read)
{
    int64_t seconds;
    ck_assert(clock_parse_duration("90m", &seconds) && seconds == 5400);
    ck_assert(clock_parse_duration("1d", &seconds) && seconds == 86400);
    ck_assert(!clock_parse_duration("2", &seconds) && !clock_parse_duration("h", &seconds));
    ck_assert(!clock_parse_duration("2hh", &seconds) && !clock_parse_duration("-2h", &seconds));
    ck_assert(!clock_parse_duration("999999999999d", &seconds) &&
              !clock_parse_duration("400d", &seconds));
    ck_assert(clock_parse_rfc3339("2026-11-24T15:04:05Z", &seconds) && seconds == NOW);
    ck_assert(!clock_parse_rfc3339("2026-11-24T15:04:05+01:00", &seconds));
    /* Found by fuzzing: a year that would not be written as it was read. */
    ck_assert(!clock_parse_rfc3339("0291-11-24T15:04:05Z", &seconds));
}
END_TEST

/* The policy of a document with these domains beside '*'. */
static struct policy policy_of(const char *domains)
{
    struct policy policy;
    struct policy_revision revision;
    struct error error;
    struct buffer text = {0};
    buffer_printf(&text,
                  "{\"at\":\"2026-11-24T15:04:05Z\",\"author\":\"a\",\"domains\":{\"*\":{}%s%s},"
                  "\"format\":1,\"number\":1,\"parent\":\"\",\"reason\":\"\"}",
                  *domains ? "," : "", domains);
    ck_assert_msg(policy_document_read(buffer_text(&text), &policy, &revision, &error), "%s: %s",
                  domains, error.text);
    buffer_clear(&text);
    return policy;
}

static void add_text(void *argument, const char *text)
{
    buffer_printf(argument, "%s;", text);
}

#define EVENT "\"mode\":\"enabled\",\"mode_after\":\"inherit\",\"until\":\"2026-11-24T17:04:05Z\""

START_TEST(one_change_is_taken_back_alone)
{
    static const struct {
        const char *before, *after, *now, *expected; /* expected: domains, or conflicts */
        bool conflicts;
    } cases[] = {
        /* A field, with another one changed since; the same one changed since. */
        {"\"a.b\":{}", "\"a.b\":{\"hourly\":5}", "\"a.b\":{\"hourly\":5,\"daily\":9}",
         "\"a.b\":{\"daily\":9}", false},
        {"\"a.b\":{}", "\"a.b\":{\"hourly\":5}", "\"a.b\":{\"hourly\":6}", "a.b: hourly threshold;",
         true},
        /* It has been taken back by hand; an event has ended by itself. */
        {"\"a.b\":{}", "\"a.b\":{\"hourly\":5}", "\"a.b\":{}", "\"a.b\":{}", false},
        {"\"a.b\":{}", "\"a.b\":{" EVENT "}", "\"a.b\":{}", "\"a.b\":{}", false},
        /* Mode and end are one field. */
        {"\"a.b\":{}", "\"a.b\":{" EVENT "}", "\"a.b\":{" EVENT ",\"bounce_policy\":\"disabled\"}",
         "\"a.b\":{\"bounce_policy\":\"disabled\"}", false},
        {"\"a.b\":{}", "\"a.b\":{" EVENT "}", "\"a.b\":{\"mode\":\"enabled\"}", "a.b: mode;", true},
        /* Two fields, one of which conflicts. */
        {"\"a.b\":{}", "\"a.b\":{\"hourly\":5,\"daily\":9}", "\"a.b\":{\"hourly\":5,\"daily\":8}",
         "a.b: 24 h threshold;", true},
        /* Subscribers one by one; a list that became its own is one change. */
        {"\"a.b\":{\"subscribers\":[\"x@y.z\"]}", "\"a.b\":{\"subscribers\":[\"n@y.z\"]}",
         "\"a.b\":{\"subscribers\":[\"n@y.z\",\"m@y.z\"]}",
         "\"a.b\":{\"subscribers\":[\"m@y.z\",\"x@y.z\"]}", false},
        {"\"a.b\":{}", "\"a.b\":{\"subscribers\":[\"n@y.z\"]}",
         "\"a.b\":{\"subscribers\":[\"n@y.z\"]}", "\"a.b\":{}", false},
        {"\"a.b\":{}", "\"a.b\":{\"subscribers\":[\"n@y.z\"]}",
         "\"a.b\":{\"subscribers\":[\"n@y.z\",\"m@y.z\"]}", "a.b: subscribers;", true},
        {"\"a.b\":{\"subscribers\":[]}", "\"a.b\":{\"subscribers\":[\"n@y.z\"]}", "\"a.b\":{}",
         "a.b: subscribers;", true},
        /* Domains that came and went. */
        {"", "\"a.b\":{\"hourly\":5}", "\"a.b\":{\"hourly\":5},\"c.d\":{}", "\"c.d\":{}", false},
        {"", "\"a.b\":{\"hourly\":5}", "\"a.b\":{\"hourly\":6}", "a.b: its settings;", true},
        {"", "\"a.b\":{}", "", "", false},
        {"\"a.b\":{\"hourly\":5}", "", "\"c.d\":{}", "\"a.b\":{\"hourly\":5},\"c.d\":{}", false},
        {"\"a.b\":{\"hourly\":5}", "", "\"a.b\":{}", "a.b: its settings;", true},
        {"\"a.b\":{}", "\"a.b\":{\"hourly\":5}", "", "a.b: no longer configured;", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct policy before = policy_of(cases[i].before), after = policy_of(cases[i].after),
                      now = policy_of(cases[i].now);
        struct buffer conflicts = {0};
        size_t count = policy_undo(&now, &before, &after, add_text, &conflicts);
        ck_assert_msg((count > 0) == cases[i].conflicts, "case %zu: %s", i,
                      buffer_text(&conflicts));
        if (cases[i].conflicts) {
            ck_assert_str_eq(buffer_text(&conflicts), cases[i].expected);
        } else {
            struct policy expected = policy_of(cases[i].expected);
            ck_assert_msg(policy_diff(&expected, &now, NULL, NULL) == 0, "case %zu", i);
            policy_clear(&expected);
        }
        buffer_clear(&conflicts);
        policy_clear(&before);
        policy_clear(&after);
        policy_clear(&now);
    }
}
END_TEST

START_TEST(an_event_is_extended_by_what_is_added)
{
    ck_assert_int_eq(policy_extended(NOW + 60, 7200, NOW), NOW + 7260);
    /* One that is over and was not ended yet begins now. */
    ck_assert_int_eq(policy_extended(NOW - 60, 7200, NOW), NOW + 7200);
}
END_TEST

START_TEST(nodes_know_of_mode_and_bounce_alone)
{
    static const struct {
        const char *from, *to;
        bool differs;
    } cases[] = {
        {"\"a.b\":{}", "\"a.b\":{}", false},
        {"\"a.b\":{}", "\"a.b\":{\"hourly\":5,\"daily\":7}", false},
        {"\"a.b\":{}", "\"a.b\":{\"subscribers\":[\"n@y.z\"],\"office365\":true}", false},
        {"\"a.b\":{}", "\"a.b\":{\"mode\":\"optional\"}", true},
        {"\"a.b\":{\"mode\":\"enabled\"}", "\"a.b\":{" EVENT "}", true},
        {"\"a.b\":{}", "\"a.b\":{\"bounce_policy\":\"disabled\"}", true},
        {"\"a.b\":{}", "\"a.b\":{},\"c.d\":{}", true},
        {"\"a.b\":{}", "\"c.d\":{}", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct policy from = policy_of(cases[i].from), to = policy_of(cases[i].to);
        ck_assert_msg(policy_differs_on_nodes(&from, &to) == cases[i].differs, "case %zu", i);
        policy_clear(&from);
        policy_clear(&to);
    }
}
END_TEST

Suite *suite_policy(void)
{
    Suite *suite = suite_create("policy");
    TCase *tests = tcase_create("rules");
    tcase_add_test(tests, reports_in_all_nine_cases);
    tcase_add_test(tests, fields_are_inherited_one_by_one);
    tcase_add_test(tests, an_event_ends_where_it_began);
    tcase_add_test(tests, after_an_event_holds_what_is_inherited_then);
    tcase_add_test(tests, documents_are_canonical_and_come_back);
    tcase_add_test(tests, hostile_documents_are_refused);
    tcase_add_test(tests, differences_are_told_in_lines);
    tcase_add_test(tests, addresses_cannot_steer_a_header);
    tcase_add_test(tests, internationalised_names_are_stored_as_labels);
    tcase_add_test(tests, digests_are_those_of_the_standard);
    tcase_add_test(tests, a_sender_is_internal_to_its_organisation);
    tcase_add_test(tests, organisations_have_names);
    tcase_add_test(tests, a_document_of_format_1_is_read);
    tcase_add_test(tests, the_bundle_carries_what_postfix_obeys);
    tcase_add_test(tests, durations_and_times_are_read);
    tcase_add_test(tests, one_change_is_taken_back_alone);
    tcase_add_test(tests, an_event_is_extended_by_what_is_added);
    tcase_add_test(tests, nodes_know_of_mode_and_bounce_alone);
    suite_add_tcase(suite, tests);
    return suite;
}
