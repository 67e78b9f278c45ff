"""Machines as the packages leave them: mtacon needs nothing configured there, and reads the journal."""
import json
import os
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import exim  # noqa: E402
import machine  # noqa: E402
import test_fleet  # noqa: E402
import test_machine  # noqa: E402


@test_machine.NEEDS_MACHINES
class Fresh(test_fleet.FleetCase):
    """'apt-get install postfix openssh-server', and no more."""

    nodes = [machine.StockPostfixMachine]
    seconds = 15
    log, changed, drift = "journal", "/etc/postfix/master.cf", None

    def test_all_is_green_without_configuration(self):
        node = self.fleet[0]
        config = self.fleet.dir + "/stranger"
        with open(self.fleet.ssh + "/config") as known, open(config, "w") as out:
            out.write(known.read().replace(self.fleet.ssh + "/known_hosts", self.fleet.dir + "/nobody_known"))

        def say(*arguments):
            return self.mtacon(*arguments, ssh_config=config).stdout
        say("nodes", "add", node.name)
        self.assertIn("host key added", say("nodes", "trust", node.name, "--yes"))
        walk = say("nodes", "test", node.name)
        self.assertRegex(walk, r"(?m)^ok +log +%s$" % self.log)
        self.assertNotRegex(walk, "(?m)^(FAIL|note)")
        say("nodes", "enrol", node.name, "--yes")
        say("domains", "add", "acme.example")
        say("mode", "acme.example", "enabled", "--push", "--yes")
        self.assert_told(say("bounce", "acme.example", "disabled", "--push", "--yes"))
        say("watch", "--once")
        seen = json.loads(say("status", "--json"))["nodes"][0]
        self.assertTrue(seen["enrolled"], seen)
        self.assertEqual(seen["drift"], self.drift)
        self.assert_limits(seen["cannot"])
        say("nodes", "unenrol", node.name, "--yes")
        with open(node.image + self.changed) as stock, open(node.path(self.changed)) as now:
            self.assertEqual(now.read(), stock.read())

    def assert_limits(self, said):
        self.assertIsNone(said)

    def assert_told(self, pushed):
        self.assertNotIn("cannot do all", pushed)


@test_machine.NEEDS_MACHINES
class FreshExim(Fresh):
    """'apt-get install exim4-daemon-light openssh-server': what differs from the rules there is said, and is no error."""

    nodes = [exim.StockEximMachine]
    log, changed, drift = "/var/log/exim4/mainlog", "/etc/exim4/exim4.conf.template", "queue lifetime is 96 h, the rule is 5 days"

    def assert_limits(self, said):
        self.assertIn("delay_warning = 1d", said)

    def assert_told(self, pushed):
        self.assertRegex(pushed, r"in force +\S+ +verified; cannot do all: bounce: .*delay_warning = 1d")


