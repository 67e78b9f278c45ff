"""A node that is a machine of its own: Debian's own packages and units under a systemd of its own, with its own
root, processes, names and address. It ends with whoever started it, and leaves nothing behind: what it mounts and
its network are in namespaces that go with its last process, its files lie in memory."""
import os
import re
import shutil
import subprocess
import time
import uuid

import image
import maillog
import mta
import place

HERE = os.path.dirname(os.path.abspath(__file__))
# Mounts of what is the kernel's, and no machine's own.
KERNELS = ("dev-hugepages.mount", "sys-fs-fuse-connections.mount", "sys-kernel-debug.mount", "sys-kernel-tracing.mount")
TOOLS = ("unshare", "nsenter", "setpriv", "ip", "pivot_root", "ssh-keygen", "hostname")


def missing():
    """Why there can be no machines here; None when there can be."""
    if os.getuid() != 0:
        return "machines need root"
    for tool in TOOLS:
        if not shutil.which(tool):
            return "machines need " + tool
    if not place.control_groups():
        return "machines need cgroup2, and it is mounted nowhere"
    trial = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "--cgroup", "--net", "sh", "-c",
         "mount -t tmpfs tmpfs /mnt && cd /mnt && mkdir l u w m && mount -t overlay -o lowerdir=l,upperdir=u,workdir=w"
         " overlay m && mount -t cgroup2 cgroup2 m && ip link add type bridge && ip link add type veth"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if trial.returncode:
        return "no namespaces for machines here: " + (trial.stderr.strip().split("\n")[-1] or "not allowed")
    return image.missing()


