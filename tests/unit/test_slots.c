/* How many connections are in the making at a time. */
#include "suites.h"

#include "slots.h"

enum { MANY = 40 };

struct line {
    struct loop *loop;
    struct slots slots;
    struct slot slot[MANY];
    int called[MANY]; /* how often each was told that there is room */
    int last;         /* who was told last */
};

struct teller {
    struct line *line;
    int number;
};

static struct teller tellers[MANY];

static void told(void *argument)
{
    struct teller *teller = argument;
    teller->line->called[teller->number]++;
    teller->line->last = teller->number;
}

static void begin(struct line *line)
{
    *line = (struct line){.loop = loop_new(), .last = -1};
    slots_begin(&line->slots, line->loop);
    for (int i = 0; i < MANY; i++) {
        tellers[i] = (struct teller){line, i};
        line->slot[i] = (struct slot){.ready = told, .argument = &tellers[i]};
    }
}

static void end(struct line *line)
{
    slots_end(&line->slots);
    loop_free(line->loop);
}

/* All that there is room for, from `first` on; returns how many. */
static int take_all(struct line *line, int first)
{
    int count = 0;
    for (int i = first; i < MANY; i++)
        count += slots_take(&line->slots, &line->slot[i]);
    return count;
}

START_TEST(whoever_waits_is_told_in_turn)
{
    struct line line;
    begin(&line);
    int held = take_all(&line, 0);
    ck_assert_int_gt(held, 0);
    ck_assert_int_lt(held, MANY);
    slots_give(&line.slots, &line.slot[0], SLOT_OTHER);
    ck_assert_int_eq(line.last, held);
    ck_assert(slots_take(&line.slots, &line.slot[held]));
    slots_give(&line.slots, &line.slot[held + 1], SLOT_OTHER); /* leaves the queue */
    slots_give(&line.slots, &line.slot[1], SLOT_OTHER);
    ck_assert_int_eq(line.called[held + 1], 0);
    ck_assert_int_eq(line.last, held + 2);
    end(&line);
}
END_TEST

START_TEST(more_at_a_time_while_they_come_up)
{
    struct line line;
    begin(&line);
    int held = take_all(&line, 0), limit = line.slots.limit;
    slots_give(&line.slots, &line.slot[0], SLOT_UP);
    ck_assert_int_gt(line.slots.limit, limit);
    ck_assert_int_eq(line.called[held] + line.called[held + 1], 2);
    end(&line);
}
END_TEST

START_TEST(fewer_where_most_get_no_answer)
{
    struct line line;
    begin(&line);
    int held = take_all(&line, 0), limit = line.slots.limit;
    for (int i = 0; i < held; i++)
        slots_give(&line.slots, &line.slot[i], SLOT_LATE);
    ck_assert_int_lt(line.slots.limit, limit);
    ck_assert_int_gt(line.slots.limit, 0);
    end(&line);
}
END_TEST

/* One who had no answer before waits for all others, and never takes more than half. */
START_TEST(a_retry_does_not_add_to_the_load_that_made_it_fail)
{
    struct line line;
    begin(&line);
    for (int i = 0; i < MANY; i++)
        line.slot[i].late = true;
    ck_assert_int_eq(take_all(&line, 0), (line.slots.limit + 1) / 2);
    line.slot[MANY - 1].state = SLOT_IDLE;
    end(&line);

    begin(&line);
    line.slot[0].late = true;
    int held = take_all(&line, 1);
    ck_assert(!slots_take(&line.slots, &line.slot[0]));
    slots_give(&line.slots, &line.slot[1], SLOT_OTHER);
    ck_assert_int_eq(line.called[0], 0); /* though it has asked before who asks now */
    ck_assert_int_eq(line.last, held + 1);
    end(&line);
}
END_TEST

/* Those under way wait for a login, and nothing moves: they keep nobody from trying. */
START_TEST(what_stands_still_makes_room)
{
    struct line line;
    begin(&line);
    int held = take_all(&line, 0);
    while (line.last < 0)
        loop_run_once(line.loop, -1);
    ck_assert_int_eq(line.called[held], 1);
    end(&line);
}
END_TEST

/* Several come free in one turn of the loop: so many are told, and each of them gets one. */
START_TEST(the_line_is_a_line)
{
    struct line line;
    begin(&line);
    int held = take_all(&line, 0), told_count = 0;
    for (int i = 0; i < held; i++)
        slots_give(&line.slots, &line.slot[i], SLOT_OTHER);
    for (int i = 0; i < MANY; i++)
        told_count += line.called[i];
    ck_assert_int_eq(told_count, held);
    ck_assert(
        !slots_take(&line.slots, &line.slot[0])); /* goes to the end, as who was there is told */
    for (int i = 2 * held - 1; i >= held; i--) {
        ck_assert_int_eq(line.called[i], 1);
        ck_assert(slots_take(&line.slots, &line.slot[i]));
    }
    ck_assert_int_eq(line.slots.held, held);
    end(&line);
}
END_TEST

/* Who was told and goes away leaves the room to the next. */
START_TEST(one_who_was_told_may_leave)
{
    struct line line;
    begin(&line);
    int held = take_all(&line, 0);
    slots_give(&line.slots, &line.slot[0], SLOT_OTHER);
    slots_give(&line.slots, &line.slot[held], SLOT_OTHER);
    ck_assert_int_eq(line.last, held + 1);
    ck_assert_int_eq(line.slots.held, held);
    end(&line);
}
END_TEST

Suite *suite_slots(void)
{
    Suite *suite = suite_create("slots");
    TCase *tests = tcase_create("slots");
    tcase_add_test(tests, whoever_waits_is_told_in_turn);
    tcase_add_test(tests, more_at_a_time_while_they_come_up);
    tcase_add_test(tests, fewer_where_most_get_no_answer);
    tcase_add_test(tests, a_retry_does_not_add_to_the_load_that_made_it_fail);
    tcase_add_test(tests, the_line_is_a_line);
    tcase_add_test(tests, one_who_was_told_may_leave);
    tcase_add_test(tests, what_stands_still_makes_room);
    suite_add_tcase(suite, tests);
    return suite;
}
