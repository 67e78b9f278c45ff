"""A small fleet of real MTA nodes behind real sshds, and a destination that answers every code by choice: Postfix
instances of this machine on a loopback network of their own (mta.py), or machines of their own on a bridge
(machine.py). Everything lives in one folder and goes away with it; what a killed fleet leaves is ended by the next
one.

As a program:  fleet.py [--nodes N | --nodes mixed] [--traffic] [--history] [--dir DIR] -- COMMAND...
starts the fleet ('mixed': machines with Postfix and Exim), runs COMMAND with MTACON_FLEET=DIR in its environment, then stops all.
"""
import argparse
import atexit
import concurrent.futures
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import destination  # noqa: E402
import machine  # noqa: E402
import mixed  # noqa: E402
import mta  # noqa: E402
import place  # noqa: E402
import traffic  # noqa: E402
from place import wait_for  # noqa: E402

DESTINATION = 250  # the last part of its address; the nodes count from 1


class Fleet:
    """Use as a context manager; `with Fleet(nodes=3) as fleet`. `nodes`: how many, or the class of each."""

    def __init__(self, nodes=3, directory=None, history=False, **settings):
        self.folder = None if directory else place.Folder("mtacon-fleet-")
        self.dir = directory or self.folder.path
        self.ssh = os.path.join(self.dir, "ssh")
        self.history = history
        self.traffic = None
        kinds = [mta.Node] * nodes if isinstance(nodes, int) else nodes
        self.network = place.Bridge() if any(kind.is_machine for kind in kinds) else place.Network()
        self.network.take(DESTINATION)
        self.destination = destination.Destination(self.network.address(DESTINATION))
        self.nodes = [kind(self, i + 1, **settings) for i, kind in enumerate(kinds)]
        atexit.register(self.stop)

    def __getitem__(self, index):
        return self.nodes[index]

    def transport(self):
        """Domains that fail otherwise than by a reply to RCPT."""
        at = self.destination.place
        rows = {"drop.example": "smtp:" + at("drop"),
                "greet421.example": "smtp:" + at("greet421"),
                "greet554.example": "smtp:" + at("greet554"),
                "refused.example": "smtp:" + at("closed"),
                "acme.example": "smtp:" + at("acme"),
                "nohost.example": "smtp:[no-such-host.invalid]",
                "error5.example": "error:5.7.1 not served here",
                "pipe.example": "broken:",
                "socket.example": "lmtp:unix:/no/such/socket"}
        return "".join("%s %s\n" % row for row in rows.items())

    def start(self):
        if len(self.dir) > 80:
            raise RuntimeError("%s: too long a name for Postfix's sockets, choose another TMPDIR" % self.dir)
        place.end_leftovers()
        os.chmod(self.dir, 0o755)
        os.makedirs(self.ssh)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "fleet", "-f",
                        self.ssh + "/id_ed25519"], check=True)
        shutil.copy(self.ssh + "/id_ed25519.pub", self.ssh + "/authorized_keys")
        # sshd wants it. It stays: no fleet knows whether another one is about to need it.
        os.makedirs("/run/sshd", 0o755, exist_ok=True)
        for number, node in enumerate(self.nodes):
            node.prepare()
            if self.history:
                node.write_history(number)
        with open(self.ssh + "/known_hosts", "w") as out:
            out.write("".join(node.known_hosts_line() for node in self.nodes))
        self.write_ssh_config()
        self.destination.start()
        # A few at a time: more only wait for each other.
        for node in self.nodes:
            node.boot()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            starting = [pool.submit(part) for node in self.nodes for part in (node.start, node.start_sshd)]
            for future in starting:
                future.result()
        self.give_to_user()

    def write_ssh_config(self):
        with open(self.ssh + "/config", "w") as out:
            for node in self.nodes:
                out.write(f"""Host {node.name}
    HostName {node.address}
    Port {node.ssh_port}
    User {node.user}
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
        atexit.unregister(self.stop)
        if self.traffic:
            self.traffic.stop()
        place.end_processes(self.dir)
        for node in self.nodes:
            node.end()
        self.destination.stop()
        if self.folder:
            self.folder.remove()
        self.network.release()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def quiet(self):
        """Waits until no node has mail under way and each log stands still."""
        for node in self.nodes:
            wait_for(node.is_quiet, "no mail under way on " + node.name)

    def start_traffic(self):
        self.traffic = traffic.Traffic(self)
        self.traffic.start()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nodes", default="3")
    parser.add_argument("--traffic", action="store_true")
    parser.add_argument("--history", action="store_true")
    parser.add_argument("--dir")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if os.getuid() != 0:
        sys.exit("fleet: starting Postfix instances needs root: run it through sudo")
    nodes = mixed.NODES if options.nodes == "mixed" else int(options.nodes)
    if options.nodes == "mixed" and machine.missing():
        sys.exit("fleet: %s; without, 'make demo' has Postfix alone" % machine.missing())
    if options.nodes != "mixed" and (not mta.SSHD or not shutil.which("postfix")):
        sys.exit("fleet: sshd and postfix are needed: run ./bootstrap")
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    with Fleet(nodes, options.dir, options.history) as fleet:
        if options.traffic:
            fleet.start_traffic()
        environment = dict(os.environ, MTACON_FLEET=fleet.dir,
                           MTACON_FLEET_NODES=" ".join(node.name for node in fleet.nodes),
                           MTACON_FLEET_POLICY=" ".join(node.policy_dir for node in fleet.nodes))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.call(command or ["sh", "-c", "echo $MTACON_FLEET; read line"],
                               env=environment, preexec_fn=lambda: signal.signal(
                                   signal.SIGINT, signal.SIG_DFL))


if __name__ == "__main__":
    sys.exit(main())
