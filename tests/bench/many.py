"""Figures of many nodes over real SSH: all are stand-ins (tests/standin) behind one sshd, so what is measured is the
console, and what SSH costs this machine at both ends."""
import contextlib
import os
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, folder) for folder in ("../node", "../fleet")]
import lib  # noqa: E402
import place  # noqa: E402
import standins  # noqa: E402

NODES = 50
FROZEN, GARBLING, SILENT = range(5, NODES, 30), range(15, NODES, 30), range(25, NODES, 30)  # every tenth, in turn
LIMIT = 600  # seconds until whoever is measured is given up


def cpu_of(pid):
    """CPU seconds of a process and of the children that it waited for; 0: it is no more."""
    stat = place.read(pid, "stat")
    return sum(map(int, stat.rsplit(b")", 1)[1].split()[11:15])) / os.sysconf("SC_CLK_TCK") if stat else 0


def memory_of(pid):
    """RSS in MiB."""
    with open("/proc/%d/status" % pid) as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


class Console:
    """A console without a screen on all nodes of a fleet, from an empty store."""

    def __init__(self, fleet, interval=5):
        self.store = fleet.dir + "/bench%d.db" % len(os.listdir(fleet.dir))
        self.command = [lib.MTACON, "--store", self.store, "--ssh-config", fleet.config]
        subprocess.run([*self.command, "nodes", "add", fleet.names[0]], check=True, stdout=subprocess.DEVNULL)
        with contextlib.closing(sqlite3.connect(self.store)) as store:  # the others by hand: thousands of processes
            store.executemany("INSERT INTO node (name, destination, mta) SELECT ?1, ?1, mta FROM node LIMIT 1",
                              [[name] for name in fleet.names[1:]])
            store.commit()
        self.interval, self.folder = interval, fleet.dir

    def __enter__(self):
        self.watch = subprocess.Popen([*self.command, "--interval", str(self.interval), "watch"],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
                                      env=dict(os.environ, MTACON_FLEET=self.folder))
        self.database = sqlite3.connect("file:%s?mode=ro" % self.store, uri=True)
        return self

    def __exit__(self, *_):
        self.watch.terminate()
        self.watch.wait()
        self.database.close()

    def ask(self, query):
        return self.database.execute(query).fetchall()

    def wait_for(self, query, count):
        """Seconds until so many nodes are counted; None: in vain."""
        began = time.monotonic()
        while self.ask("SELECT count(*) FROM node WHERE " + query)[0][0] < count:
            if time.monotonic() - began > LIMIT or self.watch.poll() is not None:
                return None
            time.sleep(0.1)
        return time.monotonic() - began


def by_console(fleet, good):
    with Console(fleet) as console:
        took = console.wait_for("state = 'up'", good)
        return took, cpu_of(console.watch.pid)


def by_command(fleet, command, pattern, good):
    """Seconds until as many lines as nodes match (None: in vain), and the CPU of it and its children until then."""
    began = time.monotonic()
    peer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            start_new_session=True, env=dict(os.environ, MTACON_FLEET=fleet.dir))
    answered, text, took = 0, b"", None
    os.set_blocking(peer.stdout.fileno(), False)
    while answered < good and time.monotonic() - began < LIMIT:
        data = peer.stdout.read()
        if data == b"":
            break
        text += data or b""
        answered = len(re.findall(pattern, text, re.M))
        time.sleep(0.02)
    if answered >= good:
        took = time.monotonic() - began
    cpu = sum(cpu_of(pid) for pid in place.descendants(peer.pid))
    with contextlib.suppress(ProcessLookupError):
        os.killpg(peer.pid, signal.SIGKILL)
    peer.stdout.close()
    peer.wait()
    return took, cpu


