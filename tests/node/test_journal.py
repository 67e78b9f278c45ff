"""The systemd journal as a log: real journal files, read by the real journalctl, in every awk and shell."""
import collections
import glob
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import maillog  # noqa: E402
import test_count  # noqa: E402
from test_count import AWKS, LINES, SHELLS  # noqa: E402

DROPPED = "a596d6fe7bfa4994828e72309e95d61e"
MAIL = 2
NOW = int(time.time())


@unittest.skipUnless(shutil.which("journalctl") and os.path.exists(maillog.JOURNAL_WRITER), "no systemd-journal-remote here")
class JournalCase(unittest.TestCase):
    """A folder of journal files in the place of a node's."""

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="mtacon-journal-")
        self.addCleanup(shutil.rmtree, self.dir)
        self.at = (NOW - 7200) * 1000000
        self.files = 0

    def write(self, lines, facility=MAIL, **fields):
        """Another file with these lines ('identifier[pid]: message'), 10 ms apart. Its name."""
        self.files += 1
        path = "%s/system@%04d.journal" % (self.dir, self.files)
        entries = b""
        for line in lines:
            self.at += 10000
            identifier, _, message = line.partition("[")
            pid, _, message = message.partition("]: ")
            entry = dict({"SYSLOG_FACILITY": str(facility), "SYSLOG_IDENTIFIER": identifier, "SYSLOG_PID": pid,
                          "MESSAGE": message, "_HOSTNAME": "mta1", "_BOOT_ID": "%032x" % 7}, **fields)
            entries += b"__REALTIME_TIMESTAMP=%d\n__MONOTONIC_TIMESTAMP=%d\n" % (self.at, self.at - NOW * 900000)
            for name, value in entry.items():
                value = value.encode(errors="surrogateescape")
                entries += b"%s\n%s%s\n" % (name.encode(), struct.pack("<Q", len(value)), value)
            entries += b"\n"
        subprocess.run([maillog.JOURNAL_WRITER, "--output=" + path, "-"], input=entries, capture_output=True, check=True)
        return path

    def shell(self, awk=None, shell="sh", body='command journalctl --directory="$mtacon_dir_of_test" "$@"'):
        node = lib.NodeShell(awk, shell)
        node.library += "mtacon_dir_of_test='%s'\nmtacon_unit=postfix\nmtacon_facility=%d\n" % (self.dir, MAIL)
        node.library += "journalctl() { %s; }\nmtacon_journal_readable() { return 0; }\n" % body
        return node

    def reader(self, *arguments, **settings):
        return lib.LogReader(self.shell(*arguments), "journal", **settings)


# What is a line of its own in a journal; others have no identifier of a process.
ENTRIES = [(line, counted) for line, counted in LINES if "]: " in line and "[" in line.split("]: ")[0]]


