"""Connecting many nodes at once over real SSH: the nodes are stand-ins, what connects is the console."""
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import place  # noqa: E402
import standins  # noqa: E402
import test_fleet  # noqa: E402


MARK = "0123456789abcdef0123456789abcdef"  # as lib.library() has it


class StandinCase(test_fleet.FleetCase):
    count, silent = 20, ()

    @classmethod
    def setUpClass(cls):
        cls.fleet = standins.Standins(cls.count, cls.silent)
        cls.addClassCleanup(cls.fleet.stop)
        cls.fleet.start()

    def add_nodes(self, count=None):
        for name in self.fleet.names[:count]:
            self.mtacon("nodes", "add", name)

    def states(self):
        """The state and the error of each node."""
        return {node["name"]: (node["state"], node["error"] or "") for node in self.status()["nodes"]}

    def wait_until_up(self, names):
        self.wait_for(lambda: all(self.states()[name][0] == "up" for name in names), self.states)

    def sessions(self):
        """The processes of the stand-ins that run."""
        return {pid for pid in place.descendants(self.fleet.sshd.pid) if place.program(pid) == standins.PROGRAM}


@test_fleet.NEEDS_ROOT
class Answers(test_fleet.FleetCase):
    """What a stand-in answers is what a real node does."""

    seconds = 8

    def answers(self, program, commands, environment):
        """The lines of the answer to each request, the same requests to whichever program, and its errors."""
        text = "printf '\\n%%s %%s %%s\\n' %s 1 \"$mtacon_may\"\n%smtacon_kind=postfix\n%s" % (
            MARK, lib.program("common", "auto.sh"), lib.library())
        text += "".join("mtacon_run %d %s\n" % (number, command) for number, command in enumerate(commands, 2))
        run = subprocess.run(program, input=text, text=True, capture_output=True, env=environment)
        parts = run.stdout.split("\n" + MARK)
        self.assertEqual(len(parts), len(commands) + 2, run.stdout + run.stderr)
        return [[line for line in part.split("\n")[1:] if line] for part in parts[1:-1]], run.stderr

    def of_standin(self, *commands):
        state = self.fleet.dir + "/state"
        os.makedirs(state, exist_ok=True)
        with open(state + "/began", "w") as out:
            out.write("%d" % (time.time() - 600))
        return self.answers([standins.PROGRAM, standins.ANSWERS, state], commands,
                            dict(SSH_CONNECTION="127.0.0.1 1 127.1.0.1 22"))

    def test_rows_are_those_of_a_real_node(self):
        node = self.fleet[0]
        node.send("c450@customer1.example")
        node.send("c550@customer2.example")
        self.fleet.quiet()
        commands = ["mtacon_introduce mtacon_hello -", "mtacon_sizes", "mtacon_listing 100", "mtacon_log '%s' - 0 0 100000" % node.log,
                    "mtacon_office365 '%s'" % node.log, "mtacon_policy_state '%s/none'" % node.dir,
                    "mtacon_published '%s/none'" % node.dir]
        real, _ = self.answers(["sh"], commands, node.environment)
        recorded, _ = self.of_standin(*commands)

        def kinds(rows):
            return {(row.split("\t")[0], row.count("\t")) for row in rows}
        for command, one, other in zip(commands, real, recorded):
            self.assertEqual(kinds(one), kinds(other), command)

    def test_what_was_not_recorded_is_refused(self):
        answers, errors = self.of_standin("mtacon_anything else")
        self.assertEqual(answers, [[]])
        self.assertIn("no answer to mtacon_anything was recorded", errors)


@test_fleet.NEEDS_ROOT
class Slow(StandinCase):
    seconds = 20

    def test_all_come_up_behind_a_login_that_takes_its_time(self):
        """There are fewer slots than nodes, each is held until a shell answers, and which is slow is said as slow."""
        self.fleet.mode("login 6")
        self.add_nodes()
        self.mtacon("watch", "--once", "--timeout", str(place.PATIENCE))
        self.assertEqual({state for state, _ in self.states().values()}, {"up"})
        out = self.mtacon("nodes", "test", self.fleet.names[0]).stdout
        self.assertRegex(out, r"(?m)^slow .*login shell takes 5 s")


