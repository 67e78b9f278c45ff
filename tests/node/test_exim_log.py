"""Exim's main log in every awk and shell: each kind of line as Exim 4.96 wrote it, what strangers put
into it, and the same with syslog's head and other log selectors."""
import collections
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
from test_count import AWKS, SHELLS  # noqa: E402

STAMP = "2026-11-25 01:19:06 "
ID = "1xW1f8-0000C8-23"
HOST = " R=hubbed_hosts T=remote_smtp%s H=192.0.2.1 [192.0.2.1]: "
SAID = "SMTP error from remote mail server after "

# (what follows the message id, what it counts as)
FORGED = "H=mx.acme.example [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<u@evil.example>: 450 x"
LINES = [
    ("== c450@acme.example" + HOST % " defer (-44)" + SAID + "RCPT TO:<c450@acme.example>: 450 4.2.1 mailbox busy", ("acme.example", "450")),
    ("** m550@Acme.Example" + HOST % "" + SAID + "RCPT TO:<m550@acme.example>: 550-5.1.1 no such user here\\n550-5.1.1 status=bounced (to=<x@forged.example>,\\n550 5.1.1 no such user here", ("acme.example", "550")),
    ("== x@greet.example" + HOST % " defer (0)" + SAID + "initial connection: 421 4.3.2 too many connections, try later", ("greet.example", "421")),
    ("** x@refuse.example" + HOST % "" + SAID + "initial connection: 554 5.7.1 no service for you", ("refuse.example", "554")),
    ("== x@acme.example" + HOST % " defer (-46)" + SAID + "end of data: 451 4.3.0 local error in processing", ("acme.example", "451")),
    ("== x@acme.example" + HOST % " defer (-45)" + SAID + "pipelined MAIL FROM:<ext@out.example> SIZE=1298: 452 4.3.1 no room", ("acme.example", "452")),
    ("== x@acme.example F=<ext@out.example> P=<ext@out.example> R=r T=t defer (-44) H=mx.acme.example [2001:db8::1]:25 I=[192.0.2.9]:4711: " + SAID + "RCPT TO:<x@acme.example>: 450 busy", ("acme.example", "450")),
    ("== x@acme.example <alias@other.example>" + HOST % " defer (-44)" + SAID + "RCPT TO:<x@acme.example>: 450 busy", ("acme.example", "450")),
    ("** x@acme.example" + HOST % " X=TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=no" + SAID + "RCPT TO:<x@acme.example>: 550 no", ("acme.example", "550")),
    ("== u@acme.example R=lmtp T=lmtp defer (0): LMTP error after RCPT TO:<u@acme.example>: 452 4.2.2 over quota", ("acme.example", "452")),
    # without an answer
    ("== nobody@nowhere.invalid R=dnslookup defer (-1): host lookup did not complete", ("nowhere.invalid", "no-reply-4")),
    ("== x@down.example R=hubbed_hosts T=remote_smtp defer (111): Connection refused", ("down.example", "no-reply-4")),
    ("== x@drop.example" + HOST % " defer (-18)" + "Remote host closed connection in response to initial connection", ("drop.example", "no-reply-4")),
    ("** x@nowhere.example: Unrouteable address", ("nowhere.example", "no-reply-5")),
    ("== user <user@mta1.test> R=local_user T=mail_spool defer (-52): mailbox full", None),
    ("== user <user@mta1.test> R=local_user T=mail_spool defer (-22): mailbox is full", ("mta1.test", "no-reply-4")),
    # it was given up
    ("** c450@acme.example" + HOST % "" + SAID + "RCPT TO:<c450@acme.example>: 450 4.2.1 mailbox busy: retry timeout exceeded", ("acme.example", "expired")),
    ("** x@acme.example: retry timeout exceeded", ("acme.example", "expired")),
    ("** x@acme.example R=r T=t: all hosts for 'acme.example' have been failing for a long time (and retry time not reached)", ("acme.example", "expired")),
    # nobody was told
    ("c550@acme.example: error ignored", ("acme.example", "suppressed")),
    ("c550@acme.example <c550@acme.example>: error ignored", ("acme.example", "suppressed")),
    # what was not tried is no failure
    ("== c451@acme.example R=hubbed_hosts T=remote_smtp defer (-54): retry time not reached for any host for 'acme.example'", None),
    ("== c451@acme.example R=hubbed_hosts defer (-51): retry time not reached", None),
    # what a stranger wrote
    ("== a b > c@acme.example <\"a b > c\"@acme.example>" + HOST % " defer (-18)" + "Remote host closed connection", ("acme.example", "no-reply-4")),
    ("== v@forged.example R=x T=y defer (0): " + SAID + "RCPT TO:<z>: 550 @acme.example <\"v@forged.example R=x T=y defer (0): " + SAID + "RCPT TO:<z>: 550 \"@acme.example>" + HOST % " defer (-44)" + SAID + "RCPT TO:<\"v@forged.example R=x T=y defer (0): " + SAID + "RCPT TO:<z>: 550 \"@acme.example>: 450 busy", ("acme.example", "450")),
    ("== a\"b\\c@acme.example <\"a\\\"b\\\\c\"@acme.example>" + HOST % " defer (-44)" + SAID + "RCPT TO:<\"a\\\"b\\\\c\"@acme.example>: 450 busy", ("acme.example", "450")),
    ("** u@acme.example" + HOST % "" + SAID + "RCPT TO:<u@acme.example>: 554 x <\"u\"@forged.example> R=x T=y defer (0): retry timeout exceeded", ("acme.example", "554")),
    ("** u@acme.example" + HOST % "" + "Remote host said: " + SAID + "RCPT TO:<u@acme.example>: 554 x", ("acme.example", "no-reply-5")),
    ("== u@$(reboot)" + HOST % " defer (111)" + "x", ("(invalid)", "no-reply-4")),
    ("<= ext@out.example U=root P=local S=251 T=\"x == u@acme.example R=a T=b defer (0): y\"", None),
    ("=> ok@acme.example" + HOST % "" + " C=\"250 ** u@forged.example: Unrouteable address\"", None),
    ("H=192.0.2.1 [192.0.2.1]: " + SAID + "initial connection: 554 x ** y == z: error ignored", None),
    ("Completed", None),
    # a remote's text that looks like a withheld report of anybody's
    ('%s <"%s"@acme.example>: error ignored' % (FORGED, FORGED), None),
    # a certificate's name may hold what ends a head
    ('== u@dn.example R=r T=t defer (-44) H=h [192.0.2.1] X=TLS1.3:X:256 CV=no DN="O=Foo: Bar,CN=x": ' + SAID + "RCPT TO:<u@dn.example>: 450 busy", ("dn.example", "450")),
]


