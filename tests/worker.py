"""Runs one test class for run.py: worker.py RUNNER REPORT CLASS TEST... writes what became of the tests
to REPORT (JSON). Ends with its runner, however that ends. A CLASS of CHECKS is a suite of Check's."""
import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.environ.get("MTACON_TESTS", HERE)] + [os.path.join(HERE, folder)
                                                         for folder in ("node", "screen", "fleet")]

PR_SET_PDEATHSIG = 1
# Programs of Check's: the program, one suite of it (None: all), the seconds that it takes.
CHECKS = {"unit": ("tests/unit/check_mtacon", None, 3), "keys": ("tests/keys/check_keys", None, 20)}
CHECKS.update({"fake." + suite: ("tests/fake/check_fake", suite, seconds) for suite, seconds in (
    ("reading", 30), ("rollout", 35), ("alerting", 34), ("acting", 10), ("screens", 15), ("outbox", 4), ("intake", 4))})


class Result(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

    def report(self):
        return dict(passed=self.passed,
                    failed=[(str(test), text) for test, text in self.failures + self.errors] +
                           [(str(test), "succeeded against expectation") for test in self.unexpectedSuccesses],
                    skipped=[(str(test), reason) for test, reason in self.skipped])


def run_check(name):
    program, suite, _ = CHECKS[name]
    program = os.path.join(os.path.abspath(os.environ.get("MTACON_BUILD", os.path.join(HERE, ".."))), program)
    if not os.path.exists(program):
        return dict(passed=0, failed=[], skipped=[(name, "the Check library is not installed")])
    run = subprocess.run([program], env=dict(os.environ, CK_RUN_SUITE=suite) if suite else None,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    print(run.stdout)
    found = re.search(r"Checks: (\d+), Failures: (\d+), Errors: (\d+)", run.stdout)
    checks, failures, errors = map(int, found.groups()) if found else (0, 0, 0)
    bad = failures + errors
    failed = [(name, line) for line in run.stdout.split("\n") if re.search(r":[FE]:", line)][:bad]
    if len(failed) < bad or run.returncode and not bad or not checks:
        failed += [(name, "status %d:\n%s" % (run.returncode, run.stdout))] * max(1, bad - len(failed))
    return dict(passed=max(0, checks - bad), failed=failed, skipped=[])


def run_class(tests):
    suite = unittest.defaultTestLoader.loadTestsFromNames(tests)
    runner = unittest.TextTestRunner(resultclass=Result, verbosity=2, descriptions=False, stream=sys.stdout)
    return runner.run(suite).report()


def main():
    runner, report, name = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that fleets are stopped on the way out
    if os.getppid() != runner:
        return 1
    found = run_check(name) if name in CHECKS else run_class(sys.argv[4:])
    with open(report + ".new", "w") as out:
        json.dump(found, out)
    os.rename(report + ".new", report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
