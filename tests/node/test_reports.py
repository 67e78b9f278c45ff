"""Reports on real Postfix: external senders are not told of recipients whose domain is suppressed, everybody else is,
recipient by recipient; and what was not told can be read afterwards."""
import collections
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import test_fleet  # noqa: E402
import place  # noqa: E402
import test_policy  # noqa: E402

Report = collections.namedtuple("Report", "to status text returned data")


class ReportCase(test_policy.PolicyCase):
    nodes = 1

    def setUp(self):
        super().setUp()
        self.node = self.fleet[0]
        self.node.forget()
        for domain, name in (("acme.example", "ACME"), ("branch.example", "acme")):
            self.mtacon("organisation", domain, name, "--new")
        for domain in ("acme.example", "contoso.example"):
            self.mtacon("bounce", domain, "disabled", "--new")
        self.mtacon("mode", "other.example", "optional", "--new", "--push")

    def sent(self, subject):
        """Reports about mail with that subject, as their receivers have them."""
        found = []
        for recipients, data in self.fleet.destination.mails():
            data = data.replace("\r\n", "\n")
            if "\nSubject: %s\n" % subject not in data or "report-type=delivery-status" not in data:
                continue
            parts = data.split("--" + re.search(r'boundary="([^"]+)"', data)[1])
            found.append(Report(recipients, set(re.findall(r"(?m)^Final-Recipient: [^;]+; *(.*)$", parts[2])),
                                set(re.findall(r"(?m)^<(.*)>(?::| \(expanded)", parts[1])), parts[3], data))
        return found

    def withheld(self):
        """(sender, recipient, reply) that the log tells of, counted apart from what the product makes of it."""
        reports, found, seen = {}, [], set()
        with open(self.node.log) as log:
            for line in log:
                told = re.search(r"postfix/mtacon/(cleanup|pipe)\[\d+\]: (\w+): (.*)", line)
                if not told:
                    continue
                recipients = reports.setdefault(told[2], [])
                named = re.match(r"filter: body Final-Recipient: [^;]+; (.*) from local; from=<> to=<(.*)>: mtacon", told[3])
                reply = re.match(r"info: body Diagnostic-Code: [^;]+; (.*) from local", told[3])
                verdict = re.search(r"service \(mtacon withheld (\d+)/(\d+) of \d+: (.*?)\)+$", told[3])
                if named:
                    recipients.append([named[2], named[1], ""])
                elif reply and recipients:
                    recipients[-1][2] = recipients[-1][2] or reply[1]
                elif verdict:
                    names = {word.split("=")[0] for word in verdict[3].split()}
                    told_not = [tuple(one) for one in recipients if one[1].split("@")[-1].lower() in names]
                    self.assertEqual(len(told_not), int(verdict[1]), line)
                    found += told_not if told[2] not in seen else []  # a line for each who gets it
                    seen.add(told[2])
        return found


    def listed(self, domain, *options):
        rows = json.loads(self.mtacon("withheld", domain, "--json", *options).stdout)
        return sorted((row["sender"], row["recipient"], row["reply"]) for row in rows)

    def assert_listed(self):
        """The command lists what the log tells of, and counts as many."""
        found = self.withheld()
        self.mtacon("watch", "--once")
        counts = {d["name"]: d["failures"]["codes"].get("suppressed", 0) for d in self.status("--all-domains")["domains"]}
        for domain in ("acme.example", "contoso.example"):
            expected = sorted(one for one in found if one[1].lower().endswith("@" + domain))
            self.assertEqual(self.listed(domain), expected)
            self.assertEqual(counts.get(domain, 0), len(expected))
            text = self.mtacon("withheld", domain).stdout.splitlines()[-1]
            senders = {one[0].lower() for one in expected}
            self.assertEqual(text, "%d withheld, %d senders, from 1 of 1 nodes, in the last 24h" % (len(expected), len(senders)))
            rows = list(csv.DictReader(io.StringIO(self.mtacon("withheld", domain, "--csv").stdout)))
            self.assertEqual(sorted((row["sender"], row["recipient"], row["reply"]) for row in rows), expected)


