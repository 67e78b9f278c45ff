/* All unit tests: pure rules, parsers on real captured input, the store. */
#include "suites.h"

#include <stdlib.h>

int main(void)
{
    SRunner *runner = srunner_create(suite_core());
    srunner_add_suite(runner, suite_act());
    srunner_add_suite(runner, suite_alert());
    srunner_add_suite(runner, suite_base());
    srunner_add_suite(runner, suite_in_force());
    srunner_add_suite(runner, suite_model());
    srunner_add_suite(runner, suite_ssh());
    srunner_add_suite(runner, suite_ssh_files());
    srunner_add_suite(runner, suite_slots());
    srunner_add_suite(runner, suite_smtp());
    srunner_add_suite(runner, suite_mta());
    srunner_add_suite(runner, suite_policy());
    srunner_add_suite(runner, suite_store());
    srunner_add_suite(runner, suite_tui());
    srunner_add_suite(runner, suite_waves());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
