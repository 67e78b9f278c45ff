"""The console in a real terminal, on real nodes: what an operator sees and does."""
import os
import signal
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + "/../node", HERE + "/../fleet"]
import destination  # noqa: E402
import mta  # noqa: E402
import test_fleet  # noqa: E402
import terminal  # noqa: E402

NEEDS_TERMINAL = unittest.skipUnless(terminal.pyte, "the terminal emulator (python3-pyte) is not installed")


class ConsoleCase(test_fleet.FleetCase):
    def console(self, *options, columns=80, rows=24, environment=None, term="linux", ssh_config=None):
        console = terminal.Terminal(self.command("--interval", "1", *options, ssh_config=ssh_config), columns, rows,
                                    environment, term)
        self.addCleanup(console.close)
        return console


@test_fleet.NEEDS_ROOT
@NEEDS_TERMINAL
class Console(ConsoleCase):
    nodes = 2
    seconds = 14

    def test_an_operator_finds_who_fails_and_why(self):
        for _ in range(3):
            self.fleet[0].send("c550@acme.example")
        self.fleet[1].send("c450@acme.example")
        self.mtacon("domains", "add", "acme.example", "--hourly", "4")
        self.add_nodes()
        console = self.console()
        console.wait(r"nodes 2 of 2 up")
        console.wait(r"▲acme\.example +Disabled \(saved\) +on +\d+/4 !")
        console.press("Enter")
        console.wait(r"550 +3 +3 +mailbox unavailable \(not found, no access\)")
        console.wait(r"recipients waiting, by reason\n +1 450 4\.2\.1 mailbox busy")
        console.press("m")
        console.wait(r"mta2 .* c450@acme\.example")
        console.press("Esc", "o")
        console.wait(r"mta1 .*c550@acme\.example +bounced")
        console.press("Down")
        console.wait(r"(?s)status=bounced.*said:\s+550\s+5\.1\.1\s+no\s+such\s+user\s+here")
        console.press("Enter")
        console.wait(r"(?s)status +bounced\n why +host .*said:\s+550\s+5\.1\.1\s+no\s+such\s+user\s+here")
        console.press("q", "q", "q")
        console.wait("last 60 min")
        console.resize(160, 48)
        console.wait(r"rolling 24 h total, last 7 days")
        console.resize(80, 24)
        console.press("2")
        console.wait(r"mta1 +up")
        console.press("Enter")
        console.wait(r"log: \S+")
        self.assertIn("log: " + self.fleet[0].log, "".join(console.text().split("\n")))
        console.press("q", "q")
        self.assertEqual(console.close(), 0)

    def test_a_node_is_added_in_the_form_and_lost_and_found(self):
        node = self.fleet[0]
        console = self.console()
        console.wait("No nodes yet")
        console.press("2", "n")
        console.type("mta1")
        console.press("BackTab", "Enter")
        console.wait(r"mta1 +up")
        node.stop_sshd()
        console.wait(r"mta1 +DOWN")
        console.wait(r"connection lost|refused|ended")
        console.press("?")
        console.wait("one row up")
        console.press("Esc")
        node.start_sshd()
        console.press("r")
        console.wait(r"mta1 +up")

    def test_how_a_node_is_reached_is_changed_beside_it(self):
        self.add_nodes(1)
        console = self.console()
        console.wait("nodes 1 of 1 up")
        self.mtacon("nodes", "change", "mta1", "--port", str(destination.CLOSED_PORT))
        console.press("2")
        console.wait(r"mta1 +DOWN")
        self.mtacon("nodes", "change", "mta1", "--port", "")
        console.wait(r"mta1 +up")

    def test_without_colour_or_utf8_nothing_is_lost(self):
        self.fleet[0].send("c554@plain.example")
        self.mtacon("domains", "add", "plain.example", "--hourly", "1")
        self.add_nodes(1)
        console = self.console("--ascii", "--no-color", term="vt100")
        console.wait(r"!plain\.example .* 1/1 !")
        console.settle()
        self.assertTrue(console.text().isascii(), console.text())
        colours = {cell.fg for row in console.screen.buffer.values() for cell in row.values()}
        self.assertEqual(colours, {"default"})

    def test_a_quiet_screen_sends_little(self):
        self.add_nodes()
        console = self.console()
        console.wait(r"nodes 2 of 2 up")
        console.settle(1)
        before = console.bytes
        end = time.time() + 3
        while time.time() < end:
            console.read(0.2)
        self.assertLess(console.bytes - before, 2500)

    def test_keys_are_heard_while_nodes_hang(self):
        self.add_nodes()
        for node in self.fleet.nodes:
            node.signal_sshd(signal.SIGSTOP)
            self.addCleanup(node.signal_sshd, signal.SIGCONT)
        console = self.console()
        for key, shown in (("3", r"\[3 Alerts\]"), ("1", r"\[1 Domains\]"), ("2", r"\[2 Nodes\]")):
            console.press(key)
            console.wait(shown)
        # Nobody waited for the nodes: they have not been given up yet.
        console.wait(r"^.mta1 ")
        self.assertNotIn("DOWN", console.text())

    def test_the_end_leaves_the_terminal_as_it_was(self):
        self.add_nodes(1)
        console = self.console(term="xterm-256color")
        console.wait("nodes")
        console.press("^C")
        console.wait(r"Quit mtacon\?")
        console.press("y")
        while console.child.poll() is None:
            console.read()
        self.assertEqual(console.child.returncode, 0)
        while console.read():
            pass
        # Back to the screen of before, cursor shown: what the emulator does not keep, the bytes tell.
        self.assertIn(b"\x1b[?1049l", console.last)
        self.assertRegex(console.last, rb"\x1b\[\?(12l\x1b\[\?)?25h")