@test_fleet.NEEDS_ROOT
class Matrix(ReportCase):
    """{inside, inside by another domain, external, another customer's, below} x recipients x what happened."""

    seconds = 20
    SENDERS = {"boss@acme.example": "acme", "lee@Branch.example": "acme", "pat@out.example": None,
               "kim@other.example": None, "sub@sub.acme.example": None, "joe@contoso.example": "contoso"}
    SETS = {"one": ["acme.example"], "mixed": ["acme.example", "plain.example"],
            "two": ["acme.example", "contoso.example"], "free": ["plain.example"]}

    def matrix(self, code):
        """Sends all of it; returns what each sender has to be told of by subject."""
        expected = {}
        for sender, inside in self.SENDERS.items():
            for name, domains in self.SETS.items():
                subject = "%d %s %s" % (code, name, sender.replace("@", " at "))
                self.node.send(["c%d@%s" % (code, domain) for domain in domains], sender=sender, subject=subject)
                expected[subject] = sender, {
                    "c%d@%s" % (code, domain) for domain in domains
                    if domain == "plain.example" or inside == domain.split(".")[0]}
        return expected

    def check(self, expected, code):
        for subject, (sender, told) in expected.items():
            if told:
                self.wait_for(lambda: self.sent(subject))
        self.fleet.quiet()
        withheld = 0
        for subject, (sender, told) in expected.items():
            reports = self.sent(subject)
            self.assertEqual(len(reports), 1 if told else 0, subject)
            for report in reports:
                self.assertEqual((report.to, report.status, report.text), ([sender], told, told), subject)
                self.assertIn("Subject: " + subject, report.returned)
                self.assertIn("The mail system", report.data)
        for subject, (sender, told) in expected.items():
            missing = {"c550@" + domain for domain in self.SETS[subject.split()[1]]}
            withheld += len(missing) - len(told)
        self.assertEqual(len(self.withheld()), withheld)
        self.assertEqual({found[2][:3] for found in self.withheld()}, {code})
        self.assert_listed()

    def test_refused(self):
        self.check(self.matrix(550), "550")

    def test_warned_of_delay(self):
        """Warnings are reports too; the mail itself stays queued."""
        self.node.run("postconf", "delay_warning_time=1s")
        self.node.settle("main.cf")
        self.node.postfix("reload")
        expected = self.matrix(450)
        self.fleet.quiet()
        told = [subject for subject, (_, addresses) in expected.items() if addresses]
        self.wait_for(lambda: self.node.try_again() or all(map(self.sent, told)))
        self.check(expected, "450")
        self.assertIn("Action: delayed", self.sent(told[0])[0].data)
        self.assertEqual(len(self.node.files("deferred")), len(expected))

    def test_senders_who_are_aliases(self):
        """Who sent it counts, not who he is by the node's aliases; and all of those get the report."""
        self.node.write("etc/aliases", "boss@acme.example boss@mailbox.example\n"
                        "team@out.example boss@acme.example, two@out.example\n")
        self.node.settle("aliases")
        self.node.run("postconf", "virtual_alias_maps=texthash:%s/aliases" % self.node.etc)
        self.node.settle("main.cf")
        self.node.postfix("reload")
        self.node.send(["c550@acme.example"], sender="boss@acme.example", subject="inside by name")
        self.node.send(["c550@acme.example", "c550@plain.example"], sender="team@out.example", subject="outside by name")
        self.wait_for(lambda: self.sent("inside by name") and self.sent("outside by name"))
        self.fleet.quiet()
        self.assertEqual([report.status for report in self.sent("inside by name")], [{"c550@acme.example"}])
        told = self.sent("outside by name")
        self.assertEqual(sorted(address for report in told for address in report.to), ["boss@mailbox.example", "two@out.example"])
        self.assertEqual({address for report in told for address in report.status}, {"c550@plain.example"})
        self.assertEqual(len(self.withheld()), 1)
        self.assert_listed()

    def test_expired_though_queued_before_the_switch(self):
        for domain in ("acme.example", "contoso.example"):
            self.mtacon("bounce", domain, "enabled", "--push")
        expected = self.matrix(450)
        self.fleet.quiet()
        for domain in ("acme.example", "contoso.example"):
            self.mtacon("bounce", domain, "disabled", "--push")
        self.node.expire()
        self.check(expected, "450")
        # Switched back, all are told at once.
        for domain in ("acme.example", "contoso.example"):
            self.mtacon("bounce", domain, "enabled", "--push")
        self.node.send("c550@acme.example", sender="pat@out.example", subject="after")
        self.wait_for(lambda: self.sent("after"))


