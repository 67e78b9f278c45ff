"""The program that hands reports on, in every shell and awk: what it takes out, and that it takes out nothing else."""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
from test_count import AWKS, SHELLS, stamped  # noqa: E402

# As bounce(8) of Postfix 3.7 writes it; {} are the groups of recipients.
HEAD = """\
Date: Tue, 24 Nov 2026 22:00:00 +0000 (UTC)
From: MAILER-DAEMON@mta1.fleet.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: pat@out.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="D6E61A74217.1795561090/mta1.fleet.example"
Message-Id: <20261124223810.D6E61A74217@mta1.fleet.example>

This is a MIME-encapsulated message.

--D6E61A74217.1795561090/mta1.fleet.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mta1.fleet.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

                   The mail system

"""
BETWEEN = """\
--D6E61A74217.1795561090/mta1.fleet.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mta1.fleet.example
X-Postfix-Queue-ID: D6E61A74217
X-Postfix-Sender: rfc822; pat@out.example
Arrival-Date: Tue, 24 Nov 2026 22:00:00 +0000 (UTC)

"""
TAIL = """\
--D6E61A74217.1795561090/mta1.fleet.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: <x@x.example>
Subject: hello

Final-Recipient: rfc822; quoted@acme.example

<quoted@acme.example>: said

--D6E61A74217.1795561090/mta1.fleet.example--
"""


def text_of(address, reply="550 5.1.1 no such user here"):
    return "<%s>: host mx.example[192.0.2.1] said: %s (in reply to\n    RCPT TO command)\n\n" % (address, reply)


def status_of(address, reply="550 5.1.1 no such user here", kind="rfc822", status="5.1.1", action="failed"):
    return ("Final-Recipient: %s; %s\nOriginal-Recipient: rfc822;alias@x.example\nAction: %s\nStatus: %s\n"
            "Remote-MTA: dns; mx.example\nDiagnostic-Code: smtp; %s\n\n" % (kind, address, action, status, reply))


def report(*addresses):
    return HEAD + "".join(map(text_of, addresses)) + BETWEEN + "".join(map(status_of, addresses)) + TAIL