def peers(fleet, rows):
    """What is installed of others that run a command on many nodes: name, command, how an answer looks."""
    names, config = ",".join(fleet.names), fleet.config
    found = [("clush", "clustershell", ["clush", "-f", "64", "-o", "-F " + config, "-w", names, "echo", "ok"],
              rb"^127\S+: ok$"),
             ("parallel-ssh", "pssh", ["parallel-ssh", "-i", "-t", "0", "-p", "64", "-x", "-F " + config, "-H",
                                       names.replace(",", " "), "echo", "ok"], rb"\[SUCCESS\]")]
    return [(command, pattern) for peer, package, command, pattern in found if not rows.skip(peer, package)]


def seconds(took):
    return "%.1f s" % took if took is not None else "not after %d s" % LIMIT


def compare(title, fleet, good, rows):
    """From start to all that can be up, beside each peer's first answer of as many."""
    what = "start to %d up, %s" % (good, title)
    took, cpu = by_console(fleet, good)
    rows.add(what, "%s, %.1f s CPU" % (seconds(took), cpu))
    for command, pattern in peers(fleet, rows):
        theirs, _ = by_command(fleet, command, pattern, good)
        ratio = None if None in (took, theirs) else took / theirs
        rows.add(what, seconds(took), "%s %s" % (command[0], seconds(theirs)), "%.2f" % ratio if ratio else "-",
                 "<= 1.5", took is not None and (theirs is None or ratio <= 1.5))


