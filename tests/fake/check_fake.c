/* The fleet on fake nodes: time, faults and cuts. What real Postfix does is in tests/node. */
#include <stdlib.h>

#include "suites.h"

int main(void)
{
    SRunner *runner = srunner_create(suite_reading());
    srunner_add_suite(runner, suite_intake());
    srunner_add_suite(runner, suite_rollout());
    srunner_add_suite(runner, suite_alerting());
    srunner_add_suite(runner, suite_outbox());
    srunner_add_suite(runner, suite_acting());
    srunner_add_suite(runner, suite_screens());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
