"""mtacon-watch.service as it is installed, under the systemd of a machine."""
import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import machine  # noqa: E402
import test_fleet  # noqa: E402
import test_machine  # noqa: E402

HOME = "/var/lib/mtacon"
CONFIG = """\
Host mta1
    HostName %s
    User op
    IdentityFile ~/.ssh/id_ed25519
    IdentitiesOnly yes
"""


@test_machine.NEEDS_MACHINES
class Service(test_fleet.FleetCase):
    """On a host with a Postfix of its own, for a node where the account may only read: so no alert goes out by it."""

    nodes = [machine.PostfixMachine, machine.PostfixMachine]
    seconds = 25

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.node, cls.host = cls.fleet.nodes
        cls.node.run("sh", "-c", "useradd --create-home --groups adm op && cp -r /root/.ssh ~op && chown -R op ~op")
        host = cls.host
        host.installed(lib.MTACON, "/usr/local/bin/mtacon")
        with open(lib.BUILD + "/data/mtacon-watch.service") as unit:
            host.write("/etc/systemd/system/mtacon-watch.service", re.sub(
                "(?m)^ExecStart=.*/mtacon ", "ExecStart=/usr/local/bin/mtacon ", unit.read()))
        # As the unit's head says.
        host.run("useradd", "--system", "--home-dir", HOME, "--shell", "/usr/sbin/nologin", "mtacon")
        host.write(HOME + "/.ssh/config", CONFIG % cls.node.address, 0o600)
        host.write(HOME + "/.ssh/known_hosts", cls.node.known_hosts_line())
        with open(cls.fleet.ssh + "/id_ed25519") as key:
            host.write(HOME + "/.ssh/id_ed25519", key.read(), 0o600)
        host.run("sh", "-c", "chmod 700 %s %s/.ssh && chown -R mtacon:mtacon %s" % (HOME, HOME, HOME))
        cls.command_there("nodes", "add", "mta1")
        cls.command_there("threshold", "acme.example", "--hourly", "3", "--new", "--reason", "a test")
        cls.command_there("subscribers", "acme.example", "add", "noc@provider.example", "--new", "--reason", "a test")

    @classmethod
    def command_there(cls, *arguments):
        return cls.host.run("runuser", "-u", "mtacon", "--", "env", "HOME=" + HOME, "XDG_STATE_HOME=/var/lib",
                            "XDG_CONFIG_HOME=/etc", "/usr/local/bin/mtacon", *arguments)

    def systemctl(self, *arguments):
        return self.host.run("systemctl", *arguments)

    def shown(self, name):
        return self.systemctl("show", "--value", "--property=" + name, "mtacon-watch").strip()

    def log(self):
        return self.host.run("journalctl", "--quiet", "--no-pager", "--unit=mtacon-watch")

    def start(self):
        self.systemctl("daemon-reload")
        self.systemctl("enable", "--now", "mtacon-watch")
        self.addCleanup(self.systemctl, "stop", "mtacon-watch")
        self.wait_for(self.is_read, self.log)

    def is_read(self):
        [node] = json.loads(self.command_there("status", "--json"))["nodes"]
        return node["state"] == "up" and node["last_contact"]

    def test_its_whole_life(self):
        self.start()
        first = self.shown("MainPID")
        # It reads its settings again, and goes on as it is.
        self.host.write("/etc/mtacon/config.json", '{"interval": 1}\n')
        self.systemctl("reload", "mtacon-watch")
        self.wait_for(lambda: "settings were read again" in self.log(), self.log)
        self.assertEqual(self.shown("MainPID"), first)
        # Killed, it comes back.
        self.systemctl("kill", "--signal=KILL", "mtacon-watch")
        self.wait_for(lambda: self.shown("MainPID") not in ("0", first), self.log)
        self.wait_for(self.is_read, self.log)
        # Its alert goes out by the mail server of the host: what sendmail(1) needs it cannot have.
        self.fleet.destination.close("acme")
        self.node.send(["user%d@acme.example" % i for i in range(4)])
        self.wait_for(lambda: self.mails(), lambda: self.command_there("outbox") + self.log())
        [sent] = json.loads(self.command_there("outbox", "--json"))
        self.assertRegex(json.dumps(sent), "smtp:127.0.0.1:25")
        self.assertGreater(self.host.logged("client=localhost[127.0.0.1]"), 0)
        self.assertEqual(self.node.logged("noc@provider.example"), 0)
        # It ends when it is told to, with nothing left.
        self.systemctl("stop", "mtacon-watch")
        self.assertEqual((self.shown("Result"), self.shown("ExecMainStatus"), self.shown("ActiveState")),
                         ("success", "0", "inactive"))
        self.assertEqual(self.host.run("pgrep", "--euid", "mtacon", check=False), "")

    def mails(self):
        return [recipients for recipients, data in self.fleet.destination.mails() if "X-Mtacon-Alert" in data and
                recipients == ["noc@provider.example"]]

    def test_what_it_could_do_is_little(self):
        self.systemctl("daemon-reload")
        said = self.host.run("systemd-analyze", "security", "--no-pager", "mtacon-watch")
        level = re.search(r"Overall exposure level for mtacon-watch.service: (\d+\.\d+)", said)
        self.assertLessEqual(float(level[1]), 1.3, said)


if __name__ == "__main__":
    unittest.main()
