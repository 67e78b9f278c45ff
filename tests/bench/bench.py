"""Figures, as ratios against a peer measured in the same run. 'make bench BENCH=first' chooses by
name; MTACON_BENCH_MIB sets the size of the large log (default 1024)."""
import collections
import contextlib
import os
import re
import resource
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, folder) for folder in ("../node", "../fleet", "../screen")]
import lib  # noqa: E402
import exim  # noqa: E402
import fleet as fleets  # noqa: E402
import large_queue  # noqa: E402
import machine  # noqa: E402
import maillog  # noqa: E402
import many  # noqa: E402
import place  # noqa: E402
import results  # noqa: E402
import start  # noqa: E402
import terminal  # noqa: E402
import waves  # noqa: E402


def timed(command, **settings):
    """(wall seconds, CPU seconds) of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.PIPE, **settings)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cpu_of(pids):
    """CPU seconds of processes and their ended children."""
    ticks = 0
    for pid in pids:
        try:
            with open("/proc/%d/stat" % pid) as stat:
                ticks += sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:15]))
        except OSError:
            pass
    return ticks / os.sysconf("SC_CLK_TCK")


def traffic(fleet, store, *arguments):
    """Bytes on the wire of a command, by the kernel's count of the loopback interface."""
    def count():
        with open("/proc/net/dev") as lines:
            for line in lines:
                if line.strip().startswith("lo:"):
                    return int(line.split(":")[1].split()[0])
        return 0
    before = count()
    wall, _ = timed([lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config", *arguments])
    return wall, count() - before


def first_contact(rows):
    """24 h of a large log, against grep and pflogsumm on the same file."""
    size = int(os.environ.get("MTACON_BENCH_MIB", "1024")) << 20
    with fleets.Fleet(1) as fleet:
        node = fleet[0]
        node.postfix("stop")
        now = int(time.time())
        print("writing a log of %d MiB ..." % (size >> 20))
        maillog.write(node.log, now - 86400 + 120, now - 30, size=size)
        grep = [timed(["grep", "-cE", "status=(deferred|bounced)", node.log], env=dict(os.environ, LC_ALL="C"))[0]
                for _ in range(3)]
        store = fleet.dir + "/bench.db"
        subprocess.run([lib.MTACON, "--store", store, "nodes", "add", "mta1"], check=True)
        wall, wire = traffic(fleet, store, "watch", "--once", "--timeout", "600")
        again, _ = traffic(fleet, store, "watch", "--once")
        what = "first contact, a day's log of %d MiB" % (size >> 20)
        peer = statistics.median(grep)
        rows.add(what, "%.2f s, of which %.2f s connecting and the queue; %d bytes on the wire" % (wall, again, wire),
                 "grep -cE %.2f s" % peer, "%.2f, without connecting %.2f" % (wall / peer, (wall - again) / peer),
                 "without connecting <= 2", (wall - again) / peer <= 2)
        if not rows.skip("pflogsumm", "pflogsumm"):
            peer, _ = timed(["pflogsumm", node.log])
            rows.add(what, "%.2f s" % wall, "pflogsumm %.1f s" % peer, "1/%.0f" % (peer / wall), "<= 1/20", peer / wall >= 20)


def first_contact_journal(rows):
    """24 h of a large journal of a machine, against journalctl and grep there."""
    if machine.missing():
        rows.add("first contact with a journal", "skipped: " + machine.missing())
        return
    size = int(os.environ.get("MTACON_BENCH_MIB", "1024")) << 20
    with fleets.Fleet([machine.PostfixMachine]) as fleet:
        node = fleet[0]
        node.postfix("stop")
        now = int(time.time())
        print("writing a journal of %d MiB ..." % (size >> 20))
        [folder] = node.run("sh", "-c", "echo /var/log/journal/*").split()
        maillog.write_journal(node.path(folder), now - 86400 + 120, now - 30, size)
        lines = ["sh", "-c", "journalctl --quiet --since=@%d | grep -cE 'status=(deferred|bounced)'" % (now - 86400)]
        peer = statistics.median(timed(node.inside("env", "LC_ALL=C", *lines))[0] for _ in range(3))
        store = fleet.dir + "/bench.db"
        subprocess.run([lib.MTACON, "--store", store, "nodes", "add", "mta1"], check=True)
        wall, _ = traffic(fleet, store, "watch", "--once", "--timeout", "600")
        again, _ = traffic(fleet, store, "watch", "--once")
        rows.add("first contact, a day's journal of %d MiB" % (size >> 20),
                 "%.2f s, of which %.2f s connecting and the queue" % (wall, again),
                 "journalctl | grep -cE there %.2f s" % peer,
                 "%.2f, without connecting %.2f" % (wall / peer, (wall - again) / peer), "without connecting <= 1.3",
                 (wall - again) / peer <= 1.3)


def first_contact_exim(rows):
    """24 h of a large main log of a machine with Exim, against eximstats there."""
    if machine.missing():
        rows.add("first contact with Exim", "skipped: " + machine.missing())
        return
    size = int(os.environ.get("MTACON_BENCH_MIB", "1024")) << 20
    with fleets.Fleet([exim.EximMachine]) as fleet:
        node, now = fleet[0], int(time.time())
        print("writing a main log of %d MiB ..." % (size >> 20))
        failed = maillog.write_exim(node.log_path(), now - 86400 + 120, now - 30, size)
        peer = timed(node.inside("env", "LC_ALL=C", "eximstats", node.log))[0]
        lines = node.inside("env", "LC_ALL=C", "grep", "-cE", " (==|[*][*]) ", node.log)
        grep = statistics.median(timed(lines)[0] for _ in range(3))
        store = fleet.dir + "/bench.db"
        subprocess.run([lib.MTACON, "--store", store, "nodes", "add", "mta1"], check=True)
        wall, _ = traffic(fleet, store, "watch", "--once", "--timeout", "600")
        again, _ = traffic(fleet, store, "watch", "--once")
        with sqlite3.connect(store) as database:
            counted = database.execute("SELECT sum(count) FROM failure_hour").fetchone()[0]
        what = "first contact, a day's main log of Exim, %d MiB, %d failures (%s)" % (
            size >> 20, failed, "all counted" if counted == failed else "counted %d" % counted)
        rows.add(what, "%.2f s, of which %.2f s connecting and the queue" % (wall, again), "eximstats %.1f s" % peer,
                 "1/%.0f" % (peer / wall), "<= 1/15", peer / wall >= 15)
        rows.add(what, "%.2f s" % wall, "grep -cE there %.2f s" % grep, "without connecting %.2f" % ((wall - again) / grep))


def shell_of(node):
    """The shell of the session that is open."""
    for pid in reversed(place.descendants(node.sshd.pid)):
        with contextlib.suppress(OSError), open("/proc/%d/comm" % pid) as name:
            if name.read() in ("sh\n", "dash\n"):
                return pid
    return sys.exit("no shell found")


def bytes_of(pid):
    """Sent and received on the TCP connections that a process has, headers of TCP and IP not counted."""
    lines = subprocess.run(["ss", "-tinpOH"], check=True, capture_output=True, text=True).stdout
    return sum(int(number) for line in lines.split("\n") if "pid=%d," % pid in line
               for number in re.findall(r"bytes_(?:sent|received):(\d+)", line))


FORK = re.compile(r"(?m)^[0-9]+ +([0-9]+)\.[0-9]+ .*\b(?:clone3?|v?fork)\b.*= [1-9][0-9]*$")


def traced(shell, report, begin):
    """What strace saw of a node's shell, and of what it started, while `begin` ran."""
    trace = subprocess.Popen(["strace", "-f", "-q", "-ttt", "-e", "trace=clone,clone3,fork,vfork,read,write", "-o", report, "-p", str(shell)],
                             stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    place.wait_for(lambda: open("/proc/%d/status" % shell).read().split("TracerPid:")[1].split()[0] != "0", "strace")
    begin()
    trace.send_signal(signal.SIGINT)
    trace.communicate()
    with open(report) as lines:
        return lines.read()


def processes_of(shell, report, begin):
    """How many processes a push starts from that shell on: every fork counts, not what the MTA itself starts anew."""
    asked = traced(shell, report, begin).split('"mtacon_take ', 1)[1].split('"inforce', 1)[0]
    return len(FORK.findall(asked))


def steady_state(rows):
    """What one poll costs a node, and the wire."""
    with fleets.Fleet(1) as fleet:
        node = fleet[0]
        for i in range(40):
            node.send("c450@customer%d.example" % (i % 5))
        store = fleet.dir + "/bench.db"
        subprocess.run([lib.MTACON, "--store", store, "nodes", "add", "mta1"], check=True)
        watch = subprocess.Popen([lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config", "watch",
                                  "--interval", "1"], stdin=subprocess.DEVNULL)
        try:
            place.wait_for(lambda: bytes_of(watch.pid) > 0, "it is connected")
            time.sleep(4)
            shell, seconds = shell_of(node), 15

            def sample():
                return bytes_of(watch.pid), cpu_of(place.descendants(node.sshd.pid))
            wire, cpu = sample()
            # In some seconds a listing or a look at policy comes on top.
            started = collections.Counter(FORK.findall(traced(shell, fleet.dir + "/trace", lambda: time.sleep(seconds))))
            started = statistics.median(started.values())
            wire = bytes_of(watch.pid) - wire
            cpu = sample()[1]
            time.sleep(seconds)  # once more without strace, which costs CPU
            cpu = sample()[1] - cpu
            what = "a poll of sizes and log (one a second, %d of them), counted on the session" % seconds
            rows.add(what, "%.0f bytes on the wire" % (wire / seconds), goal="<= 2048", met=wire / seconds <= 2048)
            rows.add(what, "%.0f processes started on the node, in the median" % started, goal="<= 1", met=started <= 1)
            rows.add(what, "%.1f ms CPU of sshd and shell" % (cpu * 1000 / seconds), goal="<= 10", met=cpu * 1000 / seconds <= 10)
        finally:
            watch.terminate()
            watch.wait()


def rollout(rows):
    """A revision brought to many nodes: from Save to in force, against ssh to each in turn."""
    count = int(os.environ.get("MTACON_BENCH_NODES", "50"))
    with fleets.Fleet(count) as fleet:
        store = fleet.dir + "/bench.db"

        def mtacon(*arguments, check=True):
            return subprocess.run([lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config", *arguments],
                                  check=check, capture_output=True, text=True)
        for node in fleet.nodes:
            mtacon("nodes", "add", node.name, "--node-dir", node.dir + "/policy")
            mtacon("nodes", "enrol", node.name, "--yes")
        mtacon("mode", "acme.example", "optional", "--new", "--reason", "bench")
        mtacon("push", "--yes", "--timeout", "600")
        peer, _ = timed(["sh", "-c", "for n in %s; do ssh -F %s/config $n true; done"
                         % (" ".join(node.name for node in fleet.nodes), fleet.ssh)])
        console = terminal.Terminal([lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config"])
        try:
            console.wait("nodes %d of %d up" % (count, count), 300)
            console.settle(2)
            began = time.time()
            mtacon("mode", "acme.example", "enabled", "--reason", "bench")
            console.press("p")
            console.wait("Enter pushes revision 2 to %d nodes" % count)
            console.press("Enter")
            seen = {}
            while len(seen) < count and time.time() - began < 600:
                console.read()
                for node in fleet.nodes:
                    if node.name not in seen and '"enabled"' in open(node.dir + "/policy/policy.json").read():
                        seen[node.name] = time.time() - began
        finally:
            console.close()
        times = sorted(seen.values())
        rows.add("rollout to %d nodes, Save to in force" % len(times), "first %.1f s, p50 %.1f s, p99 %.1f s" % (
            times[0], times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]),
                 "'ssh NODE true' in turn %.1f s" % peer, "%.2f" % (times[-1] / peer))


def push(rows):
    """A domain's mode is changed, over a session that is open: from Save to verified, against 'postfix reload'."""
    turns, counted = 20, 6
    with fleets.Fleet(1) as fleet:
        node, store = fleet[0], fleet.dir + "/bench.db"

        def mtacon(*arguments):
            subprocess.run([lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config", *arguments],
                           check=True, capture_output=True)
        mtacon("nodes", "add", "mta1", "--node-dir", node.dir + "/policy")
        mtacon("nodes", "enrol", "mta1", "--yes")
        mtacon("mode", "acme.example", "optional", "--new", "--reason", "bench")
        mtacon("push", "--yes")
        console = terminal.Terminal([lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config", "--interval", "120"])
        try:
            console.wait("nodes 1 of 1 up", 60)
            console.settle(2)
            shell = shell_of(node)
            revision = 1

            def change(mode):
                nonlocal revision
                mtacon("mode", "acme.example", mode, "--reason", "bench")
                revision += 1

            def save():
                """Seconds from the key that agrees to the answer of the node."""
                console.press("p")
                console.wait("Enter pushes revision %d to 1 nodes" % revision)
                console.settle(0.3)
                began = time.monotonic()
                console.press("Enter")
                with sqlite3.connect("file:%s?mode=ro" % store, uri=True) as database:
                    while database.execute("SELECT count(*) FROM revision JOIN rollout USING (hash), rollout_node WHERE "
                                           "number = ? AND rollout_node.detail = 'verified'", (revision,)).fetchone() != (1,):
                        console.read()
                        time.sleep(0.001)
                        if time.monotonic() - began > 60:
                            sys.exit("push: revision %d is not in force after a minute" % revision)
                return time.monotonic() - began
            for what, modes in (("that Postfix has to be reloaded for", ("disabled", "enabled")),
                                ("of which no process holds anything", ("enabled", "optional"))):
                change(modes[1])
                save()
                times, reloads, processes = [], [], []
                for turn in range(turns):
                    began = time.monotonic()
                    node.postfix("reload")
                    reloads.append(time.monotonic() - began)
                    change(modes[turn % 2])
                    times.append(save())
                for turn in range(counted if shutil.which("strace") else 0):
                    change(modes[turn % 2])
                    processes.append(processes_of(shell, fleet.dir + "/trace", save))
                peer = statistics.median(reloads)
                what = "push of a change %s, Save to verified" % what
                rows.add(what, "median %.0f ms, worst %.0f ms of %d" % (
                    statistics.median(times) * 1000, max(times) * 1000, turns), "postfix reload, median %.0f ms" % (peer * 1000),
                         "%.2f, worst %.2f" % (statistics.median(times) / peer, max(times) / peer), "<= 3", max(times) / peer <= 3)
                if processes:
                    rows.add(what, "processes started on the node: median %d, most %d of %d" % (
                        statistics.median(processes), max(processes), counted), goal="<= 12", met=max(processes) <= 12)
                else:
                    rows.skip("strace", "strace")
        finally:
            console.close()


def alert(rows):
    """From the failure that reaches the threshold, in the node's log, to the mail at its subscriber; the peer is a
    mail that the node is told to send at that very moment."""
    interval, trials = 5, 8
    waits, peers = [], []
    with fleets.Fleet(2, backoff=300) as fleet:
        for trial in range(trials):
            store = "%s/alert%d.db" % (fleet.dir, trial)

            def mtacon(*arguments):
                subprocess.run([lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config", *arguments],
                               check=True, stdout=subprocess.PIPE)
            domain = "customer%d.example" % trial
            for node in fleet.nodes:
                mtacon("nodes", "add", node.name)
            mtacon("threshold", domain, "--hourly", "1", "--new")
            mtacon("subscribers", domain, "add", "anna@noc.example")
            mtacon("watch", "--once")
            watch = subprocess.Popen([lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config", "--interval",
                                      str(interval), "watch"], stdin=subprocess.DEVNULL)
            time.sleep(3 + trial * interval / trials)  # at all places of the interval
            fleet[0].send("c550@" + domain)
            while domain + ">" not in (log := open(fleet[0].log).read()) or "status=bounced" not in log.split(domain + ">", 1)[1]:
                time.sleep(0.01)
            began = time.monotonic()
            fleet[1].send("peer%d@noc.example" % trial)
            peer = mail = None
            while not (peer and mail) and time.monotonic() - began < 60:
                for _, data in fleet.destination.mails():
                    if not mail and "X-Mtacon-Domain: " + domain in data:
                        mail = time.monotonic() - began
                if not peer and any(r == ["peer%d@noc.example" % trial] for r, _ in fleet.destination.mails()):
                    peer = time.monotonic() - began
                time.sleep(0.01)
            watch.terminate()
            watch.wait()
            waits.append(mail)
            peers.append(peer)
    rows.add("alert, failure in the log to mail at its subscriber, read each %d s" % interval,
             "p50 %.1f s, worst %.1f s of %d" % (statistics.median(waits), max(waits), trials),
             "a mail by hand %.2f s" % statistics.median(peers),
             "of the worst, beyond the interval: %.1f" % ((max(waits) - interval) / statistics.median(peers)))


def turn_is_short(found):
    """Whether what a screen took meets its goal; None: it has none."""
    turn, paint = re.search(r"longest turn ([0-9.]+) ms", found), re.search(r"p99 ([0-9.]+)", found)
    return float(turn[1]) <= 10 and float(paint[1]) <= 30 if turn and paint else None


def figures(rows, about, program, *arguments, goal="", meets=lambda found: None):
    """Adds what a program of this folder prints: lines 'WHAT: FIGURES'."""
    run = subprocess.run([os.path.join(lib.BUILD, "tests/bench", program), *arguments], check=True,
                         stdout=subprocess.PIPE, text=True)
    for line in run.stdout.splitlines():
        what, found = line.split(": ", 1)
        met = meets(found)
        rows.add("%s, %s" % (about, what), found, goal="" if met is None else goal, met=met)


def ui(rows):
    """The longest time that the console hears no key, and from a key to what it shows: on a store of 10,000 domains
    and 1,000 nodes that all tell what they read. The whole console but the terminal, no SSH."""
    figures(rows, "the main thread of the console", "turns", os.environ.get("MTACON_BENCH_SECONDS", "5"),
            goal="turn <= 10 ms, p99 <= 30 ms", meets=turn_is_short)


def store(rows):
    """What a store grows to that is kept as long as the product keeps it, and how long is waited for what is asked."""
    figures(rows, "the store", "growth", os.environ.get("MTACON_BENCH_DAYS", "400"))


def queue(rows):
    large_queue.measure(timed, rows)


def first_paint(rows):
    start.measure(rows)


def gated(rows):
    waves.measure(rows)


# The last are in a network namespace of their own, for good.
BENCHES = [ui, store, steady_state, first_contact, first_contact_journal, first_contact_exim, rollout, push, alert, queue, first_paint,
           many.connect, many.refresh, many.thousand, gated]

if __name__ == "__main__":
    if os.getuid() != 0:
        sys.exit("bench: the fleet needs root")
    wanted = sys.argv[1:]
    found = results.Results()
    for bench in BENCHES:
        if not wanted or any(word in bench.__name__ for word in wanted):
            found.begin(bench.__name__)
            bench(found) if bench.__code__.co_argcount else bench()
            found.write([bench.__name__ for bench in BENCHES])  # each time: who is cut off leaves what was measured
