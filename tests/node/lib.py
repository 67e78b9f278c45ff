"""What the node tests share: the program, a shell with the node functions, an independent count."""
import collections
import gzip
import os
import pty
import re
import select
import subprocess
import sys

TOP = os.path.abspath(os.environ.get("MTACON_TOP", os.path.join(os.path.dirname(__file__), "../..")))
BUILD = os.path.abspath(os.environ.get("MTACON_BUILD", TOP))
MTACON = os.path.join(BUILD, "mtacon")
sys.path.insert(0, os.path.join(TOP, "tests", "fleet"))


def times(name, few):
    """How often a loop of torture turns: `few`, or what MTACON_name says (as 'make check-long' does)."""
    return int(os.environ.get("MTACON_" + name, few))


# What a driver's library is made of (src/mta/NAME.c), after what is common to all.
COMMON = ("frame.sh", "log.sh", "journal.sh", "published.sh", "send.sh", "date.awk", "count.awk", "probe.awk", "queue.awk",
          "oldest.awk", "enrol.sh", "policy.sh")
DRIVERS = {
    "postfix": ("postfix.sh", "enrol.sh", "withheld.sh", "address.awk", "lines.awk", "expiry.awk",
                "enrol.awk", "office365.awk", "withheld.awk", "report.sh"),
    "opensmtpd": ("opensmtpd.sh", "delivery.awk", "lines.awk", "envelopes.awk", "expiry.awk"),
    "exim": ("exim.sh", "enrol.sh", "enrol.awk", "withheld.sh", "mainlog.awk", "lines.awk", "spool.awk", "retry.awk", "expiry.awk", "withheld.awk"),
}


def program(folder, name):
    with open("%s/data/node/%s/%s" % (TOP, folder, name)) as source:
        return source.read()


def library(awk=None, driver="postfix"):
    """The sh functions as the console sends them; with `awk` instead of the machine's own."""
    text = ""
    for folder, names in ("common", COMMON), (driver, DRIVERS[driver]):
        for name in names:
            if name.endswith(".sh") and name != "report.sh":
                text += program(folder, name)
            else:
                text += "mtacon_%s='%s'\n" % (name.replace(".", "_"), program(folder, name).replace("'", "'\\''"))
    text += 'mtacon_lines_awk="$mtacon_address_awk$mtacon_mainlog_awk$mtacon_delivery_awk$mtacon_lines_awk"\n'
    if awk:
        text += "awk() { %s \"$@\"; }\n" % awk
    return text + "mtacon_mark=0123456789abcdef0123456789abcdef\n"


def untold(store):
    """After failures were written by hand, which the table 'change' does not tell: a number is missing in it, so
    whoever follows it reads all anew."""
    store.execute("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'change'")


class NodeShell:
    """Calls of the node functions in a local shell."""

    setup = "mtacon_log_setup\n"

    def __init__(self, awk=None, shell="sh", driver="postfix"):
        self.library = library(awk, driver)
        self.shell = shell.split()

    def call(self, command):
        run = subprocess.run(self.shell, input=self.library + self.setup + command + "\n",
                             capture_output=True, text=True, errors="surrogateescape", timeout=900)
        return [line.split("\t") for line in run.stdout.split("\n") if line], run.stderr


class LogReader:
    """Reads a log as the console does: cursor in, counts and cursor out."""

    def __init__(self, shell, path, since=0, limit=1 << 28):
        self.shell, self.path, self.since, self.limit = shell, path, since, limit
        self.fingerprint, self.offset = "-", 0
        self.counts = collections.Counter()
        self.gaps = self.requests = self.refused = 0
        self.said = []  # of gaps

    def poll(self):
        """Catches up all there is."""
        for _ in range(200):
            rows, errors = self.shell.call("mtacon_log '%s' '%s' %d %d %d" % (
                self.path, self.fingerprint, self.offset, self.since, self.limit))
            self.requests += 1
            more = None
            for row in rows:
                if row[0] == "fail":
                    self.counts[row[2], row[3]] += int(row[4])
                elif row[0] == "cursor":
                    self.fingerprint, self.offset, more = row[1], int(row[2]), row[3]
                elif row[0] == "refused":
                    self.refused += int(row[2])
                elif row[0] == "gap":
                    self.gaps += 1
                    self.said.append(row[1])
                elif row[0] == "retry":
                    more = "1"
                elif row[0] == "error":
                    raise AssertionError(row)
            assert more is not None, (rows, errors)
            if more == "0":
                return
        raise AssertionError("no end")


