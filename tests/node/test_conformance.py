"""The conformance kit, on each driver's real daemon and kind of log."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402,F401
import conformance  # noqa: E402
import exim  # noqa: E402
import place  # noqa: E402
from test_machine import NEEDS_MACHINES  # noqa: E402


@NEEDS_MACHINES
class PostfixFileReading(conformance.Mail):
    nodes = [conformance.PostfixFile]


@NEEDS_MACHINES
class PostfixFileReports(conformance.Reports):
    nodes = [conformance.PostfixFile]


@NEEDS_MACHINES
class PostfixFilePush(conformance.Push):
    nodes = [conformance.PostfixFile]


@NEEDS_MACHINES
class PostfixFileEnrolment(conformance.Enrolment):
    nodes = [conformance.PostfixFile]


@NEEDS_MACHINES
class EximFileReading(conformance.Mail):
    nodes = [conformance.EximFile]


@NEEDS_MACHINES
class EximFileReports(conformance.Reports):
    nodes = [conformance.EximFile]


@NEEDS_MACHINES
class EximFilePush(conformance.Push):
    nodes = [conformance.EximFile]


@NEEDS_MACHINES
class EximFileEnrolment(conformance.Enrolment):
    nodes = [conformance.EximFile]

    def test_what_fails_leaves_each_byte(self):
        """Enrolled, damaged, and with an error that is not ours: neither enrol nor unenrol may change anything."""
        template = self.node.path("/etc/exim4/exim4.conf.template")
        with open(template) as text:
            before = text.read()
        with open(template, "w") as out:
            out.write(before.replace("  caseful_local_part\n  no_verify\n  condition", "  no_verify\n  condition")
                      .replace("\nbegin retry\n", "\nbegin retry\nnonsense here\n"))
        now = self.node.configuration()
        try:
            for verb in "enrol", "unenrol":
                said = self.mtacon("nodes", verb, "mta1", "--yes", code=1)
                self.assertIn("the configuration is as it was", said.stdout + said.stderr)
                self.assertEqual(self.node.configuration(), now, verb)
        finally:
            with open(template, "w") as out:
                out.write(before)
        self.assertIn("nothing to change", self.mtacon("nodes", "enrol", "mta1", "--yes").stdout)

    def split(self, split):
        """The configuration is made of many files, or of one."""
        for name in ("exim4.conf.localmacros", "conf.d/main/000_fleet"):
            self.node.write("etc/exim4/" + name, exim.MAIN)
        self.node.run("sed", "-i", "s/^dc_use_split_config=.*/dc_use_split_config='%s'/" % ("true" if split else "false"),
                      "/etc/exim4/update-exim4.conf.conf")
        self.node.split = split
        self.node.set_lifetime("5d")
        self.node.run("systemctl", "restart", "exim4")
        place.wait_for_port(self.node.address, self.node.smtp_port)

    def test_who_goes_to_many_files_or_back_is_enrolled_anew(self):
        self.addCleanup(self.mtacon, "nodes", "enrol", "mta1", "--yes")
        self.addCleanup(self.split, False)
        self.mtacon("mode", "off.example", "disabled")
        self.push()
        for split in True, False:
            self.split(split)
            self.assertRegex(self.mtacon("nodes", "drift", "mta1", code=1).stdout, "made of other files than when .*: mtacon nodes enrol")
            self.mtacon("mode", "off.example", "optional" if split else "disabled")
            self.assertIn("made of other files", self.mtacon("push", "--yes", code=1).stdout)
            self.mtacon("nodes", "enrol", "mta1", "--yes")
            self.push()
            self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
            self.assertEqual(self.submit("user@off.example")[0], 250 if split else 554)
            marked = {os.path.basename(path) for path, (text, _) in self.node.configuration().items() if b"# mtacon begin" in text}
            self.assertEqual("exim4.conf.template" in marked, not split)
            self.assertEqual(len(marked) == 1, not split)
        # Not enrolled anew before it is taken back.
        self.split(True)
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        self.assertEqual([path for path, (text, _) in self.node.configuration().items() if b"mtacon" in text], [])
        template = "etc/exim4/exim4.conf.template"
        self.assertEqual(self.node.configuration()[template], self.before[template])
        self.assertEqual(os.listdir(self.node.path(conformance.POLICY)), ["backups"])

    def test_a_daemon_with_a_pid_file_of_its_own_is_told(self):
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        self.node.run("systemctl", "stop", "exim4")
        self.node.run("exim4", "-bd", "-q24h", "-oP", "/run/exim4/other.pid")
        place.wait_for_port(self.node.address, self.node.smtp_port)
        try:
            self.mtacon("nodes", "enrol", "mta1", "--yes")
            self.mtacon("mode", "off.example", "disabled")
            self.push()
            self.wait_for(lambda: self.submit("user@off.example")[0] == 554)  # it starts itself anew
        finally:
            self.node.run("pkill", "-x", "exim4")
            place.wait_for(lambda: self.node.run("pgrep", "-x", "exim4", check=False) == "", "its end")
            self.node.run("systemctl", "start", "exim4")
            place.wait_for_port(self.node.address, self.node.smtp_port)

    def test_a_folder_that_exim_cannot_enter_is_refused(self):
        self.node.run("mkdir", "-p", "/root/closed/policy")
        self.node.run("chmod", "700", "/root/closed")
        self.addCleanup(self.mtacon, "nodes", "change", "mta1", "--node-dir", conformance.POLICY)
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        self.mtacon("nodes", "change", "mta1", "--node-dir", "/root/closed/policy")
        said = self.mtacon("nodes", "enrol", "mta1", "--yes", code=1)
        self.assertRegex(said.stdout + said.stderr, "Exim's user cannot enter /root/closed")
        self.mtacon("nodes", "change", "mta1", "--node-dir", conformance.POLICY)
        self.mtacon("nodes", "enrol", "mta1", "--yes")
        self.node.run("chmod", "700", conformance.POLICY)
        self.assertIn("Exim's user cannot enter " + conformance.POLICY, self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        self.node.run("chmod", "755", conformance.POLICY)


@NEEDS_MACHINES
class EximSplitEnrolment(conformance.Enrolment):
    nodes = [conformance.EximSplit]


@NEEDS_MACHINES
class EximPlainEnrolment(conformance.Enrolment):
    nodes = [conformance.EximPlain]

    def edit(self, *changes):
        path = self.node.path("/etc/exim4/exim4.conf")
        with open(path) as text:
            before = text.read()
        self.addCleanup(self.write, path, before)
        now = before
        for old, new in changes:
            now = re.sub(old, new.replace("\\", "\\\\"), now, count=1)
        self.write(path, now)

    def write(self, path, text):
        with open(path, "w") as out:
            out.write(text)
        self.node.run("systemctl", "reload", "exim4")

    def test_a_local_part_that_begins_as_a_comment_is_no_way_out(self):
        self.suppress()
        self.edit(("(?m)(?<=errors_to =\n# mtacon end\n)", "fails:\n  driver = redirect\n  domains = acme.example\n  allow_fail\n"
                   "  data = :fail: no such user\n"))
        for local in "#c550", "|c550", "/c550", "c550+x":
            self.node.run("exim4", "-odi", "-f", "pat@out.example", "%s@acme.example" % local, input="Subject: comment\n\nx\n")
        self.fleet.quiet()
        self.assertEqual(self.told("comment"), [])
        with open(self.node.log_path()) as log:
            said = log.read()
        self.assertEqual(said.count(": error ignored"), 4, said)

    def test_mail_to_a_file_keeps_its_sender(self):
        self.suppress()
        self.edit(
            ("(?m)^begin transports$", "begin transports\nto_file:\n  driver = appendfile\n  file = /var/mail/box\n"
             "  user = mail\n  return_path_add\n"),
            ("(?m)(?<=errors_to =\n# mtacon end\n)", "to_file:\n  driver = accept\n  domains = acme.example\n  local_parts = box\n"
             "  transport = to_file\n"))
        self.assertIn("differs: missing", self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        self.mtacon("nodes", "enrol", "mta1", "--yes")
        self.node.send("box@acme.example", sender="pat@out.example")
        self.fleet.quiet()
        with open(self.node.path("/var/mail/box")) as text:
            self.assertIn("Return-path: <pat@out.example>", text.read())

    def test_a_transport_that_would_lose_the_sender_is_refused(self):
        self.edit(("(?m)^begin transports$", "begin transports\nsrs:\n  driver = smtp\n  return_path = srs+$return_path\n"))
        self.assertIn("the transport srs uses", self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        self.node.run("sh", "-c", "sed -i '/^# mtacon begin/,/^# mtacon end/d' /etc/exim4/exim4.conf")
        self.assertIn("the transport srs uses", self.mtacon("nodes", "enrol", "mta1", "--yes", code=1).stderr)
        self.doCleanups()
        self.mtacon("nodes", "enrol", "mta1", "--yes")


@NEEDS_MACHINES
class PostfixJournalReading(conformance.Mail):
    nodes = [conformance.PostfixJournal]


@NEEDS_MACHINES
class PostfixJournalReports(conformance.Reports):
    nodes = [conformance.PostfixJournal]


@NEEDS_MACHINES
class OpenSMTPDReading(conformance.Reading):
    nodes = [conformance.OpenSMTPD]


@NEEDS_MACHINES
class OpenSMTPDPolicy(conformance.Unenforceable):
    nodes = [conformance.OpenSMTPD]
