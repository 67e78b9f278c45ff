"""What the benches measured, as the table RESULTS.md: a row says what was done, how long ours took, how long the peer
of the same run, and whether the goal is met. Rows of benches that were not run now stay."""
import datetime
import os
import platform
import shutil
import subprocess

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "RESULTS.md")
HEAD = """# Figures

Written by `make bench` (tests/bench). Each ratio is against a peer in the same run, on the same machine, which did
nothing else. A goal that was not met says so.

%s

| bench | what | mtacon | peer | ratio | goal | met |
| --- | --- | --- | --- | --- | --- | --- |
"""


def version_of(package):
    run = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False)
    return run.stdout if run.returncode == 0 else ""


def machine():
    """One line: what this was measured on."""
    def first(path, word):
        with open(path) as lines:
            return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(word)), "?")
    packages = ["postfix", "exim4-daemon-light", "openssh-server", "libssh2-1", "libsqlite3-0", "clustershell", "pssh",
                "pflogsumm", "pfqueue", "htop", "mawk", "systemd"]
    versions = ["%s %s" % (name, version) for name in packages if (version := version_of(name))]
    with open("/etc/debian_version") as text:
        debian = text.read().strip()
    return "Measured %s: %d cores of %s, %d GiB, Linux %s, Debian %s; %s." % (
        datetime.date.today(), os.cpu_count(), first("/proc/cpuinfo", "model name"),
        int(first("/proc/meminfo", "MemTotal").split()[0]) >> 20, platform.release(), debian, ", ".join(versions))


class Results:
    """Collects the rows of one run, bench by bench."""

    def __init__(self):
        self.bench, self.rows, self.ran = "", [], []

    def begin(self, bench):
        self.bench = bench
        self.ran.append(bench)
        print("== " + bench, flush=True)

    def add(self, what, ours, peer="", ratio="", goal="", met=None):
        """All texts; `met`: None where there is no goal."""
        row = (self.bench, what, ours, peer, ratio, goal, "" if met is None else "yes" if met else "**no**")
        self.rows.append(row)
        print("%s: %s%s%s%s" % (what, ours, "; peer: " + peer if peer else "", "; ratio " + ratio if ratio else "",
                                " (goal %s%s)" % (goal, "" if met is None else ", met" if met else ", NOT MET")
                                if goal else ""), flush=True)

    def skip(self, peer, package):
        """Whether a peer is missing; then that stands in the table."""
        if shutil.which(peer):
            return False
        self.add("%s is not installed (package %s)" % (peer, package), "-")
        return True

    def write(self, order):
        old = []
        if os.path.exists(PATH):
            with open(PATH) as lines:
                cells = [tuple(part.strip() for part in line.strip().strip("|").split("|")) for line in lines
                         if line.startswith("| ") and not line.startswith(("| bench |", "| --- |"))]
            old = [row for row in cells if len(row) == 7 and row[0] in order and row[0] not in self.ran]
        rows = sorted(old + self.rows, key=lambda row: order.index(row[0]))
        with open(PATH, "w") as out:
            out.write(HEAD % machine())
            out.writelines("| %s |\n" % " | ".join(text.replace("|", "/") for text in row) for row in rows)