@contextlib.contextmanager
def load(fleet, count):
    """So many processes that want the CPU; each a session of its own, as who is measured, for the kernel shares the CPU
    between sessions."""
    busy = [subprocess.Popen(["sh", "-c", "while :; do :; done"], start_new_session=True, env=dict(
        os.environ, MTACON_FLEET=fleet.dir)) for _ in range(count)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
        for process in busy:
            process.wait()


def connect(rows):
    """50 nodes, from start to all up, against those who run one command on each."""
    with standins.Standins(NODES, silent=SILENT) as fleet:
        healthy = [name for name in fleet.names if name not in fleet.silent]
        everyone, fleet.names = fleet.names, healthy
        compare("plain", fleet, len(healthy), rows)
        with load(fleet, 40):
            compare("this host at load 40", fleet, len(healthy), rows)
            with fleet.through_jump_host():
                compare("through a jump host at load 40", fleet, len(healthy), rows)
        fleet.mode("login 30")
        compare("a login shell of 30 s", fleet, len(healthy), rows)
        fleet.mode("")
        fleet.names = everyone
        for numbers, mode in (FROZEN, "frozen"), (GARBLING, "garbling"):
            for number in numbers:
                fleet.mode(mode, number)
        compare("every tenth gone, frozen or garbling", fleet, NODES - len((*FROZEN, *GARBLING, *SILENT)), rows)


@contextlib.contextmanager
def masters(fleet):
    """Connections of ssh itself that stay open (ControlMaster), and where they are found."""
    where = fleet.dir + "/master-%n"
    started = [subprocess.Popen(["ssh", "-F", fleet.config, "-M", "-S", where, "-N", name], stdin=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, env=dict(os.environ, MTACON_FLEET=fleet.dir))
               for name in fleet.names]
    try:
        place.wait_for(lambda: all(os.path.exists(where.replace("%n", name)) for name in fleet.names), "ssh -M")
        yield where, [master.pid for master in started]
    finally:
        for master in started:
            master.terminate()
        for master in started:
            master.wait()


def refresh_by_masters(fleet):
    """Seconds, and the CPU of all clients, for one answer of each node over ssh's own open connections."""
    with masters(fleet) as (where, pids):
        before = sum(map(cpu_of, pids))
        line = "printf '%%s\\n' %s | xargs -P 64 -I @ ssh -F %s -S %s @ echo ok" % (
            " ".join(fleet.names), fleet.config, where)
        wall, cpu = by_command(fleet, ["sh", "-c", line], rb"^ok$", NODES)
        return wall, cpu + sum(map(cpu_of, pids)) - before


def read_at_once(console):
    """Seconds from all of them being due until what each says is saved: it is stopped until then."""
    console.watch.send_signal(signal.SIGSTOP)
    time.sleep(3 - time.time() % 1)
    second = int(time.time())
    console.watch.send_signal(signal.SIGCONT)
    began = time.monotonic()
    while console.ask("SELECT count(*) FROM node WHERE last_contact >= %d" % second)[0][0] < NODES:
        time.sleep(0.002)
    return time.monotonic() - began


def refresh(rows):
    """50 nodes whose sessions are open, each read once a second; the peers connect for each answer."""
    span = 30
    with standins.Standins(NODES) as fleet, Console(fleet, interval=1) as console:
        console.wait_for("log_at > 0", NODES)
        time.sleep(2)
        before, wall, began = cpu_of(console.watch.pid), time.monotonic(), time.time()
        time.sleep(span)
        cpu = (cpu_of(console.watch.pid) - before) / (time.monotonic() - wall)
        late = console.ask("SELECT count(*) FROM node WHERE last_contact < %d" % (began + span - 2))[0][0]
        once = statistics.median(read_at_once(console) for _ in range(5))
        rows.add("a refresh of %d nodes, each read each second" % NODES,
                 "%.0f ms CPU; %d of them more than 2 s old" % (cpu * 1000, late))
        for command, pattern in peers(fleet, rows):
            wall, theirs = by_command(fleet, command, pattern, NODES)
            if wall is not None:
                rows.add("a refresh of %d nodes, CPU of the client" % NODES, "%.0f ms" % (cpu * 1000),
                         "%s %.1f s in %s" % (command[0], theirs, seconds(wall)), "1/%.0f" % (theirs / cpu), "<= 1/80",
                         theirs / cpu >= 80)
                rows.add("a refresh of %d nodes that are all due" % NODES, "%.0f ms" % (once * 1000),
                         "%s %s" % (command[0], seconds(wall)), "1/%.0f" % (wall / once), "<= 1/15", wall / once >= 15)
        wall, theirs = refresh_by_masters(fleet)
        rows.add("a refresh of %d nodes, CPU of the client" % NODES, "%.0f ms" % (cpu * 1000),
                 "ssh with ControlMaster %.2f s in %s" % (theirs, seconds(wall)), "1/%.0f" % (theirs / cpu))


def thousand(rows):
    """A thousand nodes, or MTACON_BENCH_STANDINS: all up, then polled each 5 s for a minute. The goals are those of a
    thousand; of more it is told what becomes of them."""
    count, span = int(os.environ.get("MTACON_BENCH_STANDINS", "1000")), 60
    title = "%d stand-ins, 10,000 domains" % count

    def add(what, found, goal, met):
        rows.add("%s, %s" % (title, what), found, goal=goal if count == 1000 else "", met=met if count == 1000 else None)
    with standins.Standins(count) as fleet:
        fleet.mode("domains 10000 every 5")
        with Console(fleet) as console:
            pid = console.watch.pid
            up = console.wait_for("state = 'up'", count)
            add("start to all up", "%s, %.1f s CPU" % (seconds(up), cpu_of(pid)), "<= 60 s", up is not None and up <= 60)
            console.wait_for("log_at > 0", count)
            ages, before, began = [], cpu_of(pid), time.monotonic()
            while time.monotonic() - began < span:
                time.sleep(1)
                now = time.time()
                ages += [now - at for at, in console.ask("SELECT log_at FROM node")]
            share = (cpu_of(pid) - before) / (time.monotonic() - began) * 100
            ages.sort()
            add("polled each 5 s", "%.0f %% of a core" % share, "<= 25 %", share <= 25)
            add("memory", "%.0f MiB" % memory_of(pid), "<= 150 MiB", memory_of(pid) <= 150)
            worst = ages[len(ages) * 99 // 100]
            add("age of what is saved of a node", "p50 %.1f s, p99 %.1f s, worst %.1f s" % (
                ages[len(ages) // 2], worst, ages[-1]), "p99 <= 7 s", worst <= 7)
            down = console.ask("SELECT state, count(*) FROM node WHERE state <> 'up' GROUP BY 1")
            if down:
                rows.add(title + ", not up at the end", ", ".join("%d %s" % (number, state) for state, number in down))
