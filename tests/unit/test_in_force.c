/* What is in force, beside what is saved: a table over fleets of three. */
#include "mtacon/model/in_force.h"

#include <stdio.h>
#include <string.h>

#include "suites.h"

#define NOW 1795532645LL /* 2026-11-24 15:04:05 */

enum { CURRENT, OLDER, OLDEST, FOREIGN, UNREADABLE, NOTHING, KINDS };

static struct policy saved(void)
{
    struct policy policy;
    policy_init(&policy);
    struct policy_domain *domain = policy_add(&policy, "acme.example");
    policy_set_mode(domain, POLICY_MODE_ENABLED, NOW + 7200);
    domain->bounce = POLICY_BOUNCE_DISABLED_ON_CONTINUITY;
    return policy;
}

static struct policy older(void)
{
    struct policy policy;
    policy_init(&policy);
    policy_add(&policy, "acme.example");
    policy_add(&policy, "gone.example");
    return policy;
}

static struct policy oldest(void)
{
    struct policy policy = older();
    policy_add(&policy, "acme.example")->mode = POLICY_MODE_OPTIONAL;
    return policy;
}

struct fleet {
    struct model model;
    struct model_carried carried[KINDS];
    struct model_node nodes[6];
    char names[6][8];
};

/* `as`: a letter a node: c current, o older, p older still, f foreign, u unreadable, n nothing yet,
 * x not enrolled; upper case: out of reach since 14:02. */
static void make(struct fleet *fleet, const char *as)
{
    static const char kinds[] = "copfun";
    *fleet = (struct fleet){.model = {.at = NOW, .policy = saved()}};
    fleet->carried[CURRENT] = (struct model_carried){.current = true};
    fleet->carried[OLDER] = (struct model_carried){.policy = older()};
    fleet->carried[OLDEST] = (struct model_carried){.policy = oldest()};
    fleet->carried[FOREIGN] = (struct model_carried){.knowledge = MODEL_ALIEN};
    fleet->carried[UNREADABLE] = (struct model_carried){.knowledge = MODEL_UNREADABLE};
    fleet->model.carried = fleet->carried;
    fleet->model.carried_count = KINDS;
    fleet->model.revision.number = 8;
    snprintf(fleet->model.revision.hash, sizeof fleet->model.revision.hash, "h");
    fleet->model.nodes = fleet->nodes;
    fleet->model.node_count = strlen(as);
    for (size_t i = 0; as[i]; i++) {
        struct model_node *node = &fleet->nodes[i];
        char kind = (char)(as[i] | 0x20);
        snprintf(fleet->names[i], sizeof fleet->names[i], "mta%zu", i + 1);
        node->stored.name = fleet->names[i];
        node->stored.id = (int64_t)i + 1;
        node->policy_read = as[i] == kind;
        node->stored.last_contact = node->policy_read ? NOW : NOW - 3725;
        node->sync = kind == 'c'   ? SYNC_CURRENT
                     : kind == 'f' ? SYNC_FOREIGN
                     : kind == 'x' ? SYNC_NOT_ENROLLED
                                   : SYNC_BEHIND;
        if (kind == 'x')
            continue;
        struct model_carried *carried = &fleet->carried[strchr(kinds, kind) - kinds];
        carried->nodes += node->policy_read;
        node->carried = carried;
        node->stored.enrolled = true;
        fleet->model.enrolled++;
        if (!node->policy_read && !fleet->model.lost)
            fleet->model.lost = node;
    }
}

static void take_part(struct fleet *fleet, struct rollout_node *rollout, size_t count)
{
    fleet->model.rollout_nodes = rollout;
    fleet->model.rollout_node_count = count;
    for (size_t i = 0; i < count; i++)
        fleet->nodes[rollout[i].node - 1].rollout = &rollout[i];
}

static void clear(struct fleet *fleet)
{
    policy_clear(&fleet->model.policy);
    policy_clear(&fleet->carried[OLDER].policy);
    policy_clear(&fleet->carried[OLDEST].policy);
}

