"""What a test holds while it runs, and how what a killed one left behind is found and ended.

A folder is held by a lock in it, which the kernel drops with its holder however that ends. A network
127.x.y.0/24 is held by a bound socket: no two fleets share an address, so each has the same ports on
its own. A process belongs to a folder when its environment says so (MTACON_FLEET, MAIL_CONFIG), when
it is an sshd whose configuration lies there, or when one of these started it."""
import ctypes
import fcntl
import glob
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PREFIXES = ("mtacon-fleet-", "mtacon-test-")
NETWORK_PORT = 4000  # on .0, held; as all ports of a fleet below those that the kernel hands out
CLONE_NEWNET = 0x40000000
PATIENCE = 300  # seconds: no measure of speed, but an end for what never comes


def wait_for(condition, what, seconds=PATIENCE):
    """Waits until `condition()` is true and returns what it said. `what`: a text, or makes one."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError("waited %d s in vain: %s" % (seconds, what() if callable(what) else what))
        time.sleep(0.05)


def wait_for_port(address, port):
    def answers():
        with socket.socket() as client:
            return client.connect_ex((address, port)) == 0
    wait_for(answers, "a listener on %s port %d" % (address, port))


class Folder:
    """A folder for as long as this process lives."""

    def __init__(self, prefix, parent=None):
        self.path = tempfile.mkdtemp(prefix=prefix, dir=parent)
        os.chmod(self.path, 0o755)  # Postfix's user passes here
        # Has its name only once it is locked: nobody may find it without.
        self.lock = open(self.path + "/lock.new", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        os.rename(self.path + "/lock.new", self.path + "/lock")

    def remove(self):
        clear(self.path)
        self.lock.close()


class Network:
    """127.x.y.0/24, held until it is released."""

    mask = "127.0.0.0/8"

    def __init__(self):
        self.socket = None
        while not self.socket:
            self.prefix = "127.%d.%d." % (random.randrange(64, 128), random.randrange(256))
            held = socket.socket()
            try:
                held.bind((self.address(0), NETWORK_PORT))
                self.socket = held
            except OSError:
                held.close()

    def address(self, number):
        return self.prefix + str(number)

    def take(self, number):
        """All of them are this machine's already."""

    def release(self):
        self.socket.close()