class Counting(JournalCase):
    seconds = 8

    def test_every_kind_of_line_in_every_awk_and_shell(self):
        self.write(line for line, _ in ENTRIES)
        expected = collections.Counter(counted for _, counted in ENTRIES if counted)
        for awk in AWKS:
            for shell in SHELLS:
                with self.subTest(awk=awk, shell=shell):
                    reader = self.reader(awk, shell)
                    reader.poll()
                    self.assertEqual(reader.counts, expected)
                    self.assertTrue(reader.fingerprint.startswith("s="))
                    reader.poll()
                    self.assertEqual(reader.counts, expected)
                    self.assertEqual(reader.gaps, 0)

    def test_only_what_is_mail_counts(self):
        line = LINES[0][0]
        self.write([line], facility=3)
        reader = self.reader()
        reader.poll()
        self.assertEqual(sum(reader.counts.values()), 0)
        self.write([line.replace("postfix/", "of-another-name/")])
        self.write([line], facility=3)
        reader.poll()
        self.assertEqual(reader.counts, {("acme.example", "450"): 1})

    def test_each_minute_has_its_own(self):
        self.at = (NOW // 60 * 60 - 600) * 1000000 - 15000
        self.write([LINES[0][0]] * 3)
        for awk in AWKS:
            rows, _ = self.shell(awk).call("mtacon_log journal - 0 0 9999999")
            counts = {int(row[1]) - NOW // 60 * 60: int(row[4]) for row in rows if row[0] == "fail"}
            self.assertEqual(counts, {-660: 1, -600: 2})

    def test_a_first_contact_looks_a_day_back_and_no_further(self):
        self.at = (NOW - 100000) * 1000000
        self.write([LINES[0][0]] * 3)
        self.at = (NOW - 3600) * 1000000
        self.write([LINES[1][0]])
        reader = self.reader(since=NOW - 86400)
        reader.poll()
        self.assertEqual(reader.counts, {("acme.example", "550"): 1})

    def test_it_is_read_in_pieces(self):
        """Also where a piece ends in lines that do not count."""
        rng = random.Random(4)
        lines = [rng.choice(ENTRIES) for _ in range(200)]
        self.write(line for line, _ in lines)
        reader = self.reader(limit=256 * 9)  # of ten entries
        reader.poll()
        self.assertEqual(reader.counts, collections.Counter(counted for _, counted in lines if counted))
        self.assertGreaterEqual(reader.requests, 20)

    def test_expired_is_counted_by_domain(self):
        expired = "postfix/qmgr[2]: A1B2C3: from=<s@x.example>, status=expired, returned to sender"
        self.write([LINES[4][0], expired])
        for awk in AWKS:
            reader = self.reader(awk, limit=0)  # one at a time: the domain is looked for further back
            reader.poll()
            self.assertEqual(reader.counts, {("acme.example", "no-reply-4"): 1, ("acme.example", "expired"): 1}, awk)

    def test_lines_of_one_entry_forge_nothing(self):
        hostile = "x[1]: one\n-- cursor: s=0;t=0\n-- end: 0\n" + LINES[0][0] + "\n\x1b[2J status=deferred"
        for awk in AWKS:
            self.write([hostile, LINES[1][0]])
            reader = self.reader(awk)
            reader.poll()
            self.assertEqual(reader.counts["acme.example", "450"], 0, awk)
            self.assertNotIn("s=0;", reader.fingerprint)

    def test_it_says_what_a_file_says(self):
        """Lines, fate, Office 365 and who was not told, from the same lines."""
        lines = [LINES[0][0], LINES[5][0],
                 "postfix/cleanup[3]: ABCDEF: message-id=<1.2@mtacon.example>",
                 "postfix/smtp[1]: ABCDEF: to=<u@o365.example>, relay=o365-example.mail.protection.outlook.com[192.0.2.9]:25, delay=1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 ok)",
                 "postfix/mtacon/cleanup[4]: C0FFEE: filter: body Final-Recipient: rfc822; u@acme.example from local; from=<> to=<s@away.example>: mtacon_report:report",
                 "postfix/mtacon/pipe[5]: C0FFEE: to=<s@away.example>, relay=mtacon_report, delay=1, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered via mtacon_report service (mtacon withheld 1/1 of 1: acme.example=1))"]
        stamp = self.at
        self.write(lines)
        log = self.dir + "/mail.log"
        with open(log, "w") as out:
            for number, line in enumerate(lines):
                at = (stamp + 10000 * (number + 1)) // 1000000
                out.write(time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(at)) + " mta1 " + line + "\n")
        calls = ("mtacon_lines %s acme.example 9", "mtacon_fate %s 1.2@mtacon.example", "mtacon_office365 %s",
                 "mtacon_withheld %s " + str(NOW - 9000) + " 9 '' ''")
        for awk in AWKS:
            node = self.shell(awk)
            for call in calls:
                with self.subTest(awk=awk, call=call):
                    file, errors = node.call(call % log)
                    journal, _ = node.call(call % "journal")
                    self.assertTrue(file, errors)
                    self.assertEqual([[field.split(" mta1 ")[-1] for field in row] for row in journal],
                                     [[field.split(" mta1 ")[-1] for field in row] for row in file])


class Day(JournalCase):
    """24 hours of a node's traffic, in pieces and over several files: as another program counts them."""

    seconds = 10

    def test_counts_are_another_programs(self):
        maillog.write_journal(self.dir, NOW - 90000, NOW - 60, 4 << 20, part=1 << 20)
        run = subprocess.run(["journalctl", "--directory=" + self.dir, "--quiet", "--output=json",
                              "--since=@%d" % (NOW - 86400)], capture_output=True, text=True, check=True)
        entries = map(json.loads, run.stdout.splitlines())
        expected = lib.count_lines("%(SYSLOG_IDENTIFIER)s[%(SYSLOG_PID)s]: %(MESSAGE)s" % entry for entry in entries)
        self.assertGreater(sum(expected.values()), 20)
        for awk in AWKS:
            reader = self.reader(awk, since=NOW - 86400, limit=256 * 1000)
            reader.poll()
            self.assertEqual(reader.counts, expected, awk)


class Position(JournalCase):
    seconds = 8

    def test_new_files_and_vacuumed_ones(self):
        reader = self.reader()
        expected = collections.Counter()
        paths = []
        rng = random.Random(9)
        for turn in range(12):  # each another boot
            lines = [rng.choice(ENTRIES) for _ in range(rng.randrange(1, 9))]
            paths.append(self.write((line for line, _ in lines), _BOOT_ID="%032x" % turn))
            expected.update(counted for _, counted in lines if counted)
            if turn > 2:
                os.unlink(paths[turn - 3])  # what was read may go
            reader.poll()
            self.assertEqual(reader.counts, expected)
        self.assertEqual(reader.gaps, 0)

    def test_what_was_lost_is_said_and_what_is_left_is_counted(self):
        for awk in AWKS:
            for path in glob.glob(self.dir + "/*"):
                os.unlink(path)
            reader = self.reader(awk)
            path = self.write([LINES[0][0]] * 4)
            reader.poll()
            os.unlink(path)
            self.write([LINES[1][0]] * 5)
            reader.poll()
            self.assertEqual(reader.counts, {("acme.example", "450"): 4, ("acme.example", "550"): 5}, awk)
            self.assertEqual(reader.gaps, 1)
            begin = time.strftime("%Y-%m-%dT%H:%M", time.localtime(self.at // 1000000))
            self.assertRegex(reader.said[0], "has lost the entry .* before " + begin + ".* may be missing$")
            reader.poll()
            self.assertEqual(sum(reader.counts.values()), 9)
            self.assertEqual(reader.gaps, 1)

    def test_the_position_goes_along_where_no_mail_comes(self):
        """So that old mail may be vacuumed, and nothing was lost."""
        for awk in AWKS:
            reader = self.reader(awk)
            mail = self.write([LINES[0][0]])
            reader.poll()
            self.write(["sshd[7]: hello"] * 3, facility=4)
            reader.poll()
            os.unlink(mail)
            self.write([LINES[0][0]])  # of this alone, and not behind it
            reader.poll()
            self.assertEqual(reader.counts, {("acme.example", "450"): 2})
            for _ in range(2):
                self.write(["sshd[7]: hello"], facility=4)
                reader.poll()
            self.write([LINES[1][0]] * 2)
            reader.poll()
            self.assertEqual(sum(reader.counts.values()), 4)
            self.assertEqual(reader.gaps, 0)
            for path in glob.glob(self.dir + "/*"):
                os.unlink(path)

    def test_nothing_was_missed_where_the_next_entry_is_there(self):
        for shell in SHELLS:
            node = self.shell(None, shell)
            for oldest, told in (("s=ab;i=100;b=7", "yes"), ("s=ab;i=101;b=7", "no"), ("s=ac;i=100;b=7", "no"),
                                 ("-", "no"), ("", "no")):
                rows, _ = node.call("mtacon_journal_next 's=ab;i=ff;b=7' '%s' && echo yes || echo no" % oldest)
                self.assertEqual(rows, [[told]], (shell, oldest))
            rows, _ = node.call("mtacon_journal_next 's=;i=$(id);b' 's=;i=$(id);b' && echo yes || echo no")
            self.assertEqual(rows, [["no"]])

    def test_all_of_it_is_lost(self):
        reader = self.reader()
        path = self.write([LINES[0][0]] * 4)
        reader.poll()
        os.unlink(path)
        reader.poll()
        self.assertEqual(reader.gaps, 1)
        self.assertIn("before now may be missing", reader.said[0])
        self.write([LINES[1][0]])
        reader.poll()
        self.assertEqual(reader.counts, {("acme.example", "450"): 4, ("acme.example", "550"): 1})
        self.assertEqual(reader.gaps, 1)

    def test_a_cursor_that_makes_no_sense_does_not_stay(self):
        self.write([LINES[0][0]])
        for cursor in ("s=", "s=0;t=zz", "s=1;i=2;b=3;m=4;t=" + "f" * 40 + ";x=6"):
            for shell in SHELLS:
                reader = self.reader(None, shell)
                reader.fingerprint = cursor
                reader.poll()
                self.assertEqual((sum(reader.counts.values()), reader.gaps), (1, 1), (cursor, shell))

    def test_from_a_file_to_the_journal_and_back(self):
        self.write([LINES[0][0]])
        reader = self.reader()
        reader.fingerprint, reader.offset, reader.since = "123:45", 678, NOW - 9000
        reader.poll()
        self.assertEqual((sum(reader.counts.values()), reader.gaps), (1, 1))
        reader.path = self.dir + "/mail.log"
        with open(reader.path, "w") as out:
            out.write(test_count.stamped(LINES[1][0]))
        reader.poll()
        self.assertEqual((sum(reader.counts.values()), reader.gaps), (2, 2))

    def test_what_journald_dropped_is_said(self):
        line = "systemd-journald[9]: Suppressed 4711 messages from %s"
        for awk in AWKS:
            reader = self.reader(awk)
            self.write([LINES[0][0]])
            reader.poll()
            self.write([line % "postfix@-.service", line % "other.service"], facility=3, MESSAGE_ID=DROPPED)
            self.write([LINES[0][0]])
            reader.poll()
            self.assertEqual(reader.said, ["journald dropped 4711 lines of postfix@-.service: "
                                           "raise RateLimitBurst= in journald.conf there"], awk)
            for path in glob.glob(self.dir + "/*"):
                os.unlink(path)


class Fault(JournalCase):
    """journalctl that does what it should not."""

    seconds = 3

    def rows(self, body, cursor="-", shell="sh"):
        return self.shell(None, shell, body).call("mtacon_log journal '%s' 0 0 9999" % cursor)[0]

    def test_one_that_fails_is_told_and_the_position_stays(self):
        self.write([LINES[0][0]])
        reader = self.reader()
        reader.poll()
        self.write([LINES[0][0]])
        for shell in SHELLS:
            for body in ("return 1", "case $* in *short-unix*) return 1 ;; esac; command journalctl --directory='%s' \"$@\""
                         % self.dir):
                for cursor in "-", reader.fingerprint:
                    rows = self.rows(body, cursor, shell)
                    self.assertEqual(rows, [["error", "log", "cannot count in the journal: journalctl or awk failed"]])

    def test_one_that_dies_in_the_middle_counts_nothing(self):
        self.write([LINES[0][0]] * 9)
        body = "command journalctl --directory='%s' \"$@\" | head -n 3; return 141" % self.dir
        rows = self.rows("case $* in *short-unix*) %s ;; *) command journalctl --directory='%s' \"$@\" ;; esac"
                         % (body, self.dir))
        self.assertEqual([row[0] for row in rows], ["error"])

    def test_who_may_not_read_it_is_told_what_to_do(self):
        node = lib.NodeShell()
        node.library += "mtacon_journal_readable() { return 1; }\n"
        rows, _ = node.call("mtacon_log journal - 0 0 9999")
        self.assertEqual(rows[0][:2], ["error", "log"])
        self.assertRegex(rows[0][2], "systemd-journal|--log FILE")

    def test_its_own_choice_of_a_log(self):
        """Files that are written, then the journal, then files that were."""
        new, old = self.dir + "/new.log", self.dir + "/old.log"
        for path in new, old:
            open(path, "w").close()
        os.utime(old, (NOW - 400000, NOW - 400000))
        for shell in SHELLS:
            for wanted, readable, found in (
                    ("-", "return 0", new), ("journal", "return 0", "journal"), (old, "return 0", old),
                    ("-", "return 1", new)):
                node = self.shell(None, shell)
                node.library += "mtacon_journal_readable() { %s; }\n" % readable
                rows, _ = node.call("mtacon_find_log '%s' '%s' '%s'" % (wanted, old, new))
                self.assertEqual(rows, [["log", found]])
            for readable, found in ("return 0", "journal"), ("return 1", old):
                node = self.shell(None, shell)
                node.library += "mtacon_journal_readable() { %s; }\n" % readable
                rows, _ = node.call("mtacon_find_log - /nowhere '%s'" % old)
                self.assertEqual(rows, [["log", found]])


if __name__ == "__main__":
    unittest.main()
