"""A small fleet of real MTA nodes on loopback: N Postfix instances, each behind a real sshd of its
own, and a destination that answers every code by choice. Everything lives in one folder and goes
away with it.

As a program:  fleet.py [--nodes N] [--traffic] [--history] [--dir DIR] -- COMMAND...
starts the fleet, runs COMMAND with MTACON_FLEET=DIR in its environment, then stops all.
"""
import argparse
import concurrent.futures
import os
import pwd
import random
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import destination  # noqa: E402
import maillog  # noqa: E402

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/bin:/sbin:/usr/local/sbin")
os.environ["PATH"] += ":/usr/sbin:/sbin"

CUSTOMERS = ["acme.example", "contoso.example", "fabrikam.example", "northwind.example",
             "tailspin.example", "busy.example"]

MASTER = """\
{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
broken unix - n n - - pipe flags=q user=nobody argv=/bin/false
{submission} inet n - n - - smtpd
 -o syslog_name=postfix/submission
"""

MAIN = """\
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
maillog_file = {dir}/mail.log
maillog_file_prefixes = {dir}
syslog_name = postfix
myhostname = {name}.fleet.example
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_rate_limit = 0
smtpd_authorized_xclient_hosts = 127.0.0.1
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_connect_timeout = 3s
smtp_helo_timeout = 5s
smtp_tls_security_level = none
transport_maps = texthash:{dir}/etc/transport
relayhost = [127.0.0.1]:{destination}
initial_destination_concurrency = 20
default_destination_concurrency_failed_cohort_limit = 1000
minimal_backoff_time = {backoff}s
maximal_backoff_time = {maximal_backoff}s
queue_run_delay = {run_delay}s
maximal_queue_lifetime = {lifetime}
bounce_queue_lifetime = {lifetime}
notify_classes =
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_port(port, seconds=15):
    end = time.time() + seconds
    while time.time() < end:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("nothing listens on port %d" % port)


class Node:
    """One MTA behind one sshd."""

    def __init__(self, fleet, name, **settings):
        self.fleet = fleet
        self.name = name
        self.dir = os.path.join(fleet.dir, name)
        self.etc = os.path.join(self.dir, "etc")
        self.log = os.path.join(self.dir, "mail.log")
        self.smtp_port = free_port()
        self.submission_port = free_port()
        self.ssh_port = free_port()
        self.settings = dict(backoff=20, maximal_backoff=120, run_delay=15, lifetime="5d")
        self.settings.update(settings)
        self.sshd = None

    def write(self, path, text, mode=0o644):
        path = os.path.join(self.dir, path)
        with open(path, "w") as out:
            out.write(text)
        os.chmod(path, mode)
        return path

    def prepare(self):
        for folder in ("etc", "queue", "data", "ssh"):
            os.makedirs(os.path.join(self.dir, folder))
        os.chmod(self.dir, 0o755)
        shutil.chown(os.path.join(self.dir, "data"), "postfix")
        self.write("etc/main.cf", MAIN.format(dir=self.dir, name=self.name,
                                              destination=self.fleet.destination.port("main"),
                                              **self.settings))
        self.write("etc/master.cf", MASTER.format(smtp="127.0.0.1:%d" % self.smtp_port,
                                                  submission="127.0.0.1:%d" % self.submission_port))
        self.write("etc/transport", self.fleet.transport())
        self.new_host_key()

    def new_host_key(self):
        """Makes a host key; the client's known_hosts gets the first one only."""
        path = os.path.join(self.dir, "ssh", "host_key")
        for name in (path, path + ".pub"):
            if os.path.exists(name):
                os.unlink(name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        with open(path + ".pub") as key:
            return "[127.0.0.1]:%d %s" % (self.ssh_port, " ".join(key.read().split()[:2]))

    def sshd_config(self, extra=""):
        root_locked = False
        try:
            with open("/etc/shadow") as shadow:
                root_locked = any(line.startswith("root:!") for line in shadow)
        except OSError:
            pass
        return self.write("ssh/sshd_config", f"""\
ListenAddress 127.0.0.1
Port {self.ssh_port}
HostKey {self.dir}/ssh/host_key
PidFile none
UsePAM {'yes' if root_locked else 'no'}
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes no
AuthorizedKeysFile {self.fleet.ssh}/authorized_keys
SetEnv MAIL_CONFIG={self.etc} HOME={self.dir}/ssh
MaxStartups 200
LogLevel ERROR
{extra}""")

    def start_sshd(self, extra=""):
        config = self.sshd_config(extra)
        self.sshd = subprocess.Popen([SSHD, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, start_new_session=True,
                                     stderr=subprocess.DEVNULL)
        wait_port(self.ssh_port)

    def stop_sshd(self):
        """Ends this sshd with all its sessions."""
        if not self.sshd:
            return
        for pid in descendants(self.sshd.pid):
            try:
                os.kill(pid, signal.SIGCONT)
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.sshd.wait()
        self.sshd = None

    def signal_sshd(self, number):
        for pid in descendants(self.sshd.pid):
            os.kill(pid, number)

    def postfix(self, command, check=True):
        return subprocess.run(["postfix", "-c", self.etc, command], check=check,
                              stdin=subprocess.DEVNULL, capture_output=True)

    def run(self, *command, check=True):
        """Runs a Postfix command for this instance and returns what it prints."""
        environment = dict(os.environ, MAIL_CONFIG=self.etc)
        return subprocess.run(command, check=check, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True).stdout

    def start(self):
        self.postfix("start")
        wait_port(self.smtp_port)

    def stop(self):
        self.stop_sshd()
        self.postfix("stop", check=False)
        pid_file = os.path.join(self.dir, "queue", "pid", "master.pid")
        try:
            with open(pid_file) as lines:
                pid = int(lines.read())
        except (OSError, ValueError):
            return
        for other in descendants(pid):
            try:
                os.kill(other, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def send(self, recipients, sender="news@sender.example", subject="hello", port=None):
        if isinstance(recipients, str):
            recipients = [recipients]
        with smtplib.SMTP("127.0.0.1", port or self.smtp_port, timeout=20) as client:
            client.sendmail(sender, recipients,
                            "From: <%s>\r\nTo: undisclosed:;\r\nSubject: %s\r\n\r\nHello.\r\n"
                            % (sender, subject))


def descendants(pid):
    """`pid` and all below it, the leaves last."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open("/proc/%s/stat" % entry) as stat:
                    parent = int(stat.read().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError, ValueError):
                continue
            children.setdefault(parent, []).append(int(entry))
    found, queue = [], [pid]
    while queue:
        current = queue.pop(0)
        if os.path.exists("/proc/%d" % current):
            found.append(current)
        queue.extend(children.get(current, []))
    return found


def sshd_runs():
    for entry in os.listdir("/proc"):
        try:
            with open("/proc/%s/comm" % entry) as name:
                if entry.isdigit() and name.read().strip() == "sshd":
                    return True
        except OSError:
            pass
    return False


class Fleet:
    """Use as a context manager; `with Fleet(nodes=3) as fleet`."""

    def __init__(self, nodes=3, directory=None, history=False, **settings):
        self.own_dir = directory is None
        self.dir = directory or tempfile.mkdtemp(prefix="mtacon-fleet-", dir="/tmp")
        self.ssh = os.path.join(self.dir, "ssh")
        self.history = history
        self.made_run_sshd = False
        self.traffic = None
        self.destination = destination.Destination()
        self.nodes = [Node(self, "mta%d" % (i + 1), **settings) for i in range(nodes)]

    def __getitem__(self, index):
        return self.nodes[index]

    def transport(self):
        """Domains that fail otherwise than by a reply to RCPT."""
        port = self.destination.port
        rows = {"drop.example": "smtp:[127.0.0.1]:%d" % port("drop"),
                "greet421.example": "smtp:[127.0.0.1]:%d" % port("greet421"),
                "greet554.example": "smtp:[127.0.0.1]:%d" % port("greet554"),
                "refused.example": "smtp:[127.0.0.1]:%d" % port("closed"),
                "acme.example": "smtp:[127.0.0.1]:%d" % port("acme"),
                "nohost.example": "smtp:[no-such-host.invalid]",
                "error5.example": "error:5.7.1 not served here",
                "pipe.example": "broken:",
                "socket.example": "lmtp:unix:/no/such/socket"}
        return "".join("%s %s\n" % row for row in rows.items())

    def start(self):
        os.chmod(self.dir, 0o755)
        os.makedirs(self.ssh)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "fleet", "-f",
                        self.ssh + "/id_ed25519"], check=True)
        shutil.copy(self.ssh + "/id_ed25519.pub", self.ssh + "/authorized_keys")
        if not os.path.isdir("/run/sshd"):
            os.mkdir("/run/sshd", 0o755)
            self.made_run_sshd = True
        known = []
        for node in self.nodes:
            node.prepare()
            if self.history:
                now = int(time.time())
                maillog.write(node.log, now - 86400, now - 30, messages=20000, seed=node.ssh_port)
            with open(node.dir + "/ssh/host_key.pub") as key:
                known.append("[127.0.0.1]:%d %s" % (node.ssh_port, " ".join(key.read().split()[:2])))
        with open(self.ssh + "/known_hosts", "w") as out:
            out.write("\n".join(known) + "\n")
        self.write_ssh_config()
        self.destination.start()
        # A few at a time: more only wait for each other, and give up.
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            starting = [pool.submit(node.start) for node in self.nodes]
            for node in self.nodes:
                node.start_sshd()
            for future in starting:
                future.result()
        self.give_to_user()

    def write_ssh_config(self, extra=""):
        user = pwd.getpwuid(os.getuid()).pw_name
        with open(self.ssh + "/config", "w") as out:
            out.write(extra)
            for node in self.nodes:
                out.write(f"""Host {node.name}
    HostName 127.0.0.1
    Port {node.ssh_port}
    User {user}
""")
            out.write(f"""Host *
    IdentityFile {self.ssh}/id_ed25519
    IdentitiesOnly yes
    IdentityAgent none
    UserKnownHostsFile {self.ssh}/known_hosts
    GlobalKnownHostsFile /dev/null
""")

    def give_to_user(self):
        """Started through sudo: the client's files are for the user who asked."""
        if "SUDO_UID" in os.environ:
            for name in os.listdir(self.ssh):
                os.chown(os.path.join(self.ssh, name), int(os.environ["SUDO_UID"]),
                         int(os.environ["SUDO_GID"]))
            os.chown(self.ssh, int(os.environ["SUDO_UID"]), int(os.environ["SUDO_GID"]))

    def stop(self):
        if self.traffic:
            self.traffic.stop()
        stopping = [threading.Thread(target=node.stop) for node in self.nodes]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        self.destination.stop()
        # Another fleet's sshd, or the system's, may need it by now.
        if self.made_run_sshd and not sshd_runs():
            try:
                os.rmdir("/run/sshd")
            except OSError:
                pass
        if self.own_dir:
            shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def quiet(self, seconds=20):
        """Waits until no node has mail under way, so that its log stands still."""
        end = time.time() + seconds
        while time.time() < end:
            busy = [n for n in self.nodes for q in ("incoming", "active", "maildrop")
                    for _, _, files in os.walk(os.path.join(n.dir, "queue", q)) if files]
            if not busy:
                time.sleep(0.3)
                return
            time.sleep(0.1)
        raise RuntimeError("mail still under way after %d s" % seconds)

    def start_traffic(self):
        self.traffic = Traffic(self)
        self.traffic.start()


class Traffic(threading.Thread):
    """A believable mix: mostly delivered, some busy, one mail system down for a while, a message
    expired now and then."""

    def __init__(self, fleet):
        super().__init__(daemon=True)
        self.fleet = fleet
        self.ending = threading.Event()

    def stop(self):
        self.ending.set()
        self.join()

    def recipient(self, rng):
        domain = rng.choices(CUSTOMERS, [30, 25, 20, 10, 8, 7])[0]
        user = "user%d" % rng.randrange(40)
        if domain == "busy.example" or rng.random() < 0.06:
            user = rng.choice(["c450", "c451", "c452", "c421", "c550", "c552", "c554", "c550"])
        return "%s@%s" % (user, domain)

    def run(self):
        rng = random.Random()
        began = time.time()
        last_expiry = began
        down = False
        while not self.ending.wait(rng.expovariate(6.0)):
            # acme.example's own mail system is down for 3 minutes of every 6, first after 20 s.
            should_be_down = (time.time() - began + 340) % 360 < 180
            if should_be_down != down:
                down = should_be_down
                (self.fleet.destination.close if down else self.fleet.destination.open)("acme")
            node = rng.choice(self.fleet.nodes)
            try:
                node.send([self.recipient(rng) for _ in range(rng.choice([1, 1, 1, 2]))],
                          sender="news%d@sender.example" % rng.randrange(9))
                if time.time() - last_expiry > 60:
                    last_expiry = time.time()
                    self.expire_one(node)
            except (OSError, smtplib.SMTPException, subprocess.SubprocessError):
                pass

    @staticmethod
    def expire_one(node):
        listing = node.run("postqueue", "-j")
        for line in listing.splitlines():
            if '"queue_name": "deferred"' in line:
                queue_id = line.split('"queue_id": "')[1].split('"')[0]
                node.run("postsuper", "-e", queue_id, check=False)
                node.run("postqueue", "-i", queue_id, check=False)
                return


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--traffic", action="store_true")
    parser.add_argument("--history", action="store_true")
    parser.add_argument("--dir")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if os.getuid() != 0:
        sys.exit("fleet: starting Postfix instances needs root: run it through sudo")
    if not SSHD or not shutil.which("postfix"):
        sys.exit("fleet: sshd and postfix are needed: run ./bootstrap")
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    with Fleet(options.nodes, options.dir, options.history) as fleet:
        if options.traffic:
            fleet.start_traffic()
        environment = dict(os.environ, MTACON_FLEET=fleet.dir,
                           MTACON_FLEET_NODES=" ".join(node.name for node in fleet.nodes))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.call(command or ["sh", "-c", "echo $MTACON_FLEET; read line"],
                               env=environment, preexec_fn=lambda: signal.signal(
                                   signal.SIGINT, signal.SIG_DFL))


if __name__ == "__main__":
    sys.exit(main())
