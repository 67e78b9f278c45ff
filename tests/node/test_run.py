"""The suite itself: nothing that fails is lost, and nothing that was killed stays."""
import os
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import place  # noqa: E402
import test_fleet  # noqa: E402

MODULE = """
import os, signal, sys, time, unittest
sys.path.insert(0, %r)

class Good(unittest.TestCase):
    def test_passes(self): pass
    @unittest.skip("for a reason")
    def test_skipped(self): pass

class Bad(unittest.TestCase):
    def test_fails(self): self.fail("as it must")
    def test_is_wrong(self): nothing

class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise OSError("no fleet")
    def test_never_runs(self): pass

class Dies(unittest.TestCase):
    def test_dies(self): os.kill(os.getpid(), signal.SIGKILL)

class Hangs(unittest.TestCase):
    def test_hangs(self): time.sleep(1000)

class Lives(unittest.TestCase):
    def test_lives(self):
        import subprocess, fleet
        with fleet.Fleet(1) as one:
            child = subprocess.Popen(["sleep", "1000"])
            with open(os.environ["WHERE"] + ".new", "w") as out:
                out.write("%%d %%d %%s %%s" %% (os.getpid(), child.pid, one.dir, os.path.dirname(os.environ["TMPDIR"])))
            os.rename(os.environ["WHERE"] + ".new", os.environ["WHERE"])
            time.sleep(1000)
""" % (lib.TOP + "/tests/fleet")


