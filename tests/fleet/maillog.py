"""Writes Postfix log lines of a past that never was, in the very shape that real nodes log:
the demo's history before its start, and the large logs of `make bench`."""
import random
import subprocess
import sys
import time

JOURNAL_WRITER = "/lib/systemd/systemd-journal-remote"
CUSTOMERS = [  # domain, share of the traffic, share that fails, the usual reply
    ("contoso.example", 30, 0.02, "450 4.2.1 mailbox busy"),
    ("fabrikam.example", 25, 0.01, "550 5.1.1 no such user"),
    ("acme.example", 20, 0.03, "451 4.3.0 local error"),
    ("northwind.example", 15, 0.05, "452 4.3.1 insufficient system storage"),
    ("tailspin.example", 10, 0.02, "554 5.7.1 refused by policy"),
]


def stamp(epoch, style):
    if style == "rfc3339":
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(epoch)) + ".123456+00:00"
    now = time.localtime(epoch)
    return time.strftime("%b ", now) + "%2d" % now.tm_mday + time.strftime(" %H:%M:%S", now)


def lines(epoch, rng, style="traditional", host="mta"):
    """The lines that one message leaves."""
    names, shares = zip(*[(c, c[1]) for c in CUSTOMERS])
    domain, _, failing, reply = rng.choices(names, shares)[0]
    when = stamp(epoch, style)
    queue_id = "%010X" % rng.getrandbits(40)
    pid = rng.randrange(1000, 30000)
    head = "%s %s postfix/" % (when, host)
    yield head + "smtpd[%d]: %s: client=gw.example[192.0.2.%d]" % (pid, queue_id, pid % 250)
    yield head + "cleanup[%d]: %s: message-id=<%s@gw.example>" % (pid + 1, queue_id, queue_id)
    yield head + "qmgr[77]: %s: from=<s%d@sender.example>, size=%d, nrcpt=1 (queue active)" % (
        queue_id, pid, pid * 3)
    address = "user%d@%s" % (pid, domain)
    common = "smtp[%d]: %s: to=<%s>, relay=mx.%s[192.0.2.9]:25, delay=0.4, delays=0.1/0/0.1/0.2, " % (
        pid, queue_id, address, domain)
    if rng.random() < failing:
        code, dsn, text = reply.split(" ", 2)
        state = "deferred" if code[0] == "4" else "bounced"
        yield head + common + "dsn=%s, status=%s (host mx.%s[192.0.2.9] said: %s %s %s (in reply to RCPT TO command))" % (
            dsn, state, domain, code, dsn, text)
        return
    yield head + common + "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as %s)" % queue_id
    yield head + "qmgr[77]: %s: removed" % queue_id


def write(path, start, end, size=None, messages=None, style="traditional", seed=1):
    """A log from `start` to `end` (epoch) of about `size` bytes or `messages` messages."""
    rng = random.Random(seed)
    if messages is None:
        sample = sum(len(line) + 1 for i in range(500) for line in lines(start, rng, style))
        messages = max(1, int(size / (sample / 500)))
    with open(path, "w") as out:
        chunk = []
        for i in range(messages):
            chunk.extend(lines(start + (end - start) * i // messages, rng, style))
            if len(chunk) > 20000:
                out.write("\n".join(chunk) + "\n")
                chunk = []
        if chunk:
            out.write("\n".join(chunk) + "\n")


def entries(lines_, at, step):
    """The same lines as a journal exports its entries, `step` microseconds apart from `at` on."""
    for line in lines_:
        _, _, line = line.partition(" postfix/")
        identifier, _, line = line.partition("[")
        pid, _, message = line.partition("]: ")
        at += step
        yield ("__REALTIME_TIMESTAMP=%d\n__MONOTONIC_TIMESTAMP=%d\n_BOOT_ID=%032x\n_TRANSPORT=syslog\nPRIORITY=6\n"
               "SYSLOG_FACILITY=2\nSYSLOG_IDENTIFIER=postfix/%s\nSYSLOG_PID=%s\n_HOSTNAME=mta\n"
               "_SYSTEMD_UNIT=postfix@-.service\nMESSAGE=%s\n\n" % (at, at % 10**12, 7, identifier, pid, message))


def write_journal(folder, start, end, size, part=128 << 20, seed=1):
    """Journal files from `start` to `end` (epoch) of about `size` bytes in all, of `part` bytes each."""
    rng = random.Random(seed)
    messages = max(1, size // 2500)  # about 500 bytes an entry, five or six entries a message
    files = max(1, size // part)
    span = (end - start) * 1000000 // files
    for number in range(files):
        at = start * 1000000 + span * number
        writer = subprocess.Popen(
            [JOURNAL_WRITER, "--output=%s/system@%08x.journal" % (folder, number), "-"],
            stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        count = messages // files
        with writer.stdin as out:
            for message in range(count):
                out.write("".join(entries(lines(start, rng), at + span * message // count, 1000)).encode())
        if writer.wait():
            raise RuntimeError("systemd-journal-remote failed")


if __name__ == "__main__":
    now = int(time.time())
    write(sys.argv[1], now - 86400, now - 60, size=int(sys.argv[2]))


def exim_lines(rng):
    """What a message leaves in Exim's main log, without the times: taken in, delivered or not, one line in ten failing."""
    message = "1x%04d-%06d-%02d" % (rng.randrange(10000), rng.randrange(1000000), rng.randrange(100))
    domain, host = "customer%d.example" % rng.randrange(200), "mx.example [192.0.2.%d]" % rng.randrange(1, 255)
    yield "%s <= news@sender.example H=app.example [192.0.2.3] P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no S=%d id=%s@sender.example" % (
        message, rng.randrange(900, 90000), message)
    if rng.random() < 0.7:
        yield "%s => user@%s R=dnslookup T=remote_smtp H=%s X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes C=\"250 2.0.0 Ok: queued\"" % (
            message, domain, host)
        yield message + " Completed"
    else:
        yield ("%s == user@%s R=dnslookup T=remote_smtp defer (-44) H=%s: SMTP error from remote mail server after "
               "RCPT TO:<user@%s>: 450 4.2.1 mailbox busy" % (message, domain, host, domain))


def write_exim(path, start, end, size, seed=1):
    """A main log of about that size, evenly over the time; returns how many deliveries failed."""
    rng = random.Random(seed)
    messages = [list(exim_lines(rng)) for _ in range(2000)]
    each = sum(len(line) + 21 for message in messages for line in message) / len(messages)
    failed, owed = 0, 0.0
    with open(path, "w") as out:
        for second in range(start, end):
            when = time.strftime("%Y-%m-%d %H:%M:%S ", time.localtime(second))
            owed += size / (end - start) / each
            while owed >= 1:
                owed -= 1
                message = rng.choice(messages)
                failed += len(message) == 2
                out.write("".join([when + line + "\n" for line in message]))
    return failed