@test_fleet.NEEDS_ROOT
class Forms(ReportCase):
    """Whatever a report looks like."""

    seconds = 20

    def say(self, sender, recipients, subject, body="Hello.\r\n", options=()):
        with self.node.client() as client:
            client.sendmail(sender, recipients, ("From: <x@x.example>\r\nSubject: %s\r\n\r\n%s" % (subject, body)).encode(),
                            mail_options=options)

    def only(self, subject):
        self.wait_for(lambda: self.sent(subject))
        self.fleet.quiet()
        reports = self.sent(subject)
        self.assertEqual(len(reports), 1, subject)
        return reports[0]

    def test_whoever_quotes_a_report_is_told(self):
        """Mail to another domain that carries a report about acme.example: as text, and as an attachment."""
        quoted = "Final-Recipient: rfc822; x@acme.example\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 no\r\n"
        self.say("pat@out.example", ["c550@plain.example"], "forwards", quoted)
        self.say("pat@out.example", ["c550@plain.example"], "attaches",
                 "--b\r\nContent-Type: message/delivery-status\r\n\r\n%s\r\n--b--\r\n" % quoted)
        self.assertEqual(self.only("forwards").status, {"c550@plain.example"})
        self.assertEqual(self.only("attaches").status, {"c550@plain.example"})
        self.assertEqual(self.withheld(), [])
        # And it does not make one of a report that is withheld.
        self.say("pat@out.example", ["c550@acme.example", "c550@plain.example"], "both", quoted * 20)
        self.assertEqual(self.only("both").status, {"c550@plain.example"})
        self.assertIn("Final-Recipient: rfc822; x@acme.example", self.only("both").returned)

    def test_addresses_of_every_kind(self):
        strange = ['"c550. b"@acme.example', '"c550.>: x"@acme.example', "c550." + "x" * 59 + "@ACME.example",
                   '"c550@plain.example"@acme.example']
        self.say("pat@out.example", strange + ["c550@plain.example", '"c550@acme.example"@plain.example'], "strange")
        report = self.only("strange")
        self.assertEqual(report.status, {"c550@plain.example", '"c550@acme.example"@plain.example'})
        self.assertEqual(report.text, report.status)
        self.assertEqual(len(self.withheld()), len(strange))
        self.assert_listed()

    def test_internationalised_addresses(self):
        self.mtacon("bounce", "b\u00fccher.example", "disabled", "--new", "--push")
        self.say("pat@out.example", ["c550.\u00fc@b\u00fccher.example", "c550@plain.example"], "utf8",
                 options=("SMTPUTF8", "BODY=8BITMIME"))
        report = self.only("utf8")
        self.assertEqual(report.status, {"c550@plain.example"})
        self.assertIn("Reporting-MTA", report.data)
        self.mtacon("watch", "--once")
        self.assertEqual(len(self.listed("b\u00fccher.example")), 1)
        bucher = [d for d in self.status("--all-domains")["domains"] if d["name"] == "xn--bcher-kva.example"]
        self.assertEqual(bucher[0]["failures"]["codes"].get("suppressed"), 1)

    def test_another_template_and_long_queue_ids(self):
        with open(self.node.etc + "/bounce.cf", "w") as out:
            out.write("failure_template = <<EOF\nCharset: us-ascii\nFrom: MAILER-DAEMON (Postamt)\nSubject: Unzustellbar\n"
                      "\nHier ist $myhostname.\n\nEs ging nicht.\nEOF\n")
        self.node.run("postconf", "bounce_template_file=" + self.node.etc + "/bounce.cf", "enable_long_queue_ids=yes")
        self.node.settle("main.cf")
        self.node.postfix("reload")
        self.node.send(["c550@acme.example", "c550@plain.example"], sender="pat@out.example", subject="german")
        report = self.only("german")
        self.assertEqual((report.status, report.text), ({"c550@plain.example"},) * 2)
        self.assertIn("Hier ist", report.data)
        self.assertEqual(len(self.withheld()), 1)

    def test_a_very_large_report(self):
        """More than the 50 kB of a part that Postfix looks at unless told: 600 recipients, one of them suppressed."""
        recipients = ["c550.%d@plain.example" % i for i in range(600)] + ["c550@acme.example"]
        self.node.send(recipients, sender="pat@out.example", subject="large")
        self.assertEqual(self.only("large").status, set(recipients[:-1]))
        self.assertEqual(len(self.withheld()), 1)


