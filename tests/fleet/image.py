"""Root folders of Debian for the machines of a fleet: made once, from Debian's own packages as this machine's apt
is set up to fetch them, kept in a cache outside the tree, and never written to again (each machine lays its own
files over one)."""
import fcntl
import glob
import hashlib
import os
import re
import shutil
import subprocess

FOLDER = os.environ.get("MTACON_IMAGES", "/var/cache/mtacon-test-images")
SUITE = "bookworm"
RECIPE = 1  # another number makes all images anew


class Unavailable(Exception):
    """Why an image cannot be had here."""


def missing():
    """What an image needs that is not here; None when nothing is."""
    for tool in ("mmdebstrap", "apt-get"):
        if not shutil.which(tool):
            return "no %s here: run MTACON_DEVELOPER=1 ./bootstrap" % tool
    if not sources():
        return "apt is not set up for Debian's %s here" % SUITE
    return None


def sources():
    """The entries of this machine's apt for Debian itself, as sources.list has them; those in .sources files in that
    form too. Whoever signs them is not repeated: Debian's keys are found without."""
    found = []
    for path in ["/etc/apt/sources.list", *sorted(glob.glob("/etc/apt/sources.list.d/*.list"))]:
        if os.path.exists(path):
            with open(path) as lines:
                found += [re.sub(r"\[.*?\] *", "", line.strip()) for line in lines if line.startswith("deb ")]
    for path in sorted(glob.glob("/etc/apt/sources.list.d/*.sources")):
        with open(path) as text:
            for stanza in re.split(r"\n[ \t]*\n", text.read()):
                fields = dict(re.findall(r"(?m)^([A-Za-z-]+):[ \t]*(.*)$", stanza))
                found += ["deb %s %s %s" % (place, suite, fields.get("Components", ""))
                          for place in fields.get("URIs", "").split() for suite in fields.get("Suites", "").split()]
    return [line for line in found if re.search(r" (%s(-updates|-security)?) .*\bmain\b" % SUITE, line)]


def key(packages):
    text = "%d %s %s" % (RECIPE, SUITE, " ".join(sorted(packages)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def image(packages):
    """The folder of stock Debian with these packages; made when it is not there. Whoever comes meanwhile waits."""
    os.makedirs(FOLDER, 0o755, exist_ok=True)
    path = os.path.join(FOLDER, key(packages))
    if os.path.isdir(path):
        return path
    with open(path + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.isdir(path):
            make(path, packages, lock)
    return path


def make(path, packages, lock):
    """What makes it holds the lock itself: it lasts as long as anybody writes there."""
    half = path + ".making"
    shutil.rmtree(half, ignore_errors=True)
    with open(path + ".log", "w") as log:
        run = subprocess.run(
            ["mmdebstrap", "--quiet", "--mode=root", "--variant=important", "--aptopt=APT::Install-Recommends \"false\"",
             "--include=" + ",".join(packages), SUITE, half, *sources()],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, pass_fds=[lock.fileno()],
            env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
    if run.returncode:
        shutil.rmtree(half, ignore_errors=True)
        with open(path + ".log") as log:
            words = [line.strip() for line in log if line.startswith("E:")] or ["see %s.log" % path]
        raise Unavailable("no image of Debian with %s: %s" % (", ".join(packages), words[-1]))
    for name in glob.glob(half + "/etc/ssh/ssh_host_*"):  # each machine has its own
        os.unlink(name)
    os.rename(half, path)