class EximLines(unittest.TestCase):
    seconds = 10

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="mtacon-exim-")
        self.addCleanup(shutil.rmtree, self.dir)
        self.log = self.dir + "/mainlog"

    def read(self, text, awk=None, shell="sh", since=0):
        with open(self.log, "w", errors="surrogateescape") as out:
            out.write(text)
        reader = lib.LogReader(lib.NodeShell(awk, shell, "exim"), self.log, since)
        reader.poll()
        return reader

    def test_every_kind_of_line_in_every_awk(self):
        for awk in AWKS:
            for line, expected in LINES:
                with self.subTest(awk=awk, line=line):
                    reader = self.read("%s%s %s\n" % (STAMP, ID, line), awk)
                    self.assertEqual(dict(reader.counts), {expected: 1} if expected else {})

    def test_every_shell_and_head(self):
        expected = collections.Counter(e for _, e in LINES if e)
        heads = (STAMP, "2026-11-25 01:19:06.123 ", "2026-11-25 01:19:06 +0100 ", "2026-11-25 01:19:06 [4711] ",
                 "Nov 25 01:19:06 mta1 exim[4711]: " + STAMP, "Nov  5 01:19:06 mta1 exim[4711]: ",
                 "2026-11-25T01:19:06.123456+00:00 mta1 exim[4711]: ", "Nov 25 01:19:06 mta1 exim4: [1\\2] " + STAMP)
        for shell in SHELLS:
            for head in heads:
                for number in (ID, "1xW1f8-00000000C8N-23Xy"):
                    with self.subTest(shell=shell, head=head, id=number):
                        text = "".join("%s%s %s\n" % (head, number, line) for line, _ in LINES)
                        reader = self.read(text, None, shell)
                        self.assertEqual(reader.counts, expected)
                        self.assertEqual(reader.offset, len(text))

    def test_the_short_way_of_usual_lines_is_the_long_one(self):
        """A line with the process id in its head is always taken the long way."""
        rng = random.Random(13)
        pieces = ["== ", "** ", "u@acme.example", "U@Acme.Example", "\"u v\"@acme.example", "u", "u@[192.0.2.1]", "<u@x.example>", " ", " ", ":",
                  " F=<s@out.example>", " R=r T=t", " defer (-44)", " defer (-53)", " H=h [192.0.2.1]:25", " DN=\"a: b\"", ": ", ": ", SAID,
                  SAID, "pipelined ", "RCPT TO:<u@acme.example>", "RCPT TO:<\"u v\"@acme.example>", "MAIL FROM:<> SIZE=1", "end of data", ": 450 busy",
                  ": 550 no", ": 550-no", " 450", "retry timeout exceeded", ": retry timeout exceeded"]
        order = [0, 2, 12, 13, 15, 17, 19, 22, 26]
        for _ in range(4000):
            line = "".join(rng.choice(pieces) if rng.random() < 0.12 else pieces[i] for i in order if rng.random() > 0.02)
            with open(self.log, "a") as out:
                out.write(STAMP + ID + " " + line + "\n")
            with open(self.log + "_long", "a") as out:
                out.write(STAMP + "[4711] " + ID + " " + line + "\n")
        for awk in AWKS:
            shell = lib.NodeShell(awk, "sh", "exim")
            short, long = (sorted(row for row in shell.call("mtacon_log '%s' - 0 0 9999999" % path)[0] if row[0] != "cursor")
                           for path in (self.log, self.log + "_long"))
            self.assertGreater(sum(int(row[4]) for row in short if row[0] == "fail"), 2000)
            self.assertEqual(short, long, awk)

    def test_times(self):
        for awk in AWKS:
            shell = lib.NodeShell(awk, "sh", "exim")
            for stamp, minute in (("2026-11-25 01:19:06 +0100 ", 1795565940), ("2026-11-25 01:19:06 -0530 [7] ", 1795589340)):
                with open(self.log, "w") as out:
                    out.write("%s%s %s\n" % (stamp, ID, LINES[0][0]))
                rows, _ = shell.call("mtacon_log '%s' - 0 0 99999" % self.log)
                self.assertEqual([int(row[1]) for row in rows if row[0] == "fail"], [minute], awk)

    def test_nothing_is_counted_twice_or_lost_when_rotated_in_mid_line(self):
        line = "%s%s %s\n" % (STAMP, ID, LINES[0][0])
        for awk in AWKS:
            with self.subTest(awk=awk):
                reader = self.read(line * 5 + line[:70], awk)
                self.assertEqual(sum(reader.counts.values()), 5)
                with open(self.log, "a") as out:
                    out.write(line[70:] + line)
                reader.poll()
                self.assertEqual(sum(reader.counts.values()), 7)
                with open(self.log, "a") as out:
                    out.write(line)
                os.rename(self.log, self.log + ".1")
                with open(self.log, "w") as out:
                    out.write("2026-11-25 01:20:00 first\n" + line)
                reader.poll()
                self.assertEqual((sum(reader.counts.values()), reader.gaps), (9, 0))
                os.remove(self.log + ".1")

    def test_who_was_not_told(self):
        text = ("%s1 <= ext@out.example U=root P=local S=2\n%s1 ** c550@acme.example%s%sRCPT TO:<c550@acme.example>: 550 no\n"
                "%s1 ** x@other.example: Unrouteable address\n%s1 c550@acme.example: error ignored\n"
                "%s1 == c450@acme.example%s%sRCPT TO:<c450@acme.example>: 450 busy\n"
                "%s1 ** c450@acme.example: retry timeout exceeded\n%s1 c450@acme.example <c450@acme.example>: error ignored\n")
        head = STAMP + ID[:-1]
        for awk in AWKS:
            with open(self.log, "w") as out:
                out.write(text % (head, head, HOST % "", SAID, head, head, head, HOST % " defer (-44)", SAID, head, head))
            rows, _ = lib.NodeShell(awk, "sh", "exim").call("mtacon_withheld '%s' 0 100 acme.example acme.example" % self.log)
            self.assertEqual([row[1:] for row in rows], [[ID[:-1] + "1", "ext@out.example", "c550@acme.example", "550 no"],
                                                        [ID[:-1] + "1", "ext@out.example", "c450@acme.example", "450 busy"]], awk)

    def test_very_many_were_not_told(self):
        with open(self.log, "w") as out:
            for i in range(9000):
                number = "%s1xW%03d-%06d-23 " % (STAMP, i // 1000, i)
                out.write("%s<= ext@out.example U=root P=local S=2\n%s** u@acme.example: Unrouteable address\n%su@acme.example: error ignored\n" % (
                    number, number, number))
        for name in SHELLS:
            rows, errors = lib.NodeShell(None, name, "exim").call("mtacon_lifetime=0; mtacon_withheld '%s' 0 10000 acme.example acme.example" % self.log)
            self.assertEqual((len(rows), errors), (9000, ""), name)


class EximDay(unittest.TestCase):
    """A day of a main log, rotated and compressed while it is read in pieces: counts are another program's."""
    seconds = 10
    KINDS = ("=> u%d@c%d.example R=r T=t%s C=\"250 ok\"", "== c450@c%d.example R=r T=t%s defer (-44): " + SAID + "RCPT TO:<c450@c%d.example>: 450 4.2.1 busy",
             "** c550@c%d.example R=r T=t%s: " + SAID + "RCPT TO:<c550@c%d.example>: 550 5.1.1 no", "== u@c%d.example R=r T=t%s defer (111): Connection refused",
             "** u@c%d.example%s: retry timeout exceeded", "== u@c%d.example R=r T=t%s defer (-54): retry time not reached for any host")

    def line(self, rng, at):
        kind, domain = self.KINDS[rng.choices(range(6), (60, 20, 8, 6, 2, 4))[0]], rng.randrange(50)
        count = kind.count("%d")
        host = " H=192.0.2.%d [192.0.2.%d]" % (domain, domain) if "T=t%s" in kind and "(111)" not in kind and "(-54)" not in kind else ""
        numbers = [rng.randrange(99)] * (kind[:2] == "=>") + [domain] * (count - (kind[:2] == "=>"))
        head, tail = kind.split("%s")
        filled = head % tuple(numbers[:head.count("%d")]) + host + tail % tuple(numbers[head.count("%d"):])
        return "%s 1xW%03d-%06d-23 %s\n" % (time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at)), rng.randrange(999), rng.randrange(999999), filled)

    def test_counts_are_another_programs(self):
        folder = tempfile.mkdtemp(prefix="mtacon-exim-")
        self.addCleanup(shutil.rmtree, folder)
        log, now, rng = folder + "/mainlog", int(time.time()), random.Random(7)
        reader = lib.LogReader(lib.NodeShell(None, "sh", "exim"), log, now - 90000, 1 << 20)
        for part in range(4):
            with open(log, "a") as out:
                out.writelines(self.line(rng, now - 86400 + part * 21600 + i * 21600 // 10000) for i in range(10000))
            reader.poll()
            if part % 2 == 0:
                with open(log, "a") as out:
                    out.writelines(self.line(rng, now - 86400 + (part + 1) * 21600) for _ in range(500))
                os.rename(log, "%s.%d" % (log, part))
                if part == 2:
                    subprocess.run(["gzip", "%s.%d" % (log, part)], check=True)
        reader.poll()
        paths = [os.path.join(folder, name) for name in os.listdir(folder)]
        self.assertEqual(dict(reader.counts), dict(lib.count_exim(paths)))
        self.assertGreater(sum(reader.counts.values()), 10000)
        self.assertEqual({key[1] for key in reader.counts}, {"450", "550", "no-reply-4", "expired"})
        self.assertEqual(reader.gaps, 0)


class EximSpool(unittest.TestCase):
    """A spool as Exim writes it, also split into folders and with what DSN adds to recipients."""
    seconds = 5
    HEAD = "%s-H\nroot 0 0\n<%s>\n%d 0\n-received_time_usec .68\n-ident root\n%s%s%d\n%s\n\n012F From: 7\n"

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="mtacon-exim-")
        self.addCleanup(shutil.rmtree, self.dir)
        for name in ("input/a", "msglog/a", "bin"):
            os.makedirs("%s/%s" % (self.dir, name))
        with open(self.dir + "/bin/exim4", "w") as out:
            out.write("#!/bin/sh\ncase \"$*\" in\n*acme.example) echo 'Retry rule: acme.example  *  F,2h,15m; F,10d,6h; ' ;;\n"
                      "-brt*) echo 'Retry rule: *  *  F,2h,15m; G,16h,1h,1.5; F,4d,6h; ' ;;\n-bV) echo 'Exim version 4.96 #2' ;;\n"
                      "*) printf 'spool_directory = %s\\nlog_file_path = %s/mainlog\\npid_file_path =\\n' ;;\nesac\n" % (self.dir, self.dir))
        os.chmod(self.dir + "/bin/exim4", 0o755)
        open(self.dir + "/mainlog", "w").close()

    def put(self, number, recipients, sender="ext@out.example", at=1000, options="", gone="XX\n", folder=""):
        with open("%s/input/%s%s-H" % (self.dir, folder, number), "w") as out:
            out.write(self.HEAD % (number, sender, at, options, gone, len(recipients), "\n".join(recipients)))
        with open("%s/input/%s%s-D" % (self.dir, folder, number), "w") as out:
            out.write("x" * 100)

    def call(self, command, awk=None):
        shell = lib.NodeShell(awk, "sh", "exim")
        return shell.call("PATH='%s/bin:'$PATH\nmtacon_hello - >/dev/null\n%s" % (self.dir, command))[0]

    def test_sizes_lists_and_reasons(self):
        self.put("1xW1f8-0000C8-23", ["c450@acme.example", "ok@acme.example", "done@acme.example"], gone="YN ok@acme.example\nNN other@x.example\n")
        with open(self.dir + "/input/1xW1f8-0000C8-23-J", "w") as out:
            out.write("done@acme.example\n")
        with open(self.dir + "/msglog/1xW1f8-0000C8-23", "w") as out:
            out.write("2026-11-25 01:19:06 Received from ext@out.example\n2026-11-25 01:19:06 c450@acme.example R=r T=t defer (-44) H=h [192.0.2.1]: "
                      + SAID + "RCPT TO:<c450@acme.example>: 450 busy\n2026-11-25 01:20:06 c450@acme.example R=r T=t defer (-54): retry time not reached for any host\n")
        self.put("1xW1f8-0000C9-23", ["u@contoso.example rfc822;u 8,3  0,-1#3", "\"a b\"@contoso.example"], at=2000, options="-frozen 1795569610\n", folder="a/")
        for awk in AWKS:
            with self.subTest(awk=awk):
                self.assertEqual(self.call("mtacon_sizes", awk), [["size", "deferred", "1"], ["size", "hold", "1"]])
                listed = ["".join(row) for row in self.call("mtacon_messages '' 10", awk)]
                self.assertEqual(len(listed), 2)
                self.assertIn('"deferred", "queue_id": "1xW1f8-0000C8-23", "arrival_time": 1000, "message_size": 100, ', listed[0])
                self.assertTrue(listed[0].endswith('"recipients": [{"address": "c450@acme.example", "delay_reason": "%sRCPT TO:<c450@acme.example>: 450 busy"}]}' % SAID), listed[0])
                self.assertTrue(listed[1].endswith('"recipients": [{"address": "u@contoso.example"}, {"address": "\\"a b\\"@contoso.example"}]}'), listed[1])
                rows = self.call("mtacon_listing 100", awk)
                self.assertIn(["reason", "acme.example", "450 busy", "1"], rows)
                # by its own retry rule, ten days; what is frozen does not expire
                self.assertIn(["domain", "acme.example", "1", "1000", "1", "1", str(1000 + 864000)], rows)
                self.assertIn(["domain", "contoso.example", "1", "2000", "0", "0", "0"], rows)

    def test_what_an_acl_variable_holds_is_not_the_envelope(self):
        values = "-aclm _spam 1\n1\n--aclm _note 20\n-frozen 1795569610\n\n\n-aclc _none 0\n\n--(sql)aclm _q 3\nXX\n\n-acl 0 4\nYN a\n"
        self.put("1xW1f8-0000C8-23", ["c450@acme.example", "u@contoso.example"], options=values)
        self.put("1xW1f8-0000C9-23", ["u@acme.example"], at=2000, options=values + "-frozen 1795569610\n")
        for awk in AWKS:
            with self.subTest(awk=awk):
                self.assertEqual(self.call("mtacon_sizes", awk), [["size", "deferred", "1"], ["size", "hold", "1"]])
                first, second = ["".join(row) for row in self.call("mtacon_messages '' 10", awk)]
                self.assertIn('"deferred"', first)
                self.assertTrue(first.endswith('"recipients": [{"address": "c450@acme.example"}, {"address": "u@contoso.example"}]}'), first)
                self.assertIn('"hold"', second)
                self.assertTrue(second.endswith('"recipients": [{"address": "u@acme.example"}]}'), second)

    def test_reasons_behind_every_kind_of_time(self):
        self.put("1xW1f8-0000C8-23", ["c450@acme.example"])
        for stamp in STAMP, "2026-11-25 01:19:06 -0530 ", "2026-11-25 01:19:06.123 ", "2026-11-25 01:19:06.123 +0000 ":
            with open(self.dir + "/msglog/1xW1f8-0000C8-23", "w") as out:
                out.write(stamp + "c450@acme.example R=r T=t defer (-44) H=h [192.0.2.1]: " + SAID + "RCPT TO:<c450@acme.example>: 450 busy\n")
            for awk in AWKS:
                with self.subTest(awk=awk, stamp=stamp):
                    self.assertIn(": 450 busy", "".join(self.call("mtacon_messages '' 10", awk)[0]))

    def test_the_lifetime_is_that_of_the_retry_rule(self):
        rows, _ = lib.NodeShell(None, "sh", "exim").call("PATH='%s/bin:'$PATH\nmtacon_hello -" % self.dir)
        self.assertIn(["mta", "Exim 4.96"], rows)
        self.assertIn(["lifetime", "345600"], rows)
        self.assertIn(["log", self.dir + "/mainlog"], rows)


if __name__ == "__main__":
    unittest.main()