@test_machine.NEEDS_MACHINES
class Journal(test_fleet.FleetCase):
    """A Postfix that logs to the journal alone."""

    nodes = [machine.PostfixMachine]
    seconds = 20

    def setUp(self):
        super().setUp()
        self.node = self.fleet[0]
        self.entries = {}
        self.node.forget()

    def keep_entries(self):
        """What the journal holds now, of all that it ever held: for a count by another program."""
        for line in self.node.run("journalctl", "--output=json", "--all", "--quiet", "SYSLOG_FACILITY=2").splitlines():
            entry = json.loads(line)
            if isinstance(entry["MESSAGE"], list):
                entry["MESSAGE"] = bytes(entry["MESSAGE"]).decode(errors="replace")
            self.entries[entry["__CURSOR"]] = "%s[1]: %s" % (entry["SYSLOG_IDENTIFIER"], entry["MESSAGE"])

    def expected(self):
        self.keep_entries()
        return dict(lib.count_lines(self.entries.values()))

    def send_some(self, turn):
        self.node.send(["c%d@d%d.example" % (code, code % 3) for code in test_fleet.CODES])
        self.node.send(["m%d@refused.example" % turn, "m@nohost.example", "m@pipe.example"])
        self.fleet.quiet()

    def read_once(self):
        self.mtacon("watch", "--once")

    def gap(self):
        with sqlite3.connect(self.store) as store:
            return store.execute("SELECT gap FROM node").fetchone()[0]

    def test_counts_are_another_programs(self):
        """While it is rotated and vacuumed."""
        self.add_nodes()
        watch = self.watch()
        for turn in range(4):
            self.send_some(turn)
            self.keep_entries()
            self.node.run("journalctl", "--rotate")
            self.node.try_again()
            expected = self.expected()
            self.wait_for(lambda: self.counts() == expected, lambda: "%s is %s" % (self.counts(), expected))
            self.node.run("journalctl", "--vacuum-files=1")
        self.node.expire()
        expected = self.expected()
        self.wait_for(lambda: self.counts() == expected, lambda: "%s is %s" % (self.counts(), expected))
        self.assertIn(("refused.example", "expired"), expected)
        self.end(watch)
        self.assertEqual(self.gap(), "")

    def test_what_is_lost_is_said(self):
        """Vacuumed while nobody read; and a journal that does not outlast its daemon."""
        self.add_nodes()
        self.send_some(0)
        self.read_once()
        before = self.expected()
        self.assertEqual(self.counts(), before)
        self.send_some(1)
        self.node.run("journalctl", "--rotate", "--vacuum-files=1")
        self.entries = {}
        self.send_some(2)
        self.read_once()
        left = self.expected()
        self.assertRegex(self.gap(), "^the journal has lost the entry that was read last")
        self.assertEqual(self.counts(), {key: before.get(key, 0) + left.get(key, 0) for key in {**before, **left}})
        # The next one is in memory.
        self.node.run("sh", "-c", "rm -r /var/log/journal && systemctl restart systemd-journald")
        self.send_some(3)
        self.read_once()
        now = self.counts()
        self.assertGreater(sum(now.values()), sum(before.values()) + sum(left.values()))
        self.node.run("sh", "-c", "mkdir /var/log/journal && "
                      "systemd-tmpfiles --create --prefix /var/log/journal && journalctl --flush")
        self.send_some(4)
        self.read_once()
        self.assertGreater(sum(self.counts().values()), sum(now.values()))

    def test_what_journald_drops_is_said(self):
        self.add_nodes()
        self.read_once()
        self.node.write("/etc/systemd/journald.conf.d/few.conf",
                        "[Journal]\nRateLimitIntervalSec=1s\nRateLimitBurst=1\n")
        self.node.run("systemctl", "restart", "systemd-journald")
        self.addCleanup(self.node.run, "sh", "-c",
                        "rm /etc/systemd/journald.conf.d/few.conf; systemctl restart systemd-journald")

        def is_told():
            self.node.send(["c450@acme.example"] * 3)
            self.read_once()
            return self.gap()
        self.wait_for(is_told, "a gap")
        self.assertRegex(self.gap(), r"^journald dropped \d+ lines of postfix@-\.service: raise RateLimitBurst=")

    def test_who_may_read_it(self):
        for number, (group, readable) in enumerate((("nogroup", False), ("systemd-journal", True), ("adm", True))):
            user = "op%d" % number
            self.node.run("useradd", "--create-home", "--groups", group, user)
            self.node.run("sh", "-c", "mkdir ~%s/.ssh && cp /root/.ssh/authorized_keys ~%s/.ssh && chown -R %s ~%s"
                          % (user, user, user, user))
            self.mtacon("nodes", "add", user, "%s@%s" % (user, self.node.name))
            walk = self.mtacon("nodes", "test", user, code=None).stdout
            if readable:
                self.assertRegex(walk, r"(?m)^ok +log +journal$")
            else:
                self.assertRegex(walk, "FAIL +log +cannot read the journal as %s: add this user to the group "
                                       r"systemd-journal \(or adm\)" % user)


if __name__ == "__main__":
    unittest.main()
