"""A node of the fleet that is a Postfix instance behind an sshd, on an address of its own; and what all nodes with
Postfix have in common."""
import contextlib
import os
import pwd
import re
import shutil
import signal
import smtplib
import subprocess
import time

import maillog
import place

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/bin:/sbin:/usr/local/sbin")
os.environ["PATH"] += ":/usr/sbin:/sbin"

SSH_PORT, SMTP_PORT, SUBMISSION_PORT = 4022, 4025, 4587

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
"""

SUBMISSION = """\
{submission} inet n - n - - smtpd
 -o syslog_name=postfix/submission
"""

BROKEN = "broken unix - n n - - pipe flags=q user=nobody argv=/bin/false\n"

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
"""

# Of a machine too: where mail goes, and how often it is tried.
MAIL = """\
inet_protocols = ipv4
mynetworks = {network}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_rate_limit = 0
smtpd_authorized_xclient_hosts = {network}
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_connect_timeout = 3s
smtp_helo_timeout = 5s
smtp_tls_security_level = none
transport_maps = texthash:{dir}/transport
relayhost = {destination}
initial_destination_concurrency = 20
default_destination_concurrency_failed_cohort_limit = 1000
minimal_backoff_time = {backoff}s
maximal_backoff_time = {maximal_backoff}s
queue_run_delay = {run_delay}s
maximal_queue_lifetime = {lifetime}
bounce_queue_lifetime = {lifetime}
notify_classes =
"""

SETTINGS = dict(backoff=20, maximal_backoff=120, run_delay=15, lifetime="5d")


class Postfix:
    """Mail on a Postfix that a node has: `run` a command there, `queue` and `log_path` are where this machine finds
    its files."""

    marks = 0

    def client(self, port=None):
        return smtplib.SMTP(self.address, port or self.smtp_port, timeout=place.PATIENCE)

    def send(self, recipients, sender="news@sender.example", subject="hello", port=None):
        if isinstance(recipients, str):
            recipients = [recipients]
        with self.client(port) as client:
            client.sendmail(sender, recipients,
                            "From: <%s>\r\nTo: undisclosed:;\r\nSubject: %s\r\n\r\nHello.\r\n"
                            % (sender, subject))

    def files(self, *queues):
        """The queue files there, in names of queues."""
        return [name for queue in queues
                for _, _, files in os.walk(self.queue(queue)) for name in files]

    def is_quiet(self):
        """Whether no mail is under way, and all that was logged is in the log."""
        if self.files("incoming"):
            # The queue manager puts off by a minute what the smtp client was not done with, and does not hear of
            # what comes while it is reloaded: it looks again, at all (A) that came in (I).
            self.run("postkick", "public", "qmgr", "AI", check=False)  # it may be away just now
        if self.files("incoming", "active", "maildrop"):
            return False
        self.marks += 1
        mark = "all before mark %d is written" % self.marks
        self.run("postlog", "-t", "postfix/mark", mark)  # on the way that all log lines take, in turn
        place.wait_for(lambda: self.logged(mark), mark)
        return not self.files("incoming", "active", "maildrop")

    def logged(self, text):
        """How often; the log may have been rotated away just now."""
        try:
            with open(self.log_path(), errors="surrogateescape") as log:
                return log.read().count(text)
        except FileNotFoundError:
            return 0

    def follow(self):
        """What is logged from now on, by its read()."""
        log = open(self.log_path(), errors="surrogateescape")
        log.seek(0, os.SEEK_END)
        return log

    def try_again(self):
        """All deferred mail is tried, once, before this returns."""
        tried = re.compile(r": ([0-9A-Za-z]+): to=<.*, status=")
        waiting = set(self.files("deferred"))
        with self.follow() as log:
            self.run("postqueue", "-f")
            place.wait_for(lambda: waiting.difference_update(tried.findall(log.read())) or not waiting,
                           lambda: "mail tried again: %s" % waiting)
        place.wait_for(self.is_quiet, "quiet")

    def expire(self, by_force=False):
        """The time of all deferred mail is over: it is tried for the last time, and its senders are told."""
        if by_force:
            self.run("postsuper", "-e", "ALL", "deferred")
        else:
            self.set_lifetime("0")
        waiting = set(self.files("deferred"))

        def are_gone():
            if waiting & set(self.files("deferred")):
                self.run("postqueue", "-f")  # again: the queue manager of before the change may have had it
            return not waiting & set(self.files("deferred", "active", "incoming"))
        place.wait_for(are_gone, "mail expired")
        place.wait_for(self.is_quiet, "quiet")
        if not by_force:
            self.set_lifetime(self.settings["lifetime"])

    def expire_one(self):
        """A deferred message is given up before its time."""
        for line in self.run("postqueue", "-j").splitlines():
            if '"queue_name": "deferred"' in line:
                queue_id = line.split('"queue_id": "')[1].split('"')[0]
                self.run("postsuper", "-e", queue_id, check=False)
                self.run("postqueue", "-i", queue_id, check=False)
                return

    def forget(self):
        """No mail waits, and the log is empty."""
        self.run("postsuper", "-d", "ALL")
        os.truncate(self.log_path(), 0)

    def set_lifetime(self, lifetime):
        self.run("postconf", "maximal_queue_lifetime=" + lifetime, "bounce_queue_lifetime=" + lifetime)
        self.settle("main.cf")
        self.postfix("reload")


