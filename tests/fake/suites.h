#ifndef TESTS_FAKE_SUITES_H
#define TESTS_FAKE_SUITES_H

#include <check.h>

Suite *suite_reading(void);
Suite *suite_intake(void);
Suite *suite_screens(void);
Suite *suite_rollout(void);
Suite *suite_alerting(void);
Suite *suite_outbox(void);
Suite *suite_acting(void);

#endif