@test_fleet.NEEDS_ROOT
class Faults(ReportCase):
    """Whatever goes wrong: a report is at its sender, withheld with a line in the log, or still queued."""

    seconds = 40

    def send_three(self, subject):
        """A report that is withheld, one that is trimmed, one that goes to somebody inside."""
        self.node.send(["c550@acme.example"], sender="pat@out.example", subject=subject + " all")
        self.node.send(["c550@acme.example", "c550@plain.example"], sender="pat@out.example", subject=subject + " some")
        self.node.send(["c550@acme.example"], sender="boss@acme.example", subject=subject + " inside")

    def waiting(self):
        return len(self.node.files("deferred"))

    def assert_kept_then_right(self, subject, mend):
        """All three wait; after it was mended each goes its way, once."""
        self.wait_for(lambda: self.waiting() == 3)
        self.fleet.quiet()
        self.assertEqual([self.sent(subject + kind) for kind in (" all", " some", " inside")], [[], [], []])
        self.assertEqual(self.withheld(), [])
        mend()
        self.node.try_again()
        self.assertEqual(self.waiting(), 0)
        self.assertEqual([len(self.sent(subject + kind)) for kind in (" all", " some", " inside")], [0, 1, 1])
        self.assertEqual(self.sent(subject + " some")[0].status, {"c550@plain.example"})
        self.assertEqual(len(self.withheld()), 2)
        self.assertEqual(self.node.logged("status=bounced (Command"), 0)

    def test_the_program_is_gone(self):
        program = self.node.dir + "/policy/report"
        os.rename(program, program + ".away")
        self.send_three("gone")
        self.assert_kept_then_right("gone", lambda: os.rename(program + ".away", program))

    def test_the_program_cannot_be_read(self):
        program = self.node.dir + "/policy/report"
        for mode in (0o700, 0o711, 0o644):  # not to be run; not to be read by the shell; no program
            self.node.forget()
            self.fleet.destination.received.clear()
            os.chmod(program, mode)
            self.send_three("mode %o" % mode)
            self.assert_kept_then_right("mode %o" % mode, lambda: os.chmod(program, 0o755))

    def test_its_table_is_gone(self):
        table = os.path.realpath(self.node.dir + "/policy/reports")
        os.rename(table, table + ".away")
        self.send_three("no table")
        self.assert_kept_then_right("no table", lambda: os.rename(table + ".away", table))

    def test_it_is_killed_in_the_middle(self):
        """While it reads its table, which is a pipe that nobody writes to."""
        table = os.path.realpath(self.node.dir + "/policy/reports")
        os.rename(table, table + ".away")
        os.mkfifo(table, 0o644)
        self.send_three("killed")

        def running():
            return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
                    if (self.node.dir + "/policy/report").encode() in place.read(pid, "cmdline")]
        self.wait_for(lambda: len(running()) >= 3)

        def kill():
            for pid in running():
                for one in place.descendants(pid):
                    os.kill(one, signal.SIGKILL)
            return self.waiting() == 3
        self.wait_for(kill)

        def mend():
            os.unlink(table)
            os.rename(table + ".away", table)
        self.assert_kept_then_right("killed", mend)

    def test_a_sender_forges_no_count(self):
        told = "status=sent (delivered via mtacon_report service (mtacon withheld 77/77 of 77: contoso.example=77 x"
        self.node.send(["c550@acme.example"], sender='"%s"@out.example' % told, subject="forged")
        self.wait_for(lambda: self.node.logged("(mtacon withheld 1/1 of 1: acme.example=1)"))
        self.fleet.quiet()
        self.mtacon("watch", "--once")
        counts = {d["name"]: d["failures"]["codes"].get("suppressed", 0) for d in self.status("--all-domains")["domains"]}
        self.assertEqual((counts.get("contoso.example", 0), counts["acme.example"]), (0, 1))
        self.assertEqual(len(self.listed("acme.example")), 1)

    def test_the_spool_is_full(self):
        """What is withheld needs no room; the others wait."""
        with open(self.node.dir + "/queue/pid/master.pid") as text:
            master = text.read().strip()
        drop = self.node.dir + "/queue/maildrop"
        owner = os.stat(drop)

        def inside(*command):
            subprocess.run(["nsenter", "--target", master, "--mount", *command], check=True)
        inside("mount", "-t", "tmpfs", "-o", "size=4k,mode=1730,uid=%d,gid=%d" % (owner.st_uid, owner.st_gid), "tmpfs", drop)
        inside("dd", "if=/dev/zero", "of=" + drop + "/filler", "bs=4096", "count=1", "status=none")
        try:
            self.send_three("full")
            self.wait_for(lambda: self.waiting() == 2)
            self.fleet.quiet()
            self.assertEqual(len(self.withheld()), 1)
            self.assertEqual(self.sent("full some") + self.sent("full inside"), [])
        finally:
            inside("umount", drop)
        self.node.try_again()
        self.assertEqual([len(self.sent("full" + kind)) for kind in (" all", " some", " inside")], [0, 1, 1])
        self.assertEqual(len(self.withheld()), 2)

    def test_a_burst(self):
        """The sum is exact."""
        count = lib.times("REPORTS", 200)
        self.fleet.destination.received.clear()
        for number in range(count):
            sender = ("pat@out.example", "boss@acme.example")[number % 2]
            self.node.send(["c550@acme.example"], sender=sender, subject="burst %s" % sender)
        received = self.fleet.destination.received
        self.wait_for(lambda: len(received) >= count // 2, "every inside sender has his report", place.PATIENCE + count)
        self.wait_for(lambda: len(self.withheld()) >= count - count // 2, "all others are withheld", place.PATIENCE + count)
        self.fleet.quiet()
        self.assertEqual(len(self.sent("burst boss@acme.example")), count // 2)
        self.assertEqual(self.sent("burst pat@out.example"), [])
        self.assertEqual(len(self.withheld()), count - count // 2)

    def test_unenrolling_lets_them_go_first(self):
        with open(self.node.dir + "/saved/etc/master.cf") as text:
            enrolled = text.read()
        os.chmod(self.node.dir + "/policy/report", 0o600)
        self.send_three("drained")
        self.wait_for(lambda: self.waiting() == 3)
        # Others of the null sender wait too, in another way.
        for number in range(6):
            self.node.send(["c450@plain.example"], sender="", subject="null %d" % number)
        self.wait_for(lambda: self.waiting() == 9)
        self.fleet.quiet()
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        self.fleet.quiet()
        self.assertEqual(self.waiting(), 6)
        self.assertEqual([len(self.sent("drained" + kind)) for kind in (" all", " some", " inside")], [0, 1, 1])
        self.assertEqual(self.sent("drained some")[0].status, {"c550@plain.example"})
        self.assertEqual(len(self.withheld()), 2)
        with open(self.node.etc + "/master.cf") as text:
            self.assertEqual(text.read(), re.sub(r"(?ms)^# mtacon begin.*?^# mtacon end\n", "", enrolled))
        # From now on all are told, whole.
        self.node.send(["c550@acme.example"], sender="pat@out.example", subject="free")
        self.wait_for(lambda: self.sent("free"))

    def test_an_older_enrolment_is_drift_until_it_is_enrolled_again(self):
        with open(self.node.etc + "/master.cf") as text:
            master = text.read()
        old = re.sub(r"(?ms)^mtacon_bounce.*?^# mtacon end\n", "mtacon_bounce unix n - n - 0 cleanup\n"
                     " -o body_checks=regexp:%s/policy/bounces.regexp\n -o syslog_name=postfix/mtacon\n"
                     " -o header_checks= -o mime_header_checks= -o nested_header_checks= -o non_smtpd_milters=\n"
                     "# mtacon end\n" % self.node.dir, master)
        self.assertNotEqual(old, master)
        with open(self.node.etc + "/master.cf", "w") as out:
            out.write(old)
        for name in ("report", "parts.regexp", "reports"):
            os.unlink(self.node.dir + "/policy/" + name)
        self.assertIn("master.cf differs", self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        self.mtacon("bounce", "plain.example", "disabled", "--new")
        self.assertIn("enrolled by another version of mtacon", self.mtacon("push", "--yes", code=1).stdout)
        self.mtacon("nodes", "enrol", "mta1", "--yes")
        self.assertIn("1 in force", self.mtacon("push", "--yes").stdout)
        self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        with open(self.node.etc + "/master.cf") as text:
            self.assertEqual(text.read(), master)


if __name__ == "__main__":
    unittest.main()
