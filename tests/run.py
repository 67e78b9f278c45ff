"""Runs all tests: Check's unit tests, the node tests, the screen stories. A test class is a process
of its own, with a fleet of its own; several run at a time (MTACON_WORKERS says how many), those that
take longest first. Ends with one line, 'N passed, N failed, N skipped'. Arguments choose by part of
a name."""
import json
import os
import signal
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
# Another folder than these: to test what becomes of tests that fail, hang and die.
FOLDERS = [os.environ["MTACON_TESTS"]] if "MTACON_TESTS" in os.environ else [
    os.path.join(HERE, folder) for folder in ("node", "screen")]
sys.path[:0] = [*FOLDERS, HERE, os.path.join(HERE, "fleet")]
import place  # noqa: E402
import worker  # noqa: E402

LIMIT = int(os.environ.get("MTACON_CLASS_LIMIT", "900"))  # seconds for a class; none needs a tenth of it


def modules():
    return sorted(name[:-3] for folder in FOLDERS for name in os.listdir(folder)
                  if name.startswith("test_") and name.endswith(".py"))


class Job:
    """A test class that runs, or a suite of Check's."""

    def __init__(self, name, seconds, tests):
        self.name, self.seconds, self.tests = name, seconds, tests
        self.process = None
        self.told = 0  # when it was asked to end

    def start(self, folder, number):
        self.folder = "%s/%d" % (folder, number)
        os.mkdir(self.folder, 0o755)
        self.report = self.folder + "/report"
        self.began = time.monotonic()
        self.output = open(self.folder + "/output", "w+b")
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "worker.py"), str(os.getpid()), self.report, self.name, *self.tests],
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT, start_new_session=True,
            env=dict(os.environ, TMPDIR=self.folder, MTACON_FLEET=self.folder))

    def stop(self):
        """Asks it to end, which ends its fleet; with force when it does not."""
        now = time.monotonic()
        if not self.told:
            self.told = now
            self.process.send_signal(signal.SIGTERM)
        elif now - self.told > 30:
            self.process.kill()

    def is_over(self):
        if self.process.poll() is not None:
            return True
        if time.monotonic() - self.began > LIMIT:
            self.stop()
        return False

    def result(self):
        """What it reported; one failure when it did not come to that."""
        seconds = time.monotonic() - self.began
        self.output.seek(0)
        text = self.output.read().decode(errors="replace")
        self.output.close()
        try:
            with open(self.report) as report:
                found = json.load(report)
        except (OSError, ValueError):
            found = None
        code = self.process.returncode
        if code or not found:
            why = ("took longer than %d s" % LIMIT if self.told else
                   "was killed by signal %d" % -code if code < 0 else "ended with status %d" % code)
            found = found or dict(passed=0, failed=[], skipped=[])
            last = text.strip().rsplit("\n", 1)[-1]
            found["failed"].append((self.name, "%s %s; its last line: %s" % (self.name, why, last)))
        place.clear(self.folder)
        return dict(found, seconds=seconds, text=text)


def jobs(names):
    """What is to run, the longest first."""
    found = []
    for check, (_, _, seconds) in worker.CHECKS.items() if "MTACON_TESTS" not in os.environ else ():
        if not names or any(name in check for name in names):
            found.append(Job(check, seconds, []))
    for module in modules():
        for group in unittest.defaultTestLoader.loadTestsFromName(module):
            if not isinstance(group, unittest.TestSuite):  # it cannot be loaded: its worker says why
                found.append(Job(module, 1, [module]))
                continue
            tests = [test.id() for test in group if not names or any(name in test.id() for name in names)]
            if tests:
                kind = type(next(iter(group)))
                found.append(Job("%s.%s" % (module, kind.__name__), getattr(kind, "seconds", 1), tests))
    return sorted(found, key=lambda job: -job.seconds)


def show(job, result):
    print("---- %s: %d passed, %d failed, %d skipped, %.0f s" % (
        job.name, result["passed"], len(result["failed"]), len(result["skipped"]), result["seconds"]))
    print(result["text"].rstrip(), flush=True)


def run(waiting, workers, folder):
    """Runs the jobs; returns (name, result) of each."""
    running, results, number = [], [], 0
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                running.append(waiting.pop(0))
                running[-1].start(folder, number)
                number += 1
            for job in [job for job in running if job.is_over()]:
                running.remove(job)
                results.append((job.name, job.result()))
                show(job, results[-1][1])
            time.sleep(0.05)
    finally:  # told to stop: each worker ends its fleet
        while [job for job in running if job.process.poll() is None and not job.stop()]:
            time.sleep(0.05)
    return results


def main():
    names = sys.argv[1:]
    workers = int(os.environ.get("MTACON_WORKERS", 0)) or 2 * os.cpu_count()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    place.end_leftovers()
    folder = place.Folder("mtacon-test-")
    began = time.monotonic()
    try:
        results = run(jobs(names), workers, folder.path)
    except KeyboardInterrupt:
        print("stopped")
        return 130
    finally:
        folder.remove()
    print("seconds: %.0f; %s" % (time.monotonic() - began, ", ".join(
        "%s %.0f" % (name, result["seconds"]) for name, result in sorted(results, key=lambda r: -r[1]["seconds"]))))
    for _, result in results:
        for test, reason in result["skipped"]:
            print("skipped: %s (%s)" % (test, reason))
    for _, result in results:
        for test, reason in result["failed"]:
            print("\nFAILED: %s\n%s" % (test, reason))
    passed, failed, skipped = (sum(count) for count in zip((0, 0, 0), *(
        (result["passed"], len(result["failed"]), len(result["skipped"])) for _, result in results)))
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
