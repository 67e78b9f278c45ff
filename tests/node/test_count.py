"""The programs that run on nodes, in a local shell: every awk and shell, every kind of line,
rotation in all its forms."""
import collections
import gzip
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import maillog  # noqa: E402

AWKS = [name for name in ("mawk", "gawk", "busybox awk") if shutil.which(name.split()[0])]
SHELLS = [name for name in ("dash", "bash --posix", "busybox sh") if shutil.which(name.split()[0])]

NOW = int(time.time())
TODAY = time.strftime("%b ", time.localtime(NOW)) + "%2d" % time.localtime(NOW).tm_mday + \
    time.strftime(" %H:%M:%S", time.localtime(NOW))


def stamped(text, stamp=TODAY):
    return "%s mta1 %s\n" % (stamp, text)


# What one line must count as: (line, {(domain, code): n}).
LINES = [
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=4.2.1, status=deferred (host mx[192.0.2.1] said: 450 4.2.1 mailbox busy (in reply to RCPT TO command))",
     ("acme.example", "450")),
    ("postfix/smtp[1]: 4Zt1Yx3vQ2z9Kb: to=<u@Acme.Example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=5.1.1, status=bounced (host mx[192.0.2.1] said: 550-5.1.1 one 550-5.1.1 two 550 5.1.1 three (in reply to RCPT TO command))",
     ("acme.example", "550")),
    ("relay-out/submission/smtp[1]: A1B2C3: to=<u@acme.example>, orig_to=<alias@other.example>, relay=mx[2001:db8::1]:25, delay=1, delays=0/0/0/0, dsn=4.0.0, status=deferred (host mx[2001:db8::1] refused to talk to me: 421 4.3.2 busy)",
     ("acme.example", "421")),
    ("postfix/lmtp[1]: A1B2C3: to=<u@acme.example>, relay=mail.example[private/dovecot-lmtp], delay=1, delays=0/0/0/0, dsn=5.2.2, status=bounced (host mail.example[private/dovecot-lmtp] said: 552 5.2.2 over quota (in reply to end of DATA command))",
     ("acme.example", "552")),
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=none, delay=1, delays=0/0/0/0, dsn=4.4.1, status=deferred (connect to mx[192.0.2.1]:25: Connection refused)",
     ("acme.example", "no-reply-4")),
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=none, delay=1, delays=0/0/0/0, dsn=5.4.4, status=bounced (Host or domain name not found. Name service error for name=acme.example type=AAAA: Host not found)",
     ("acme.example", "no-reply-5")),
    ("postfix/error[1]: A1B2C3: to=<u@acme.example>, relay=none, delay=1, delays=0/0/0/0, dsn=4.4.2, status=deferred (delivery temporarily suspended: host mx[192.0.2.1] refused to talk to me: 421 no)",
     ("acme.example", "421")),
    ("postfix/error[1]: A1B2C3: to=<u@acme.example>, relay=none, delay=1, delays=0/0/0/0, dsn=4.4.2, status=deferred (delivery temporarily suspended: lost connection with mx[192.0.2.1] while receiving the initial server greeting)",
     ("acme.example", "no-reply-4")),
    ("postfix/local[1]: A1B2C3: to=<u@acme.example>, relay=local, delay=1, delays=0/0/0/0, dsn=5.1.1, status=bounced (unknown user: \"u\")",
     ("acme.example", "no-reply-5")),
    ("postfix/virtual[1]: A1B2C3: to=<u@acme.example>, relay=virtual, delay=1, delays=0/0/0/0, dsn=4.2.2, status=deferred (mailbox is full)",
     ("acme.example", "no-reply-4")),
    ("postfix/pipe[1]: A1B2C3: to=<u@acme.example>, relay=broken, delay=1, delays=0/0/0/0, dsn=5.3.0, status=bounced (Command died with status 1: \"/bin/false\")",
     ("acme.example", "no-reply-5")),
    # soft_bounce: what would be permanent is tried again, and is the failure that it says
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=4.1.1, status=SOFTBOUNCE (host mx[192.0.2.1] said: 550 5.1.1 <u@acme.example>: Recipient address rejected: User unknown (in reply to RCPT TO command))",
     ("acme.example", "550")),
    ("postfix/local[1]: A1B2C3: to=<u@acme.example>, relay=local, delay=0.01, delays=0/0/0/0, dsn=4.1.1, status=SOFTBOUNCE (unknown user: \"u\")",
     ("acme.example", "no-reply-4")),
    # replies to something else than a mail command
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=mx[192.0.2.1]:587, delay=1, delays=0/0/0/0, dsn=4.7.8, status=deferred (SASL authentication failed; server mx[192.0.2.1] said: 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6)",
     ("acme.example", "535")),
    ("postfix/error[1]: A1B2C3: to=<u@acme.example>, relay=none, delay=1, delays=0/0/0/0, dsn=4.7.0, status=deferred (delivery temporarily suspended: SASL authentication failed; server mx.acme.example[2001:db8::1] said: 454 4.7.0 Temporary authentication failure)",
     ("acme.example", "454")),
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=4.7.0, status=deferred (TLS is required, but host mx[192.0.2.1] refused to start TLS: 454 4.7.0 TLS not available due to local problem)",
     ("acme.example", "454")),
    # without an answer
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=4.7.4, status=deferred (TLS is required, but was not offered by host mx[192.0.2.1])",
     ("acme.example", "no-reply-4")),
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=mx[192.0.2.1]:587, delay=1, delays=0/0/0/0, dsn=4.7.0, status=deferred (SASL authentication failed: cannot SASL authenticate to server mx[192.0.2.1]: no mechanism available)",
     ("acme.example", "no-reply-4")),
    # what a stranger says must not count
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=4.0.0, status=deferred (lost connection with mx[192.0.2.1] SASL authentication failed; server mx[192.0.2.1] said: 535 x)",
     ("acme.example", "no-reply-4")),
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=5.7.1, status=bounced (host mx[192.0.2.1] said: 554 5.7.1 x: to=<v@forged.example>, dsn=4.0.0, status=deferred (host h said: 421 y))",
     ("acme.example", "554")),
    ("postfix/smtp[1]: A1B2C3: to=<\"a>, relay=x, dsn=5.0.0, status=bounced (host h said: 550 \"@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=4.2.0, status=deferred (host mx[192.0.2.1] said: 451 4.2.0 z)",
     ("acme.example", "451")),
    ("postfix/smtp[1]: A1B2C3: to=<\"a\\\" > b\"@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=4.2.0, status=deferred (host mx[192.0.2.1] said: 452 4.2.0 z)",
     ("acme.example", "452")),
    ("postfix/smtp[1]: A1B2C3: to=<u@$(reboot)>, relay=none, delay=1, delays=0/0/0/0, dsn=4.4.1, status=deferred (x)",
     ("(invalid)", "no-reply-4")),
    ("postfix/smtp[1]: A1B2C3: to=<u@[192.0.2.77]>, relay=none, delay=1, delays=0/0/0/0, dsn=4.4.1, status=deferred (x)",
     ("[192.0.2.77]", "no-reply-4")),
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 status=deferred)", None),
    ("postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.3]: 550 5.1.1 <a@b>: status=bounced (x)", None),
    ("other[1]: A1B2C3: note to=<u@acme.example>, dsn=4.4.1, status=deferred (x)", None),
    ("postfix/smtp[1]: A1B2C3: to=<u@acme.example>, relay=x, dsn=4.4.1, status=deferred", None),
    ("garbage \x01\x02 status=bounced", None),
    ("status=expired", None),
]


