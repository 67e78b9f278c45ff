"""What every driver must do, on its real daemon: the same scenarios for all of them. test_conformance.py says on
which. A node is a machine whose class has, beside what tests/fleet wants,

  mta                 the driver's name
  waiting()           how many messages wait
  day()               (read, there, gaps) of a day that repeats what it logged (captured.py); without it: none
  counted()           Counter of (domain, code) over its logs, by a program that has nothing in common with ours
  warn_of_delay()     senders are told that mail waits, after a second
  configuration()     {path: (bytes, mode)} of all files that enrolment may change
  rotate()            begins a new log, as logrotate does
"""
import collections
import json
import os
import re
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import captured  # noqa: E402
import exim  # noqa: E402
import machine  # noqa: E402
import opensmtpd  # noqa: E402
import test_fleet  # noqa: E402

POLICY = "/etc/mtacon"


def files_below(node, *folders):
    found = {}
    for folder in folders:
        for root, _, names in os.walk(node.path(folder)):
            for name in names:
                path = os.path.join(root, name)
                with open(path, "rb") as text:
                    found[path.split("/root/", 1)[1]] = text.read(), os.stat(path).st_mode
    return found


def warn_of_delay(node):
    """A Postfix tells senders after a second."""
    node.run("postconf", "delay_warning_time=1s")
    node.settle("main.cf")
    node.postfix("reload")


class PostfixFile(machine.PostfixFileMachine):
    mta = "postfix"

    def waiting(self):
        return len(self.files("deferred"))

    def logs(self):
        folder = os.path.dirname(self.log_path())
        return sorted((os.path.join(folder, name) for name in os.listdir(folder) if name.startswith("mail.log")),
                      key=lambda path: os.stat(path).st_mtime_ns)

    def counted(self):
        return lib.count(self.logs())

    def day(self):
        lines = [re.sub(r"^(?:\w{3} [ \d]\d [\d:]{8}|\S+T\S+) \S+ ", "", line.rstrip("\n")) for line in lib.lines_of(self.logs())]
        return captured.count_file(self.mta, lines, lambda at: time.strftime("%b %e %H:%M:%S mta1 ", time.localtime(at)), lib.count)

    def configuration(self):
        return files_below(self, "/etc/postfix")

    def warn_of_delay(self):
        warn_of_delay(self)

    def rotate(self):
        self.run("mv", self.log, self.log + ".1")
        self.run("postfix", "reload")


class PostfixJournal(machine.PostfixMachine):
    """As it comes: it logs to the journal alone."""

    mta = "postfix"

    def waiting(self):
        return len(self.files("deferred"))

    def counted(self):
        path = self.dir + "/log"
        with open(path, "w") as out:
            out.write(self.run("journalctl", "--no-pager", "--quiet", "--output=short"))
        return lib.count([path])

    def day(self):
        entries = map(json.loads, self.run("journalctl", "--output=json", "--all", "--quiet", "SYSLOG_FACILITY=2").splitlines())
        return captured.count_journal(["%(SYSLOG_IDENTIFIER)s[%(SYSLOG_PID)s]: %(MESSAGE)s" % entry for entry in entries
                                       if isinstance(entry["MESSAGE"], str) and "SYSLOG_PID" in entry])

    def configuration(self):
        return files_below(self, "/etc/postfix")

    def warn_of_delay(self):
        warn_of_delay(self)

    def rotate(self):
        self.run("journalctl", "--rotate")


class OpenSMTPD(opensmtpd.OpenSMTPDMachine):
    mta = "opensmtpd"
    quoted = False  # it refuses such addresses
    odd = ()  # one host for all domains: what fails there fails for all

    def waiting(self):
        return len({one[0][:8] for one in self.envelopes()})

    def counted(self):
        return lib.count_opensmtpd(self.run("journalctl", "--no-pager", "--quiet", "--output=short").splitlines())

    def rotate(self):
        self.run("journalctl", "--rotate")


