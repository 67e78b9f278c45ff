"""Nodes that are stand-ins (tests/standin/standin.c) behind one real sshd: no mail server is there, but as many
sessions over real SSH as a test wants. Each is an address of its own, 127.1.A.B, in a network namespace of their own;
nodes are called by it. One that is silent has a port at which connecting never ends, as at a host that is gone.

As a program:  standins.py COUNT [-- COMMAND...]
runs COMMAND beside them, with MTACON_FLEET=DIR in its environment; DIR/ssh/config leads there."""
import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import mta  # noqa: E402
import place  # noqa: E402

TOP = os.path.abspath(os.environ.get("MTACON_TOP", os.path.join(os.path.dirname(__file__), "../..")))
BUILD = os.path.abspath(os.environ.get("MTACON_BUILD", TOP))
PROGRAM = BUILD + "/tests/standin/standin"
ANSWERS = TOP + "/tests/standin/answers"
PORT, SILENT_PORT = 4022, 4023


class Standins:
    """Use as a context manager. `silent`: the numbers of those that never answer; `sshd`: more lines for its
    configuration."""

    def __init__(self, count, silent=(), sshd="MaxStartups 10000"):
        self.folder = place.Folder("mtacon-fleet-")
        self.dir = self.folder.path
        self.ssh = self.dir + "/ssh"
        self.config = self.ssh + "/config"
        self.state = self.dir + "/state"
        self.names = ["127.1.%d.%d" % self.parts(number) for number in range(count)]
        self.silent = [self.names[number] for number in silent]
        self.extra = sshd
        self.sshd = None
        self.sockets = []
        atexit.register(self.stop)

    @staticmethod
    def parts(number):
        return number // 250, number % 250 + 1

    @contextlib.contextmanager
    def through_jump_host(self):
        """Each is reached through one of them: `config` leads there."""
        self.config = self.ssh + "/jump.config"
        yield
        self.config = self.ssh + "/config"

    def mode(self, words, number=None):
        """How they all behave, or one, from its next session on."""
        name = "mode" if number is None else "mode.%d.%d" % self.parts(number)
        self.write(self.state + "/" + name, words)

    @staticmethod
    def write(path, text):
        with open(path + ".new", "w") as out:
            out.write(text)
        os.rename(path + ".new", path)

    def new_key(self, name):
        path = self.ssh + "/" + name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "standins", "-f", path], check=True)
        with open(path + ".pub") as key:
            return " ".join(key.read().split()[:2])

    def prepare(self):
        """HOME: root's own shell may run anything here before it runs the stand-in."""
        os.makedirs(self.ssh)
        os.makedirs(self.state)
        os.makedirs("/run/sshd", 0o755, exist_ok=True)
        self.write(self.state + "/began", "%d\n" % (time.time() // 60 * 60 - 600))
        self.write(self.ssh + "/authorized_keys", self.new_key("id_ed25519") + "\n")
        self.write(self.ssh + "/known_hosts", "[127.1.*]:%d %s\n" % (PORT, self.new_key("host_key")))
        self.write(self.ssh + "/config", f"""\
Host {" ".join(self.silent) or "none.invalid"}
    Port {SILENT_PORT}
Host jump
    HostName 127.1.0.1
Host 127.1.* jump
    User root
    Port {PORT}
    IdentityFile {self.ssh}/id_ed25519
    IdentitiesOnly yes
    IdentityAgent none
    UserKnownHostsFile {self.ssh}/known_hosts
    GlobalKnownHostsFile /dev/null
""")
        self.write(self.ssh + "/jump.config", f"""\
Include {self.ssh}/config
Host 127.1.*
    ProxyJump jump
""")
        self.write(self.ssh + "/sshd_config", f"""\
Port {PORT}
AddressFamily inet
HostKey {self.ssh}/host_key
PidFile none
UsePAM {'yes' if place.root_is_locked() else 'no'}
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes no
AuthorizedKeysFile {self.ssh}/authorized_keys
SetEnv MTACON_FLEET={self.dir} HOME={self.ssh}
ForceCommand exec {PROGRAM} {ANSWERS} {self.state}
LogLevel ERROR
{self.extra}
""")

    def be_silent(self):
        """A listener whose queue is full: the kernel answers nobody who comes."""
        for name in self.silent:
            listener = socket.socket()
            listener.bind((name, SILENT_PORT))
            listener.listen(0)
            self.sockets.append(listener)
            for _ in range(2):
                client = socket.socket()
                client.setblocking(False)
                client.connect_ex((name, SILENT_PORT))
                self.sockets.append(client)

    def start(self):
        place.end_leftovers()
        place.leave_network()
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True, stdin=subprocess.DEVNULL)
        os.chmod(self.dir, 0o755)
        self.prepare()
        self.be_silent()
        self.sshd = subprocess.Popen([mta.SSHD, "-D", "-e", "-f", self.ssh + "/sshd_config"], stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                                     env=dict(os.environ, MTACON_FLEET=self.dir))
        place.wait_for_port("127.1.0.1", PORT)

    def stop(self):
        atexit.unregister(self.stop)
        place.end_processes(self.dir)
        if self.sshd:
            self.sshd.wait()
        for held in self.sockets:
            held.close()
        self.folder.remove()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()


def main():
    command = sys.argv[3:] if sys.argv[2:3] == ["--"] else sys.argv[2:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Standins(int(sys.argv[1])) as fleet:
        return subprocess.call(command or ["sh", "-c", "echo $MTACON_FLEET; read line"],
                               env=dict(os.environ, MTACON_FLEET=fleet.dir))


if __name__ == "__main__":
    sys.exit(main())