class Lines(unittest.TestCase):
    seconds = 5

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="mtacon-count-")
        self.log = self.dir + "/mail.log"

    def tearDown(self):
        shutil.rmtree(self.dir)

    def read(self, text, awk=None, shell="sh", since=0):
        with open(self.log, "w", errors="surrogateescape") as out:
            out.write(text)
        reader = lib.LogReader(lib.NodeShell(awk, shell), self.log, since)
        reader.poll()
        return reader

    def test_every_kind_of_line_in_every_awk(self):
        for awk in AWKS:
            for line, expected in LINES:
                with self.subTest(awk=awk, line=line):
                    reader = self.read(stamped(line), awk)
                    self.assertEqual(dict(reader.counts), {expected: 1} if expected else {})

    def test_refused_submissions_are_counted_apart(self):
        lines = [
            ("postfix/submission/smtpd[1]: NOQUEUE: reject: RCPT from app[192.0.2.3]: 451 4.3.0 <u@acme.example>: Temporary lookup failure; from=<a@b.example> to=<u@acme.example> proto=ESMTP helo=<app>", 1),
            ("relay-out/smtps/smtpd[1]: NOQUEUE: reject: RCPT from app[192.0.2.3]: 554 5.7.1 <u@acme.example>: Relay access denied; from=<a@b.example> to=<u@acme.example> proto=ESMTP helo=<app>", 1),
            ("postfix/submissions/smtpd[1]: NOQUEUE: reject: MAIL from app[192.0.2.3]: 452 4.3.1 Insufficient system storage; proto=ESMTP helo=<app>", 1),
            # what continuity mode refuses, another's mail, and words in a name
            ("postfix/submission/smtpd[1]: NOQUEUE: reject: RCPT from app[192.0.2.3]: 554 5.7.1 <a@b.example>: Sender address rejected: continuity mode of b.example is disabled: send through your own mail system; from=<a@b.example> to=<u@acme.example> proto=ESMTP helo=<app>", 0),
            ("postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.3]: 554 5.7.1 <u@acme.example>: Relay access denied; from=<a@b.example> to=<u@acme.example> proto=ESMTP helo=<x>", 0),
            ("postfix/smtpd[1]: warning: hostname /submission/smtpd[1]: NOQUEUE: reject: does not resolve", 0),
        ]
        for awk in AWKS:
            for line, count in lines:
                with self.subTest(awk=awk, line=line):
                    reader = self.read(stamped(line), awk)
                    self.assertEqual((reader.refused, dict(reader.counts)), (count, {}))

    def test_every_shell(self):
        text = "".join(stamped(line) for line, _ in LINES)
        expected = collections.Counter(e for _, e in LINES if e)
        for shell in SHELLS:
            with self.subTest(shell=shell):
                reader = self.read(text, None, shell)
                self.assertEqual(reader.counts, expected)
                self.assertEqual(reader.offset, len(text))

    def test_dates(self):
        line = LINES[0][0]
        for awk in AWKS:
            shell = lib.NodeShell(awk)

            def minute_of(stamp):
                with open(self.log, "w") as out:
                    out.write(stamped(line, stamp))
                rows, _ = shell.call("mtacon_log '%s' - 0 0 99999" % self.log)
                return [int(row[1]) for row in rows if row[0] == "fail"]

            self.assertEqual(minute_of("2026-02-28T23:59:59.9+00:00"), [1772323140])
            self.assertEqual(minute_of("2024-02-29T12:00:00Z"), [1709208000])
            self.assertEqual(minute_of("2026-03-01T01:30:00+05:30"), [1772308800])
            self.assertEqual(minute_of("2026-02-28T14:00:59-0600"), [1772308800])
            self.assertEqual(minute_of("not a date at all"), [])
            # No year is written: a date ahead of now is of last year.
            for ahead, back in ((-3600, 0), (5 * 86400, 1)):
                local = time.localtime(NOW + ahead)
                year = local.tm_year - back
                stamp = time.strftime("%b ", local) + "%2d" % local.tm_mday + \
                    time.strftime(" %H:%M:%S", local)
                want = int(time.mktime((year, local.tm_mon, local.tm_mday, local.tm_hour,
                                        local.tm_min, 0, 0, 0, -1)))
                self.assertEqual(minute_of(stamp), [want], (awk, stamp))

    def test_what_containers_write(self):
        """A level behind the time, and before it what the runtime adds."""
        line = LINES[0][0]
        for awk in AWKS:
            for head in ("%s INFO    mta1 ", "%s info ", "%s [warning] mta1 ", "%s stdout F Nov 25 01:02:03 mta1 "):
                with self.subTest(awk=awk, head=head):
                    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.123456+00:00", time.gmtime(NOW))
                    reader = self.read(head % stamp + line + "\n", awk)
                    self.assertEqual(reader.counts, {("acme.example", "450"): 1})
                    rows, _ = lib.NodeShell(awk).call("mtacon_lines '%s' acme.example 9" % self.log)
                    self.assertEqual([int(row[0]) for row in rows], [NOW])

    def test_lines_come_with_their_time(self):
        line, other = LINES[0][0], LINES[0][0].replace("acme.example", "b.example")
        with open(self.log, "w") as out:
            out.write(stamped(line, "2026-02-28T23:59:59.9+00:00") + stamped(other, "2026-03-01T00:00:07Z") +
                      stamped(line) + "no time: " + line + "\n")
        for awk in AWKS:
            for shell in SHELLS:
                with self.subTest(awk=awk, shell=shell):
                    node = lib.NodeShell(awk, shell)
                    rows, errors = node.call("mtacon_lines '%s' acme.example 9" % self.log)
                    self.assertEqual([int(row[0]) for row in rows], [1772323199, NOW, 0], errors)
                    self.assertTrue(rows[2][1].startswith("no time: postfix/smtp"))
                    rows, _ = node.call("mtacon_lines '%s' '' 3" % self.log)
                    self.assertEqual([int(row[0]) for row in rows], [1772323207, NOW, 0])

    def test_the_oldest_messages_come_first(self):
        queue = ['{"queue_name": "deferred", "queue_id": "Q%d", "arrival_time": %d, "recipients": '
                 '[{"address": "u@%s.example"}]}' % (i, 1700000000 - i, "ab"[i % 2]) for i in range(40)]
        with open(self.log, "w") as out:
            out.write("\n".join(queue) + "\n")
        for awk in AWKS:
            for shell in SHELLS:
                with self.subTest(awk=awk, shell=shell):
                    node = lib.NodeShell(awk, shell)
                    stub = "postqueue() { cat '%s'; }\n" % self.log
                    rows, errors = node.call(stub + "mtacon_messages A.example 3")
                    self.assertEqual([row[0] for row in rows], [queue[38], queue[36], queue[34]], errors)
                    rows, _ = node.call(stub + "mtacon_messages '' 2")
                    self.assertEqual([row[0] for row in rows], [queue[39], queue[38]])

    def test_the_oldest_messages_need_no_sorting(self):
        times = [7, 5, 9, 5, 1000000000, 5, 3, 9, 20, 5, 4, 3] * 20
        queue = ['{"queue_name": "deferred", "queue_id": "Q%d", "arrival_time": %d, "recipients": '
                 '[{"address": "u@a.example"}]}' % (i, at) for i, at in enumerate(times)]
        with open(self.log, "w") as out:
            out.write("\n".join(queue) + '\n{"queue_name": "deferred", "queue_id": "half\n')
        order = sorted(range(len(queue)), key=lambda i: (times[i], i))
        for awk in AWKS:
            for shell in SHELLS:
                node = lib.NodeShell(awk, shell)
                stub = "postqueue() { cat '%s'; }\nsort() { echo sorted; }\n" % self.log
                for limit in (1, 2, 7, 100, 239, 240, 241, 1000):
                    rows, errors = node.call(stub + "mtacon_messages a.example %d" % limit)
                    self.assertEqual([row[0] for row in rows], [queue[i] for i in order[:limit]], (awk, shell, limit, errors))

    def test_expired_is_counted_apart(self):
        deferred = LINES[4][0]
        expired = "postfix/qmgr[2]: A1B2C3: from=<s@x.example>, status=expired, returned to sender"
        forced = "postfix/qmgr[2]: A1B2C3: from=<s@x.example>, status=force-expired, returned to sender"
        for awk in AWKS:
            for line in (expired, forced):
                reader = self.read(stamped(deferred) + stamped(line), awk)
                self.assertEqual(reader.counts, {("acme.example", "no-reply-4"): 1,
                                                 ("acme.example", "expired"): 1})

    def test_expired_far_from_its_deferral(self):
        for awk in AWKS:
            reader = self.read(stamped(LINES[4][0]), awk)
            with open(self.log, "a") as out:
                out.write(stamped(LINES[0][0].replace("A1B2C3", "FFFF")))
                out.write(stamped("postfix/qmgr[2]: A1B2C3: from=<>, status=expired, returned to sender"))
                out.write(stamped("postfix/qmgr[2]: BEEF: from=<>, status=expired, returned to sender"))
            reader.poll()
            self.assertEqual(reader.counts["acme.example", "expired"], 1, awk)
            self.assertEqual(reader.counts["(unknown)", "expired"], 1, awk)

    def test_a_line_cut_in_the_middle_is_read_when_it_is_whole(self):
        line = stamped(LINES[0][0])
        for awk in AWKS:
            reader = self.read(line + line[:70], awk)
            self.assertEqual(sum(reader.counts.values()), 1)
            self.assertEqual(reader.offset, len(line))
            with open(self.log, "a") as out:
                out.write(line[70:])
            reader.poll()
            self.assertEqual(sum(reader.counts.values()), 2)
            reader.poll()
            self.assertEqual(sum(reader.counts.values()), 2)

    def test_garbage_in_the_log(self):
        rng = random.Random(3)
        good = stamped(LINES[0][0]).encode()
        with open(self.log, "wb") as out:
            for _ in range(300):
                out.write(good)
                out.write(bytes(b for b in rng.randbytes(rng.randrange(400)) if b) + b"\n")
                out.write(rng.choice(LINES)[0].encode()[:rng.randrange(150)] + b"\n")
        for awk in AWKS:
            reader = lib.LogReader(lib.NodeShell(awk), self.log)
            reader.poll()
            self.assertGreaterEqual(reader.counts["acme.example", "450"], 300)
            self.assertEqual(reader.offset, os.path.getsize(self.log))

    def test_unreadable_log_says_what_to_do(self):
        rows, _ = lib.NodeShell().call("mtacon_log '%s/none' - 0 0 99" % self.dir)
        self.assertEqual(rows[0][:2], ["error", "log"])
        self.assertIn("--log", rows[0][2])


