"""Nodes that are machines of their own: they come from one image, and leave nothing behind."""
import os
import signal
import subprocess
import sys
import unittest
from unittest import mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402,F401
import image  # noqa: E402
import machine  # noqa: E402
import place  # noqa: E402
import test_fleet  # noqa: E402

REASON = machine.missing()
NEEDS_MACHINES = unittest.skipIf(REASON, REASON)

KILLED = """
import os, sys
sys.path.insert(0, %r)
import fleet, machine
fleet = fleet.Fleet([machine.PostfixMachine])
fleet.start()
print(fleet.dir, fleet[0].group, fleet[0].process.pid, fleet[0].pid, flush=True)
sys.stdin.read()
"""


class Images(unittest.TestCase):
    """With a stand-in for what fetches the packages."""

    def setUp(self):
        self.folder = place.Folder("mtacon-test-")
        self.addCleanup(self.folder.remove)
        self.dir = self.folder.path
        self.tool("echo one >>%s/calls; mkdir -p \"$half/etc/ssh\"; touch \"$half/etc/ssh/ssh_host_rsa_key\"" % self.dir)
        for patch in (mock.patch.object(image, "FOLDER", self.dir + "/images"),
                      mock.patch.dict(os.environ, PATH=self.dir + ":" + os.environ["PATH"])):
            patch.start()
            self.addCleanup(patch.stop)

    def tool(self, body):
        with open(self.dir + "/mmdebstrap", "w") as out:
            out.write("#!/bin/sh\nfor word; do case $word in *.making) half=$word ;; esac; done\n" + body + "\n")
        os.chmod(self.dir + "/mmdebstrap", 0o755)

    def calls(self):
        with open(self.dir + "/calls") as calls:
            return len(calls.readlines())

    def test_it_is_made_once(self):
        path = image.image(["postfix", "openssh-server"])
        self.assertEqual(image.image(["openssh-server", "postfix"]), path)
        self.assertNotEqual(image.image(["openssh-server"]), path)
        self.assertEqual(self.calls(), 2)
        self.assertEqual(os.listdir(path + "/etc/ssh"), [])  # no two machines share a key

    def test_two_runs_at_once_make_one(self):
        code = "import sys; sys.path.insert(0, %r); import image; image.FOLDER = %r; print(image.image(['postfix']))" % (
            os.path.dirname(image.__file__), image.FOLDER)
        self.tool("echo one >>%s/calls; mkdir \"$half\" || exit 1; sleep 0.3" % self.dir)
        runs = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(4)]
        found = {run.communicate()[0] for run in runs}
        self.assertEqual(len(found), 1)
        self.assertTrue(os.path.isdir(found.pop().strip()))
        self.assertEqual(self.calls(), 1)

    def test_half_of_one_is_none(self):
        """As a run leaves it that was killed."""
        half = os.path.join(image.FOLDER, image.key(["postfix"]) + ".making")
        os.makedirs(half + "/etc/half")
        path = image.image(["postfix"])
        self.assertEqual(os.listdir(path + "/etc"), ["ssh"])
        self.assertFalse(os.path.exists(half))

    def test_what_cannot_be_had_is_said(self):
        self.tool("mkdir \"$half\"; echo 'E: no such package: postfix'; exit 1")
        with self.assertRaisesRegex(image.Unavailable, "no image of Debian with postfix: E: no such package"):
            image.image(["postfix"])
        self.assertEqual([name for name in os.listdir(image.FOLDER) if not name.endswith((".lock", ".log"))], [])


@NEEDS_MACHINES
class Leftovers(unittest.TestCase):
    seconds = 10

    def test_a_machine_ends_with_who_started_it_however_that_ends(self):
        run = subprocess.Popen([sys.executable, "-c", KILLED % os.path.dirname(machine.__file__)], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(run.stdout.close)
        self.addCleanup(run.stdin.close)
        self.addCleanup(run.kill)
        folder, group, outer, first = run.stdout.readline().split()
        self.assertTrue(place.program(int(first)).endswith("/systemd"))
        self.assertGreater(len(place.descendants(int(outer))), 5)
        run.send_signal(signal.SIGKILL)
        run.wait()
        place.wait_for(lambda: not place.descendants(int(outer)) and not place.descendants(int(first)),
                       "the end of the machine")
        place.end_leftovers()
        self.assertFalse(os.path.exists(folder))
        self.assertFalse(os.path.exists(group))
        with open("/proc/self/mounts") as mounts:
            self.assertNotIn(folder, mounts.read())


@NEEDS_MACHINES
class Kinds(test_fleet.FleetCase):
    """A fleet may have both kinds of node."""

    nodes = [machine.mta.Node, machine.PostfixMachine, machine.PostfixFileMachine]
    seconds = 10

    def test_mail_fails_on_both_alike(self):
        for node in self.fleet.nodes:
            node.send(["c450@busy.example", "c550@contoso.example"])
        self.fleet.quiet()
        for node in self.fleet.nodes:
            self.assertEqual(node.logged("said: 450 "), 1, node.name)
            self.assertEqual(node.logged("said: 550 "), 1, node.name)
            self.assertEqual(len(node.files("deferred")), 1, node.name)
            node.try_again()
            self.assertEqual(node.logged("said: 450 "), 2, node.name)

    def test_a_machine_is_one_of_its_own(self):
        node = self.fleet[1]
        self.assertEqual(node.run("cat", "/etc/hostname"), "mta2\n")
        self.assertEqual(node.run("ps", "-p", "1", "-o", "comm=").strip(), "systemd")
        self.assertEqual(node.run("systemctl", "is-active", "ssh", "postfix@-").split(), ["active", "active"])
        self.assertEqual(node.run("ls", "/mnt"), "")  # where the root of this one was
        self.assertNotIn("debugfs", node.run("cat", "/proc/mounts"))


@NEEDS_MACHINES
class Demo(unittest.TestCase):
    """'make demo FLEET=mixed', with a command in the place of the console."""

    seconds = 30

    def test_both_mail_servers_and_all_ways_to_log_are_read(self):
        run = subprocess.run([lib.TOP + "/tests/fleet/demo", lib.MTACON, "mixed"], capture_output=True, text=True,
                             stdin=subprocess.DEVNULL, env=dict(os.environ, MTACON_DEMO_COMMAND="status"))
        self.assertEqual(run.returncode, 0, run.stderr)
        for node in ("mta1", "mta2"):  # with a day's log behind them
            self.assertRegex(run.stdout, r"(?m)^%s +up +\d+ .* [1-9]\d{2,} +\d+s$" % node)
        for node in ("mta3", "mta4"):
            self.assertRegex(run.stdout, r"(?m)^%s +up +\d+ .* \d+ +\d+s$" % node)


if __name__ == "__main__":
    unittest.main()