class Exim:
    mta = "exim"

    def waiting(self):
        return len(self.queue())

    def logs(self):
        folder = os.path.dirname(self.log_path())
        return sorted((os.path.join(folder, name) for name in os.listdir(folder) if name.startswith("mainlog")),
                      key=lambda path: os.stat(path).st_mtime_ns)

    def counted(self):
        return lib.count_exim(self.logs())

    def day(self):
        lines = [line.rstrip("\n")[20:] for line in lib.lines_of(self.logs())]
        return captured.count_file(self.mta, lines, lambda at: time.strftime("%Y-%m-%d %H:%M:%S ", time.localtime(at)),
                                   lib.count_exim)

    def configuration(self):
        return files_below(self, "/etc/exim4")

    def warn_of_delay(self):
        with open(self.path("/etc/exim4/exim4.conf.localmacros"), "a") as out:
            out.write("delay_warning = 1s\n")
        self.run("update-exim4.conf")

    def rotate(self):
        self.run("mv", self.log, self.log + ".1")
        self.run("sh", "-c", "gzip -k %s.1 && install -o Debian-exim -g adm -m 640 /dev/null %s" % (self.log, self.log))
        os.unlink(self.path(self.log + ".1"))


class EximFile(Exim, exim.EximMachine):
    """Of Debian's one template."""


class EximSplit(Exim, exim.EximSplitMachine):
    """Of many files."""


class EximPlain(Exim, exim.EximPlainMachine):
    """Of one that nothing makes."""


class Case(test_fleet.FleetCase):
    @property
    def node(self):
        return self.fleet[0]

    def add(self):
        self.mtacon("nodes", "add", "mta1")

    def seen(self):
        """What the store has, as counted() has it; without reports, which are no failures."""
        return {key: count for key, count in self.counts().items() if key[1] != "suppressed"}

    def assert_counted(self):
        self.mtacon("watch", "--once")
        self.assertEqual(self.seen(), dict(self.node.counted()))


class Reading(Case):
    """What is only read."""

    seconds = 25

    def setUp(self):
        super().setUp()
        self.node.forget()
        self.fleet.quiet()

    def send_all_kinds(self):
        for i, code in enumerate(test_fleet.CODES):
            self.node.send("c%d@customer%d.example" % (code, i % 3))
        self.node.send(["m550@multi.example", "m450@multi.example", "ok@multi.example"])
        for domain in getattr(self.node, "odd", ("drop", "refused", "greet421", "greet554")):
            self.node.send("u@%s.example" % domain)
        if getattr(self.node, "quoted", True):
            self.node.send('"c552 x"@Quoted.Example')
        self.fleet.quiet()

    def test_count(self):
        """All codes, tried again and expired, with the log rotated in between."""
        self.add()
        self.send_all_kinds()
        self.assert_counted()
        self.node.try_again()
        self.node.rotate()
        self.node.send("c450@after.example")
        self.fleet.quiet()
        self.node.expire()
        self.fleet.quiet()
        self.assert_counted()
        seen = self.seen()
        for code in test_fleet.CODES:
            self.assertTrue(any(key[1] == str(code) for key in seen), code)
        self.assertTrue(any(key[1] == "expired" for key in seen), seen)
        if getattr(self.node, "odd", True):
            self.assertTrue(any(key[1] == "no-reply-4" for key in seen), seen)
        if hasattr(self.node, "day"):
            read, there, gaps = self.node.day()
            self.assertEqual({key: count for key, count in read.items() if key[1] != "suppressed"}, there)
            self.assertGreater(sum(there.values()), 24 * 20)
            self.assertEqual(gaps, 0)

    def test_list(self):
        """What waits, since when, why; with the domains and what they wait for."""
        self.add()
        for i in range(3):
            self.node.send(["c450@acme.example", "c451@contoso.example", "ok@acme.example"], subject="number %d" % i)
        self.node.send("c452@acme.example")
        self.fleet.quiet()
        self.mtacon("watch", "--once")
        status = self.status("--all-domains")
        queue = status["nodes"][0]["queue"]
        self.assertEqual((queue["deferred"], queue["active"], queue["hold"]), (self.node.waiting(), 0, 0))
        self.assertEqual(self.stored("SELECT name, messages FROM queue_domain JOIN seen_domain ON id = domain"),
                         {("acme.example", 4), ("contoso.example", 3)})
        reasons = self.stored("SELECT name, text, messages FROM queue_reason JOIN seen_domain ON id = domain")
        self.assertEqual({(name, re.search(r"45\d", why)[0], count) for name, why, count in reasons},
                         {("acme.example", "450", 3), ("acme.example", "452", 1), ("contoso.example", "451", 3)})

    def stored(self, query):
        with sqlite3.connect(self.store) as connection:
            rows = set(connection.execute(query).fetchall())
        connection.close()
        return rows

    def ask(self, command):
        """A call of the driver's programs, in the machine: its lines."""
        return self.node.run("sh", input=lib.library(driver=self.node.mta) + "mtacon_hello - >/dev/null </dev/null\n%s </dev/null\n"
                             % command).splitlines()

    def test_messages_and_lines(self):
        """Down to the evidence: what waits for a domain, and the lines of the log about it."""
        self.node.send(["c450@acme.example", "c451@contoso.example"], sender="pat@out.example")
        self.node.send("c550@acme.example")
        self.fleet.quiet()
        messages = [json.loads(line) for line in self.ask("mtacon_messages acme.example 10")]
        self.assertEqual([(one["sender"], {to["address"] for to in one["recipients"]}) for one in messages],
                         [("pat@out.example", {"c450@acme.example", "c451@contoso.example"})])
        for to in messages[0]["recipients"]:
            self.assertIn(to["address"][1:4], to["delay_reason"])
        lines = self.ask("mtacon_lines %s acme.example 10" % (self.node.log or "journal"))
        self.assertEqual(sorted(re.search(r"(?:: |\")(\d{3}) ", line)[1] for line in lines), ["450", "550"])
        for line in lines:
            self.assertRegex(line, r"^\d{10}\t")

    def test_who_may_not_read_is_told_what_to_do(self):
        """An account without rights: each thing that it cannot read, and by what right it could."""
        self.node.send("c450@acme.example")
        self.fleet.quiet()
        said = self.node.run("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "sh", check=False,
                             input=lib.library(driver=self.node.mta) + "mtacon_hello - </dev/null\n").splitlines()
        wrong = {line.split("\t")[1]: line.split("\t")[2] for line in said if line.startswith("error\t")}
        self.assertEqual(set(wrong), {"log", "queue"}, said)
        for text in wrong.values():
            self.assertRegex(text, "add this user to|allow this user sudo -n")

    def test_the_way_is_tested(self):
        """Also of a node that nobody has looked at."""
        self.add()
        said = self.mtacon("nodes", "test", "mta1").stdout
        self.assertEqual(json.loads(self.mtacon("nodes", "list", "--json").stdout)[0]["mta"], self.node.mta)
        for line in ("ok    MTA ", "ok    log ", "ok    queue ", "ok    queue listing "):
            self.assertIn(line, said)