class Trim(unittest.TestCase):
    seconds = 12

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="mtacon-trim-")
        self.addCleanup(shutil.rmtree, self.dir)
        self.write("reports", "acme.example acme.example acme.example off\n"
                   "branch.example branch.example acme.example on\n"
                   "contoso.example contoso.example contoso.example off\n"
                   "b\u00fccher.example xn--bcher-kva.example xn--bcher-kva.example off\n")
        os.mkdir(self.dir + "/bin")
        self.write("bin/sendmail", "#!/bin/sh\necho \"$@\" >'%s/arguments'\ncat >'%s/sent'\n" % (self.dir, self.dir), 0o755)
        with open(lib.TOP + "/data/node/postfix/report.sh") as program:
            self.write("report", program.read(), 0o755)

    def write(self, name, text, mode=0o644):
        with open(self.dir + "/" + name, "w") as out:
            out.write(text)
        os.chmod(self.dir + "/" + name, mode)

    def run_it(self, text, to="pat@out.example", awk="mawk", shell="dash", sender="", receivers=()):
        """(exit status, what it says, what was handed on: None for nothing)."""
        self.write("bin/awk", "#!/bin/sh\nexec %s \"$@\"\n" % awk, 0o755)
        for name in ("sent", "arguments"):
            if os.path.exists(self.dir + "/" + name):
                os.unlink(self.dir + "/" + name)
        self.given = text = text.replace("X-Postfix-Sender: rfc822; pat@out.example", "X-Postfix-Sender: rfc822; " + to)
        run = subprocess.run([*shell.split(), self.dir + "/report", sender, *(receivers or [to])],
                             input=text.encode("utf-8", "surrogateescape"),
                             capture_output=True, env=dict(os.environ, PATH=self.dir + "/bin:" + os.environ["PATH"]))
        sent = None
        if os.path.exists(self.dir + "/sent"):
            with open(self.dir + "/sent", "rb") as data:
                sent = data.read().decode("utf-8", "surrogateescape")
        return run.returncode, run.stdout.decode("utf-8", "surrogateescape") + run.stderr.decode(), sent

    def everywhere(self, *arguments, **options):
        """The same in every awk and shell."""
        results = {(awk, shell): self.run_it(*arguments, awk=awk, shell=shell, **options)
                   for awk in AWKS for shell in SHELLS}
        self.assertEqual(len(set(results.values())), 1, results)
        return next(iter(results.values()))

    def test_what_is_withheld(self):
        one, other = "c550@acme.example", "x@plain.example"
        self.assertEqual(self.everywhere(report(one)), (0, "mtacon withheld 1/1 of 1: acme.example=1\n", None))
        code, said, sent = self.everywhere(report(one, other))
        self.assertEqual((code, said), (0, "mtacon withheld 1/1 of 2: acme.example=1\n"))
        self.assertEqual(sent, report(other))
        with open(self.dir + "/arguments") as arguments:
            self.assertEqual(arguments.read(), "-G -i -f <> -- pat@out.example\n")
        self.assertEqual(self.everywhere(report(other, one))[2], report(other))
        self.assertEqual(self.everywhere(report(other)), (0, "mtacon handed on\n", report(other)))
        for inside in ("boss@acme.example", "lee@Branch.Example", '"a@b"@acme.example'):
            self.assertEqual(self.everywhere(report(one, other), to=inside), (0, "mtacon handed on\n", self.given))
        sent = self.everywhere(report(one, "y@contoso.example"), to="boss@acme.example")[2]
        self.assertEqual(sent, report(one).replace("rfc822; pat@out.example", "rfc822; boss@acme.example"))
        for outside in ("x@sub.acme.example", "root", "-x@out.example"):
            self.assertEqual(self.everywhere(report(one), to=outside)[2], None)

    def test_who_sent_is_not_who_gets_it(self):
        """The node's aliases: the sender of the mail counts, and all whom he stands for get the report."""
        one, other = "c550@acme.example", "x@plain.example"
        both = ["boss@mailbox.example", "two@out.example"]
        code, said, sent = self.everywhere(report(one, other), to="boss@acme.example", receivers=both)
        self.assertEqual((code, said, sent), (0, "mtacon handed on\n", self.given))
        with open(self.dir + "/arguments") as arguments:
            self.assertEqual(arguments.read(), "-G -i -f <> -- boss@mailbox.example two@out.example\n")
        code, said, sent = self.everywhere(report(one, other), to="team@out.example", receivers=["boss@acme.example", "b@out.example"])
        self.assertEqual(said, "mtacon withheld 1/1 of 2: acme.example=1\n")
        self.assertNotIn(one, sent)

    def test_copies_for_postmaster_are_left_alone(self):
        code, said, sent = self.everywhere(report("c550@acme.example"), sender="double-bounce@mta1", receivers=["noc@isp.example"])
        self.assertEqual((code, said, sent), (0, "mtacon handed on whole: a copy for postmaster\n", self.given))
        with open(self.dir + "/arguments") as arguments:
            self.assertEqual(arguments.read(), "-G -i -f double-bounce@mta1 -- noc@isp.example\n")

    def test_no_room_is_seen_in_every_awk(self):
        """Where the report is taken apart there is room for half of it."""
        self.write("bin/mktemp", "#!/bin/sh\nulimit -f 8\nmktemp_real=$(command -v -p mktemp)\nexec $mktemp_real\n", 0o755)
        text = report(*["x%d@plain.example" % i for i in range(400)], "c550@acme.example")
        for awk in AWKS:
            for shell in SHELLS:
                self.write("bin/awk", "#!/bin/sh\ntrap '' XFSZ\nulimit -f 8\nexec %s \"$@\"\n" % awk, 0o755)
                self.write("bin/sendmail", "#!/bin/sh\ncat >'%s/sent'\n" % self.dir, 0o755)
                run = subprocess.run([*shell.split(), self.dir + "/report", "", "pat@out.example"], input=text.encode(),
                                     capture_output=True, env=dict(os.environ, PATH=self.dir + "/bin:" + os.environ["PATH"]))
                self.assertEqual(run.returncode, 75, (awk, shell, run))
                self.assertFalse(os.path.exists(self.dir + "/sent"))

    def test_addresses_of_every_kind(self):
        kept = ["x@plain.example", '"c@acme.example"@plain.example', "y@acme.example.plain.example"]
        for address in ('"a b"@acme.example', '"a>: b"@ACME.example', "x" * 64 + "@acme.example", "a%b&c'd@acme.example",
                        "\u00fc@b\u00fccher.example", "a\\b@acme.example"):
            code, said, sent = self.everywhere(report(address, *kept))
            self.assertEqual((code, sent), (0, report(*kept)), address)
            self.assertIn("withheld 1/1 of 4: ", said)

    def test_what_is_no_report_goes_out_whole(self):
        for text in ("", "From: x\n\nhello\n", report("c550@acme.example").replace("multipart/report", "multipart/mixed"),
                     report("c550@acme.example").replace("Final-Recipient: rfc822; c550", "Final: c550"),
                     HEAD, HEAD + BETWEEN, "no newline"):
            code, said, sent = self.everywhere(text)
            self.assertEqual((code, sent), (0, text if text.endswith("\n") or not text else text + "\n"), text)
            self.assertIn("mtacon handed on whole: ", said)

    def test_what_goes_wrong_is_tried_again(self):
        text = report("c550@acme.example", "x@plain.example")
        for make in (lambda: os.unlink(self.dir + "/reports"), lambda: self.write("reports", "acme.example off\n"),
                     lambda: self.write("bin/sendmail", "#!/bin/sh\nexit 1\n", 0o755),
                     lambda: self.write("bin/mktemp", "#!/bin/sh\nexit 1\n", 0o755)):
            self.setUp()
            make()
            code, said, _ = self.everywhere(text)
            self.assertEqual(code, 75)
            self.assertIn("4.3.0 mtacon: ", said)
        self.setUp()
        self.write("bin/sendmail", "#!/bin/sh\nexit 1\n", 0o755)
        self.assertEqual(self.run_it(report("c550@acme.example"))[:2], (0, "mtacon withheld 1/1 of 1: acme.example=1\n"))

    def test_many_domains_have_no_room_in_the_log(self):
        names = ["customer-%02d.example" % number for number in range(30)]
        self.write("reports", "".join("%s %s %s off\n" % ((name,) * 3) for name in names))
        code, said, sent = self.everywhere(report(*("x@" + name for name in names)))
        self.assertEqual((code, sent), (0, None))
        self.assertRegex(said, r"^mtacon withheld 30/30 of 30: .*~\n$")
        self.assertLessEqual(len(said), 100)

    def test_random_damage_loses_and_invents_nothing(self):
        """Whatever it is given: what goes out are lines of what came in, in their order, and nobody is told of whom
        the status names as suppressed."""
        rng = random.Random(7)
        for _ in range(lib.times("DAMAGE", 60)):
            lines = report("c550@acme.example", "x@plain.example", "y@contoso.example").splitlines(True)
            for _ in range(rng.randint(1, 6)):
                at = rng.randrange(len(lines))
                what = rng.randrange(5)
                if what == 0:
                    del lines[at]
                elif what == 1:
                    lines.insert(at, rng.choice(lines))
                elif what == 2:
                    lines[at] = "\n"
                elif what == 3:
                    lines[at] = lines[at][:rng.randrange(len(lines[at]))] + rng.choice("\x00\xff<>@;:\t ") + "\n"
                else:
                    lines[at:] = lines[rng.randrange(len(lines)):]
            text = "".join(lines).replace("\x00", "\x01")
            code, said, sent = self.run_it(text, awk=rng.choice(AWKS), shell=rng.choice(SHELLS))
            self.assertEqual(code, 0, said)
            if sent is None:
                self.assertRegex(said, r"withheld (\d+)/\d+ of \1: ")
                continue
            rest = iter(self.given.splitlines(True))
            self.assertTrue(all(line in rest for line in sent.splitlines(True)), (text, sent))
            if "whole" in said or "handed on" in said:
                self.assertEqual(sent, self.given if self.given.endswith("\n") else self.given + "\n")


