"""Runs all tests: Check's unit tests, the node tests, the screen stories. Ends with one line,
'N passed, N failed, N skipped'. Arguments choose by part of a name."""
import os
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(os.environ.get("MTACON_BUILD", os.path.join(HERE, "..")))
for folder in ("node", "screen"):
    sys.path.insert(0, os.path.join(HERE, folder))


class Result(unittest.TextTestResult):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def unit_tests():
    """Runs Check's; returns (passed, failed, skipped)."""
    program = os.path.join(BUILD, "tests/unit/check_mtacon")
    if not os.path.exists(program):
        print("skipped: unit tests (the Check library is not installed)")
        return 0, 0, 1
    run = subprocess.run([program], capture_output=True, text=True)
    print(run.stdout + run.stderr)
    found = re.search(r"Checks: (\d+), Failures: (\d+), Errors: (\d+)", run.stdout)
    if not found:
        return 0, 1, 0
    checks, failures, errors = map(int, found.groups())
    bad = failures + errors or (1 if run.returncode else 0)
    return checks - bad, bad, 0


def main():
    names = sys.argv[1:]
    suite = unittest.TestSuite()
    for module in ("test_count", "test_lint", "test_cli", "test_fleet", "test_policy", "test_alerts", "test_ssh", "test_story", "test_console"):
        if not any(os.path.exists(os.path.join(HERE, d, module + ".py")) for d in ("node", "screen")):
            continue
        for group in unittest.defaultTestLoader.loadTestsFromName(module):
            for test in group:
                if not names or any(name in test.id() for name in names):
                    suite.addTest(test)
    passed, failed, skipped = unit_tests() if not names or "unit" in names else (0, 0, 0)
    # Grouped by class again, so that each fleet is started once.
    result = unittest.TextTestRunner(resultclass=Result, verbosity=2, stream=sys.stdout).run(suite)
    for test, reason in result.skipped:
        print("skipped: %s (%s)" % (test, reason))
    passed += result.passed
    failed += len(result.failures) + len(result.errors)
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped + len(result.skipped)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