class Asked:
    """A command on a terminal, as far as its next question."""

    def __init__(self, case, *arguments, environment=None, question="[y/N]: "):
        self.case, self.text = case, ""
        self.master, slave = pty.openpty()
        self.child = subprocess.Popen([MTACON, *arguments], stdin=slave, stdout=slave, stderr=slave, env=environment)
        os.close(slave)
        case.addCleanup(self.end)
        self.wait(question)

    def read(self):
        """What is on the terminal since it was read; empty at its end."""
        self.case.assertTrue(select.select([self.master], [], [], 60)[0], "waits, and asks what is not expected")
        try:
            return os.read(self.master, 65536).decode().replace("\r\n", "\n")
        except OSError:
            return ""

    def wait(self, question="[y/N]: "):
        self.text = ""
        while not self.text.endswith(question):
            data = self.read()
            self.case.assertTrue(data, "no question: " + self.text)
            self.text += data

    def answer(self, text):
        os.write(self.master, text.encode() + b"\n")

    def over(self, code):
        """All it says until its end."""
        out = "".join(iter(self.read, ""))
        self.case.assertEqual(self.child.wait(60), code, out)
        return out

    def end(self):
        self.child.kill()
        self.child.wait()
        os.close(self.master)


# An independent reading of the same lines: one regular expression over whole lines.
ATTEMPT = re.compile(
    r"\]: [0-9A-Za-z]+: to=<(?:\"(?:\\.|[^\"\\])*\")?(?P<to>.*?)>, (?:orig_to=<.*?>, )?relay=.*?, dsn=(?P<class>[45])"
    r"\.\d+\.\d+, status=(?:deferred|bounced|SOFTBOUNCE) \((?P<text>.*)")
EXPIRED = re.compile(r"\]: (?P<id>[0-9A-Za-z]+): from=<.*>, status=(?:force-)?expired, ")
DEFERRED = re.compile(r"\]: (?P<id>[0-9A-Za-z]+): to=<.*?@(?P<domain>[^@>]+)>, .*status=deferred ")
SAID = re.compile(r"(?:delivery temporarily suspended: )?(?:host \S+ (?:said|refused to talk to me)"
                  r"|SASL authentication failed; server \S+ said"
                  r"|TLS is required, but host \S+ refused to start TLS): ([45]\d\d)")


def open_log(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", errors="surrogateescape")
    return open(path, errors="surrogateescape", newline="\n")


def lines_of(paths):
    for path in paths:
        with open_log(path) as lines:
            yield from lines


def count(paths):
    """Counter of (domain, code) over whole files."""
    return count_lines(lines_of(paths))


def count_lines(lines):
    counts, deferred = collections.Counter(), {}
    for line in lines:
        waits = DEFERRED.search(line)
        if waits:
            deferred.setdefault(waits["id"], set()).add(waits["domain"].lower())
        attempt = ATTEMPT.search(line)
        if attempt:
            domain = attempt["to"].rsplit("@", 1)[-1].lower()
            said = SAID.match(attempt["text"])
            counts[domain, said[1] if said else "no-reply-" + attempt["class"]] += 1
            continue
        expired = EXPIRED.search(line)
        if expired:
            for domain in deferred.get(expired["id"], {"(unknown)"}):
                counts[domain, "expired"] += 1
    return counts


SMTPD = re.compile(r"smtpd\[\d+\]: (?:\w+ mta delivery evpid=\w+ .*? to=<[^>]*@(?P<to>[^>]+)> .*? result=\"(?P<result>\w+)\" "
                   r"stat=\"(?P<stat>.*)\"|\S+: Expire for \w+: .*? to=<[^>]*@(?P<over>[^>]+)>, )")


def count_opensmtpd(lines):
    """The same of OpenSMTPD's log."""
    counts = collections.Counter()
    for line in lines:
        found = SMTPD.search(line)
        if found and found["over"]:
            counts[found["over"].lower(), "expired"] += 1
        elif found and found["result"] != "Ok":
            said = re.match(r"[45]\d\d", found["stat"])
            counts[found["to"].lower(), said[0] if said else "no-reply-4" if found["result"] == "TempFail" else "no-reply-5"] += 1
    return counts


EXIM = re.compile(r"\S+ \S+ (?P<id>\w+-\w+-\w+) (?:(?P<flag>==|\*\*) )?(?P<rest>.*)")


def count_exim(paths):
    """The same of Exim's main logs, of mail that nobody made to deceive."""
    counts = collections.Counter()
    for path in paths:
        with open_log(path) as lines:
            for line in lines:
                found = EXIM.match(line)
                to = found and re.match(r".*?@([\w.-]+)>?(?: \S+@\S+>| <.*?>)?(?= [FPR]=|: )", found["rest"])
                if not to or not found["flag"] or re.search(r" defer \(-5[1-4]\)", line):
                    continue
                said = re.search(r"SMTP error from remote mail server after (?:pipelined )?(?:[A-Z]+ [A-Z]+:<.*?>[^:]*|[^:]*): ([45]\d\d)", line)
                over = re.search(r"retry timeout exceeded$|failing for a long time", line)
                if found["flag"] == "**" and over and not (said and said[1][0] == "5"):
                    code = "expired"
                else:
                    code = said[1] if said else "no-reply-4" if found["flag"] == "==" else "no-reply-5"
                counts[to[1].lower(), code] += 1
    return counts