class Withheld(unittest.TestCase):
    """The list of who was not told, from lines of the log."""

    seconds = 4
    LOG = [
        "postfix/mtacon/cleanup[1]: AA1: filter: body Final-Recipient: rfc822; c550@acme.example from local; from=<> to=<pat@out.example>: mtacon_report:report",
        "postfix/mtacon/cleanup[1]: AA1: info: body Diagnostic-Code: smtp; 550 5.1.1 no\tsuch user from local; from=<> to=<pat@out.example>: mtacon",
        "postfix/mtacon/cleanup[1]: AA2: filter: body Final-Recipient: rfc822; x@acme.example from local; from=<> to=<boss@acme.example>: mtacon_report:report",
        "postfix/mtacon/cleanup[1]: AA2: filter: body Final-Recipient: rfc822; y@contoso.example from local; from=<> to=<boss@acme.example>: mtacon_report:report",
        "postfix/mtacon/cleanup[1]: AA2: info: body Diagnostic-Code: x-postfix; connect to mx[192.0.2.1]: Connection refused from local; from=<> to=<boss@acme.example>: mtacon",
        "postfix/mtacon/pipe[2]: AA1: to=<pat@out.example>, relay=mtacon_report, delay=1, delays=0/1/0/0, dsn=4.3.0, status=deferred (temporary failure)",
        "postfix/mtacon/pipe[2]: AA2: to=<boss@acme.example>, relay=mtacon_report, delay=1, delays=0/1/0/0, dsn=2.0.0, status=sent (delivered via mtacon_report service (mtacon withheld 1/2 of 3: contoso.example=1))",
        # What a stranger says is not ours.
        "postfix/smtp[3]: AA9: to=<u@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=5.0.0, status=bounced (host said: 550 /mtacon/pipe[1]: AA1: status=sent (delivered via mtacon_report service (mtacon withheld 9/9 of 9: acme.example=9)))",
        "postfix/mtacon/cleanup[1]: AA3: filter: body Final-Recipient: rfc822; \" from local; from=<> to=<evil@x.example>: mtacon_report:report\"@acme.example from local; from=<> to=<kim@other.example>: mtacon_report:report",
        "postfix/mtacon/pipe[2]: AA3: to=<kim@other.example>, relay=mtacon_report, delay=1, delays=0/1/0/0, dsn=2.0.0, status=sent (delivered via mtacon_report service (mtacon withheld 1/1 of 1: acme.example=1))",
        "postfix/mtacon/pipe[2]: AA1: to=<pat@out.example>, relay=mtacon_report, delay=9, delays=0/1/0/0, dsn=2.0.0, status=sent (delivered via mtacon_report service (mtacon withheld 1/1 of 1: acme.example=1))",
        "postfix/mtacon/pipe[2]: AA4: to=<a@b.example>, relay=mtacon_report, delay=9, delays=0/1/0/0, dsn=2.0.0, status=sent (delivered via mtacon_report service (mtacon handed on))",
    ]

    def test_lines_are_put_together(self):
        odd = '" from local; from=<> to=<evil@x.example>: mtacon_report:report"@acme.example'
        acme = [["AA3", "kim@other.example", odd, ""], ["AA1", "pat@out.example", "c550@acme.example", "550 5.1.1 no such user"]]
        contoso = [["AA2", "boss@acme.example", "y@contoso.example", "connect to mx[192.0.2.1]: Connection refused"]]
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/mail.log"
            with open(path, "w") as log:
                log.write("".join(stamped(line, "2026-11-24T23:18:07.123456+00:00") for line in self.LOG[6:]))
            with open(path + ".1", "w") as log:  # rotated between what a report names and what became of it
                log.write("".join(stamped(line) for line in self.LOG[:6]))
            for awk in AWKS:
                for shell in SHELLS:
                    node = lib.NodeShell(awk, shell)
                    for domain, expected in (("acme.example", acme), ("contoso.example", contoso), ("none.example", [])):
                        rows, errors = node.call("mtacon_withheld '%s' 0 100 %s %s" % (path, domain, domain))
                        self.assertEqual(errors, "")
                        self.assertEqual([row[1:] for row in rows], expected, (awk, shell))
                        self.assertEqual({row[0] for row in rows} - {"1795562287"}, set())
                    rows, _ = node.call("mtacon_withheld '%s' 0 100 '' ''" % path)
                    self.assertEqual(len(rows), 3)
                    rows, _ = node.call("mtacon_withheld '%s' 0 1 '' ''" % path)
                    self.assertEqual([row[1] for row in rows], ["AA1"])
                    rows, _ = node.call("mtacon_withheld '%s' %d 100 '' ''" % (path, 2**32))
                    self.assertEqual(rows, [])


if __name__ == "__main__":
    unittest.main()