class Node(Postfix):
    """A Postfix instance of this machine behind an sshd of its own."""

    is_machine = False
    user = pwd.getpwuid(os.getuid()).pw_name
    ssh_port, smtp_port, submission_port = SSH_PORT, SMTP_PORT, SUBMISSION_PORT

    def __init__(self, fleet, number, **settings):
        self.fleet, self.number = fleet, number
        self.name = "mta%d" % number
        self.address = fleet.network.address(number)
        self.dir = os.path.join(fleet.dir, self.name)
        self.etc = os.path.join(self.dir, "etc")
        self.policy_dir = os.path.join(self.dir, "policy")
        self.log = os.path.join(self.dir, "mail.log")
        self.environment = dict(os.environ, MAIL_CONFIG=self.etc)
        self.settings = dict(SETTINGS, **settings)
        self.sshd = None

    def write(self, path, text, mode=0o644):
        path = os.path.join(self.dir, path)
        with open(path + ".new", "w") as out:
            out.write(text)
        os.chmod(path + ".new", mode)
        os.replace(path + ".new", path)  # who reads it finds the old or the new
        return path

    def prepare(self):
        for folder in ("etc", "queue", "data", "ssh"):
            os.makedirs(os.path.join(self.dir, folder))
        os.chmod(self.dir, 0o755)
        shutil.chown(os.path.join(self.dir, "data"), "postfix")
        self.write("etc/main.cf", MAIN.format(dir=self.dir, name=self.name) + MAIL.format(
            dir=self.etc, network=self.fleet.network.mask, destination=self.fleet.destination.place("main"), **self.settings))
        self.write("etc/master.cf", MASTER.format(smtp="%s:%d" % (self.address, SMTP_PORT)) + BROKEN +
                   SUBMISSION.format(submission="%s:%d" % (self.address, SUBMISSION_PORT)))
        self.write("etc/transport", self.fleet.transport())
        for name in os.listdir(self.etc):
            self.settle(name)
        self.fleet.network.take(self.number)
        self.new_host_key()

    def write_history(self, seed):
        """The log of a day that never was."""
        now = int(time.time())
        maillog.write(self.log, now - 86400, now - 30, messages=20000, seed=seed)

    def settle(self, name):
        """Postfix waits for up to two seconds before it reads a file that was just changed: this one was not."""
        os.utime(os.path.join(self.etc, name), (0, 0))

    # ---- ssh ----

    def new_host_key(self):
        """Makes a host key; the client's known_hosts gets the first one only."""
        path = os.path.join(self.dir, "ssh", "host_key")
        for name in (path, path + ".pub"):
            if os.path.exists(name):
                os.unlink(name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)

    def known_hosts_line(self):
        with open(self.dir + "/ssh/host_key.pub") as key:
            return "[%s]:%d %s\n" % (self.address, SSH_PORT, " ".join(key.read().split()[:2]))

    def sshd_config(self, extra=""):
        return self.write("ssh/sshd_config", f"""\
ListenAddress {self.address}
Port {SSH_PORT}
HostKey {self.dir}/ssh/host_key
PidFile none
UsePAM {'yes' if place.root_is_locked() else 'no'}
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
                                     stderr=subprocess.DEVNULL, env=self.environment)
        place.wait_for_port(self.address, SSH_PORT)

    def stop_sshd(self):
        """Ends this sshd with all its sessions."""
        if not self.sshd:
            return
        for pid in place.descendants(self.sshd.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.sshd.wait()
        self.sshd = None

    end = stop_sshd

    def signal_sshd(self, number):
        for pid in place.descendants(self.sshd.pid):
            os.kill(pid, number)

    # ---- mail ----

    def boot(self):
        """Begins to start: nothing, for a node of this kind."""

    def start(self):
        """In a mount namespace in which the host's Postfix knows of this instance: else only root may hand mail to
        it (alternate_config_directories in postconf(5)). It goes with the last of its processes."""
        host = self.dir + "/host"
        if not os.path.exists(host):
            shutil.copytree("/etc/postfix", host, symlinks=True)
            with open(host + "/main.cf", "w") as main:
                main.write("alternate_config_directories = %s\n" % self.etc)
        subprocess.run(["unshare", "--mount", "sh", "-c", "mount --bind $1 /etc/postfix && exec postfix -c $2 start",
                        "sh", host, self.etc], check=True, stdin=subprocess.DEVNULL, capture_output=True)
        place.wait_for_port(self.address, SMTP_PORT)

    def postfix(self, command, check=True):
        return self.call(["postfix", "-c", self.etc, command], check)

    def run(self, *command, check=True):
        """Runs a Postfix command for this instance and returns what it prints."""
        return self.call(command, check, env=self.environment, text=True).stdout

    def call(self, command, check, **settings):
        """As subprocess.run does. Postfix's log daemon may write to itself when nobody else may, and waits for that: it is
        ended then, or whoever logs would wait with it."""
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              **settings) as process:
            while True:
                try:
                    out, errors = process.communicate(timeout=10)
                    break
                except subprocess.TimeoutExpired:
                    self.end_stuck_log()
        if check and process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command, out, errors)
        return subprocess.CompletedProcess(command, process.returncode, out, errors)

    def end_stuck_log(self):
        with contextlib.suppress(OSError, ValueError), open(self.queue("pid/master.pid")) as text:
            for pid in place.descendants(int(text.read())):
                if place.read(pid, "comm") == b"postlogd\n" and place.read(pid, "wchan") == b"unix_wait_for_peer":
                    os.kill(pid, signal.SIGKILL)

    def queue(self, name):
        return os.path.join(self.dir, "queue", name)

    def log_path(self):
        return self.log