START_TEST(words_say_what_is_where)
{
    static const struct {
        const char *fleet, *domain, *mode, *reports, *head;
    } table[] = {
        {"ccc", "acme.example", "Enabled until 24 Nov 17:04Z, in force on 3 of 3",
         "OFF (Disabled when on Continuity), in force on 3 of 3", "r8 in force on 3 of 3"},
        {"ooo", "acme.example",
         "Enabled until 24 Nov 17:04Z, saved (r8), in force on 0 of 3; mta1, mta2 and 1 more have "
         "Disabled",
         "OFF (Disabled when on Continuity), saved (r8), in force on 0 of 3; mta1, mta2 and 1 more "
         "have on",
         "r8 saved, on 0 of 3"},
        {"coC", "acme.example",
         "Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta2 has Disabled; mta3 unknown since "
         "14:02Z",
         "OFF (Disabled when on Continuity), in force on 1 of 3; mta2 has on; mta3 unknown since "
         "14:02Z",
         "r8 saved, on 1 of 3"},
        {"ccC", "acme.example",
         "Enabled until 24 Nov 17:04Z, in force on 2 of 3; mta3 unknown since 14:02Z",
         "OFF (Disabled when on Continuity), in force on 2 of 3; mta3 unknown since "
         "14:02Z",
         "r8 on 2 of 3, mta3 unknown"},
        {"CCC", "acme.example",
         "Enabled until 24 Nov 17:04Z, in force on 0 of 3; 3 unknown, the longest since 14:02Z",
         "OFF (Disabled when on Continuity), in force on 0 of 3; 3 unknown, the longest since "
         "14:02Z",
         "r8 on 0 of 3, 3 unknown"},
        {"ccf", "acme.example",
         "Enabled until 24 Nov 17:04Z, in force on 2 of 3; 1 carries what another console pushed",
         "OFF (Disabled when on Continuity), in force on 2 of 3; 1 carries what another console "
         "pushed",
         "r8 on 2 of 3, 1 foreign"},
        {"nnc", "acme.example",
         "Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1, mta2 have not set",
         "OFF (Disabled when on Continuity), in force on 1 of 3; mta1, mta2 have on",
         "r8 saved, on 1 of 3"},
        {"xx", "acme.example",
         "Enabled until 24 Nov 17:04Z, saved; in force nowhere: no node is enrolled",
         "OFF (Disabled when on Continuity), saved; in force nowhere: no node is enrolled",
         "r8 saved, no node enrolled"},
        {"cx", "acme.example", "Enabled until 24 Nov 17:04Z, in force on 1 of 1",
         "OFF (Disabled when on Continuity), in force on 1 of 1", "r8 in force on 1 of 1"},
        {"cc", "new.example", "not set: the nodes do not touch it",
         "not set: the nodes do not touch it", "r8 in force on 2 of 2"},
        /* What differs differs. */
        {"opc", "acme.example",
         "Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled; 1 other differs",
         "OFF (Disabled when on Continuity), in force on 1 of 3; mta1, mta2 have on",
         "r8 saved, on 1 of 3"},
        {"ppoc", "acme.example",
         "Enabled until 24 Nov 17:04Z, in force on 1 of 4; mta1, mta2 have Optional; 1 other "
         "differs",
         "OFF (Disabled when on Continuity), in force on 1 of 4; mta1, mta2 and 1 more have on",
         "r8 saved, on 1 of 4"},
        /* This store has it, and cannot read it: it is no other console's. */
        {"ucc", "acme.example", "Enabled until 24 Nov 17:04Z, in force on 2 of 3; 1 unknown",
         "OFF (Disabled when on Continuity), in force on 2 of 3; 1 unknown", "r8 saved, on 2 of 3"},
        /* Removed here, and still set there. */
        {"co", "gone.example", "not set, in force on 1 of 2; mta2 has Disabled",
         "on, in force on 2 of 2", "r8 saved, on 1 of 2"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct fleet fleet;
        struct buffer mode = {0}, reports = {0}, head = {0};
        make(&fleet, table[i].fleet);
        const char *domain = table[i].domain;
        model_in_force_text(&fleet.model, domain, MODEL_FIELD_MODE, false, &mode);
        model_in_force_text(&fleet.model, domain, MODEL_FIELD_REPORTS, false, &reports);
        model_policy_text(&fleet.model, &head);
        ck_assert_str_eq(buffer_text(&mode), table[i].mode);
        ck_assert_str_eq(buffer_text(&reports), table[i].reports);
        ck_assert_str_eq(buffer_text(&head), table[i].head);
        buffer_clear(&mode);
        buffer_clear(&reports);
        buffer_clear(&head);
        clear(&fleet);
    }
}
END_TEST

START_TEST(counts_add_up)
{
    static const char kinds[] = "copfunxCOPFUN";
    for (int i = 0; i < 13 * 13 * 13; i++) {
        const char as[] = {kinds[i % 13], kinds[i / 13 % 13], kinds[i / 169], 0};
        struct fleet fleet;
        make(&fleet, as);
        for (int field = 0; field < 2; field++) {
            struct model_in_force force =
                model_in_force(&fleet.model, "acme.example", (enum model_field)field);
            int enrolled = 0, unread = 0, current = 0, unreadable = 0;
            for (int k = 0; k < 3; k++) {
                enrolled += as[k] != 'x';
                unread += as[k] < 'a';
                current += as[k] == 'c';
                unreadable += as[k] == 'u';
            }
            ck_assert_int_eq(force.nodes, enrolled);
            ck_assert_int_eq(force.agree + force.differ + force.unknown, enrolled);
            ck_assert_int_eq(force.unknown - force.foreign, unread + unreadable);
            ck_assert_int_eq(force.agree, current);
            ck_assert_int_eq(model_is_in_force(&force), enrolled && current == enrolled);
        }
        clear(&fleet);
    }
}
END_TEST

START_TEST(most_of_those_that_differ_say_what_else_is_in_force)
{
    struct fleet fleet;
    make(&fleet, "noo");
    struct model_in_force force = model_in_force(&fleet.model, "acme.example", MODEL_FIELD_MODE);
    ck_assert(force.other.named);
    ck_assert_int_eq(force.other.mode, POLICY_MODE_DISABLED);
    clear(&fleet);
    make(&fleet, "onn");
    force = model_in_force(&fleet.model, "acme.example", MODEL_FIELD_MODE);
    ck_assert(!force.other.named);
    clear(&fleet);
}
END_TEST

START_TEST(a_push_is_told_while_it_runs)
{
    struct rollout_node on_way[] = {{.node = 1, .state = ROLLOUT_IN_FORCE},
                                    {.node = 2, .state = ROLLOUT_PUSHING}};
    struct fleet fleet;
    struct buffer head = {0};
    make(&fleet, "co");
    take_part(&fleet, on_way, 2);
    snprintf(fleet.model.rollout.hash, sizeof fleet.model.rollout.hash, "h");
    model_policy_text(&fleet.model, &head);
    ck_assert_str_eq(buffer_text(&head), "pushing r8, on 1 of 2");
    on_way[1].state = ROLLOUT_FAILED;
    buffer_clear(&head);
    model_policy_text(&fleet.model, &head);
    ck_assert_str_eq(buffer_text(&head), "r8 on 1 of 2, 1 FAILED");
    /* Of an earlier revision: it says nothing of this one. */
    snprintf(fleet.model.rollout.hash, sizeof fleet.model.rollout.hash, "g");
    buffer_clear(&head);
    model_policy_text(&fleet.model, &head);
    ck_assert_str_eq(buffer_text(&head), "r8 saved, on 1 of 2");
    buffer_clear(&head);
    clear(&fleet);
}
END_TEST

/* It did harm on the first, and never came to the second. */
START_TEST(what_was_taken_back_says_so)
{
    struct rollout_node back[] = {{.node = 1, .state = ROLLOUT_RETURNED},
                                  {.node = 2, .state = ROLLOUT_WAITING}};
    struct fleet fleet;
    struct buffer head = {0};
    make(&fleet, "OO");
    take_part(&fleet, back, 2);
    fleet.model.rollout.state = ROLLOUT_STOPPED;
    snprintf(fleet.model.rollout.hash, sizeof fleet.model.rollout.hash, "h");
    ck_assert_int_eq(model_policy_standing(&fleet.model).standing, MODEL_RETURNED);
    model_policy_text(&fleet.model, &head);
    ck_assert_str_eq(buffer_text(&head), "r8 TAKEN BACK, on 0 of 2");
    clear(&fleet);
    buffer_clear(&head);
}
END_TEST

/* Another revision was saved while waves of one are on their way: both are said. */
START_TEST(waves_of_another_revision_are_not_hidden)
{
    struct rollout_node nodes[] = {{.node = 1, .state = ROLLOUT_IN_FORCE},
                                   {.node = 2, .state = ROLLOUT_WAITING}};
    struct fleet fleet;
    struct buffer head = {0};
    make(&fleet, "oo");
    fleet.model.rollout_nodes = nodes;
    fleet.model.rollout_node_count = 2;
    fleet.model.rollout.number = 7;
    snprintf(fleet.model.rollout.hash, sizeof fleet.model.rollout.hash, "g");
    snprintf(fleet.model.rollout.manner.waves, sizeof fleet.model.rollout.manner.waves, "1,100%%");
    model_policy_text(&fleet.model, &head);
    ck_assert_str_eq(buffer_text(&head), "r7 in waves, on 1 of 2; r8 saved");
    buffer_clear(&head);
    fleet.model.rollout.state = ROLLOUT_RETURNING;
    model_policy_text(&fleet.model, &head);
    ck_assert_str_eq(buffer_text(&head), "r7 goes back, on 1 of 2; r8 saved");
    buffer_clear(&head);
    fleet.model.rollout.state = ROLLOUT_STOPPED;
    ck_assert(!model_other_waves(&fleet.model));
    clear(&fleet);
}
END_TEST

/* One comes back and gets it; the other is in reach, and nobody brings it there. */
START_TEST(who_is_late_hides_nobody)
{
    struct rollout_node late[] = {{.node = 1, .state = ROLLOUT_LATE}};
    struct fleet fleet;
    struct buffer head = {0};
    make(&fleet, "Ooc");
    take_part(&fleet, late, 1);
    snprintf(fleet.model.rollout.hash, sizeof fleet.model.rollout.hash, "h");
    struct model_policy policy = model_policy_standing(&fleet.model);
    ck_assert_int_eq(policy.standing, MODEL_WAITS);
    ck_assert_int_eq(policy.late, 1);
    ck_assert_int_eq(policy.waits, 1);
    model_policy_text(&fleet.model, &head);
    ck_assert_str_eq(buffer_text(&head), "r8 saved, on 1 of 3");
    clear(&fleet);
    buffer_clear(&head);
    make(&fleet, "Ocf");
    take_part(&fleet, late, 1);
    snprintf(fleet.model.rollout.hash, sizeof fleet.model.rollout.hash, "h");
    fleet.model.split = true;
    model_policy_text(&fleet.model, &head);
    ck_assert_str_eq(buffer_text(&head), "r8 on 1 of 3, SPLIT: 1 foreign");
    buffer_clear(&head);
    clear(&fleet);
}
END_TEST

START_TEST(a_row_has_it_in_brief)
{
    static const struct {
        const char *fleet, *mode, *reports;
    } table[] = {{"ccc", "Enabled 2h", "OFF"},
                 {"ooo", "Disabled>Enabled 2h r8", "on>OFF"},
                 {"coo", "Enabled 2h 1/3", "OFF 1/3"},
                 {"ccC", "Enabled 2h 2/3?", "OFF"},
                 {"ccf", "Enabled 2h 2/3?", "OFF"},
                 {"x", "Enabled 2h (saved)", "OFF"},
                 {"nnn", "not set>Enabled 2h r8", "on>OFF"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct fleet fleet;
        char mode[64], reports[64];
        make(&fleet, table[i].fleet);
        model_in_force_brief(&fleet.model, "acme.example", MODEL_FIELD_MODE, " 2h", mode,
                             sizeof mode);
        model_in_force_brief(&fleet.model, "acme.example", MODEL_FIELD_REPORTS, "", reports,
                             sizeof reports);
        ck_assert_str_eq(mode, table[i].mode);
        ck_assert_str_eq(reports, table[i].reports);
        clear(&fleet);
    }
}
END_TEST

Suite *suite_in_force(void)
{
    Suite *suite = suite_create("in force");
    TCase *tests = tcase_create("in force");
    tcase_add_test(tests, words_say_what_is_where);
    tcase_add_test(tests, counts_add_up);
    tcase_add_test(tests, most_of_those_that_differ_say_what_else_is_in_force);
    tcase_add_test(tests, a_push_is_told_while_it_runs);
    tcase_add_test(tests, what_was_taken_back_says_so);
    tcase_add_test(tests, waves_of_another_revision_are_not_hidden);
    tcase_add_test(tests, who_is_late_hides_nobody);
    tcase_add_test(tests, a_row_has_it_in_brief);
    suite_add_tcase(suite, tests);
    return suite;
}
