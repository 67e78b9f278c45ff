#ifndef TESTS_UNIT_SUITES_H
#define TESTS_UNIT_SUITES_H

#include <check.h>

Suite *suite_act(void);
Suite *suite_alert(void);
Suite *suite_core(void);
Suite *suite_base(void);
Suite *suite_in_force(void);
Suite *suite_ssh(void);
Suite *suite_model(void);
Suite *suite_ssh_files(void);
Suite *suite_slots(void);
Suite *suite_smtp(void);
Suite *suite_mta(void);
Suite *suite_policy(void);
Suite *suite_store(void);
Suite *suite_tui(void);
Suite *suite_waves(void);

#endif