@test_fleet.NEEDS_ROOT
@NEEDS_TERMINAL
class Questions(ConsoleCase):
    seconds = 6

    def test_an_unknown_host_key_is_asked_about_and_kept(self):
        known = self.fleet.dir + "/empty_known_hosts"
        config = self.fleet.dir + "/config_unknown"
        with open(self.fleet.ssh + "/config") as source, open(config, "w") as out:
            out.write(source.read().replace(self.fleet.ssh + "/known_hosts", known))
        self.add_nodes()
        key = subprocess.run(["ssh-keygen", "-lf", self.fleet[0].dir + "/ssh/host_key.pub"], check=True,
                             capture_output=True, text=True).stdout.split()[1]
        console = self.console(ssh_config=config)
        # It is announced, and a key that was meant for something else is no answer.
        console.wait(r"mta1: unknown host key: ! answers")
        console.press("y")
        console.wait(r"unknown host key: ! answers +no such key here")
        console.press("!")
        console.wait(r"Unknown host key(?s:.*)y trust it")
        self.assertIn(key, console.text().replace("\n", "").replace("│", "").replace(" ", ""))
        console.press("n")
        console.press("2")
        console.wait(r"mta1 +DOWN")
        console.press("r")
        console.wait(r"unknown host key: ! answers")
        console.press("!")
        console.wait("Unknown host key")
        console.press("y")
        console.wait(r"mta1 +up")
        with open(known) as lines:
            self.assertIn("ssh-ed25519", lines.read())

    def test_a_passphrase_is_asked_for_once_and_never_shown(self):
        path = self.fleet.dir + "/locked_key"
        config = self.fleet.dir + "/config_locked"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret words", "-f", path], check=True)
        with open(path + ".pub") as key, open(self.fleet.ssh + "/authorized_keys", "a") as out:
            out.write(key.read())
        with open(self.fleet.ssh + "/config") as source, open(config, "w") as out:
            out.write(source.read().replace(self.fleet.ssh + "/id_ed25519", path))
        self.add_nodes()
        console = self.console(ssh_config=config)
        console.wait(r"passphrase of a key: ! answers")
        console.press("!")
        console.wait("Authentication")
        console.type("wrong")
        console.press("Enter")
        console.wait(r"passphrase of a key: ! answers")
        console.press("!")
        console.wait("Authentication")
        console.type("secret words")
        self.assertNotIn("secret", console.text())
        console.press("Enter")
        console.wait(r"nodes 1 of 1 up")
        self.fleet[0].stop_sshd()
        console.wait(r"nodes 0 of 1 up")
        self.fleet[0].start_sshd()
        console.press("r")
        console.wait(r"nodes 1 of 1 up")


