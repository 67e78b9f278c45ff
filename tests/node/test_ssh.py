"""Ways to a node that sshd and ssh know: agent, passwords, jump hosts, host keys of all kinds."""
import os
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import place  # noqa: E402
import test_fleet  # noqa: E402


@test_fleet.NEEDS_ROOT
class Ways(test_fleet.FleetCase):
    nodes = 2
    seconds = 15

    def config(self, *changes, extra=""):
        """A copy of the fleet's ssh_config with these (old, new) changes."""
        path = "%s/config_%s" % (self.fleet.dir, self._testMethodName)
        with open(self.fleet.ssh + "/config") as source:
            text = source.read()
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new)
        with open(path, "w") as out:
            out.write(extra + text)
        return path

    def known_hosts(self, text):
        path = "%s/known_%s" % (self.fleet.dir, self._testMethodName)
        with open(path, "w") as out:
            out.write(text)
        return path

    def host_line(self, index=0):
        with open(self.fleet.ssh + "/known_hosts") as lines:
            return lines.readlines()[index]

    def test_the_agent_signs(self):
        socket = self.fleet.dir + "/agent"
        agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
        self.addCleanup(agent.wait)
        self.addCleanup(agent.terminate)
        self.wait_for(lambda: os.path.exists(socket))
        subprocess.run(["ssh-add", "-q", self.fleet.ssh + "/id_ed25519"], check=True, stderr=subprocess.DEVNULL,
                       env=dict(os.environ, SSH_AUTH_SOCK=socket))
        config = self.config(("IdentityAgent none", "IdentityAgent " + socket),
                             ("IdentitiesOnly yes", "IdentitiesOnly no"),
                             ("IdentityFile %s/id_ed25519" % self.fleet.ssh, "IdentityFile /no/such/key"))
        self.add_nodes(1)
        out = self.mtacon("nodes", "test", "mta1", ssh_config=config).stdout
        self.assertRegex(out, r"(?m)^ok +authentication +.*agent")

    def test_a_large_answer_comes_without_a_pause(self):
        """More than the window of a channel at once. Where the console stopped in the middle it went on with the next
        keepalive alone, and had not read this in the minute that it has."""
        node, domain = self.fleet.nodes[0], ".".join(["a" * 60] * 3 + ["example"])
        begin = int(time.time()) // 60 * 60 - 80000
        node.postfix("stop")
        with open(node.log, "a") as log:
            for minute in range(1000):
                stamp = time.strftime("%b %e %H:%M:%S", time.localtime(begin + minute * 60))
                log.write("".join(
                    "%s mta postfix/smtp[7]: 4BCD: to=<u@%s>, relay=x[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=4.0.0, "
                    "status=deferred (host x[192.0.2.1] said: %d (in reply to RCPT TO command))\n" % (stamp, domain, 400 + code)
                    for code in range(100)))
        self.add_nodes(1)
        self.mtacon("watch", "--once")
        self.assertEqual(100000, sum(self.counts().values()))

    def new_key(self, kind):
        path = "%s/key_%s_%s" % (self.fleet.dir, self._testMethodName, kind)
        subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", path], check=True)
        return path

    def test_ecdsa_and_rsa_keys(self):
        """What libssh2 cannot do with an RSA key, OpenSSH does; that is said."""
        config = self.config(("    IdentityFile %s/id_ed25519\n" % self.fleet.ssh, ""))
        for kind in ("ecdsa", "rsa"):
            path = self.new_key(kind)
            with open(path + ".pub") as key, open(self.fleet.ssh + "/authorized_keys", "a") as out:
                out.write(key.read())
            self.mtacon("nodes", "add", kind, "mta1", "--identity", path)
            out = self.mtacon("nodes", "test", kind, ssh_config=config).stdout
            version = subprocess.run(["pkg-config", "--modversion", "libssh2"], capture_output=True,
                                     text=True).stdout.strip()
            if kind == "rsa" and version < "1.11":
                self.assertRegex(out, r"(?m)^note +authentication +.*RSA.*: OpenSSH takes over")
            else:
                self.assertNotIn("OpenSSH", out)

    def test_a_certificate(self):
        node, authority, path = self.fleet.nodes[0], self.new_key("ed25519"), self.new_key("ecdsa")
        subprocess.run(["ssh-keygen", "-q", "-s", authority, "-I", "noc", "-n",
                        subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip(),
                        path + ".pub"], check=True, capture_output=True)
        node.stop_sshd()
        node.start_sshd("TrustedUserCAKeys %s.pub" % authority)
        config = self.config(("    IdentityFile %s/id_ed25519\n" % self.fleet.ssh, ""))
        self.mtacon("nodes", "add", "mta1", "--identity", path)
        out = self.mtacon("nodes", "test", "mta1", ssh_config=config).stdout
        self.assertRegex(out, r"(?m)^note +authentication +.*certificates: OpenSSH takes over")
        self.assertRegex(out, r"(?m)^ok +shell +OpenSSH$")
        import terminal
        if terminal.pyte:
            console = terminal.Terminal(self.command(ssh_config=config))
            self.addCleanup(console.close)
            console.wait("nodes 1 of 1 up")
            console.press("2", "Enter")
            console.wait("reached by OpenSSH: libssh2 has no certificates")
        node.stop_sshd()
        node.start_sshd()  # knows nothing of that authority
        out = self.mtacon("nodes", "test", "mta1", ssh_config=config, code=3).stdout
        self.assertRegex(out, r"(?m)^note +shell +OpenSSH is not let in either: libssh2 takes over")
        self.assertNotRegex(out, r"(?m)^ok +shell")  # none answered
        os.unlink(path + "-cert.pub")  # and without it neither gets in: what is wrong is said
        out = self.mtacon("nodes", "test", "mta1", ssh_config=config, code=3).stdout
        self.assertRegex(out, r"(?m)^FAIL +authentication +.*refused \(tried: .*key_")

    def test_a_jump_host(self):
        """mta2 is reached through the sshd of mta1, by ProxyJump and by ProxyCommand."""
        jump = self.config(("Host mta2\n", "Host mta2\n    ProxyJump mta1\n"))
        self.add_nodes()
        out = self.mtacon("nodes", "test", "mta2", ssh_config=jump).stdout
        self.assertRegex(out, r"(?m)^ok +TCP connection +through a proxy")
        command = self.config(("Host mta2\n", "Host mta2\n    ProxyCommand ssh -F %s/config -W %%h:%%p mta1\n"
                               % self.fleet.ssh))
        self.mtacon("nodes", "test", "mta2", ssh_config=command)
        broken = self.config(("Host mta2\n", "Host mta2\n    ProxyCommand exit 1\n"))
        self.assertRegex(self.mtacon("nodes", "test", "mta2", ssh_config=broken, code=3).stdout, "FAIL")

    def test_host_keys_hashed_revoked_changed_unknown(self):
        self.add_nodes(1)
        original = self.fleet.ssh + "/known_hosts"
        hashed = self.known_hosts(self.host_line())
        subprocess.run(["ssh-keygen", "-q", "-H", "-f", hashed], check=True, capture_output=True)
        self.mtacon("nodes", "test", "mta1", ssh_config=self.config((original, hashed)))
        revoked = self.known_hosts("@revoked " + self.host_line())
        out = self.mtacon("nodes", "test", "mta1", ssh_config=self.config((original, revoked)), code=3).stdout
        self.assertIn("revoked", out.lower())
        words = self.host_line().split()
        changed = self.known_hosts("%s %s" % (words[0], " ".join(self.host_line(1).split()[1:])))
        out = self.mtacon("nodes", "test", "mta1", ssh_config=self.config((original, changed)), code=3).stdout
        self.assertIn("HOST KEY CHANGED", out)
        # Not even --yes overrides a changed key.
        self.mtacon("nodes", "trust", "mta1", "--yes", ssh_config=self.config((original, changed)), code=1)
        unknown = self.known_hosts("")
        config = self.config((original, unknown))
        out = self.mtacon("nodes", "test", "mta1", ssh_config=config, code=3).stdout
        self.assertIn("nodes trust", out)
        self.mtacon("nodes", "trust", "mta1", "--yes", ssh_config=config)
        self.mtacon("nodes", "test", "mta1", ssh_config=config)
        with open(unknown) as lines:
            self.assertEqual(lines.read().split()[:2], words[:2])

    def test_revoked_host_keys_are_refused(self):
        """RevokedHostKeys and KnownHostsCommand are OpenSSH's to honour: it makes the connection."""
        self.add_nodes(1)
        revoked = self.known_hosts(" ".join(self.host_line().split()[1:]) + "\n")
        config = self.config(extra="Host *\n    RevokedHostKeys %s\n" % revoked)
        out = self.mtacon("nodes", "test", "mta1", ssh_config=config, code=3).stdout
        self.assertNotRegex(out, r"(?m)^ok +(host key|authentication|shell)")
        self.assertIn("revoked", out.lower())
        self.known_hosts(" ".join(self.host_line(1).split()[1:]) + "\n")  # another's
        out = self.mtacon("nodes", "test", "mta1", ssh_config=config).stdout
        self.assertRegex(out, r"(?m)^note +ssh_config +.*RevokedHostKeys: OpenSSH takes over")
        self.assertRegex(out, r"(?m)^ok +shell +OpenSSH$")

    def test_a_wrong_key_is_told(self):
        path = self.fleet.dir + "/stranger"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        self.mtacon("nodes", "add", "mta1", "--identity", path)
        config = self.config(("    IdentityFile %s/id_ed25519\n" % self.fleet.ssh, ""))
        out = self.mtacon("nodes", "test", "mta1", ssh_config=config, code=3).stdout
        self.assertRegex(out, r"FAIL +authentication .*stranger")

    @unittest.skipUnless(shutil.which("chpasswd"), "no chpasswd")
    def test_a_password_is_typed(self):
        import terminal
        if not terminal.pyte:
            self.skipTest("python3-pyte is not installed")
        name = "mtacon-p%d" % (os.getpid() % 100000)
        place.add_account(self.fleet.dir, name)
        self.addCleanup(place.remove_account, name)
        subprocess.run(["chpasswd"], input=name + ":correct horse\n", text=True, check=True)
        node = self.fleet.nodes[1]
        self.addCleanup(node.stop_sshd)  # or the account is in use
        for lines in ("PasswordAuthentication yes", "KbdInteractiveAuthentication yes\nUsePAM yes"):
            node.stop_sshd()
            with open(node.sshd_config()) as source:
                kept = [line for line in source if line.split()[0] not in
                        ("PasswordAuthentication", "KbdInteractiveAuthentication", "UsePAM")]
            node.write("ssh/sshd_config", "".join(kept) + lines + "\n")
            node.sshd_config, saved = (lambda extra="": node.dir + "/ssh/sshd_config"), node.sshd_config
            node.start_sshd()
            node.sshd_config = saved
            store = "%s/%s.db" % (self.fleet.dir, lines.split()[0])
            self.mtacon("nodes", "add", "mta2", name + "@mta2", store=store)
            config = self.config(("    IdentityFile %s/id_ed25519\n" % self.fleet.ssh, ""),
                                 ("IdentityAgent none", "IdentityAgent none\n    PubkeyAuthentication no"))
            console = terminal.Terminal(self.command(store=store, ssh_config=config))
            self.addCleanup(console.close)
            console.press("2")
            console.wait(r"mta2: login: ! answers")
            console.press("!")
            console.wait("Authentication")
            console.type("correct horse")
            console.press("Enter")
            console.wait("nodes 1 of 1 up")
            self.assertNotIn("horse", console.text())


if __name__ == "__main__":
    unittest.main()