class Rotation(unittest.TestCase):
    """A log that is written, rotated and read in any order counts every line once."""

    seconds = 6

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="mtacon-rotate-")
        self.log = self.dir + "/mail.log"
        self.rng = random.Random(11)
        self.expected = collections.Counter()
        self.serial = 0
        open(self.log, "w").close()

    def tearDown(self):
        shutil.rmtree(self.dir)

    def write(self, lines, path=None):
        with open(path or self.log, "a") as out:
            for _ in range(lines):
                self.serial += 1
                text, counted = self.rng.choice(LINES[:11])
                out.write(stamped(text.replace("[1]", "[%d]" % self.serial)))
                self.expected[counted] += 1

    def rename(self, compress=False, keep=5):
        """As logrotate does: mail.log.1 is the newest."""
        for old in range(keep, 0, -1):
            for ending in ("", ".gz"):
                name = "%s.%d%s" % (self.log, old, ending)
                if os.path.exists(name):
                    os.rename(name, "%s.%d%s" % (self.log, old + 1, ending))
        os.rename(self.log, self.log + ".1")
        open(self.log, "w").close()
        if compress:
            self.gzip(self.log + ".1")

    def gzip(self, path):
        status = os.stat(path)
        with open(path, "rb") as plain, gzip.open(path + ".gz", "wb") as out:
            shutil.copyfileobj(plain, out)
        os.utime(path + ".gz", ns=(status.st_atime_ns, status.st_mtime_ns))
        os.unlink(path)

    def copytruncate(self):
        for old in range(5, 0, -1):
            if os.path.exists("%s.%d" % (self.log, old)):
                os.rename("%s.%d" % (self.log, old), "%s.%d" % (self.log, old + 1))
        shutil.copyfile(self.log, self.log + ".1")
        os.truncate(self.log, 0)

    def check(self, reader):
        reader.poll()
        self.assertEqual(reader.counts, self.expected)
        self.assertEqual(reader.gaps, 0)

    def reader(self, **settings):
        return lib.LogReader(lib.NodeShell(), self.log, **settings)

    def test_rename(self):
        reader = self.reader()
        self.write(5)
        self.check(reader)
        self.write(7)
        self.rename()
        self.write(3, self.log + ".1")  # the writer has not been told yet
        self.check(reader)
        self.write(4)
        self.check(reader)
        self.write(1)
        self.rename()
        self.write(2)
        self.rename()
        self.write(6)
        self.check(reader)

    def test_rename_and_compress(self):
        reader = self.reader()
        self.write(9)
        self.check(reader)
        self.write(4)
        self.rename(compress=True)
        self.write(5)
        self.check(reader)
        self.rename()
        self.gzip(self.log + ".1")
        self.write(2)
        self.check(reader)

    def test_copytruncate(self):
        reader = self.reader()
        self.write(9)
        self.check(reader)
        self.write(4)
        self.copytruncate()
        self.check(reader)
        self.write(5)
        self.check(reader)
        self.copytruncate()
        self.write(1)
        self.check(reader)

    def test_first_contact_reads_rotated_and_compressed(self):
        self.write(30)
        self.rename(compress=True)
        self.write(20)
        self.rename()
        self.write(10)
        self.check(self.reader())

    def test_small_pieces_equal_one_large(self):
        self.write(200)
        self.rename()
        self.write(100)
        reader = self.reader(limit=3000)
        self.check(reader)
        self.assertGreater(reader.requests, 10)

    def test_since_is_for_first_contact_only(self):
        """Once a position is known, a line counts whatever its time."""
        self.write(4)
        reader = self.reader(since=NOW // 60 * 60 - 60)
        self.check(reader)
        reader.since = NOW + 3600
        self.write(4)
        self.check(reader)
        self.write(2)
        self.rename()
        self.write(2)
        self.check(reader)

    def test_since_holds_until_all_that_was_there_is_read(self):
        """After another log, or a lost position: what was counted before is not counted once more."""
        old = time.strftime("%b %e %H:%M:%S", time.localtime(NOW - 7200))
        for name in self.log + ".1", self.log:
            with open(name, "w") as out:
                out.writelines(stamped(LINES[0][0].replace("[1]", "[%s%d]" % (len(name), i)), old) for i in range(50))
        self.write(4)
        for cursor in ("-", 0), ("s=aaaa;i=1;b=bb;m=1;t=1;x=1", 0), ("123:45", 99):
            for limit in 1 << 28, 2000:
                with self.subTest(cursor=cursor, limit=limit):
                    reader = self.reader(since=NOW // 60 * 60 - 60, limit=limit)
                    reader.fingerprint, reader.offset = cursor
                    reader.poll()
                    self.assertEqual(reader.counts, self.expected)
                    self.assertNotIn("@", reader.fingerprint)

    def test_lost_position_is_told(self):
        reader = self.reader()
        self.write(5)
        self.check(reader)
        os.unlink(self.log)
        self.write(3)
        reader.poll()
        self.assertEqual(reader.gaps, 1)

    def test_any_order(self):
        for seed in range(4):
            self.tearDown()
            self.setUp()
            self.rng = random.Random(seed)
            reader = self.reader(limit=self.rng.choice([2000, 1 << 28]))
            self.write(3)
            for _ in range(25):
                step = self.rng.choice(["write", "write", "poll", "poll", "rename", "compress"])
                if step == "write":
                    self.write(self.rng.randrange(1, 12))
                elif step == "poll":
                    self.check(reader)
                elif os.path.getsize(self.log):
                    self.rename(compress=step == "compress", keep=40)
                    time.sleep(0.01)
            self.check(reader)

    def test_seek_finds_the_last_day(self):
        now = int(time.time())
        for style in ("traditional", "rfc3339"):
            maillog.write(self.log, now - 3 * 86400, now - 60, messages=30000, style=style)
            minute = (now - 86400) // 60 * 60
            rows, _ = lib.NodeShell().call("mtacon_log '%s' - 0 %d 999999999" % (self.log, minute))
            got = sum(int(row[4]) for row in rows if row[0] == "fail")
            self.assertTrue(all(int(row[1]) >= minute for row in rows if row[0] == "fail"))
            full, _ = lib.NodeShell().call("mtacon_log '%s' - 0 0 999999999" % self.log)
            want = sum(int(row[4]) for row in full if row[0] == "fail" and int(row[1]) >= minute)
            self.assertEqual(got, want)
            self.assertGreater(want, 100)


class Direct(unittest.TestCase):
    """The same where grep reads the file itself, as it does with large ones."""

    def setUp(self):
        if "GNU" not in subprocess.run(["grep", "--version"], capture_output=True, text=True).stdout:
            self.skipTest("no GNU grep here")
        super().setUp()
        patch = mock.patch.object(lib.NodeShell, "setup", "mtacon_log_setup\nmtacon_direct_from=0\n")
        patch.start()
        self.addCleanup(patch.stop)


class DirectRotation(Direct, Rotation):
    pass


class DirectLines(Direct, Lines):
    def test_that_it_does(self):
        rows, _ = lib.NodeShell().call("mtacon_piece_piped() { echo piped; }\n"
                                       "echo line >'%s'; mtacon_log '%s' - 0 0 99" % (self.log, self.log))
        self.assertEqual(rows[-1][0::2], ["cursor", "5"])

    def test_what_is_written_meanwhile_is_left_for_the_next_time(self):
        line = stamped(LINES[0][0])
        for awk in AWKS:
            reader = self.read(line, awk)
            reader.shell.library += "dd() { command dd \"$@\"; case $* in *count=0*) printf '%s' >>'%s' ;; esac; }\n" % (
                line[:70], self.log)
            with open(self.log, "a") as out:
                out.write(line + line[:70])
            rows, _ = reader.shell.call("mtacon_log '%s' %s %d 0 99999" % (self.log, reader.fingerprint, reader.offset))
            self.assertEqual([row[4] for row in rows if row[0] == "fail"], ["1"])
            self.assertEqual(rows[-1][2], str(2 * len(line)))

    def test_a_read_that_fails_is_told(self):
        with open(self.log, "w") as out:
            out.write(stamped(LINES[0][0]))
        node = lib.NodeShell()
        node.library += "grep() { command grep \"$@\"; case $* in *-b) return 2 ;; esac; }\n"
        rows, _ = node.call("mtacon_log '%s' - 0 0 99999" % self.log)
        self.assertEqual(rows, [["error", "log", "cannot count in %s: grep or awk failed" % self.log]])


class Office365(unittest.TestCase):
    LINES = [
        "postfix/smtp[1]: R1: to=<u@cloud.example>, relay=cloud-example.mail.protection.outlook.com[192.0.2.5]:25, delay=1, delays=0/0/0/0, dsn=2.6.0, status=sent (250 2.6.0 <x@y> Queued mail for delivery)",
        "postfix/smtp[1]: R2: to=<v@Cloud.Example>, orig_to=<alias@other.example>, relay=cloud-example.mail.protection.outlook.com[2001:db8::5]:25, delay=1, delays=0/0/0/0, dsn=2.6.0, status=sent (250 2.6.0 Queued)",
        # refused by it, taken by another, and a stranger's words
        "postfix/smtp[1]: R3: to=<u@cloud.example>, relay=cloud-example.mail.protection.outlook.com[192.0.2.5]:25, delay=1, delays=0/0/0/0, dsn=5.7.1, status=bounced (host x said: 550 no)",
        "postfix/smtp[1]: R4: to=<u@own.example>, relay=mx.own.example[192.0.2.6]:25, delay=1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 x, relay=y.mail.protection.outlook.com[1]:25, status=sent z)",
        # a report from it, for two domains; a message of a person from it; a report from elsewhere
        "postfix/smtpd[2]: N1: client=mail-db1.outbound.protection.outlook.com[192.0.2.7]",
        "postfix/qmgr[3]: N1: from=<>, size=900, nrcpt=3 (queue active)",
        "postfix/smtp[1]: N1: to=<a@cloud.example>, relay=none, delay=1, delays=0/0/0/0, dsn=4.4.1, status=deferred (x)",
        "postfix/smtp[1]: N1: to=<b@cloud.example>, relay=none, delay=1, delays=0/0/0/0, dsn=4.4.1, status=deferred (x)",
        "postfix/smtp[1]: N1: to=<c@other.example>, relay=mx[192.0.2.6]:25, delay=1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 ok)",
        "postfix/submission/smtpd[2]: N2: client=mail-db2.outbound.protection.outlook.com[192.0.2.7]",
        "postfix/qmgr[3]: N2: from=<person@cloud.example>, size=900, nrcpt=1 (queue active)",
        "postfix/smtp[1]: N2: to=<a@cloud.example>, relay=mx[192.0.2.6]:25, delay=1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 ok)",
        "postfix/smtpd[2]: N3: client=outbound.protection.outlook.com.forged.example[192.0.2.8]",
        "postfix/qmgr[3]: N3: from=<>, size=900, nrcpt=1 (queue active)",
        "postfix/smtp[1]: N3: to=<a@cloud.example>, relay=mx[192.0.2.6]:25, delay=1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 ok)",
    ]

    def test_what_it_takes_and_what_comes_from_it(self):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/mail.log"
            with open(path, "w") as log:
                log.write("".join(stamped(line) for line in self.LINES))
            for awk in AWKS:
                for shell in SHELLS:
                    rows, errors = lib.NodeShell(awk, shell).call("mtacon_office365 '%s'" % path)
                    self.assertEqual(errors, "")
                    found = {row[1]: (row[2], row[3]) for row in rows if row[0] == "office365"}
                    self.assertEqual(found, {"cloud.example": ("2", "1"), "other.example": ("0", "1")}, (awk, shell))
                    self.assertTrue(all(abs(int(row[4]) - NOW) < 120 for row in rows if row[0] == "office365"), rows)


class Fate(unittest.TestCase):
    """What the log says of a mail that the console sent."""
    LINES = [
        "postfix/pickup[2]: 4F1: uid=0 from=<>",
        "postfix/cleanup[2]: 4F1: message-id=<k.1.ab@jump1>",
        "postfix/cleanup[2]: 4F2: message-id=<k.2.ab@jump1>",
        "postfix/smtp[1]: 4F2: to=<b@noc.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to mx[192.0.2.1]:25: Connection refused)",
        "postfix/cleanup[2]: 4F3: message-id=<k.3.ab@jump1>",
        "postfix/smtp[1]: 4F3: to=<c@noc.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (x)",
        "postfix/smtp[1]: 4F3: to=<c@noc.example>, relay=mx[192.0.2.1]:25, delay=1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 77A, status=bounced\tx)",
        "postfix/smtp[1]: 4F31: to=<d@noc.example>, relay=mx[192.0.2.1]:25, delay=1, dsn=5.0.0, status=bounced (no)",
        "postfix/cleanup[2]: 4F4: message-id=<x]: 4F9: message-id=<k.5.ab@jump1>>",
        "postfix/cleanup[2]: 4F6: message-id=<k.6.ab@jump1>",
        "postfix/smtp[1]: 4F6: to=<e@noc.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (x)",
        "postfix/qmgr[2]: 4F6: from=<>, status=expired, returned to sender",
        "postfix/qmgr[2]: 4F6: removed",
        "postfix/cleanup[2]: 4F7: message-id=<k.7.ab@jump1>",
        "postfix/qmgr[2]: 4F7: from=<>, size=1, nrcpt=1 (queue active)",
        "postfix/smtp[1]: 4F7: to=<f@noc.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (x)",
        "postfix/qmgr[2]: 4F7: from=<>, status=force-expired, returned to sender",
        "postfix/cleanup[2]: 4F8: message-id=<k.8.ab@jump1>",
        "postfix/smtp[1]: 4F8: to=<g@noc.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (x)",
        "postfix/smtpd[1]: warning: non-SMTP command from x[192.0.2.9]: 4F8: to=<g@noc.example>, status=sent (said a client)",
    ]

    def test_queue_id_and_how_it_ended(self):
        expected = {"k.1.ab@jump1": ["ok", "queue id 4F1: no delivery was tried yet"],
                    "k.2.ab@jump1": ["ok", "queue id 4F2: deferred (connect to mx[192.0.2.1]:25: Connection refused)"],
                    "k.3.ab@jump1": ["ok", "queue id 4F3: sent (250 2.0.0 Ok: queued as 77A, status=bounced x)"],
                    "k.4.ab@jump1": ["failed", "not in the log yet"],
                    "k.5.ab@jump1": ["failed", "not in the log yet"],
                    "k.6.ab@jump1": ["ok", "queue id 4F6: expired, returned to sender"],
                    "k.7.ab@jump1": ["ok", "queue id 4F7: force-expired, returned to sender"],
                    "k.8.ab@jump1": ["ok", "queue id 4F8: deferred (x)"],
                    "": ["failed", "no message id of ours"], "k.*": ["failed", "no message id of ours"],
                    "$(id)": ["failed", "no message id of ours"], "a\nb": ["failed", "no message id of ours"]}
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/mail.log"
            with open(path, "w") as log:
                log.write("".join(stamped(line) for line in self.LINES))
            for shell in SHELLS:
                for message_id, row in expected.items():
                    rows, errors = lib.NodeShell(shell=shell).call("mtacon_fate '%s' '%s'" % (path, message_id))
                    self.assertEqual((rows, errors), ([row], ""), (shell, message_id))
                rows, _ = lib.NodeShell(shell=shell).call("mtacon_fate '%s/none' k.1.ab@jump1" % folder)
                self.assertIn("no log at", rows[0][1])

    def test_the_newest_part_of_the_log_is_read_first(self):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/mail.log"
            with open(path, "w") as log:
                log.write("".join(stamped(line) for line in self.LINES[:4]))
                log.write(stamped("postfix/anvil[3]: statistics: of no mail") * 40000)
                log.write("".join(stamped(line) for line in self.LINES[4:]))
            asked = "tail() { echo $2 >>%s/asked; command tail \"$@\"; }\n" % folder
            for shell in SHELLS:
                for number, said, most in ((3, "sent", 1 << 20), (2, "deferred", 1 << 25), (4, "not in", 1 << 25)):
                    rows, _ = lib.NodeShell(shell=shell).call(asked + "mtacon_fate '%s' k.%d.ab@jump1" % (path, number))
                    self.assertIn(said, rows[0][1])
                    with open(folder + "/asked") as file:
                        sizes = [int(line) for line in file if line.strip().isdigit() and int(line) > 1]
                    os.unlink(folder + "/asked")
                    self.assertEqual(max(sizes), most, (shell, number))


class Queue(unittest.TestCase):
    def call(self, awk, lines, lifetime=432000):
        shell = lib.NodeShell(awk)
        shell.library += "mtacon_lifetime=%d\npostqueue() { cat <<'X'\n%s\nX\n}\n" % (
            lifetime, "\n".join(lines))
        return shell.call("mtacon_listing 1000")[0]

    def test_listing_is_summed_up(self):
        lines = []
        for age, address, reason in [
                (10, "a@acme.example", "host mx[1.2.3.4] said: 450 4.2.1 busy (in reply to RCPT TO command)"),
                (4000, "b@ACME.example", "host my[5.6.7.8] said: 450 4.2.1 busy (in reply to RCPT TO command)"),
                (432000 - 3600, "c@other.example", "connect to mx[1.2.3.4]:25: Connection refused"),
                (432000 - 40000, "\\\"x\\\"@other.example", "lost connection with mx[1.2.3.4] while receiving the initial server greeting")]:
            lines.append('{"queue_name": "deferred", "queue_id": "%s", "arrival_time": %d, "message_size": 1, '
                         '"forced_expire": false, "sender": "s@x", "recipients": [{"address": "%s", "delay_reason": "%s"}]}'
                         % (self.long_id(NOW - age), NOW - age, address, reason))
        lines.append('{"queue_name": "active", "queue_id": "B", "arrival_time": %d, "message_size": 1, "forced_expire": false, '
                     '"sender": "{\\"address\\": \\"forged@evil.example\\"}", "recipients": [{"address": "d@acme.example"}]}' % NOW)
        lines.append('{"queue_name": "deferred", "queue_id": "C", "arriv')  # half a line
        lines.append('\x1b[31m garbage')
        for awk in AWKS:
            rows = {tuple(row[:3]) if row[0] == "reason" else tuple(row[:2]): row for row in self.call(awk, lines)}
            self.assertEqual(rows["size", "deferred"][2], "4", awk)
            self.assertEqual(rows["size", "active"][2], "1")
            self.assertEqual(rows["oldest", str(NOW - 432000 + 3600)][0], "oldest")
            self.assertEqual(rows["expiring", "1"][2], "2")
            self.assertEqual(rows["domain", "acme.example"][2], "3")
            self.assertEqual(rows["domain", "other.example"][2:], ["2", str(NOW - 432000 + 3600), "1", "2", str(NOW + 3600)])
            self.assertEqual(rows["reason", "acme.example", "450 4.2.1 busy"][3], "2")
            self.assertEqual(rows["reason", "other.example", "Connection refused"][3], "1")
            self.assertNotIn(("domain", "evil.example"), rows)
            self.assertEqual(rows["listed", "5"][0], "listed")
            self.assertEqual(rows["skipped", "2"][0], "skipped")

    LONG = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"

    def long_id(self, seconds):
        """As Postfix makes it of a file's time."""
        digits = ""
        while len(digits) < 6:
            digits, seconds = self.LONG[seconds % 52] + digits, seconds // 52
        return digits + "3C7rz1bftb"

    @staticmethod
    def message(queue_id, age, queue="deferred", to="a@b.example"):
        return ('{"queue_name": "%s", "queue_id": "%s", "arrival_time": %d, "message_size": 1, "forced_expire": false, '
                '"sender": "", "recipients": [{"address": "%s"}]}' % (queue, queue_id, NOW - age, to))

    def forecast(self, awk, lines, created=(), shell="sh"):
        """What expires, by what postcat(1) says of `created`: {id: time of the file, None: gone meanwhile}."""
        node = lib.NodeShell(awk, shell)
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/postqueue", "w") as out:
                out.write("#!/bin/sh\ncat <<'X'\n%s\nX\n" % "\n".join(lines))
            with open(folder + "/postcat", "w") as out:
                out.write("#!/bin/sh\n[ \"$1 $TZ\" = '-qe UTC0' ] || exit 1\nshift\nfor id; do\n"
                          "echo \"$id\" >>%s/asked\ncase $id in\n" % folder)
                for queue_id, at in dict(created).items():
                    told = "exit 1" if at is None else (
                        "echo '*** ENVELOPE RECORDS deferred/A/%s ***'; echo 'message_arrival_time: %s'; echo 'create_time: %s'; "
                        "echo 'named_attribute: x=create_time: Thu Jan  1 00:00:00 1970'; echo 'create_time: forged'"
                        % (queue_id, time.asctime(time.gmtime(NOW - 432000)), time.asctime(time.gmtime(at))))
                    out.write("%s) %s ;;\n" % (queue_id, told))
                out.write("*) exit 1 ;;\nesac\ndone\n")
            for name in ("postqueue", "postcat"):
                os.chmod(folder + "/" + name, 0o755)
            node.library += "PATH=%s:$PATH\nmtacon_lifetime=432000\n" % folder
            rows, errors = node.call("mtacon_listing 10000")
            self.assertEqual(errors, "")
            asked = []
            if os.path.exists(folder + "/asked"):
                with open(folder + "/asked") as text:
                    asked = text.read().split()
        expiring = next(row[1:] for row in rows if row[0] == "expiring")
        return [int(number) for number in expiring], {row[1]: row[2:] for row in rows if row[0] == "domain"}, asked

    def test_held_mail_does_not_expire(self):
        lines = [self.message("A1", 432000 - 60, "hold"), self.message("A2", 432000 + 9000, "hold"),
                 self.message("A3", 500000, "maildrop"), self.message("B1", 7000, to="c@c.example"),
                 self.message("A4", 100, "hold", to="c@c.example")]
        for awk in AWKS:
            expiring, domains, asked = self.forecast(awk, lines)
            self.assertEqual((expiring, asked), ([0, 0], []), awk)
            self.assertEqual(domains["b.example"], ["3", str(NOW - 500000), "0", "0", "0"])
            self.assertEqual(domains["c.example"], ["2", str(NOW - 7000), "0", "0", str(NOW - 7000 + 432000)])

    def test_expiry_goes_by_the_time_of_the_queue_file(self):
        """Requeued messages begin anew: a long id says so, of a short one postcat is asked, where it matters."""
        plain, day = 432000 - 3600, 86400
        lines = [self.message(self.long_id(NOW - plain), plain), self.message(self.long_id(NOW - day), plain),
                 self.message("A1", plain), self.message("A2", plain), self.message("A3", 432000 + 99),
                 self.message("A4", plain), self.message("A5", plain, to="d@d.example"), self.message("B9", 3 * day)]
        created = {"A1": NOW - plain, "A2": NOW - 2 * day, "A3": NOW - 4 * day - 70000, "A4": None, "A5": NOW - 5}
        for awk in AWKS:
            for shell in SHELLS:
                expiring, domains, asked = self.forecast(awk, lines, created, shell)
                self.assertEqual(expiring, [4, 4], (awk, shell))
                self.assertEqual(domains["b.example"], ["7", str(NOW - 432000 - 99), "4", "4", str(NOW + 3600)])
                self.assertEqual(domains["d.example"], ["1", str(NOW - plain), "0", "0", str(NOW - 5 + 432000)])
                self.assertEqual(asked, ["A1", "A2", "A3", "A4", "A4", "A5"], "one that is gone, and on behind it")

    def test_where_postcat_may_not_read_arrival_counts(self):
        lines = [self.message("A%d" % i, 432000 - 60) for i in range(3000)]
        for awk in AWKS:
            expiring, domains, asked = self.forecast(awk, lines)
            self.assertEqual(expiring, [3000, 3000], awk)
            self.assertEqual(domains["b.example"][4], str(NOW + 60))
            self.assertLess(len(asked), 30)

    def test_listing_is_bounded(self):
        line = ('{"queue_name": "deferred", "queue_id": "A", "arrival_time": %d, "message_size": 1, "forced_expire": false, '
                '"sender": "", "recipients": [{"address": "a@b.example"}]}' % NOW)
        for awk in AWKS:
            rows = self.call(awk, [line] * 1500)
            self.assertIn(["truncated", "1000"], rows)



class Sizes(unittest.TestCase):
    """Queue sizes without a process and with find: both see the same, however deep the queue is hashed."""

    def test_small_and_large_queues_are_counted_alike(self):
        with tempfile.TemporaryDirectory() as queue:
            for path in ("incoming", "active/A", "deferred/A/B", "deferred/0/1", "hold", "corrupt", "deferred/F/F"):
                os.makedirs("%s/%s" % (queue, path))
            for path in ("incoming/4abc", "active/A/AB1", "active/A/AB2", "deferred/A/B/AB3", "deferred/0/1/014"):
                open("%s/%s" % (queue, path), "w").close()
            setup = ("mtacon_settings='queue_directory = %s\nhash_queue_names = deferred, active\nhash_queue_depth = 2'\n"
                     "mtacon_queue_directory=%s\n" % (queue, queue))
            for shell in ("dash", "busybox sh", "bash --posix"):
                node = lib.NodeShell(shell=shell)
                # active is hashed twice here, so its file one level down is not one Postfix would make.
                rows, _ = node.call(setup + "mtacon_hashes\nmtacon_sizes")
                self.assertEqual(dict((row[1], row[2]) for row in rows),
                                 {"incoming": "1", "active": "0", "deferred": "2", "hold": "0", "corrupt": "0"})
            for i in range(1200):
                open("%s/deferred/F/F/%d" % (queue, i), "w").close()
            node = lib.NodeShell()
            rows, _ = node.call(setup + "mtacon_hashes\nmtacon_sizes >/dev/null\nmtacon_sizes")
            self.assertEqual(dict((row[1], row[2]) for row in rows),
                             {"incoming": "1", "active": "2", "deferred": "1202", "hold": "0", "corrupt": "0"})


if __name__ == "__main__":
    unittest.main()