@test_fleet.NEEDS_ROOT
@NEEDS_TERMINAL
class Policy(ConsoleCase):
    """An operator switches a customer to continuity, through the forms; it truly takes effect."""

    nodes = 2
    seconds = 28

    def reports(self, subject):
        return [data for _, data in self.fleet.destination.mails()
                if "Undelivered Mail" in data and "Subject: %s\r\n" % subject in data]

    def wait_for_report(self, console, subject):
        def came():
            console.read()
            return self.reports(subject)
        self.wait_for(came, subject)

    def submit(self, node, sender):
        with node.client(mta.SUBMISSION_PORT) as client:
            client.ehlo()
            code, text = client.mail(sender)
            if code == 250:  # the refusal waits for the recipient (smtpd_delay_reject)
                code, text = client.rcpt("x@elsewhere.example")
            return code, text.decode()

    def test_from_the_failing_row_to_every_node_and_back(self):
        node = self.fleet[0]
        for one in self.fleet.nodes:
            self.mtacon("nodes", "add", one.name, "--node-dir", one.dir + "/policy")
            self.addCleanup(self.mtacon, "nodes", "unenrol", one.name, "--yes", code=None)
        for _ in range(3):
            node.send("c550@acme.example", subject="before")
        node.send("c450@acme.example", subject="queued before")
        console = self.console()
        console.wait(r"nodes 2 of 2 up")
        # Enrolment, with the very lines that will be added.
        console.press("2")
        console.wait(r"not enrolled \(E\)")
        for name in ("mta1", "mta2"):
            console.press("E")
            console.wait(r"enrol %s: ! shows" % name)
            console.press("!")
            console.wait(r"\+ -o cleanup_service_name=mtacon_bounce")
            console.press("y")
            console.wait(r"%s is enrolled; backup in" % name)
            console.press("Down")
        # Continuity mode: two keys from the row; the bounce policy likewise.
        console.press("1")
        console.wait(r"^ acme\.example +\d")
        console.press("c")
        console.wait(r"Continuity mode: acme\.example")
        console.press("Down", "Down", "Down", "Tab", "Tab")
        console.type("INC-20931 Exchange down")
        console.press("Tab")
        console.wait(r"After push: mode Enabled, reports to external senders on")
        console.press("Right", "Enter")
        console.wait(r"saved as revision 1, not pushed yet")
        console.wait(r"acme\.example +not set>Enabled r1 +on")
        console.press("b", "Down", "Down", "Down", "Tab", "Tab")
        console.wait(r"reports to external senders OFF")
        console.press("Tab", "Enter")
        console.wait(r"Push revision 2 by")
        console.wait(r"carries nothing yet")
        console.press("Enter")
        console.wait(r"2 in force  0 under way  0 late  0 failed +done")
        # It truly is in force.
        node.send("c550@acme.example", subject="hard")
        node.send("c450@acme.example", subject="expires")
        node.send("c550@contoso.example", subject="other")
        node.send("c450@contoso.example", subject="other expires")
        self.fleet.quiet()
        node.expire(by_force=True)
        self.wait_for_report(console, "other")
        self.wait_for_report(console, "other expires")
        self.assertEqual(node.logged("(mtacon withheld 1/1 of 1: acme.example=1)"), 3)
        for subject in ("hard", "expires", "queued before"):
            self.assertEqual(self.reports(subject), [], subject)
        self.assertEqual(self.submit(self.fleet[1], "user@acme.example")[0], 250)
        # Back to Disabled: reports flow, submission is refused with the clear text.
        console.press("1", "c")
        console.wait(r"Continuity mode: acme\.example")
        console.press("Up", "Up", "Tab", "Tab")
        console.type("INC-20931 is over")
        console.press("Tab", "Enter")
        console.wait(r"acme\.example: mode Enabled -> Disabled")
        console.press("Enter")
        console.wait(r"2 in force  0 under way  0 late  0 failed +done")
        node.send("c550@acme.example", subject="after")
        self.wait_for_report(console, "after")
        code, text = self.submit(self.fleet[1], "user@acme.example")
        self.assertEqual(code, 554)
        self.assertIn("continuity mode of acme.example is disabled", text)
        console.press("4")
        console.wait(r"3 .* INC-20931 is over")

    def test_nodes_are_enrolled_one_after_the_other_without_waiting(self):
        """Whatever else is pressed meanwhile, each change is told and has its entry in the trail."""
        for one in self.fleet.nodes:
            self.mtacon("nodes", "add", one.name, "--node-dir", one.dir + "/policy")
            self.addCleanup(self.mtacon, "nodes", "unenrol", one.name, "--yes", code=None)
        console = self.console()
        console.wait(r"nodes 2 of 2 up")
        console.press("2")
        console.wait(r"not enrolled \(E\)")
        console.press("E")
        console.wait(r"enrol mta1: ! shows")
        console.press("!")
        console.wait(r"Change the configuration of mta1 so\?")
        console.press("y", "Down", "E")  # the first one is still at it
        console.wait(r"enrol mta2: ! shows")
        console.press("!")
        console.wait(r"Change the configuration of mta2 so\?")
        console.press("y")
        console.wait(r"mta2 is enrolled; backup in")
        console.press("4", "T")
        for name in ("mta1", "mta2"):
            console.wait(r"enrol %s +backup in" % name)
        # Enrolled meanwhile by somebody else, as far as this console knows it is not.
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        console.press("2")
        console.wait(r"not enrolled \(E\)", 90)
        console.press("E")
        console.wait(r"enrol mta1: ! shows")
        self.mtacon("nodes", "enrol", "mta1", "--yes")
        console.press("!")
        console.wait(r"Change the configuration of mta1 so\?")
        console.press("y")
        console.wait(r"nothing to change: mta1 is enrolled already \(by another")

    def test_another_consoles_revision_is_shown_compared_and_adopted(self):
        for one in self.fleet.nodes:
            for store in (self.store, self.store + "2"):
                self.mtacon("nodes", "add", one.name, "--node-dir", one.dir + "/policy", store=store)
            self.mtacon("nodes", "enrol", one.name, "--yes")
            self.addCleanup(self.mtacon, "nodes", "unenrol", one.name, "--yes", code=None)
        self.mtacon("mode", "acme.example", "optional", "--push")
        console = self.console()
        console.wait(r"nodes 2 of 2 up")
        self.mtacon("adopt", "mta1", store=self.store + "2")
        self.mtacon("mode", "acme.example", "enabled", "--reason", "theirs", "--push", store=self.store + "2")
        console.wait(r"another console pushed a revision unknown here|SPLIT|foreign on 2 of 2")
        # Each node is looked at in its own time; mta1 is the selected one.
        console.press("2")
        console.wait(r"carries revision 2 by (?s:.*)not know: adopt")
        console.press("A")
        console.wait(r"adopt the revision of mta1: ! shows")
        console.press("!")
        console.wait(r"carries revision 2 \([0-9a-f]{12}\) by (?s:.*): theirs")
        console.wait(r"acme\.example: mode Optional -> Enabled")
        console.press("y")
        console.wait(r"revision 2 by .* is current now")
        console.press("1")
        console.wait(r"acme\.example +Enabled")

    def test_read_only_changes_nothing(self):
        self.mtacon("nodes", "add", "mta1", "--node-dir", self.fleet[0].dir + "/policy")
        self.mtacon("domains", "add", "acme.example")
        console = self.console("--read-only")
        console.wait(r"nodes 1 of 1 up")
        console.press("c", "Down", "Tab", "Tab")
        console.type("x")
        console.press("Tab", "Enter")
        console.wait("--read-only: nothing is changed")
        console.press("Esc", "Esc", "2", "E")
        console.wait("--read-only: nothing is changed")


if __name__ == "__main__":
    unittest.main()