class Mail(Reading):
    """And what becomes of the console's own mail."""

    def test_what_became_of_a_mail(self):
        """As a test mail asks: taken, delivered or not."""
        for to, words in (("ok@plain.example", "sent ("), ("c450@plain.example", "deferred ("), ("c550@plain.example", "bounced (")):
            number = "1.%s@console.example" % to.split("@")[0]
            said = self.node.run("sh", input=lib.library(driver=self.node.mta) + "mtacon_send noc@plain.example <<'END'\n"
                                 "From: noc@plain.example\nTo: %s\nMessage-ID: <%s>\nSubject: test\n\nx\nEND\n" % (to, number))
            self.assertIn("ok\ttaken by", said)
            self.fleet.quiet()
            self.assertRegex(self.ask("mtacon_fate %s %s" % (self.node.log or "journal", number))[0], r"^ok\tqueue id [\w-]+: " + re.escape(words))


class Policy(Case):
    """What is changed. The tests of a class share a store, and each says what it wants of the policy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = cls.fleet.dir + "/shared.db"
        cls.before = cls.fleet[0].configuration()
        for arguments in (("nodes", "add", "mta1"), ("nodes", "enrol", "mta1", "--yes")):
            run = subprocess.run([lib.MTACON, "--store", cls.shared, "--ssh-config", cls.fleet.ssh + "/config", *arguments],
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if run.returncode:
                raise AssertionError(run.stdout + run.stderr)

    def setUp(self):
        super().setUp()
        self.store = self.shared
        self.fleet.destination.received.clear()
        self.node.forget()
        for domain, name in (("acme.example", "ACME"), ("branch.example", "acme")):
            self.mtacon("organisation", domain, name, "--new")
        self.mtacon("mode", "acme.example", "disabled")

    def push(self):
        self.assertIn("1 in force, 0 waiting, 0 failed", self.mtacon("push", "--yes").stdout)

    def suppress(self, bounce="disabled"):
        for domain in ("acme.example", "contoso.example"):
            self.mtacon("bounce", domain, bounce)
        self.push()

    def policy(self, name="policy.json"):
        with open(self.node.path("%s/%s" % (POLICY, name))) as text:
            return text.read()

    def told(self, subject):
        """Of whom a report about that mail tells, a set for each report, by who got it."""
        found = []
        for recipients, data in self.fleet.destination.mails():
            data = data.replace("\r\n", "\n")
            if "\nSubject: %s\n" % subject in data and "report-type=delivery-status" in data:
                found.append((recipients, set(re.findall(r"(?m)^Final-Recipient: *rfc822; *(.*)$", data))))
        return found


class Reports(Policy):
    """Who is told of what."""

    seconds = 25
    SENDERS = {"boss@acme.example": "acme", "lee@Branch.example": "acme", "pat@out.example": None,
               "kim@other.example": None, "sub@sub.acme.example": None, "joe@contoso.example": "contoso"}
    SETS = {"one": ["acme.example"], "mixed": ["acme.example", "plain.example"],
            "two": ["acme.example", "contoso.example"], "free": ["plain.example"]}

    def send_table(self, code):
        """Sends all of it; returns whom each sender has to be told of, by subject."""
        expected = {}
        for sender, inside in self.SENDERS.items():
            for name, domains in self.SETS.items():
                subject = "%d %s %s" % (code, name, sender.replace("@", " at "))
                self.node.send(["c%d@%s" % (code, domain) for domain in domains], sender=sender, subject=subject)
                expected[subject] = sender, {"c%d@%s" % (code, domain) for domain in domains
                                             if domain == "plain.example" or inside == domain.split(".")[0]}
        self.fleet.quiet()
        return expected

    def assert_told(self, expected):
        self.fleet.quiet()
        withheld = 0
        for subject, (sender, addresses) in expected.items():
            reports = self.told(subject)
            self.assertEqual(len(reports), 1 if addresses else 0, subject)
            for recipients, told in reports:
                self.assertEqual(([one.lower() for one in recipients], told), ([sender.lower()], addresses), subject)
            withheld += len(self.SETS[subject.split()[1]]) - len(addresses)
        self.mtacon("watch", "--once")
        listed = [row for domain in ("acme.example", "contoso.example")
                  for row in json.loads(self.mtacon("withheld", domain, "--json").stdout)]
        self.assertEqual(len(listed), withheld)
        for row in listed:
            self.assertNotIn(row["sender"].split("@")[1].lower(), row["recipient"])
            self.assertIn(row["recipient"][1:4], row["reply"])

    def test_reports_of_hard_failures(self):
        self.suppress()
        self.assert_told(self.send_table(550))

    def test_reports_of_expired_mail_that_waited_before_the_switch(self):
        self.suppress("enabled")
        expected = self.send_table(450)
        self.suppress()
        self.node.expire()
        self.assert_told(expected)
        self.suppress("enabled")
        self.node.send("c550@acme.example", sender="pat@out.example", subject="after")
        self.fleet.quiet()
        self.assertEqual(self.told("after"), [(["pat@out.example"], {"c550@acme.example"})])

    def test_warnings_of_delay(self):
        """Nobody outside hears by them what a report would not say; but for what the node says that it cannot."""
        self.suppress()
        self.node.warn_of_delay()
        self.node.send(["c450@acme.example"], sender="pat@out.example", subject="not told")
        self.node.send(["c450@plain.example"], sender="pat@out.example", subject="told")
        self.node.send(["c450@acme.example", "c450@plain.example"], sender="pat@out.example", subject="both")
        self.fleet.quiet()
        self.wait_for(lambda: self.node.try_again() or (self.told("told") and self.told("both")))
        self.fleet.quiet()
        self.assertEqual(self.told("not told"), [])
        self.mtacon("watch", "--once")
        cannot = self.status()["nodes"][0]["cannot"]
        expected = {"c450@plain.example"} if not cannot else {"c450@plain.example", "c450@acme.example"}
        self.assertEqual(self.told("both")[0][1], expected)
        self.assertTrue(cannot is None or "delay_warning" in cannot, cannot)

    def test_whose_mail_it_is_stays(self):
        """Delivered mail is as it was sent: sender, and recipients in their own spelling."""
        self.suppress()
        recipients = ["Ok.Case@acme.example", '"ok b"@acme.example', "ok@plain.example"]
        self.node.send(recipients, sender="Pat@out.example", subject="as it was")
        self.fleet.quiet()
        mails = self.fleet.destination.mails()
        self.assertEqual(sorted(one for to, _ in mails for one in to), sorted(recipients))
        self.assertEqual({mail.sender for mail in mails}, {"Pat@out.example"})


class Push(Policy):
    """A revision is there wholly, or not at all."""

    seconds = 25
    STEPS = ("receive", "check", "sync", "place", "turn", "reload", "verify")

    def head(self):
        return json.loads(self.mtacon("history", "--json").stdout)[0]

    def in_force(self):
        return self.policy("current/head").split()[0]

    def state(self, bounce, mode):
        self.mtacon("bounce", "acme.example", bounce)
        self.mtacon("mode", "acme.example", mode)

    def bundle(self):
        """What the console sent of the revision in force, from what became of it."""
        mark, parts = "0123456789abcdef", []
        folder = self.node.path(POLICY + "/current/")
        for root, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(root, name)
                relative = path.split("/current/", 1)[1]
                if relative in ("head", "manifest"):
                    continue
                with open(path) as text:
                    parts.append("%s %s\n%s" % (mark, relative, text.read()))
        return "".join(parts) + mark + " end\n"

    def test_a_push_cut_at_each_step_leaves_the_old_or_the_new(self):
        self.state("disabled", "enabled")
        self.push()
        new, bundle, files = self.head(), self.bundle(), self.policy("current/manifest")
        outcomes = collections.Counter()
        for step in self.STEPS:
            self.state("enabled", "optional" if self.head()["number"] % 2 else "disabled")
            self.push()
            old = self.in_force()
            script = lib.library(driver=self.node.mta) + "mtacon_log_setup\nmtacon_step() { [ \"$1\" != %s ] || kill -9 $$; }\n" % step
            self.node.run("sh", check=False, input=script + "mtacon_push %s %s %s %d 1 test acme.example 0123456789abcdef <<'END'\n%sEND\n"
                          % (POLICY, new["hash"], old, new["number"], bundle))
            now = self.in_force()
            outcomes[now == new["hash"]] += 1
            self.assertIn(now, (old, new["hash"]), step)
            if now == new["hash"]:
                self.assertEqual(self.policy("current/manifest").split()[4:], files.split()[4:])
            self.node.send("ok@flows.example")  # mail flows all the while
            self.push()
            self.assertEqual(self.in_force(), self.head()["hash"])
            self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        self.assertEqual(len(outcomes), 2, outcomes)  # some were cut before the link was turned, some after

    def test_a_revision_that_is_not_expected_stays(self):
        self.state("disabled", "enabled")
        self.push()
        bundle, there = self.bundle(), self.in_force()
        script = lib.library(driver=self.node.mta) + "mtacon_log_setup\n"
        said = self.node.run("sh", check=False, input=script + "mtacon_push %s %s %s 1 1 test - 0123456789abcdef <<'END'\n%sEND\n"
                             % (POLICY, "a" * 64, "b" * 64, bundle))
        self.assertIn("conflict\t" + there, said)
        self.assertEqual(self.in_force(), there)


class Enrolment(Policy):
    """What lets policy take effect, and can be taken out again."""

    seconds = 20

    def submit(self, sender, port=None):
        with self.node.client(port or self.node.submission_port) as client:
            client.ehlo()
            code, text = client.mail(sender)
            if code == 250:
                code, text = client.rcpt("someone@elsewhere.example")
            return code, text.decode().replace("\n5.7.1", "")

    def test_submission_follows_the_mode(self):
        for domain, mode in (("off.example", "disabled"), ("opt.example", "optional"), ("on.example", "enabled")):
            self.mtacon("mode", domain, mode)
        self.push()
        code, text = self.submit("user@Off.example")
        self.assertEqual(code, 554, text)
        self.assertIn("continuity mode of off.example is disabled", text)
        # A domain below it is another one.
        for sender in ("user@opt.example", "user@on.example", "user@stranger.example", "user@sub.off.example", "user@xoff.example"):
            self.assertEqual(self.submit(sender)[0], 250, sender)
        self.assertEqual(self.submit("user@off.example", self.node.smtp_port)[0], 250)
        self.assertEqual(json.loads(self.policy("published/on.example.json"))["mode"], "enabled")
        self.mtacon("mode", "off.example", "optional")
        self.push()
        self.assertEqual(self.submit("user@off.example")[0], 250)

    def test_enrolment_can_be_taken_back_to_the_byte(self):
        enrolled = self.node.configuration()
        self.assertNotEqual(enrolled, self.before)
        self.suppress()
        self.node.send("c550@acme.example", sender="pat@out.example", subject="not told")
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        now = self.node.configuration()
        for path in sorted(set(now) | set(self.before)):
            self.assertEqual(now.get(path), self.before.get(path), path)
        self.assertEqual(os.listdir(self.node.path(POLICY)), ["backups"])
        self.node.send("c550@acme.example", sender="pat@out.example", subject="free again")
        self.fleet.quiet()
        self.assertEqual((len(self.told("not told")), len(self.told("free again"))), (0, 1))
        self.mtacon("nodes", "enrol", "mta1", "--yes")
        self.assertEqual(self.node.configuration(), enrolled)
        self.assertIn("nothing to change", self.mtacon("nodes", "enrol", "mta1", "--yes").stdout)

    def test_a_link_stays_one(self):
        """What it leads to is changed, and keeps its owner and mode."""
        [path] = [path for path, (text, _) in self.node.configuration().items() if b"# mtacon begin: " in text][:1]
        elsewhere = os.path.dirname(path) + "/elsewhere"
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        self.node.run("sh", "-c", 'mkdir "$1" && mv "$2" "$1/file" && chown 0:4 "$1/file" && chmod 604 "$1/file" && '
                      'ln -s elsewhere/file "$2"', "sh", elsewhere, path)
        before = self.node.run("cat", path)
        for verb in "enrol", "unenrol":
            self.mtacon("nodes", verb, "mta1", "--yes")
            self.assertEqual(self.node.run("readlink", path), "elsewhere/file\n", verb)
            self.assertEqual(self.node.run("stat", "-c", "%u:%g %a", elsewhere + "/file"), "0:4 604\n", verb)
            self.assertEqual("# mtacon begin" in self.node.run("cat", path), verb == "enrol")
            self.assertEqual(self.node.run("ls", elsewhere), "file\n", verb)
        self.assertEqual(self.node.run("cat", path), before)
        self.mtacon("nodes", "enrol", "mta1", "--yes")
        self.push()
        self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        self.node.run("sh", "-c", 'mv "$1/file" "$2" && rmdir "$1" && chown 0:0 "$2" && chmod 644 "$2"', "sh", elsewhere, path)

    def test_a_lost_mark_costs_nobody_a_line(self):
        """What is ours cannot be told then, and nothing may go."""
        path = self.node.path([path for path, (text, _) in self.node.configuration().items() if b"# mtacon end" in text][0])
        with open(path) as text:
            before = text.read()
        for lost in before.replace("# mtacon end\n", "", 1), "".join(before.rsplit("# mtacon end\n", 1)):
            with open(path, "w") as out:
                out.write(lost)
            try:
                for verb in "unenrol", "enrol":
                    said = self.mtacon("nodes", verb, "mta1", "--yes", code=1)
                    self.assertIn("has not its '# mtacon end'", said.stdout + said.stderr)
                with open(path) as text:
                    self.assertEqual(text.read(), lost)
            finally:
                with open(path, "w") as out:
                    out.write(before)

    def test_drift_is_seen_and_mended(self):
        self.push()
        self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        changed = [path for path, (text, _) in self.node.configuration().items() if b"# mtacon begin" in text]
        path = self.node.path(changed[0])
        with open(path) as text:
            before = text.read()
        with open(path, "w") as out:
            out.write(re.sub(r"(?m)^# mtacon begin.*\n.*\n", lambda found: found[0].split("\n")[0] + "\n", before, count=1))
        self.assertIn("differs: missing", self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        self.assertRegex(self.mtacon("push", "--yes", code=1).stdout, "mtacon nodes drift|refuses its configuration")
        self.mtacon("nodes", "enrol", "mta1", "--yes")
        self.push()
        self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        with open(self.node.path(POLICY + "/current/reports"), "a") as out:
            out.write("# by hand\n")
        self.assertIn("changed by hand", self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        self.push()
        self.node.set_lifetime("1d")
        self.assertIn("the rule is 5 days", self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        self.node.set_lifetime("5d")


class Unenforceable(Case):
    """Where policy cannot take effect, that is said, and why, wherever somebody may think it does."""

    seconds = 10

    def test_it_is_said_everywhere(self):
        self.add()
        self.assertIn("mtacon only reads it", self.mtacon("nodes", "enrol", "mta1", "--yes", code=1).stderr)  # not known yet
        self.mtacon("watch", "--once")
        self.assertIn("mtacon only reads it", self.mtacon("nodes", "enrol", "mta1", "--yes", code=1).stderr)
        self.mtacon("bounce", "acme.example", "disabled")
        self.assertIn("mtacon only reads it", self.mtacon("push", "--dry-run", code=None).stdout)
        self.assertIn("mtacon only reads it", self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        self.assertIn("mtacon only reads it", self.status()["nodes"][0]["cannot"])
        self.assertFalse(self.status()["nodes"][0]["enrolled"])
