"""OpenSMTPD's log and queue in every awk: each kind of line as OpenSMTPD 6.8 wrote it, and what strangers put into it."""
import os
import sys
import tempfile
import shutil
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
from test_count import AWKS, SHELLS  # noqa: E402

HEAD = "Nov 25 01:19:06 mta1 smtpd[108]: "
SENT = "afbe77352749d081 mta delivery evpid=428acfd9f32c6ee8 from=<%s> to=<%s> rcpt=<-> source=\"192.0.2.9\" relay=\"192.0.2.1 (mx.example)\" delay=0s result=\"%s\" stat=\"%s\""
OVER = "relay: Expire for 35ac2495718701f7: from=<%s>, to=<%s>, rcpt=<->, delay=3s, stat=Envelope expired"

LINES = [
    (SENT % ("x@out.example", "c450@Acme.example", "TempFail", "450 4.2.1 mailbox busy"), ("acme.example", "450")),
    (SENT % ("", "u@acme.example", "PermFail", "550 5.1.1 no such user here"), ("acme.example", "550")),
    (SENT % ("x@out.example", "u@acme.example", "TempFail", "Network error on destination MXs"), ("acme.example", "no-reply-4")),
    (SENT % ("x@out.example", "u@acme.example", "PermFail", "Invalid domain name"), ("acme.example", "no-reply-5")),
    (SENT % ("x@out.example", "u@acme.example", "Loop", "Loop detected"), ("acme.example", "no-reply-5")),
    (SENT % ("x@out.example", "u@acme.example", "Ok", "250 2.0.0 Ok: queued result=\"TempFail\" stat=\"450 x"), None),
    (SENT % ("x@out.example", "u@acme.example", "PermFail", "554 to=<v@forged.example> result=\"TempFail\" stat=\"450 x"), ("acme.example", "554")),
    (OVER % ("x@out.example", "u@acme.example"), ("acme.example", "expired")),
    ("afbe7732fc46ca74 smtp failed-command command=\"mta delivery evpid=1 from=<> to=<u@forged.example> result=\"TempFail\" stat=\"450 x\"\" result=\"500 no\"", None),
    ("afbe7732fc46ca74 smtp envelope evpid=428acfd9f32c6ee8 from=<x@out.example> to=<u@acme.example>", None),
]
QUEUE = """\
428acfd9f32c6ee8|inet4|mta||x@out.example|c450@acme.example|c450@acme.example|1795573906|0|0|1|pending|396|450 4.2.1 a|b "busy"
428acfd9f32c6ee9|inet4|mta||x@out.example|c451@contoso.example|c451@contoso.example|1795573906|0|0|1|pending|396|451 no
a2f5a92264cb03fe|inet4|mta||@|u@down.example|u@down.example|1795573000|0|0|0|inflight|4|
b2f5a92264cb03fe|inet4|mta|suspend|x@out.example|u@down.example|u@down.example|1795573001|0|0|0|pending|4|
nonsense
"""


class OpenSMTPD(unittest.TestCase):
    seconds = 5

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="mtacon-opensmtpd-")
        self.addCleanup(shutil.rmtree, self.dir)

    def test_every_kind_of_line_in_every_awk_and_shell(self):
        log = self.dir + "/mail.log"
        for awk, shell in [(awk, "sh") for awk in AWKS] + [(None, shell) for shell in SHELLS]:
            for line, expected in LINES:
                with self.subTest(awk=awk, shell=shell, line=line):
                    with open(log, "w") as out:
                        out.write(HEAD + line + "\n")
                    reader = lib.LogReader(lib.NodeShell(awk, shell, "opensmtpd"), log)
                    reader.poll()
                    self.assertEqual(dict(reader.counts), {expected: 1} if expected else {})

    def test_the_queue(self):
        os.mkdir(self.dir + "/bin")
        with open(self.dir + "/bin/smtpctl", "w") as out:
            out.write("#!/bin/sh\ncat <<'END'\n%sEND\n" % QUEUE)
        os.chmod(self.dir + "/bin/smtpctl", 0o755)
        for awk in AWKS:
            shell = lib.NodeShell(awk, "sh", "opensmtpd")
            rows = shell.call("PATH='%s/bin':$PATH mtacon_lifetime=432000\nmtacon_sizes\nmtacon_listing 100" % self.dir)[0]
            for row in (["size", "active", "1"], ["size", "deferred", "1"], ["size", "hold", "1"], ["listed", "3"],
                        ["reason", "acme.example", '450 4.2.1 a|b "busy"', "1"], ["reason", "contoso.example", "451 no", "1"]):
                self.assertIn(row, rows, awk)
            text = ["".join(row) for row in shell.call("PATH='%s/bin':$PATH\nmtacon_messages acme.example 10" % self.dir)[0]]
            self.assertEqual(len(text), 1)
            self.assertIn('"queue_id": "428acfd9", "arrival_time": 1795573906', text[0])


if __name__ == "__main__":
    unittest.main()