def leave_network():
    """Into a network namespace that this process, and all that it starts from now on, is alone in; the kernel takes it
    down with the last of them. In the main thread, before there are others."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "a network namespace of our own")


class Bridge:
    """10.1.0.0/24 in a network namespace: a bridge, with a card for each machine."""

    mask = "10.1.0.0/24"

    def __init__(self):
        leave_network()
        for command in ("link set lo up", "link add fleet type bridge", "link set fleet up"):
            self.ip(command)

    @staticmethod
    def ip(command):
        subprocess.run(["ip", *command.split()], check=True, stdin=subprocess.DEVNULL)

    def address(self, number):
        return "10.1.0.%d" % number

    def take(self, number):
        """That address is one of this side of the bridge."""
        self.ip("address add %s/24 dev fleet" % self.address(number))

    def connect(self, number, pid):
        """A card for a machine whose process 1 is `pid`."""
        self.ip("link add card%d type veth peer name eth0 netns %d" % (number, pid))
        self.ip("link set card%d master fleet up" % number)

    def release(self):
        self.ip("link delete fleet")


# ---- control groups, which machines divide among their units ----

def control_groups():
    """Where cgroup2 is mounted; None: nowhere."""
    with open("/proc/self/mounts") as mounts:
        return next((line.split()[1] for line in mounts if line.split()[2] == "cgroup2"), None)


def add_control_group(folder, name):
    """Is removed with the folder."""
    path = "%s/%s-%s" % (control_groups(), os.path.basename(folder), name)
    with open(folder + "/groups", "a") as out:
        out.write(path + "\n")
    os.mkdir(path)
    return path


def remove_control_group(path):
    """With all below it, once the last process has left."""
    def is_gone():
        for folder, _, _ in os.walk(path, topdown=False):
            try:
                os.rmdir(folder)
            except OSError:
                return False
        return True
    wait_for(is_gone, "the end of " + path)


# ---- accounts of this machine ----

def root_is_locked():
    """Then sshd lets root in only by PAM."""
    try:
        with open("/etc/shadow") as shadow:
            return any(line.startswith("root:!") for line in shadow)
    except OSError:
        return False


def add_account(folder, name):
    """Is removed with the folder, if not before; so are the rights of sudo that a file of its name gives."""
    with open(folder + "/accounts", "a") as out:
        out.write(name + "\n")
    # The file of accounts may be locked: another test makes one too.
    wait_for(lambda: subprocess.run(
        ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/sh",
         "--password", "*", name], capture_output=True).returncode == 0, "an account " + name)


def remove_account(name):
    """Also waits until its last process has ended."""
    if os.path.exists("/etc/sudoers.d/" + name):
        os.unlink("/etc/sudoers.d/" + name)
    wait_for(lambda: subprocess.run(["userdel", name], capture_output=True).returncode in (0, 6),
             "the end of the account " + name)


# ---- processes ----

def read(pid, name):
    try:
        with open("/proc/%d/%s" % (pid, name), "rb") as file:
            return file.read()
    except OSError:
        return b""


def parent(pid):
    """0: it has none, or is no more."""
    stat = read(pid, "stat")
    return int(stat.rsplit(b")", 1)[1].split()[1]) if stat else 0


def parents():
    """The parent of each process."""
    return {int(entry): parent(int(entry)) for entry in os.listdir("/proc") if entry.isdigit()}


def descendants(pid, above=None):
    """`pid` and all below it, the leaves last."""
    children = {}
    for child, its_parent in (above or parents()).items():
        children.setdefault(its_parent, []).append(child)
    found = [pid] if os.path.exists("/proc/%d" % pid) else []
    for current in found:
        found.extend(children.get(current, []))
    return found


def belongs(pid, folder):
    """Whether a process says itself that it is of this folder; not of one whose name goes on."""
    folder = folder.encode()
    for entry in read(pid, "environ").split(b"\0"):
        for name in (b"MTACON_FLEET=", b"MAIL_CONFIG="):
            if entry == name + folder or entry.startswith(name + folder + b"/"):
                return True
    # sshd writes its title over its environment.
    title = read(pid, "cmdline").replace(b"\0", b" ")
    return b" -f " + folder + b"/" in title and os.path.basename(program(pid)) == "sshd"


def program(pid):
    try:
        return os.readlink("/proc/%d/exe" % pid)
    except OSError:
        return ""


def end_process(pid, known):
    """Kills it if `known()` is true of the very process that is killed."""
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return
    try:
        if known():
            signal.pidfd_send_signal(handle, signal.SIGKILL)
    except OSError:
        pass
    finally:
        os.close(handle)


def end_processes(folder):
    """Ends what belongs to a folder, and what that started; never this process, nor who started it."""
    for _ in range(500):
        above, spared, pid = parents(), set(), os.getpid()
        while pid:
            spared.add(pid)
            pid = above.get(pid, 0)
        roots = [pid for pid in above if pid not in spared and belongs(pid, folder)]
        for root in roots:
            for pid in reversed(descendants(root, above)):  # the leaves first: their parents prove them
                if pid not in spared:
                    end_process(pid, lambda: belongs(pid, folder) or parent(pid) == above[pid])
        if not roots:
            return
        time.sleep(0.02)


# ---- what was left behind ----

def clear(folder):
    """Ends and removes all that a folder stands for, those inside it too."""
    end_processes(folder)
    for path in glob.glob(folder + "/accounts") + glob.glob(folder + "/mtacon-*/accounts"):
        with open(path) as lines:
            for name in lines.read().split():
                remove_account(name)
    for path in glob.glob(folder + "/**/groups", recursive=True):
        with open(path) as lines:
            for name in lines.read().split():
                remove_control_group(name)
    shutil.rmtree(folder, ignore_errors=True)


def end_leftovers():
    """Ends and removes what stands for runs of this user that were killed. Folders without a lock were not made
    here, and stay."""
    for prefix in PREFIXES:
        for folder in glob.glob("%s/%s*" % (tempfile.gettempdir(), prefix)):
            try:
                if os.lstat(folder).st_uid != os.getuid():  # nobody else says what is ended and removed
                    continue
                with open(folder + "/lock") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    clear(folder)
            except OSError:
                pass