class Machine:
    """Debian with the packages of its kind, reached by ssh as root. `settings` are its kind's."""

    packages = ("openssh-server",)
    ssh_port = 22
    is_machine = True
    policy_dir = "/etc/mtacon"  # where policy lies on it
    user = "root"

    def __init__(self, fleet, number, **settings):
        self.fleet, self.number, self.settings = fleet, number, settings
        self.name = "mta%d" % number
        self.address = fleet.network.address(number)
        self.dir = os.path.join(fleet.dir, self.name)
        self.console = os.path.join(self.dir, "console")
        self.process = None
        self.pid = None  # of its process 1, as the host counts

    # ---- what is laid over the image before it starts ----

    def write(self, path, text, mode=0o644):
        """A file of the machine, also while it runs."""
        path = self.path(path) if self.pid else os.path.join(self.dir, "files", path.lstrip("/"))
        os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
        with open(path + ".new", "w") as out:
            out.write(text)
        os.chmod(path + ".new", mode)
        os.replace(path + ".new", path)

    def prepare(self):
        self.image = image.image(self.packages)
        os.makedirs(os.path.join(self.dir, "root"))
        os.chmod(self.dir, 0o755)
        self.write("etc/hostname", self.name + "\n")
        self.write("etc/hosts", "127.0.0.1 localhost\n%s %s.fleet.example %s\n" % (self.address, self.name, self.name))
        self.write("etc/resolv.conf", "")
        self.machine_id = uuid.uuid4().hex
        self.write("etc/machine-id", self.machine_id + "\n")
        for unit in KERNELS:
            os.makedirs(os.path.join(self.dir, "files/etc/systemd/system"), exist_ok=True)
            os.symlink("/dev/null", os.path.join(self.dir, "files/etc/systemd/system", unit))
        self.new_host_key()
        with open(self.fleet.ssh + "/authorized_keys") as keys:
            self.write("root/.ssh/authorized_keys", keys.read(), 0o600)
        os.chmod(os.path.join(self.dir, "files/root"), 0o700)
        self.configure()

    def configure(self):
        """What a kind of machine adds."""

    def write_history(self, seed):
        """The log of a day that never was, where a kind of machine can have one."""

    def new_host_key(self):
        path = os.path.join(self.dir, "files/etc/ssh/ssh_host_ed25519_key")
        os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", self.name, "-f", path], check=True)

    def known_hosts_line(self):
        with open(os.path.join(self.dir, "files/etc/ssh/ssh_host_ed25519_key.pub")) as key:
            return "%s %s\n" % (self.address, " ".join(key.read().split()[:2]))

    # ---- its life ----

    def boot(self):
        """Begins to start. In the main thread: it dies with the thread that does this."""
        self.group = place.add_control_group(self.fleet.dir, self.name)
        with open(self.console, "w") as console:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", HERE + "/machine.sh", self.group, self.image, self.dir, self.name,
                 self.address + "/24"], stdin=subprocess.PIPE, stdout=console, stderr=subprocess.STDOUT,
                start_new_session=True, env=dict(os.environ, MTACON_FLEET=self.dir))
        self.pid = place.wait_for(self.first_process, lambda: self.name + ": " + self.last_words())
        self.fleet.network.connect(self.number, self.pid)
        self.process.stdin.write(b"go\n")
        self.process.stdin.close()

    def first_process(self):
        """Process 1, once it has all its namespaces."""
        if self.process.poll() is not None:
            raise AssertionError("%s does not start: %s" % (self.name, self.last_words()))
        with open("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid)) as children:
            children = children.read().split()
        return int(children[0]) if children else None

    def last_words(self):
        with open(self.console, errors="replace") as console:
            return console.read()[-500:]

    def start(self):
        """Waits until all its units have started."""
        def is_up():
            if self.process.poll() is not None:
                raise AssertionError("%s ended: %s" % (self.name, self.last_words()))
            state = self.run("systemctl", "is-system-running", check=False).strip()
            return state in ("running", "degraded") and state
        if place.wait_for(is_up, self.name + " up") == "degraded":
            raise AssertionError("%s: %s" % (self.name, self.run("systemctl", "--failed", "--no-legend", "--plain")))

    def start_sshd(self):
        place.wait_for_port(self.address, self.ssh_port)

    def end(self):
        """As by a power cut."""
        if self.process:
            for pid in reversed(place.descendants(self.process.pid)):
                place.end_process(pid, lambda: True)
            self.process.wait()
            self.process = self.pid = None
            place.remove_control_group(self.group)

    def path(self, path):
        """A file of the machine, as this one sees it."""
        return "/proc/%d/root/%s" % (self.pid, path.lstrip("/"))

    def inside(self, *command):
        """The command that runs a command in the machine."""
        return ["nsenter", "--target", str(self.pid), "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup",
                "env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
                *command]

    def run(self, *command, check=True, input=None):
        """Runs a command in the machine, as root, and returns what it prints."""
        run = subprocess.run(self.inside(*command), input=input or "", capture_output=True, text=True, errors="replace")
        if check and run.returncode:
            raise AssertionError("%s: %s: status %d: %s" % (self.name, " ".join(command), run.returncode, run.stderr))
        return run.stdout

    def installed(self, program, name):
        """Puts a program of this machine, and the libraries it wants, into that one."""
        listing = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
        for source in re.findall(r"(/\S+) \(0x", listing):
            if not os.path.exists(self.path(source)):
                os.makedirs(os.path.dirname(self.path(source)), 0o755, exist_ok=True)
                shutil.copy(source, self.path(source))
        os.makedirs(os.path.dirname(self.path(name)), 0o755, exist_ok=True)
        shutil.copy(program, self.path(name))


class Journal:
    """What a machine logged since this was made."""

    def __init__(self, machine):
        self.machine = machine
        self.cursor = self.read_from("--lines=1")[1]

    def read_from(self, *options):
        text = self.machine.run("journalctl", "--quiet", "--no-pager", "--show-cursor", "--output=short", *options)
        lines, _, cursor = text.rpartition("-- cursor: ")
        return lines, cursor.strip()

    def read(self):
        text, cursor = self.read_from("--after-cursor=" + self.cursor)
        self.cursor = cursor or self.cursor
        return text

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class PostfixMachine(mta.Postfix, Machine):
    """Debian with 'apt-get install postfix openssh-server': no rsyslog, so it logs to the journal alone. Only where
    mail goes is configured."""

    packages = ("openssh-server", "postfix")
    smtp_port, submission_port = 25, 587
    log = None  # a file that Postfix writes instead
    stock = False

    def configure(self):
        self.settings = dict(mta.SETTINGS, **self.settings)
        with open(self.image + "/etc/postfix/main.cf") as main:
            self.write("etc/postfix/main.cf", re.sub(r"(?m)^myhostname = .*", "myhostname = %s.fleet.example" % self.name,
                                                     main.read()))
        if self.stock:
            return
        own = dict(re.findall(r"(?m)^(\w+) = ?(.*)$", mta.MAIL.format(
            destination=self.fleet.destination.place("main"), network=self.fleet.network.mask, dir="/etc/postfix",
            **self.settings)))
        # Nothing is delivered to accounts of the machine.
        own.update({"mydestination": "", "local_recipient_maps": "", "alias_maps": "", "alias_database": ""})
        own["mynetworks"] += " 127.0.0.0/8"  # as the package has it
        if self.log:
            own.update({"maillog_file": self.log})
        with open(os.path.join(self.dir, "files/etc/postfix/main.cf")) as main:
            kept = [line for line in main if line.split("=")[0].strip() not in own]
        self.write("etc/postfix/main.cf", "".join(kept) + "".join("%s = %s\n" % row for row in own.items()))
        with open(self.image + "/etc/postfix/master.cf") as master:
            self.write("etc/postfix/master.cf", master.read() + mta.SUBMISSION.format(submission="submission") + mta.BROKEN)
        self.write("etc/postfix/transport", self.fleet.transport())

    def write_history(self, seed):
        now = int(time.time())
        place_of_log = os.path.join(self.dir, "files", (self.log or "/var/log/journal/" + self.machine_id).lstrip("/"))
        if self.log:
            os.makedirs(os.path.dirname(place_of_log), exist_ok=True)
            maillog.write(place_of_log, now - 86400, now - 30, messages=6000, seed=seed)
        elif os.path.exists(maillog.JOURNAL_WRITER):
            os.makedirs(place_of_log)
            maillog.write_journal(place_of_log, now - 86400, now - 30, 15 << 20, seed=seed)

    def queue(self, name):
        return self.path("/var/spool/postfix/" + name)

    def settle(self, name):
        os.utime(self.path("/etc/postfix/" + name), (0, 0))

    def postfix(self, command, check=True):
        return self.run("postfix", command, check=check)

    def follow(self):
        return super().follow() if self.log else Journal(self)

    def log_path(self):
        return self.path(self.log)

    def forget(self):
        if self.log:
            super().forget()
        else:
            self.run("postsuper", "-d", "ALL")
            self.run("journalctl", "--rotate", "--vacuum-files=1")

    def logged(self, text):
        if self.log:
            return super().logged(text)
        return self.run("journalctl", "--quiet", "--no-pager", "--output=cat", "--boot").count(text)


class StockPostfixMachine(PostfixMachine):
    """As the packages leave it: nothing is configured but its name."""

    stock = True


class PostfixFileMachine(PostfixMachine):
    """Its Postfix writes a file of its own."""

    log = "/var/log/mail.log"