@test_fleet.NEEDS_ROOT
class Trouble(StandinCase):
    """Every tenth is gone, every tenth hangs at its login, every tenth writes noise."""

    seconds = 25
    silent = (3, 13)

    def test_the_others_are_up(self):
        frozen, garbling = (5, 15), (7, 17)
        for number in frozen:
            self.fleet.mode("frozen", number)
        for number in garbling:
            self.fleet.mode("garbling", number)
        self.add_nodes()
        self.watch()
        bad = {self.fleet.names[number] for number in (*self.silent, *frozen, *garbling)}
        self.wait_until_up([name for name in self.fleet.names if name not in bad])
        for numbers, words in (garbling, "no shell answers"), (self.silent, "is the host up"):
            for number in numbers:
                self.wait_for(lambda: words in self.states()[self.fleet.names[number]][1], self.states)
        for number in frozen:
            self.assertNotEqual(self.states()[self.fleet.names[number]][0], "up")


@test_fleet.NEEDS_ROOT
class Processes(StandinCase):
    """What is asked of programs of this host, counted by others of their names that stand before them in PATH."""

    seconds = 35

    def setUp(self):
        super().setUp()
        folder = self.fleet.dir + "/bin"
        os.makedirs(folder, exist_ok=True)
        self.calls = folder + "/calls"
        for name in ("ssh", "ssh-keygen", "getent"):
            with open("%s/%s" % (folder, name), "w") as out:
                out.write('#!/bin/sh\necho "%s $1" >>%s\nPATH=${PATH#*:}\nexec %s "$@"\n' % (name, self.calls, name))
            os.chmod("%s/%s" % (folder, name), 0o755)
        path = os.environ["PATH"]
        os.environ["PATH"] = folder + ":" + path
        self.addCleanup(os.environ.__setitem__, "PATH", path)

    def asked(self):
        with open(self.calls) as calls:
            return sorted(calls.read().splitlines())

    def reconnect(self):
        """All sessions are cut, and come back."""
        before = self.sessions()
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        self.wait_for(lambda: len(self.sessions() - before) == self.count)

    def test_an_ssh_that_does_not_end_is_this_hosts_trouble(self):
        """Nobody waits for the node, so nothing is said of it, nor that ssh were missing."""
        with open(os.path.dirname(self.calls) + "/ssh", "w") as out:
            out.write("#!/bin/sh\nexec sleep 1000\n")
        self.mtacon("nodes", "add", self.fleet.names[0])
        out = self.mtacon("nodes", "test", self.fleet.names[0], code=3).stdout
        self.assertRegex(out, r"(?m)^FAIL +ssh_config .*ssh -G did not end in time: "
                              r"(this host is busy|does a Match exec or an Include in ssh_config wait)")

    def test_the_end_of_a_shell_is_one_line(self):
        self.mtacon("nodes", "add", self.fleet.names[0])
        folder = self.fleet.state
        os.rename(folder + "/began", folder + "/gone")
        self.addCleanup(os.rename, folder + "/gone", folder + "/began")
        out = self.mtacon("nodes", "test", self.fleet.names[0], code=None).stdout
        self.assertRegex(out, r"the shell on the node ended: .*began\n")

    def test_a_question_is_asked_once_until_its_files_change(self):
        self.add_nodes()
        self.watch()
        self.wait_until_up(self.fleet.names)
        self.assertEqual(self.asked(), ["ssh -G", "ssh-keygen -y"])
        self.reconnect()
        self.assertEqual(self.asked(), ["ssh -G", "ssh-keygen -y"])
        with open(self.fleet.ssh + "/config", "a") as config:
            config.write("# changed\n")
        self.reconnect()
        self.assertEqual(self.asked(), ["ssh -G", "ssh -G", "ssh-keygen -y"])