class Runner(unittest.TestCase):
    seconds = 14

    def setUp(self):
        folder = place.Folder("mtacon-test-", "/tmp")
        self.addCleanup(folder.remove)
        self.dir = folder.path
        self.tests = self.dir + "/tests"
        os.mkdir(self.tests)
        self.write("test_any.py", MODULE)

    def write(self, name, text):
        with open(self.tests + "/" + name, "w") as out:
            out.write(text)

    def start(self, *names, **settings):
        environment = dict(os.environ, MTACON_TESTS=self.tests, TMPDIR=self.dir, WHERE=self.dir + "/where", **settings)
        return subprocess.Popen([sys.executable, lib.TOP + "/tests/run.py", *names], env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run_all(self, *names, code=1, **settings):
        runner = self.start(*names, **settings)
        out = runner.communicate()[0]
        self.assertEqual(runner.returncode, code, out)
        return out

    def test_what_fails_dies_or_cannot_be_loaded_is_counted_and_named(self):
        self.write("test_wrong.py", "import no_such_module\n")
        out = self.run_all("Good", "Bad", "Broken", "Dies", "test_wrong")
        self.assertEqual(out.split("\n")[-2:], ["1 passed, 5 failed, 1 skipped", ""])
        again = out.split("\nseconds: ")[1]
        for words in (r"FAILED: test_fails \(test_any\.Bad", "as it must", "FAILED: test_is_wrong", "NameError",
                      r"FAILED: setUpClass \(test_any\.Broken\)", "no fleet", "no_such_module",
                      r"FAILED: test_any\.Dies\ntest_any\.Dies was killed by signal 9; its last line: test_dies"):
            self.assertRegex(again, words)
        self.assertIn("skipped: test_skipped (test_any.Good.test_skipped) (for a reason)", again)
        os.unlink(self.tests + "/test_wrong.py")
        self.assertEqual(self.run_all("test_passes", code=0).split("\n")[-2], "1 passed, 0 failed, 0 skipped")

    def test_what_hangs_is_ended_and_named(self):
        out = self.run_all("Hangs", MTACON_CLASS_LIMIT="1")
        self.assertIn("test_any.Hangs took longer than 1 s; its last line: ", out)
        self.assertEqual(out.split("\n")[-2], "0 passed, 1 failed, 0 skipped")
        self.assertEqual(sorted(os.listdir(self.dir)), ["lock", "tests"])

    def of_fleet(self, folder):
        return [pid for pid in place.parents() if place.belongs(pid, folder)]

    def living(self):
        """A run with a fleet: (runner, worker's pid, another process's pid, fleet's folder, run's folder)."""
        runner = self.start("Lives")
        self.addCleanup(runner.stdout.close)
        self.addCleanup(runner.wait)
        self.addCleanup(runner.kill)
        place.wait_for(lambda: os.path.exists(self.dir + "/where") or runner.poll() is not None, "a fleet")
        self.assertIsNone(runner.poll(), runner.stdout.read() if runner.poll() is not None else "")
        with open(self.dir + "/where") as where:
            worker, child, fleet, folder = where.read().split()
        return runner, int(worker), int(child), fleet, folder

    @test_fleet.NEEDS_ROOT
    def test_a_run_that_is_told_to_stop_leaves_nothing(self):
        runner, _, child, fleet, _ = self.living()
        self.assertGreater(len(self.of_fleet(fleet)), 1)  # sshd, and what there is of Postfix by now
        runner.send_signal(signal.SIGTERM)
        runner.wait()
        self.assertEqual(self.of_fleet(fleet), [])
        self.assertFalse(place.read(child, "cmdline"))
        self.assertEqual(sorted(os.listdir(self.dir)), ["lock", "tests", "where"])

    @test_fleet.NEEDS_ROOT
    def test_what_a_killed_run_leaves_the_next_one_ends(self):
        runner, worker, child, fleet, folder = self.living()
        os.kill(worker, signal.SIGSTOP)  # or it would clean up when its runner is gone
        runner.kill()
        runner.wait()
        os.kill(worker, signal.SIGKILL)
        neighbour = subprocess.Popen(["sleep", "1000"], env=dict(os.environ, MTACON_FLEET=folder + "-not"))
        self.addCleanup(neighbour.wait)
        self.addCleanup(neighbour.kill)
        self.assertGreater(len(self.of_fleet(fleet)), 1)
        self.run_all("test_passes", code=0)
        self.assertEqual(self.of_fleet(folder), [])
        self.assertFalse(place.read(child, "cmdline"))
        self.assertIsNone(neighbour.poll())
        self.assertEqual(sorted(os.listdir(self.dir)), ["lock", "tests", "where"])

    @test_fleet.NEEDS_ROOT
    def test_a_worker_ends_with_its_runner(self):
        runner, worker, _, fleet, _ = self.living()
        runner.kill()
        runner.wait()
        place.wait_for(lambda: not place.read(worker, "cmdline"), "the worker's end")
        self.assertEqual(self.of_fleet(fleet), [])
        self.assertFalse(os.path.exists(fleet))

    @test_fleet.NEEDS_ROOT
    def test_a_run_beside_another_leaves_it_alone(self):
        runner, worker, child, fleet, _ = self.living()
        before = self.of_fleet(fleet)
        self.run_all("test_passes", code=0)
        self.assertLessEqual(set(before), set(self.of_fleet(fleet)))
        self.assertIsNone(runner.poll())
        self.assertTrue(place.read(worker, "cmdline") and place.read(child, "cmdline"))
        runner.send_signal(signal.SIGTERM)
        runner.wait()

    @test_fleet.NEEDS_ROOT
    def test_what_others_leave_is_none_of_its_business(self):
        """Nor a folder without a lock: what is in one is believed, and root removes accounts by it."""
        for name, owner in (("mtacon-fleet-theirs", 65534), ("mtacon-fleet-unlocked", 0)):
            os.mkdir(self.dir + "/" + name)
            for file in ("lock", "accounts") if owner else ("accounts",):
                open("%s/%s/%s" % (self.dir, name, file), "w").close()
            os.chown(self.dir + "/" + name, owner, -1)
        self.run_all("test_passes", code=0)
        self.assertEqual(sorted(os.listdir(self.dir)), ["lock", "mtacon-fleet-theirs", "mtacon-fleet-unlocked", "tests"])

    def test_a_network_is_held_by_one(self):
        networks = [place.Network() for _ in range(20)]
        self.assertEqual(len({network.prefix for network in networks}), 20)
        for network in networks:
            network.release()


if __name__ == "__main__":
    unittest.main()
